"""What stands around every answer."""

from __future__ import annotations

from typing import Final

NOTE_SIGN: Final = "⚠️"
SOURCE: Final = "Sumber: {source}"
VERIFIED: Final = "Terakhir diperiksa: {date}"
LEVEL: Final = "Tingkat: {level}"
ERROR_CODE: Final = "Kode gangguan: {error_id}"
MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
