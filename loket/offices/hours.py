"""Opening hours as text and back: ``Senin-Kamis 08.00-12.00, 13.00-15.00; Jumat 08.00-11.00``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from loket.errors import LoketError

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
Span = tuple[int, time, time]

_DAY = "|".join(DAYS)
_TIME = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_PART = re.compile(rf"(?P<first>{_DAY})(?:\s*[-–]\s*(?P<last>{_DAY}))?\s+(?P<spans>\S.*)", re.IGNORECASE)
_SPAN = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")


_DOUBT = re.compile(
    r"\b(?:sekitar|kira|lazimnya|biasanya|umumnya|mulai|kadang|berubah|cek\s+ulang|belum\s+dicek|bisa|tergantung|24\s+jam)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^)]*\)")
_NOISE = re.compile(r"\b(?:pukul|jam|wib|wita|wit|buka)\b\.?", re.IGNORECASE)
_TO = re.compile(r"\s*(?:[-–—]|\bs\.?\s*/?\s*d\b\.?|\bsampai\b|\bhingga\b)\s*", re.IGNORECASE)
_DAY_WORDS = (
    (re.compile(r"\bhari\s+kerja\b", re.IGNORECASE), "Senin-Jumat"),
    (re.compile(r"\b(?:setiap|tiap)\s+hari\b", re.IGNORECASE), "Senin-Minggu"),
)
_BEGINS_ITS_OWN = re.compile(rf"\s*(?:{_DAY}|hari\s+kerja|(?:se)?tiap\s+hari|\d)", re.IGNORECASE)


_TYPED_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[.:]?(?P<minute>\d{2}))?")
LAST_MINUTE = time(23, 59)  # what "24.00" is stored as; hours that go on after midnight begin at 00.00


@dataclass(frozen=True)
class SpanProblem:
    """Why a span of this weekday cannot stand, and what to do, in Indonesian."""

    weekday: int
    message: str


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


def plain_hours(text: str) -> list[Span]:
    """Hours in a source's own words, where they are plain ("07.00-16.00 hari kerja"); empty for anything in doubt.

    Of several parts the first must be the office's own; a later one may speak of something else by name ("gerai mal
    Sabtu 16.00-21.00") and is left out. A part that begins with a day must be as plain as the first.
    """
    bare = _REMARK.sub(" ", text) if not _DOUBT.search(text) else ""
    try:
        return parse_hours(bare)
    except HoursUnclear:
        return _from_words(bare)


def _from_words(bare: str) -> list[Span]:
    parts = [piece for piece in re.split(r"[;,]", bare) if piece.strip()]
    own = [part for number, part in enumerate(_rejoined(parts)) if number == 0 or _BEGINS_ITS_OWN.match(part)]
    try:
        return parse_hours("; ".join(_canonical(part) for part in own))
    except HoursUnclear:
        return []


def _rejoined(parts: list[str]) -> list[str]:
    """A day and its hours that a comma parted ("Senin sampai Sabtu, 08.00-12.00") together again."""
    whole: list[str] = []
    for part in parts:
        if whole and not re.search(r"\d", whole[-1]):
            whole[-1] = f"{whole[-1]} {part}"
        else:
            whole.append(part)
    return whole


def _canonical(part: str) -> str:
    """The part in the words that ``parse_hours`` reads."""
    said = _TO.sub("-", _NOISE.sub(" ", part)).strip()
    for words, day_range in _DAY_WORDS:
        said = words.sub(day_range, said)
    trailing = re.fullmatch(rf"(?P<span>{_SPAN.pattern})\s+(?P<days>[A-Z].*)", said)
    said = f"{trailing['days']} {trailing['span']}" if trailing else said
    return re.sub(r"\s+", " ", said).strip()


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


def read_time(text: str) -> time | None:
    """A time as people type it ("8", "08.00", "8:00", "0800", "24.00"); None for anything else."""
    match = _TYPED_TIME.fullmatch(text.strip()) if text.isascii() else None
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (hour, minute) == (24, 0):
        return LAST_MINUTE
    return time(hour, minute) if hour < 24 and minute < 60 else None


def span_problems(spans: Sequence[Span]) -> list[SpanProblem]:
    """Spans that end before they begin, and those that overlap; spans that touch may stand."""
    problems = [
        SpanProblem(
            day,
            f"{DAYS[day]}: jam tutup {closes:%H.%M} harus sesudah jam buka {opens:%H.%M}. Mungkin tertukar; bila buka "
            "sampai lewat tengah malam, isi sampai 24.00 lalu lanjutkan mulai 00.00 di hari berikutnya.",
        )
        for day, opens, closes in spans
        if opens >= closes
    ]
    latest: Span | None = None  # of those so far, the one that closes last
    for span in sorted(one for one in spans if one[1] < one[2]):
        if latest is not None and latest[0] == span[0] and span[1] < latest[2]:
            first, second = f"{latest[1]:%H.%M}-{latest[2]:%H.%M}", f"{span[1]:%H.%M}-{span[2]:%H.%M}"
            problems.append(
                SpanProblem(
                    span[0], f"{DAYS[span[0]]}: {first} dan {second} bertumpuk. Ubah salah satu, atau gabungkan."
                )
            )
        latest = span if latest is None or latest[0] != span[0] or span[2] > latest[2] else latest
    return problems
