"""What the audit's actions, fields and values are called. What has no name here is shown as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loket.standards.components import COMPONENTS
from web.wording import field_label

NAMES = {
    "account.invite": "mengundang",
    "account.invite_again": "membuat tautan undangan baru",
    "account.accept": "menerima undangan",
    "account.new_password": "membuat kata sandi baru",
    "account.change_password": "mengganti kata sandi",
    "account.grant": "memberi peran",
    "account.revoke": "mencabut peran",
    "account.disable": "menonaktifkan akun",
    "account.enable": "mengaktifkan akun",
    "account.reset": "mengatur ulang akun",
    "account.login": "masuk",
    "account.end_session": "mengakhiri sesi",
    "account.end_sessions": "mengakhiri semua sesi",
    "account.second_factor": "memasang kode masuk",
    "account.recovery_code": "masuk dengan kode cadangan",
    "account.recovery_codes": "membuat kode cadangan baru",
    "standard.begin": "memulai draf",
    "standard.save": "menyimpan draf",
    "standard.submit": "mengajukan draf",
    "standard.return": "mengembalikan draf",
    "standard.discard": "membuang draf",
    "standard.withdraw": "menarik ketentuan daerah",
    "standard.call_off": "membatalkan jadwal",
    "service.describe": "mengubah keterangan layanan",
    "service.names": "mengubah sebutan layanan",
    "service.offer": "mulai menawarkan layanan",
    "service.archive": "mengarsipkan layanan",
    "service.restore": "memulihkan layanan",
    "review_task.done": "menyelesaikan tugas tinjau ulang",
    "partner.admit": "menerima mitra",
    "partner.dismiss": "mengakhiri penerimaan mitra",
    "partner_key.create": "membuat kunci API",
    "partner_key.revoke": "mencabut kunci API",
    "import.apply": "mengimpor tabel",
    "standard.import": "mengimpor draf standar",
    "office.hours": "mengubah jam buka kantor",
    "office.closures": "mengubah hari tutup kantor",
    "unanswered.connect": "menyambungkan pertanyaan warga ke layanan",
    "unanswered.propose": "mengusulkan sebutan dari pertanyaan warga",
    "unanswered.accept": "menerima usulan sebutan",
    "unanswered.service": "membuat layanan dari pertanyaan warga",
    "unanswered.teach": "menjadikan pertanyaan warga contoh latihan",
    "unanswered.dismiss": "menutup pertanyaan warga",
    "unanswered.undo": "membatalkan keputusan atas pertanyaan warga",
    "info_report.judge": "memutuskan laporan info salah",
    "info_report.reopen": "membuka lagi laporan info salah",
    "office.archive": "mengarsipkan kantor",
    "office.restore": "memulihkan kantor",
    "switch.throw": "menghentikan sementara",
    "switch.put_back": "menjalankan lagi",
}
SUBJECTS = {
    "account": "akun",
    "switch": "sakelar",
    "partner": "lembaga mitra",
    "partner_key": "kunci API",
    "review_task": "tugas",
    "import": "impor",
    "emergency_contact": "nomor darurat",
    "region": "wilayah",
    "standard": "standar",
    "service": "layanan",
    "office": "kantor",
    "unanswered": "pertanyaan warga",
    "info_report": "laporan info salah",
    "local_holiday": "hari libur daerah",
}
VERBS = {"create": "menambah", "change": "mengubah", "delete": "menghapus", "publish": "menerbitkan"}


def in_words(action: str) -> str:
    """The action in Indonesian, made of verb and subject where it has no name of its own."""
    subject, _, verb = action.partition(".")
    if action in NAMES:
        return NAMES[action]
    if verb in VERBS and subject in SUBJECTS:
        return f"{VERBS[verb]} {SUBJECTS[subject]}"
    return action


_FIELDS = {
    **{str(name): info.name for name, info in COMPONENTS.items()},
    "amount_rupiah": "jumlah (rupiah)",
    "working_days": "hari kerja",
    "text": "teks",
    "state": "keadaan",
    "valid_from": "berlaku sejak",
    "version": "versi",
    "short_name": "nama pendek",
    "owner": "penyelenggara",
    "level": "tingkat",
    "office_kinds": "jenis kantor",
    "topics": "peristiwa hidup",
}
_VALUES = {
    "draft": "draf",
    "in_review": "menunggu tinjauan",
    "published": "terbit",
    "archived": "diarsipkan",
    "high": "pasti",
    "medium": "cukup pasti",
    "low": "perlu dikonfirmasi",
}


def field_in_words(name: str) -> str:
    """The field's name in Indonesian."""
    return _FIELDS.get(name) or field_label(name)


def value_in_words(value: Any, name: str = "") -> str:
    """A recorded value in one line, without the marks of JSON; empty where there is none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Mapping):
        parts = ((str(key), value_in_words(one, str(key))) for key, one in value.items())
        # What a component says is itself: "isi" before each would say nothing.
        return "; ".join(text if key in ("content", "items") else f"{field_in_words(key)}: {text}"
                         for key, text in parts if text)  # fmt: skip
    if isinstance(value, list | tuple):
        return "; ".join(value_in_words(one) for one in value)
    return _VALUES.get(str(value), str(value)) if name in ("state", "confidence") else str(value)
