"""Refusals while editing services and standards. ``str`` of each is for the people who read it, in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loket.errors import LoketError

if TYPE_CHECKING:
    from loket.standards.content import Content
    from loket.standards.differences import Difference


@dataclass(frozen=True)
class Problem:
    """One thing to mend: ``field`` names the form's field, ``message`` says what is wrong and what to do.

    ``row`` counts from 1 where several rows were given.
    """

    field: str
    message: str
    row: int | None = None


class EditRefused(LoketError):
    """Something about a standard or service cannot be done."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Incomplete(EditRefused):
    """``problems`` stand in the way; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Ada {len(problems)} hal yang perlu dilengkapi atau diperbaiki dulu.")
        self.problems = list(problems)


class StandardNotFound(EditRefused):
    def __init__(self, what: object) -> None:
        super().__init__("Standar pelayanan ini tidak ditemukan. Mungkin sudah dibuang; buka lagi dari daftar.")
        self.what = what


class WrongState(EditRefused):
    """The standard is not in a state in which this can be done (somebody else was faster)."""

    def __init__(self, state: str, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


class EditConflict(EditRefused):
    """Somebody saved since the form was opened. Nothing was overwritten: ``theirs`` stands, ``mine`` was not saved."""

    def __init__(
        self, lock_version: int, editor: str, theirs: Content, mine: Content, differences: Sequence[Difference]
    ):
        super().__init__(
            f"{editor or 'Orang lain'} menyimpan perubahan setelah Anda membuka halaman ini. Isian Anda belum disimpan "
            "dan tidak menimpa apa pun: bandingkan dulu, lalu pilih."
        )
        self.lock_version = lock_version
        self.editor = editor
        self.theirs = theirs
        self.mine = mine
        self.differences = list(differences)
