"""Reads rows into values and collects what is wrong with them. Never writes: a dry run holds nobody up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.imports.cells import date_of, decimal_of, lines_of, time_of, truth_of, whole_of
from loket.imports.columns import Column, Holds, chosen, in_a_row
from loket.imports.errors import RowProblem
from loket.imports.reading import Row, Table
from loket.regions.models import Region
from loket.services.models import Service
from loket.standards.content import clean_line, clean_text

MAX_KEPT_PROBLEMS = 2000
NATIONAL = "nasional"
CHUNK = 500
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>")
_NOT_PERMITTED = "Akun Anda tidak bertugas mengubah {what} di {where}."


@dataclass(frozen=True)
class Place:
    """Where a row holds; None is the nation, which a row must say in so many words."""

    region: Region | None

    @property
    def slug(self) -> str | None:
        """As permissions ask for it."""
        return self.region.slug if self.region else None

    @property
    def name(self) -> str:
        """For a sentence."""
        return self.region.name if self.region else "tingkat nasional"


@dataclass
class Change:
    """One thing to store. ``apply`` does it and returns whether the lexicon has to be written."""

    row: int
    rows: int
    is_new: bool
    apply: Callable[[], bool]


@dataclass
class Checker:
    """What checking needs to know, asked of the database once, and the problems found so far."""

    session: Session
    actor: Account
    origin: str = ""
    problems: list[RowProblem] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    wrong_rows: set[int] = field(default_factory=set)
    _regions: dict[str, Region] = field(default_factory=dict)
    _allowed: dict[tuple[Action, str | None, int | None], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for region in self.session.scalars(select(Region)):
            for name in (region.slug, region.code, region.name.casefold()):
                self._regions[name] = region

    def say(self, row: int, column: str, problem: str, remedy: str, *, is_warning: bool = False) -> None:
        """Note a problem; beyond ``MAX_KEPT_PROBLEMS`` they are only counted."""
        self.note(RowProblem(row, column, problem, remedy, is_warning))

    def note(self, problem: RowProblem) -> None:
        """Note one that is made already."""
        if problem.is_warning:
            self.warnings += 1
        else:
            self.errors += 1
            self.wrong_rows.add(problem.row)
        if len(self.problems) < MAX_KEPT_PROBLEMS:
            self.problems.append(problem)

    def rows(self, table: Table, columns: Sequence[Column]) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Each row with its values by column key; rows with a problem are left out."""
        titles = {column.key: column.title for column in columns}
        for problem in table.problems:
            self.note(RowProblem(problem.row, titles.get(problem.column, problem.column), problem.problem,
                                 problem.remedy, problem.is_warning))  # fmt: skip
        for row in table.rows:
            values = {column.key: self._value(row, column) for column in columns if column.key in row.cells}
            if row.number not in self.wrong_rows:
                yield row, values

    def may(self, action: Action, place: Place, partner_id: int | None) -> bool:
        """Whether the account may both do this and import, there."""
        return all(self._may(one, place.slug, partner_id) for one in (action, Action.IMPORT))

    def forbid(self, row: int, column: str, what: str, place: Place) -> None:
        """Say that the account has no business there."""
        problem = _NOT_PERMITTED.format(what=what, where=place.name)
        self.say(row, column, problem, "Hapus baris ini, atau minta petugas wilayah itu yang mengimpornya.")

    def services(self, texts: Iterable[str]) -> dict[str, Service]:
        """The services by what the rows call them: the slug, or the name where only one has it."""
        wanted = {text for text in texts if text and "\0" not in text}
        found: dict[str, Service] = {}
        for chunk in chunks(sorted(wanted)):
            query = select(Service).where(Service.slug.in_(chunk)).options(selectinload(Service.names))
            found.update({service.slug: service for service in self.session.scalars(query)})
        named = {text.casefold(): text for text in wanted - found.keys()}
        for chunk in chunks(sorted(named)):
            rows = self.session.scalars(
                select(Service).where(func.lower(Service.name).in_(chunk)).options(selectinload(Service.names))
            ).all()
            count = Counter(row.name.casefold() for row in rows)
            found.update({named[row.name.casefold()]: row for row in rows
                          if count[row.name.casefold()] == 1 and row.name.casefold() in named})  # fmt: skip
        return found

    def unknown_service(self, row: int, column: str, text: str) -> None:
        """Say that nothing is called so."""
        self.say(
            row, column, f"Layanan “{text[:80]}” tidak dikenal.",
            "Tulis kode layanan seperti di lembar Pilihan pada templat, misalnya ktp_el.",
        )  # fmt: skip

    def _may(self, action: Action, slug: str | None, partner_id: int | None) -> bool:
        asked = (action, slug, partner_id)
        if asked not in self._allowed:
            self._allowed[asked] = may(self.actor, action, slug, partner_id)
        return self._allowed[asked]

    def _value(self, row: Row, column: Column) -> Any:
        text = row.cells[column.key]
        if column.key in row.formulas:
            self.say(
                row.number, column.title, "Sel ini berisi rumus; rumusnya dibaca sebagai teks, bukan hasilnya.",
                "Di Excel, salin sel itu lalu tempel sebagai nilai.", is_warning=True,
            )  # fmt: skip
        if _MARKUP.search(text):
            self.say(
                row.number, column.title, "Ada tanda HTML di isian ini; warga akan melihatnya apa adanya sebagai teks.",
                "Hapus tanda < > dan isinya bila tidak dimaksud.", is_warning=True,
            )  # fmt: skip
        if not text:
            if column.is_needed:
                self.say(row.number, column.title, f"{column.title} belum diisi.", f"Isi: {column.help}")
            return _empty(column)
        return _READERS[column.holds](self, row.number, column, text)

    def _text(self, row: int, column: Column, text: str) -> str:
        cleaned = clean_text(text) if column.longest == 0 else clean_line(text)
        if column.longest and len(cleaned) > column.longest:
            self.say(row, column.title, f"Terlalu panjang ({len(cleaned)} huruf).",
                     f"Singkatkan sampai {column.longest} huruf.")  # fmt: skip
        if column.is_needed and not cleaned:
            self.say(row, column.title, f"{column.title} belum diisi.", f"Isi: {column.help}")
        return cleaned

    def _choice(self, row: int, column: Column, text: str) -> str:
        value = chosen(column.choices, text)
        if value is None:
            words = in_a_row(list(column.choices.values()))
            self.say(row, column.title, f"“{text[:60]}” tidak ada dalam pilihan.", f"Pilih salah satu: {words}.")
        return value or ""

    def _choices(self, row: int, column: Column, text: str) -> list[str]:
        return [self._choice(row, column, word) for word in re.split(r"\s*[\n,;]\s*", text) if word]

    def _region(self, row: int, column: Column, text: str) -> Place | None:
        if text.casefold() == NATIONAL:
            return Place(None)
        region = self._regions.get(text) or self._regions.get(text.casefold())
        if region is None:
            self.say(row, column.title, f"Wilayah “{text[:60]}” tidak dikenal.",
                     "Tulis nama resmi atau kodenya seperti di lembar Pilihan, misalnya kab_sleman.")  # fmt: skip
            return None
        return Place(region)

    def _read(self, row: int, column: Column, text: str, read: Callable[[str], Any], what: str) -> Any:
        value = read(text)
        if value is None:
            self.say(row, column.title, f"“{text[:60]}” bukan {what}.", f"Tulis seperti {column.example}.")
        return value


def chunks[Item](items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """The items in pieces that a database takes as parameters of one query."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def whole_rows_ok(checker: Checker, numbers: Collection[int]) -> bool:
    """Whether none of these rows has a problem that stands in the way."""
    return checker.wrong_rows.isdisjoint(numbers)


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What holds when the new values are written over the old: what the file does not speak of stays."""
    return {**old, **new}


def _empty(column: Column) -> Any:
    if column.holds in (Holds.LIST, Holds.CHOICES):
        return []
    if column.holds in (Holds.TEXT, Holds.CHOICE, Holds.SERVICE):
        return column.fallback
    if column.holds == Holds.TRUTH:
        return truth_of(column.fallback) or False
    return None


_READERS: dict[Holds, Callable[[Checker, int, Column, str], Any]] = {
    Holds.TEXT: Checker._text,
    Holds.SERVICE: lambda checker, row, column, text: text,
    Holds.LIST: lambda checker, row, column, text: [line for line in map(clean_line, lines_of(text)) if line],
    Holds.CHOICE: Checker._choice,
    Holds.CHOICES: Checker._choices,
    Holds.REGION: Checker._region,
    Holds.WHOLE: lambda checker, row, column, text: checker._read(row, column, text, whole_of, "bilangan bulat"),
    Holds.DECIMAL: lambda checker, row, column, text: checker._read(row, column, text, decimal_of, "angka"),
    Holds.DATE: lambda checker, row, column, text: checker._read(row, column, text, date_of, "tanggal"),
    Holds.TIME: lambda checker, row, column, text: checker._read(row, column, text, time_of, "jam"),
    Holds.TRUTH: lambda checker, row, column, text: checker._read(row, column, text, truth_of, "ya atau tidak"),
}
