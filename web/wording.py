"""What fields are called where a page shows them by their name in forms and tables."""

from __future__ import annotations

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
    "kind": "jenis",
    "note": "catatan",
    "source": "sumber",
    "verified_at": "diperiksa pada",
    "confidence": "kepastian",
    "slug": "kode singkat",
    "is_active": "aktif",
    "address": "alamat",
    "phone": "telepon",
}


def field_label(name: str) -> str:
    """The field's name in Indonesian; one without an entry here is shown as it is, without underscores."""
    return FIELD_NAMES.get(name, name.replace("_", " "))
