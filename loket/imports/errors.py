"""Refusals of a whole file, and what is wrong in its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loket.errors import LoketError


@dataclass(frozen=True)
class RowProblem:
    """One thing in one cell. ``row`` as the spreadsheet counts (1 = header, 0 = the file as a whole).

    A warning does not stand in the way of the import.
    """

    row: int
    column: str
    problem: str
    remedy: str
    is_warning: bool = False


class FileRefused(LoketError):
    """The file cannot be read as a table; ``str`` says why and what to do, in Indonesian. Nothing was stored."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class RowsRefused(LoketError):
    """Rows stand in the way; nothing was stored."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(f"{len(problems)} baris perlu diperbaiki. Tidak ada yang disimpan.")
        self.problems = list(problems)


class Interrupted(LoketError):
    """The work was stopped from outside; its transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__("Impor dihentikan. Tidak ada yang disimpan.")
