"""What differs between two contents, for people to see side by side. Pure functions."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from loket.answers import formats
from loket.services.models import Component, Confidence
from loket.standards.components import COMPONENTS, Form
from loket.standards.content import Content, Part

Kind = Literal["same", "changed", "added", "removed"]
CONFIDENCE_NAMES = {Confidence.HIGH: "pasti", Confidence.MEDIUM: "cukup pasti", Confidence.LOW: "perlu dikonfirmasi"}


@dataclass(frozen=True)
class Words:
    """A run of words; ``is_changed`` = the other side does not have it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Line:
    """One line left and right; an empty side has no such line."""

    kind: Kind
    left: tuple[Words, ...]
    right: tuple[Words, ...]


@dataclass(frozen=True)
class Difference:
    """One component on both sides."""

    component: Component
    name: str
    kind: Kind
    lines: tuple[Line, ...]


def compare(left: Content, right: Content) -> list[Difference]:
    """Every component that either side has, in their order; those the same on both sides too."""
    found = []
    for name, info in COMPONENTS.items():
        if name in left or name in right:
            lines = tuple(_lines(lines_of(name, left.get(name)), lines_of(name, right.get(name))))
            found.append(Difference(name, info.name, _kind(left.get(name), right.get(name), lines), lines))
    return found


def changed(left: Content, right: Content) -> list[Difference]:
    """Only the components that differ."""
    return [one for one in compare(left, right) if one.kind != "same"]


def lines_of(name: Component, part: Part | None) -> list[str]:
    """The part as lines for people: what it says, then source, date and how sure it is."""
    if part is None:
        return []
    return [*says(name, part), *_provenance(part)]


def says(name: Component, part: Part) -> list[str]:
    """What the part says, as lines."""
    form, values = COMPONENTS[name].form, part.content
    if form == Form.ITEMS:
        return [str(item) for item in values.get("items") or ()]
    lines = []
    if form == Form.COST and values.get("amount_rupiah") not in (None, ""):
        lines.append(f"Jumlah: {_amount(values['amount_rupiah'])}")
    if form == Form.DURATION and values.get("working_days") not in (None, ""):
        lines.append(f"{values['working_days']} hari kerja")
    lines += str(values.get("text") or "").splitlines()
    lines += [f"Catatan: {line}" for line in str(values.get("note") or "").splitlines()]
    return [line for line in lines if line.strip()]


def _amount(value: object) -> str:
    if not isinstance(value, int):
        return str(value)
    return "gratis (Rp0)" if value == 0 else formats.rupiah(value)


def _provenance(part: Part) -> list[str]:
    lines = [f"Sumber: {part.source}"] if part.source else []
    if part.verified_at:
        lines.append(f"Dicek: {formats.short_date(part.verified_at)}")
    if part.confidence != Confidence.HIGH:
        lines.append(f"Keyakinan: {CONFIDENCE_NAMES[part.confidence]}")
    return lines


def _kind(left: Part | None, right: Part | None, lines: tuple[Line, ...]) -> Kind:
    if left is None or right is None:
        return "added" if left is None else "removed"
    return "same" if all(line.kind == "same" for line in lines) else "changed"


def _lines(left: list[str], right: list[str]) -> list[Line]:
    rows: list[Line] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Line("same", (Words(text),), (Words(text),)) for text in left[i1:i2]]
            continue
        old, new = left[i1:i2], right[j1:j2]
        paired = min(len(old), len(new))
        rows += [_changed_line(one, other) for one, other in zip(old[:paired], new[:paired], strict=True)]
        rows += [Line("removed", (Words(text, True),), ()) for text in old[paired:]]
        rows += [Line("added", (), (Words(text, True),)) for text in new[paired:]]
    return rows


def _changed_line(left: str, right: str) -> Line:
    """Word by word, so that a changed amount is seen in a long sentence."""
    a, b = left.split(" "), right.split(" ")
    old: list[Words] = []
    new: list[Words] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if i2 > i1:
            old.append(Words(" ".join(a[i1:i2]), tag != "equal"))
        if j2 > j1:
            new.append(Words(" ".join(b[j1:j2]), tag != "equal"))
    return Line("changed", tuple(old), tuple(new))
