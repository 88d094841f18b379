"""What a standard says, as plain values: read from its rows, from a form, checked, and put back into rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from loket.services.models import Component, Confidence, Standard, StandardComponent
from loket.standards.components import COMPONENTS, Form
from loket.standards.errors import Problem

MAX_ITEMS: Final = 60
MAX_ITEM_CHARS: Final = 500
MAX_TEXT_CHARS: Final = 2000
MAX_SOURCE_CHARS: Final = 1000
MAX_RUPIAH: Final = 10**12
MAX_WORKING_DAYS: Final = 3650
_EMPTY: Final[Mapping[Form, Mapping[str, Any]]] = {
    Form.ITEMS: {"items": []},
    Form.TEXT: {"text": ""},
    Form.COST: {"amount_rupiah": None, "text": "", "note": ""},
    Form.DURATION: {"working_days": None, "text": ""},
}


@dataclass(frozen=True)
class Part:
    """One component with where it comes from. ``content`` has the form that ``StandardComponent`` describes."""

    content: Mapping[str, Any]
    source: str = ""
    source_pages: tuple[str, ...] = ()
    verified_at: date | None = None
    confidence: Confidence = Confidence.HIGH

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all, so that the level above holds."""
        return all(value in (None, "", [], ()) for value in self.content.values())


Content = dict[Component, Part]


@dataclass(frozen=True)
class Cleaned:
    """Content fit to store, and what was wrong with what was given."""

    content: Content
    problems: list[Problem] = field(default_factory=list)


def empty_content(component: Component) -> dict[str, Any]:
    """The component's form without anything in it."""
    return {
        name: list(value) if isinstance(value, list) else value
        for name, value in _EMPTY[COMPONENTS[component].form].items()
    }


def content_of(standard: Standard) -> Content:
    """What the standard says, in the components' order."""
    parts = {Component(part.component): part for part in standard.components}
    return {name: part_of(parts[name]) for name in COMPONENTS if name in parts}


def part_of(row: StandardComponent) -> Part:
    """One row as values."""
    return Part(
        content={**empty_content(Component(row.component)), **row.content},
        source=row.source,
        source_pages=tuple(row.source_pages or ()),
        verified_at=row.verified_at,
        confidence=Confidence(row.confidence),
    )


def rows_of(content: Content) -> list[StandardComponent]:
    """New rows that say it."""
    return [
        StandardComponent(
            component=name,
            content=dict(part.content),
            source=part.source,
            source_pages=list(part.source_pages),
            verified_at=part.verified_at,
            confidence=part.confidence,
        )
        for name, part in content.items()
    ]


def as_values(content: Content) -> dict[str, Any]:
    """For the audit and for JSON."""
    return {
        str(name): {
            "content": dict(part.content),
            "source": part.source,
            "verified_at": part.verified_at.isoformat() if part.verified_at else None,
            "confidence": str(part.confidence),
        }
        for name, part in content.items()
    }


def clean_line(text: str) -> str:
    """One line: control and invisible characters out, single spaces."""
    return " ".join("".join(_visible(text)).split())


def clean_text(text: str) -> str:
    """Several lines, each cleaned; never more than one empty line between them."""
    lines: list[str] = []
    for line in (clean_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def _visible(text: str) -> Iterator[str]:
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Zl", "Zp"}:
            yield " "
        elif kind not in {"Cf", "Cs", "Co", "Cn"} or character == "\u200d":  # joins the parts of an emoji
            yield character


def clean_content(given: Content, today: date) -> Cleaned:
    """Tidy every part and say what cannot stand. Nothing typed is dropped but empty list items: it goes back to the
    form as it was. Emptiness is no problem here: a draft may be unfinished, see ``completeness``."""
    problems: list[Problem] = []
    content: Content = {}
    for name in COMPONENTS:
        if name in given:
            part = given[name]
            content[name] = Part(
                content=_clean_values(name, part.content, problems),
                source=_limited(clean_line(part.source), MAX_SOURCE_CHARS, f"{name}.source", problems),
                source_pages=part.source_pages,
                verified_at=part.verified_at,
                confidence=part.confidence,
            )
            if part.verified_at and part.verified_at > today + timedelta(days=1):
                problems.append(
                    Problem(f"{name}.verified_at", "Tanggal dicek ada di masa depan. Isi tanggal terakhir dicek.")
                )
    return Cleaned(content, problems)


def _clean_values(name: Component, values: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    form = COMPONENTS[name].form
    if form == Form.ITEMS:
        return {"items": _clean_items(name, values.get("items") or (), problems)}
    cleaned: dict[str, Any] = {
        key: _limited(clean_text(str(values.get(key) or "")), MAX_TEXT_CHARS, f"{name}.{key}", problems)
        for key, empty in _EMPTY[form].items()
        if empty == ""
    }
    if form == Form.COST:
        cleaned["amount_rupiah"] = _number(values.get("amount_rupiah"), MAX_RUPIAH, f"{name}.amount_rupiah", problems)
    if form == Form.DURATION:
        cleaned["working_days"] = _number(
            values.get("working_days"), MAX_WORKING_DAYS, f"{name}.working_days", problems
        )
    return {key: cleaned[key] for key in _EMPTY[form]}


def _clean_items(name: Component, items: Iterable[Any], problems: list[Problem]) -> list[str]:
    lines = [line for line in (clean_line(str(item)) for item in items) if line]
    if len(lines) > MAX_ITEMS:
        problems.append(Problem(f"{name}.items", f"Paling banyak {MAX_ITEMS} baris. Gabungkan yang sejenis."))
    for number, line in enumerate(lines, start=1):
        _limited(line, MAX_ITEM_CHARS, f"{name}.items", problems, row=number)
        if name == Component.ONLINE_LINK and line.lower().startswith(("http:", "https:", "javascript:", "data:")):
            _check_address(line, number, problems)
    return lines


def _check_address(line: str, number: int, problems: list[Problem]) -> None:
    address = line.split()[0]
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or parts.scheme.lower() not in ("http", "https") or "." not in (parts.hostname or ""):
        message = f"Baris {number}: alamat laman ini tidak lengkap. Tulis seperti https://oss.go.id."
        problems.append(Problem(f"{Component.ONLINE_LINK}.items", message, row=number))


def _limited(text: str, longest: int, where: str, problems: list[Problem], row: int | None = None) -> str:
    if len(text) > longest:
        line = f"Baris {row}: " if row else ""
        problems.append(
            Problem(where, f"{line}Terlalu panjang ({len(text)} huruf). Singkatkan sampai {longest} huruf.", row)
        )
    return text


def _number(value: Any, largest: int, where: str, problems: list[Problem]) -> Any:
    """The number; what is none stays as it was typed, with a problem."""
    if value in (None, ""):
        return None
    text = str(value).strip().removeprefix("Rp").removesuffix(",00").strip().replace(".", "").replace(" ", "")
    if not text.isascii() or not text.isdigit():
        problems.append(Problem(where, "Tulis angka saja, misalnya 30000. Penjelasan ditulis di keterangan."))
        return str(value)
    if int(text) > largest:
        problems.append(Problem(where, "Angkanya terlalu besar. Periksa jumlah nolnya."))
        return str(value)
    return int(text)
