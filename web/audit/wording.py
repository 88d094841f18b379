"""What the audit's actions are called. An action without a name here is shown as it is recorded."""

from __future__ import annotations

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
    "import.apply": "mengimpor tabel",
    "standard.import": "mengimpor draf standar",
    "office.hours": "mengubah jam buka kantor",
    "unanswered.connect": "menyambungkan pertanyaan warga ke layanan",
    "unanswered.propose": "mengusulkan sebutan dari pertanyaan warga",
    "unanswered.accept": "menerima usulan sebutan",
    "unanswered.service": "membuat layanan dari pertanyaan warga",
    "unanswered.teach": "menjadikan pertanyaan warga contoh latihan",
    "unanswered.dismiss": "menutup pertanyaan warga",
    "unanswered.undo": "membatalkan keputusan atas pertanyaan warga",
    "info_report.judge": "memutuskan laporan info salah",
    "info_report.reopen": "membuka lagi laporan info salah",
    "service.names": "mengubah sebutan layanan",
    "office.archive": "mengarsipkan kantor",
    "office.restore": "memulihkan kantor",
    "switch.throw": "menghentikan sementara",
    "switch.put_back": "menjalankan lagi",
}
SUBJECTS = {
    "account": "akun",
    "switch": "sakelar",
    "partner": "lembaga mitra",
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
