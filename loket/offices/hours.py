"""Opening hours as text and back: ``Senin-Kamis 08.00-12.00, 13.00-15.00; Jumat 08.00-11.00``."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise

from loket.errors import LoketError

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
Span = tuple[int, time, time]

_DAY = "|".join(DAYS)
_TIME = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_PART = re.compile(rf"(?P<first>{_DAY})(?:\s*[-–]\s*(?P<last>{_DAY}))?\s+(?P<spans>\S.*)", re.IGNORECASE)
_SPAN = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")


class HoursUnclear(LoketError):
    """A text that does not say, without guessing, on which weekday from when to when."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"opening hours {text!r}: {reason}")
        self.text = text
        self.reason = reason


def parse_hours(text: str) -> list[Span]:
    """Read hours as (weekday, opens, closes), 0 = Monday, in order; raise HoursUnclear for anything in doubt."""
    spans: list[Span] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = _PART.fullmatch(part)
        if match is None:
            raise HoursUnclear(text, f"{part!r} is not '<day>[-<day>] HH.MM-HH.MM[, HH.MM-HH.MM]'")
        times = [_parse_span(text, piece.strip()) for piece in match["spans"].split(",")]
        for day in _days(match["first"], match["last"] or match["first"]):
            spans += [(day, opens, closes) for opens, closes in times]
    spans.sort()
    for (day, _, closes), (next_day, opens, _) in pairwise(spans):
        if day == next_day and opens < closes:
            raise HoursUnclear(text, f"{DAYS[day]} has overlapping hours")
    return spans


def _parse_span(text: str, span: str) -> tuple[time, time]:
    match = _SPAN.fullmatch(span)
    if match is None:
        raise HoursUnclear(text, f"{span!r} is not 'HH.MM-HH.MM'")
    first_hour, first_minute, last_hour, last_minute = map(int, match.groups())
    opens, closes = time(first_hour, first_minute), time(last_hour, last_minute)
    if opens >= closes:
        raise HoursUnclear(text, f"{span!r} ends before it begins")
    return opens, closes


def _days(first: str, last: str) -> list[int]:
    names = [day.casefold() for day in DAYS]
    start, end = names.index(first.casefold()), names.index(last.casefold())
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def format_hours(spans: list[Span]) -> str:
    """Write hours as ``parse_hours`` reads them, days with the same hours together."""
    by_day = {day: ", ".join(f"{o:%H.%M}-{c:%H.%M}" for d, o, c in sorted(spans) if d == day) for day in range(7)}
    groups: list[tuple[int, int, str]] = []
    for day, hours in by_day.items():
        if groups and groups[-1][2] == hours:
            groups[-1] = (groups[-1][0], day, hours)
        else:
            groups.append((day, day, hours))
    return "; ".join(
        f"{DAYS[first]} {hours}" if first == last else f"{DAYS[first]}-{DAYS[last]} {hours}"
        for first, last, hours in groups
        if hours
    )
