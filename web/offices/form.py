"""The office form: what its fields hold, from a stored office or from what was typed, and back into content.

Nothing typed is changed here: a time that is none goes back into its field as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from loket.imports.cells import date_of, decimal_of
from loket.offices.content import Closure, OfficeContent
from loket.offices.hours import DAYS, Span, read_time
from loket.standards.errors import Problem

Pairs = Sequence[tuple[str, str]]
TEXTS: Final = (
    "region", "name", "kind", "address", "phone", "latitude", "longitude", "geo_precision", "hours_text", "source",
    "verified_at", "confidence", "note", "preview_at",
)  # fmt: skip
LONGEST: Final = 5000  # characters of one field that are kept at all
MOST_ROWS: Final = 200
BLANK_CLOSURES: Final = 2  # empty lines offered where no script adds them
# "-7.7628, 110.4041", as other maps give a point to copy.
_PAIR = re.compile(r"([-−]?\d{1,3}(?:\.\d+)?)\s*[,;]\s*([-−]?\d{1,3}(?:\.\d+)?)|([-−]?\d+\.\d+)\s+([-−]?\d+\.\d+)")


@dataclass
class OfficeForm:
    """Texts as they stand in the fields. ``hours``: by weekday (0 = Monday) pairs of opens and closes."""

    lock_version: int = 0
    values: dict[str, str] = field(default_factory=dict)
    hours: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    closures: list[tuple[str, str, str]] = field(default_factory=list)
    open_days: list[str] = field(default_factory=list)
    open_on_holidays: bool = False

    def text(self, name: str) -> str:
        """One field."""
        return self.values.get(name, "")

    def shown_hours(self, day: int) -> list[tuple[str, str]]:
        """The day's rows as the page shows them: room for a break, and one more row where all are used."""
        rows = self.hours.get(day, [])
        blank = 2 - len(rows) if len(rows) < 2 else int(all(opens or closes for opens, closes in rows))
        return [*rows, *[("", "")] * blank]

    def shown_closures(self) -> list[tuple[str, str, str]]:
        """The closures with empty lines below."""
        return [*self.closures, *[("", "", "")] * BLANK_CLOSURES]

    def content(self) -> tuple[OfficeContent, list[Problem]]:
        """What the fields say, and which of them cannot be read."""
        problems: list[Problem] = []
        latitude, longitude = self._point(problems)
        hours = tuple(span for day in range(7) for span in self._spans(day, problems))
        content = OfficeContent(
            **{name: self.text(name) for name in ("name", "kind", "address", "phone", "geo_precision", "hours_text")},
            **{name: self.text(name) for name in ("source", "confidence", "note")},
            latitude=latitude,
            longitude=longitude,
            hours=hours,
            closures=tuple(self._closures(problems)),
            open_days=tuple(day for day in map(date_of, self.open_days) if day),
            open_on_holidays=self.open_on_holidays,
            verified_at=self._day(self.text("verified_at"), "verified_at", "Tanggal dicek", problems),
        )
        return content, problems

    def copy_day(self, source: int, targets: Sequence[int]) -> None:
        """Give other days the hours of this one."""
        for day in targets:
            if day != source:
                self.hours[day] = list(self.hours.get(source, []))

    def _point(self, problems: list[Problem]) -> tuple[float | None, float | None]:
        latitude, longitude = self.text("latitude").strip(), self.text("longitude").strip()
        pair = _PAIR.fullmatch(latitude)
        # Two points are two numbers whatever stands beside them; without them "-7,714" may be a decimal comma.
        if pair and (not longitude or latitude.count(".") > 1):
            latitude, longitude = (part for part in pair.groups() if part)
        return (
            self._degrees(latitude, "latitude", "Lintang", "-7.7628", problems),
            self._degrees(longitude, "longitude", "Bujur", "110.4041", problems),
        )

    @staticmethod
    def _degrees(text: str, name: str, title: str, example: str, problems: list[Problem]) -> float | None:
        if not text:
            return None
        number = decimal_of(text.replace("−", "-"))
        if number is None:
            problems.append(
                Problem(name, f"{title} “{text[:40]}” bukan angka. Tulis derajat desimal seperti {example}.")
            )
        return number

    @staticmethod
    def _day(text: str, name: str, title: str, problems: list[Problem]) -> date | None:
        found = date_of(text.strip())
        if text.strip() and found is None:
            problems.append(Problem(name, f"{title} “{text[:40]}” bukan tanggal. Tulis seperti 24/11/2026."))
        return found

    def _spans(self, day: int, problems: list[Problem]) -> list[Span]:
        spans = []
        for opens, closes in self.hours.get(day, []):
            times = [self._time(text, day, problems) for text in (opens, closes) if text.strip()]
            if len(times) == 1 and times[0]:
                missing = "tutup" if opens.strip() else "buka"
                problems.append(
                    Problem(f"hours_{day}", f"{DAYS[day]}: isi juga jam {missing}nya, atau kosongkan keduanya.")
                )
            if len(times) == 2 and times[0] and times[1]:
                spans.append((day, times[0], times[1]))
        return spans

    @staticmethod
    def _time(text: str, day: int, problems: list[Problem]) -> time | None:
        found = read_time(text)
        if found is None:
            sentence = f"{DAYS[day]}: “{text.strip()[:40]}” bukan jam. Tulis seperti 08.00 atau 15.30."
            problems.append(Problem(f"hours_{day}", sentence))
        return found

    def _closures(self, problems: list[Problem]) -> list[Closure]:
        found = []
        for first_text, last_text, reason in self.closures:
            first = self._day(first_text, "closures", "Hari tutup", problems)
            last = self._day(last_text, "closures", "Hari tutup", problems) if last_text.strip() else first
            if first and last:
                found.append((first, last, reason))
            elif not first_text.strip() and (last_text.strip() or reason.strip()):
                problems.append(
                    Problem("closures", "Hari tutup: isi hari pertamanya, atau kosongkan seluruh barisnya.")
                )
        return found


def form_of_content(content: OfficeContent, lock_version: int) -> OfficeForm:
    """The form of an office as it is stored."""
    texts = {name: value for name in TEXTS if isinstance(value := getattr(content, name, None), str)}
    numbers = {"latitude": content.latitude, "longitude": content.longitude}
    texts |= {name: "" if value is None else f"{value:.7f}".rstrip("0").rstrip(".") for name, value in numbers.items()}
    texts["verified_at"] = content.verified_at.isoformat() if content.verified_at else ""
    hours: dict[int, list[tuple[str, str]]] = {}
    for day, opens, closes in content.hours:
        hours.setdefault(day, []).append((f"{opens:%H.%M}", f"{closes:%H.%M}"))
    closures = [(first.isoformat(), last.isoformat(), reason) for first, last, reason in content.closures]
    open_days = [day.isoformat() for day in content.open_days]
    return OfficeForm(lock_version, texts, hours, closures, open_days, content.open_on_holidays)


def form_of_pairs(pairs: Pairs) -> OfficeForm:
    """The form as a browser sent it."""
    fields = _by_name(pairs)
    version = _first(fields, "lock_version")
    return OfficeForm(
        lock_version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
        values={name: _first(fields, name) for name in TEXTS},
        hours={day: _rows(fields, f"opens_{day}", f"closes_{day}") for day in range(7)},  # type: ignore[misc]
        closures=_rows(fields, "closure_first", "closure_last", "closure_reason"),  # type: ignore[arg-type]
        open_days=fields.get("open_day", []),
        open_on_holidays=bool(_first(fields, "open_on_holidays")),
    )


def _by_name(pairs: Pairs) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        known = fields.setdefault(name, [])
        if len(known) < MOST_ROWS:
            known.append(value[:LONGEST])
    return fields


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, [])), "")


def _rows(fields: Mapping[str, list[str]], *names: str) -> list[tuple[str, ...]]:
    """Fields that stand in one row together; rows without a word are left out."""
    columns = [fields.get(name, []) for name in names]
    count = max(map(len, columns))
    filled = [column + [""] * (count - len(column)) for column in columns]
    return [row for row in zip(*filled, strict=True) if any(text.strip() for text in row)]
