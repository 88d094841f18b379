"""Refusals while editing offices and local holidays. ``str`` of each is for the people who read it, in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loket.errors import LoketError
from loket.standards.errors import Problem


class OfficeNotFound(LoketError):
    def __init__(self, office_id: int) -> None:
        super().__init__("Kantor ini tidak ditemukan. Buka lagi dari daftar kantor.")
        self.office_id = office_id


class LocalHolidayNotFound(LoketError):
    def __init__(self, holiday_id: int) -> None:
        super().__init__("Hari libur ini tidak ditemukan. Mungkin sudah dihapus; buka lagi daftarnya.")
        self.holiday_id = holiday_id


class OfficeRefused(LoketError):
    """``problems`` stand in the way, each with the field it is about; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Belum tersimpan: ada {len(problems)} hal yang perlu diperbaiki dulu.")
        self.problems = list(problems)


@dataclass(frozen=True)
class Difference:
    """One field that two people left differently, in words."""

    field: str
    theirs: str
    mine: str


class OfficeConflict(LoketError):
    """Somebody saved since the form was opened. Nothing was overwritten: theirs stands, mine was not saved."""

    def __init__(self, lock_version: int, editor: str, differences: Sequence[Difference]) -> None:
        super().__init__(
            f"{editor or 'Orang lain'} menyimpan perubahan setelah Anda membuka halaman ini. Isian Anda belum disimpan "
            "dan tidak menimpa apa pun: bandingkan dulu, lalu pilih."
        )
        self.lock_version = lock_version
        self.editor = editor
        self.differences = list(differences)
