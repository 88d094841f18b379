"""Officials' words for results, aspects, waves and steps."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from loket.answers.formats import joined, short_date
from loket.answers.texts import labels
from loket.figures.programme import Order, Wave
from loket.figures.readiness import OfficePart, Step, StepKind
from loket.figures.reading import Span
from loket.figures.results import Result
from loket.services.models import Component

_INDONESIAN = str.maketrans(",.", ".,")
RESULTS = {
    Result.ANSWERED: "Terjawab",
    Result.ASKED_BACK: "Ditanya balik",
    Result.NOT_KNOWN: "Belum tercatat",
    Result.NOT_UNDERSTOOD: "Tidak dipahami",
    Result.EMERGENCY: "Darurat",
    Result.COMING: "Fitur belum ada",
    Result.OUT_OF_SCOPE: "Di luar layanan",
    Result.PAUSED: "Wilayah dihentikan",
}
RESULT_HINTS = {
    Result.ANSWERED: "Jawaban langsung diberikan.",
    Result.ASKED_BACK: "Loket bertanya dulu: layanan, wilayah, atau maksudnya.",
    Result.NOT_KNOWN: "Pertanyaan dipahami, tetapi isinya belum ada di Loket.",
    Result.NOT_UNDERSTOOD: "Loket tidak mengenali maksud pertanyaan.",
    Result.EMERGENCY: "Nomor darurat diberikan.",
    Result.COMING: "Misalnya ambil antrean atau lapor; belum dilayani Loket.",
    Result.OUT_OF_SCOPE: "Bukan soal layanan publik.",
    Result.PAUSED: "Operator sedang menghentikan jawaban wilayah ini.",
}
ASPECTS = {
    **labels.BUTTONS,
    "nlu_fallback": "Tidak dikenali",
    "out_of_scope": "Di luar layanan",
    "emergency": "Darurat",
}
NO_SERVICE = "Tanpa menyebut layanan"
WAVES = {
    Wave.FIRST: "25 pertama (2017)",
    Wave.SECOND: "Menuju 100 (2018-19)",
    Wave.ALL: "Menuju 514",
}
ORDERS = {
    Order.NAME: "Wilayah",
    Order.SCORE: "Kesiapan",
    Order.CHANGE: "Perubahan",
    Order.QUESTIONS: "Pertanyaan",
    Order.ANSWERED: "Terjawab",
    Order.CONTENT: "Tanda puas",
    Order.STALE: "Perlu dicek",
}
OFFICE_PARTS = {
    OfficePart.ADDRESS: "alamat",
    OfficePart.COORDINATES: "titik peta",
    OfficePart.HOURS: "jam buka per hari",
    OfficePart.PHONE: "telepon",
    OfficePart.CHECKED: "pengecekan dalam 180 hari terakhir",
}
COMPONENT_NAMES = {  # short enough to stand in a row, and without commas of their own
    Component.REQUIREMENTS: "persyaratan",
    Component.PROCEDURE: "prosedur",
    Component.DURATION: "jangka waktu",
    Component.COST: "biaya",
    Component.PRODUCT: "produk",
    Component.COMPLAINTS: "pengaduan",
    Component.LEGAL_BASIS: "dasar hukum",
    Component.FACILITIES: "sarana",
    Component.STAFF_COMPETENCE: "kompetensi pelaksana",
    Component.INTERNAL_SUPERVISION: "pengawasan internal",
    Component.STAFF_NUMBER: "jumlah pelaksana",
    Component.SERVICE_GUARANTEE: "jaminan pelayanan",
    Component.SAFETY_GUARANTEE: "jaminan keamanan",
    Component.PERFORMANCE_EVALUATION: "evaluasi kinerja",
}
PARTS = (
    ("citizen", "Enam bagian untuk warga"),
    ("internal", "Delapan bagian internal"),
    ("offices", "Kantor layanan"),
)


def office_kind(kind: str) -> str:
    """E.g. "Disdukcapil", "kantor Samsat"."""
    return labels.OFFICE_KINDS.get(kind, kind.replace("_", " "))


def step_text(step: Step) -> str:
    """What to do, as one sentence."""
    parts = joined([OFFICE_PARTS[part] for part in step.parts])
    names = joined([COMPONENT_NAMES[one] for one in step.components])
    match step.kind:
        case StepKind.COMPLETE:
            return f"Isi {names} pada {step.name}."
        case StepKind.COMPLETE_INTERNAL:
            return f"Isi bagian internal {step.name}: {names}."
        case StepKind.RECHECK:
            return f"Cek ulang {step.name}: {names}. Terakhir dicek lebih dari 180 hari lalu."
        case StepKind.ADD_OFFICE:
            return (
                f"Tambahkan {office_kind(step.office_kind)}, lengkap dengan alamat, titik peta, jam buka, dan telepon."
            )
        case StepKind.MEND_OFFICE:
            return f"Lengkapi {step.name}: {parts}."


def number(value: float, decimals: int = 0) -> str:
    """E.g. "1.234" or "12,5". Written out here: a page has hundreds of them, and Babel takes 0.1 ms for each."""
    return f"{value:,.{decimals}f}".translate(_INDONESIAN)


def percent(share: float | None) -> str:
    """A share 0..1, e.g. "83 %"; a dash where there is none."""
    return "–" if share is None else f"{number(share * 100)} %"


def points(change: float | None) -> str:
    """Points of the readiness score with their sign, e.g. "+3,2"; a dash where it cannot be told."""
    if change is None:
        return "–"
    rounded = round(change, 1)
    return "0,0" if rounded == 0 else ("+" if rounded > 0 else "−") + number(abs(rounded), 1)


def span(one: Span) -> str:
    """A piece of the period, e.g. "3 Nov", "3-9 Nov", "Nov 2026"."""
    return between(one.first, one.last)


def between(first: date, last: date) -> str:
    """The days from ``first`` to ``last`` in short."""
    if first == last:
        return format_date(first, "d MMM", locale="id")
    if (last - first).days > 7:
        return format_date(first, "MMM y", locale="id")
    if first.month == last.month:
        return f"{first.day}-{format_date(last, 'd MMM', locale='id')}"
    return f"{format_date(first, 'd MMM', locale='id')}-{format_date(last, 'd MMM', locale='id')}"


def period(first: date, last: date) -> str:
    """A whole period with its years."""
    return f"{short_date(first)} sampai {short_date(last)}"
