"""What fields are called where a page shows them by their name in forms and tables."""

from __future__ import annotations

from loket.offices.hours import DAYS
from loket.standards.components import COMPONENTS

FIELD_NAMES = {
    "name": "nama",
    "email": "email",
    "role": "peran",
    "region": "wilayah",
    "partner": "lembaga",
    "status": "keadaan",
    "reason": "alasan",
    "count": "jumlah",
    "ended_at": "berakhir",
    "target": "yang dihentikan",
    "number": "nomor",
    "purpose": "untuk apa",
    "remark": "pesan untuk verifikator",
    "kind": "jenis",
    "note": "catatan",
    "source": "sumber",
    "verified_at": "diperiksa pada",
    "confidence": "kepastian",
    "slug": "kode singkat",
    "is_active": "aktif",
    "address": "alamat",
    "phone": "telepon",
    "latitude": "lintang",
    "longitude": "bujur",
    "geo_precision": "ketelitian titik",
    "hours": "jam buka",
    "hours_text": "keterangan jam",
    "open_on_holidays": "buka di hari libur",
    "open_days": "hari libur yang tetap buka",
    "open_day": "hari libur yang tetap buka",
    "closures": "hari tutup",
    "closure_first": "tutup mulai",
    "closure_last": "tutup sampai",
    "closure_reason": "alasan tutup",
    "first_day": "hari pertama",
    "last_day": "hari terakhir",
    "preview_at": "dicoba pada",
    "lock_version": "versi",
    "op": "tombol",
    **{f"opens_{number}": f"{day} buka" for number, day in enumerate(DAYS)},
    **{f"closes_{number}": f"{day} tutup" for number, day in enumerate(DAYS)},
}

PART_NAMES = {
    "items": "isi",
    "text": "keterangan",
    "note": "catatan",
    "amount_rupiah": "jumlah (rupiah)",
    "working_days": "hari kerja",
    "source": "sumber",
    "source_url": "laman sumber",
    "verified_at": "tanggal dicek",
    "confidence": "keyakinan",
}
NOT_TYPED = ("op", "own", "lock_version")  # what a page's form carries beside what somebody typed
_COMPONENTS = {str(name): info.name for name, info in COMPONENTS.items()}


def field_label(name: str) -> str:
    """The field's name in Indonesian; one without an entry here is shown as it is, without underscores."""
    component, _, part = name.partition(".")
    if component in _COMPONENTS and part:
        return f"{_COMPONENTS[component]}: {PART_NAMES.get(part, part)}"
    return FIELD_NAMES.get(name, name.replace("_", " "))


def is_told(name: str) -> bool:
    """Whether a field is shown to whoever typed the form."""
    return name not in NOT_TYPED
