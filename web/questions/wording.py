"""Officials' words for reasons, aspects and decisions."""

from __future__ import annotations

from datetime import date

from loket.answers.aspects import FALLBACK
from loket.answers.formats import short_date
from loket.info_reports.models import Part, Verdict
from loket.unanswered.models import DecisionKind, Reason

REASONS = {
    Reason.FALLBACK: "Bot tidak paham",
    Reason.OUT_OF_SCOPE: "Dianggap di luar layanan",
    Reason.ASKED_BACK: "Bot bertanya balik",
    Reason.NOT_KNOWN: "Infonya belum tercatat",
    Reason.CORRECTED: "Dibetulkan warga",
}
REASON_HINTS = {
    Reason.FALLBACK: "Kata-katanya belum dikenal: sambungkan ke layanan, atau jadikan contoh latihan.",
    Reason.OUT_OF_SCOPE: "Bila ini urusan layanan publik, jadikan contoh latihan atau layanan baru.",
    Reason.ASKED_BACK: "Bot menawarkan pilihan. Sebutan yang lebih pasti membuat bot langsung menjawab.",
    Reason.NOT_KNOWN: "Bot paham, tetapi standarnya belum berisi jawabannya: lengkapi standarnya.",
    Reason.CORRECTED: "Warga berkata jawabannya meleset. Baca pembetulannya.",
}
ASPECTS = {
    "overview": "Tentang layanan secara umum",
    "requirements": "Syarat",
    "procedure": "Cara mengurus",
    "cost": "Biaya",
    "duration": "Lama pengurusan",
    "hours": "Jam buka",
    "location": "Alamat kantor",
    "contact": "Kontak",
    "online_link": "Layanan lewat internet",
    "legal_basis": "Dasar hukum",
    "list_services": "Daftar layanan",
    "complaint_file": "Mengadu atau melapor",
    "complaint_status": "Menanyakan pengaduannya",
    "queue_book": "Mengambil antrean",
    "queue_status": "Menanyakan antreannya",
    "subscribe": "Minta dikabari",
    "unsubscribe": "Berhenti dikabari",
    "feedback": "Saran dan penilaian",
    "emergency": "Darurat",
    "human": "Ingin bicara dengan petugas",
    "change_region": "Ganti daerah",
    "greet": "Salam",
    "goodbye": "Pamit",
    "thanks": "Terima kasih",
    "affirm": "Mengiyakan",
    "deny": "Menolak",
    "help": "Minta bantuan memakai bot",
    "bot_identity": "Siapa atau apa bot ini",
    "privacy": "Data pribadinya",
    "chitchat": "Obrolan ringan",
    "out_of_scope": "Bukan urusan layanan publik",
    FALLBACK: "Tidak terbaca",
}
DISMISSALS = {
    "published": "Standarnya sudah dilengkapi atau diperbaiki",
    "not_ours": "Bukan urusan layanan publik",
    "meaningless": "Tidak bermakna atau salah kirim",
    "trial": "Pesan percobaan",
    "other": "Alasan lain (tulis di catatan)",
}
DECISIONS = {
    DecisionKind.SYNONYM: "Disambungkan ke layanan",
    DecisionKind.SERVICE: "Dibuatkan layanan baru",
    DecisionKind.EXAMPLE: "Dijadikan contoh latihan",
    DecisionKind.DISMISSED: "Ditutup",
}
PARTS = {
    Part.COST: "Biaya",
    Part.REQUIREMENTS: "Syarat",
    Part.HOURS: "Jam buka",
    Part.ADDRESS: "Alamat",
    Part.OTHER: "Lainnya",
}
VERDICTS = {Verdict.FIXED: "Sudah diperbaiki", Verdict.RIGHT: "Info sudah benar"}
NO_PLACE = "tanpa wilayah"


def day(given: date | None) -> str:
    """A date as officials read it, e.g. "24 Nov 2026"; a dash for none."""
    return short_date(given) if given else "–"
