"""A cell's value, out of a file and into one. What looks like a formula is text in both directions."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

Raw = str | int | float | bool | date | datetime | time | None

MARK = "'"  # spreadsheets show what follows it as text
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# Control characters XML cannot hold; a spreadsheet with one of them does not open.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
)
_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:][0-5]\d)?")
YES, NO = "ya", "tidak"
_TRUTHS = {YES: True, "y": True, "true": True, "1": True, NO: False, "t": False, "false": False, "0": False}


def is_risky(text: str) -> bool:
    """Whether a spreadsheet that opens the text as CSV would take it for a formula; plain numbers are none."""
    return text.startswith(_RISKY) and _NUMBER.fullmatch(text) is None


def as_csv(text: str) -> str:
    """The text as CSV may hold it: marked where a spreadsheet would calculate with it. ``restored`` undoes it."""
    return MARK + text if is_risky(text.lstrip(MARK)) else text


def as_xlsx(text: str) -> str:
    """The text for a cell of type text, which is never a formula: marked only where ``restored`` would unmark it."""
    return MARK + text if text.startswith(MARK) and is_risky(text.lstrip(MARK)) else text


def restored(text: str) -> str:
    """What was there before ``as_csv`` or ``as_xlsx``."""
    return text[1:] if text.startswith(MARK) and is_risky(text.lstrip(MARK)) else text


def legal(text: str) -> str:
    """Without the control characters that make a spreadsheet unreadable; line ends as one sign."""
    return _ILLEGAL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_of(raw: Raw) -> str:
    """A cell as text, the way a person reads it in the spreadsheet."""
    match raw:
        case None:
            return ""
        case str():
            return restored(legal(raw)).strip()
        case bool():
            return YES if raw else NO
        case float():
            return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
        case datetime():
            return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ", timespec="minutes")
        case time():
            return f"{raw:%H.%M}"
        case date():
            return raw.isoformat()
    return str(raw)


def date_of(text: str) -> date | None:
    """A day written as 2026-11-24 or 24/11/2026; None for anything else."""
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def time_of(text: str) -> time | None:
    """A time written as 08.00 or 8:00, or as the share of a day that spreadsheets calculate with; None otherwise."""
    found = _TIME.fullmatch(text)
    if found:
        return time(int(found[1]), int(found[2]))
    try:
        share = Decimal(text)
    except InvalidOperation:
        return None
    if not 0 <= share < 1 or "." not in text:
        return None
    minutes = round(share * 24 * 60)
    return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None


def decimal_of(text: str) -> float | None:
    """A number with a decimal point or comma; None for anything else."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) and len(text) < 40 else None


def whole_of(text: str) -> int | None:
    """A whole number, also as "Rp30.000" or "30 000"; None for anything else."""
    bare = re.sub(r"^Rp\.?\s*|,00$|,-$", "", text, flags=re.IGNORECASE).strip()
    if re.fullmatch(r"\d{1,15}", bare):
        return int(bare)
    return int(re.sub(r"[. ]", "", bare)) if re.fullmatch(r"\d{1,3}(?:[. ]\d{3}){1,4}", bare) else None


def truth_of(text: str) -> bool | None:
    """ya or tidak; None for anything else."""
    return _TRUTHS.get(text.casefold())


def lines_of(text: str) -> list[str]:
    """A list's lines, blank ones left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]
