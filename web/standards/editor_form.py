"""The editor's form: what its fields hold, from a stored draft or from what was typed, and back into content.

Nothing typed is changed here: a date that is none goes back into its field as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loket.services.models import Component, Confidence
from loket.standards.components import COMPONENTS, ComponentInfo, Form
from loket.standards.content import Content, Part
from loket.standards.errors import Problem

Pairs = Sequence[tuple[str, str]]
BLANK_ITEMS = 2  # empty lines offered where no script adds them
FORM_FIELDS = ("text", "amount_rupiah", "note", "working_days")


@dataclass
class Fields:
    """One component's fields as they stand in the form. ``is_own`` = this level says it itself."""

    info: ComponentInfo
    is_own: bool = False
    items: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    source: str = ""
    verified_at: str = ""
    confidence: str = str(Confidence.HIGH)

    @property
    def name(self) -> str:
        """The component's name in field names."""
        return str(self.info.component)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands in its fields."""
        return not any(line.strip() for line in self.items) and not any(one.strip() for one in self.values.values())


@dataclass
class EditorForm:
    """The whole form."""

    lock_version: int
    fields: dict[Component, Fields]
    default_source: str = ""
    default_verified_at: str = ""

    def content(self, stored: Content) -> tuple[Content, list[Problem]]:
        """What it says, and what cannot be read. Components without own words are left out, so they are inherited.

        ``default_source`` and ``default_verified_at`` stand in for a component's own where that is blank.
        """
        problems: list[Problem] = []
        content: Content = {}
        for name, fields in self.fields.items():
            if fields.is_own and not (fields.is_empty and name not in stored and not fields.source):
                content[name] = self._part(fields, stored.get(name), problems)
        return content, problems

    def _part(self, fields: Fields, before: Part | None, problems: list[Problem]) -> Part:
        is_said = not fields.is_empty
        source = fields.source or (self.default_source if is_said else "")
        day = fields.verified_at or (self.default_verified_at if is_said else "")
        known = {str(one) for one in Confidence}
        return Part(
            content=_values(fields),
            source=source,
            source_pages=before.source_pages if before and before.source == source else (),
            verified_at=_day(day, f"{fields.name}.verified_at", problems),
            confidence=Confidence(fields.confidence) if fields.confidence in known else Confidence.HIGH,
        )


def form_from_content(content: Content, lock_version: int, always_own: Iterable[Component]) -> EditorForm:
    """The form of a stored draft; ``always_own`` have no words above to inherit, so their fields are open."""
    open_anyway = set(always_own)
    fields = {}
    for name, info in COMPONENTS.items():
        part = content.get(name)
        fields[name] = _fields(info, part) if part else Fields(info, is_own=name in open_anyway)
    return EditorForm(lock_version, fields)


def form_from_pairs(pairs: Pairs) -> EditorForm:
    """The form as it was typed and sent."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    first = {name: given[0] for name, given in values.items()}
    own = set(values.get("own", []))
    fields = {}
    for name, info in COMPONENTS.items():
        fields[name] = Fields(
            info,
            is_own=str(name) in own,
            items=[line for line in values.get(f"{name}.items", []) if line.strip()],
            values={key: first.get(f"{name}.{key}", "") for key in _keys(info.form)},
            source=first.get(f"{name}.source", ""),
            verified_at=first.get(f"{name}.verified_at", ""),
            confidence=first.get(f"{name}.confidence", str(Confidence.HIGH)),
        )
    lock = first.get("lock_version", "")
    return EditorForm(
        int(lock) if lock.isascii() and lock.isdigit() and len(lock) < 10 else 0,
        fields,
        first.get("default.source", ""),
        first.get("default.verified_at", ""),
    )


def apply_step(form: EditorForm, step: str, above: Mapping[Component, Part]) -> Component | None:
    """Do what a button of the form asks without storing anything: add, remove, move a line; take a component over
    from above or give it back. Returns the component it was about, None for a step that is none."""
    verb, _, rest = step.partition(":")
    name, _, place = rest.partition(":")
    if name not in {str(one) for one in COMPONENTS}:
        return None
    component = Component(name)
    fields = form.fields[component]
    row = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1
    if verb == "own":
        form.fields[component] = _fields(fields.info, above[component]) if component in above else fields
        form.fields[component].is_own = True
    elif verb == "inherit":
        form.fields[component] = Fields(fields.info)
    elif verb == "remove" and 0 <= row < len(fields.items):
        del fields.items[row]
    elif verb in ("up", "down") and 0 <= row < len(fields.items):
        other = row - 1 if verb == "up" else row + 1
        if 0 <= other < len(fields.items):
            fields.items[row], fields.items[other] = fields.items[other], fields.items[row]
    return component


def _keys(form: Form) -> tuple[str, ...]:
    return {
        Form.ITEMS: (),
        Form.TEXT: ("text",),
        Form.COST: ("amount_rupiah", "text", "note"),
        Form.DURATION: ("working_days", "text"),
    }[form]


def _fields(info: ComponentInfo, part: Part) -> Fields:
    values = {key: part.content.get(key) for key in _keys(info.form)}
    return Fields(
        info,
        is_own=True,
        items=[str(item) for item in part.content.get("items") or ()],
        values={key: "" if value is None else str(value) for key, value in values.items()},
        source=part.source,
        verified_at=part.verified_at.isoformat() if part.verified_at else "",
        confidence=str(part.confidence),
    )


def _values(fields: Fields) -> dict[str, Any]:
    if fields.info.form == Form.ITEMS:
        return {"items": list(fields.items)}
    return {key: value if key in ("text", "note") else value.strip() or None for key, value in fields.values.items()}


def _day(text: str, where: str, problems: list[Problem]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problems.append(Problem(where, "Tanggal tidak terbaca. Pilih dari kalender, atau tulis seperti 2026-11-24."))
        return None
