"""Rupiah, dates, distances, hours and sources as Indonesians write them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from urllib.parse import urlsplit

from babel.dates import format_date
from babel.numbers import format_decimal

_LOCALE = "id"
_URL = re.compile(r"https?://\S+")
_UNCHECKED = re.compile(r"\bingatan penyusun\b|\brecalled\b", re.IGNORECASE)
_SUMMARY = re.compile(r"Ringkasan tim Loket dari (?P<of>.+); belum dicek ke naskah aslinya", re.DOTALL)
_SUMMARISED = " (ringkasan Loket, belum dicek)"
_MAX_TITLE = 40


def rupiah(amount: int) -> str:
    """Whole rupiah, e.g. "Rp30.000"."""
    return f"Rp{format_decimal(amount, locale=_LOCALE)}"


def short_date(day: date) -> str:
    """E.g. "23 Nov 2026"."""
    return format_date(day, "d MMM y", locale=_LOCALE)


def distance(kilometres: float) -> str:
    """E.g. "350 m", "1,2 km", "23 km": metres to the nearest fifty, above ten kilometres no decimals."""
    if kilometres < 1:
        return f"{max(50, round(kilometres * 20) * 50)} m"
    pattern = "0.#" if kilometres < 10 else "#,##0"
    return f"{format_decimal(kilometres, pattern, locale=_LOCALE)} km"


def clock(moment: time) -> str:
    """E.g. "08.00"."""
    return f"{moment.hour:02d}.{moment.minute:02d}"


def source(text: str) -> str:
    """A source short enough for a phone: addresses become their site's name, memory is called unchecked."""
    summary = _SUMMARY.fullmatch(text.strip())
    if summary:
        return summary["of"] + _SUMMARISED
    if _UNCHECKED.search(text) and not _URL.search(text):
        return "catatan tim Loket, belum dicek"
    sites = [urlsplit(url).netloc.removeprefix("www.") for url in _URL.findall(text)]
    return ", ".join(dict.fromkeys(site for site in sites if site)) if sites else text


def sources(given: Iterable[str]) -> str:
    """Different sources once each, short; what several are said to be is said once, at the end."""
    short = list(dict.fromkeys(source(text) for text in given if text))
    summaries = [text.removesuffix(_SUMMARISED) for text in short if text.endswith(_SUMMARISED)]
    parts = list(dict.fromkeys(part for text in summaries for part in _parts(text)))
    merged = [joined(parts) + _SUMMARISED] if parts else []
    return "; ".join([*(text for text in short if not text.endswith(_SUMMARISED)), *merged])


def _parts(text: str) -> list[str]:
    """ "UU 1/2022, PP 5/2021 dan situs.id" in parts; "PP 101/2012, 76/2015" and "Haji dan Umrah" stay one each."""
    *first, last = re.split(r", (?:dan )?(?=[^\W\d])", text)
    before, _, closing = last.rpartition(" dan ")
    return [part for part in (*first, before, closing) if part]


def sentence(text: str) -> str:
    """First letter large, a full stop at the end."""
    stripped = text.strip()
    if not stripped:
        return ""
    closed = stripped if stripped[-1] in ".!?" else f"{stripped}."
    return closed[0].upper() + closed[1:]


def lead(text: str) -> str:
    """First letter small unless the word is an abbreviation or an amount ("SIM", "Rp30.000"), for use inside a line."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    is_word = first[:1].isupper() and first[1:].islower() and not any(sign.isdigit() for sign in first)
    return text[0].lower() + text[1:] if is_word else text


def item(text: str) -> str:
    """A line of a list: first letter large, but an address ("oss.go.id") as it is."""
    stripped = text.strip()
    first = stripped.split(maxsplit=1)[0] if stripped else ""
    return stripped if "." in first.rstrip(".") else stripped[:1].upper() + stripped[1:]


def joined(parts: Sequence[str], word: str = "dan") -> str:
    """E.g. "syarat", "syarat dan biaya", "syarat, biaya, dan lama pengurusan"."""
    if len(parts) < 3:
        return f" {word} ".join(parts)
    return f"{', '.join(parts[:-1])}, {word} {parts[-1]}"


def button_title(text: str) -> str:
    """Cut to what two buttons a row can show."""
    return text if len(text) <= _MAX_TITLE else text[: _MAX_TITLE - 1].rstrip() + "…"
