"""Buttons under an answer: the likely next questions, as trusted payloads, two a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from loket.answers import formats
from loket.answers.answer import Button
from loket.answers.facts import Question
from loket.answers.texts import labels, talk

MAX_BUTTONS: Final = 6
_LIKELY: Final = (
    "requirements", "cost", "procedure", "location", "hours", "duration", "online_link", "contact", "legal_basis",
)  # fmt: skip


def payload(intent: str, **entities: Any) -> str:
    """``/intent{"entity": "value"}``; entities that are None are left out."""
    given = {name: value for name, value in entities.items() if value is not None}
    return f"/{intent}{json.dumps(given)}" if given else f"/{intent}"


def button(title: str, intent: str, **entities: Any) -> Button:
    """One button, its title cut to fit."""
    return Button(title=formats.button_title(title), payload=payload(intent, **entities))


def aspect_button(intent: str, **entities: Any) -> Button:
    """A button titled by its aspect."""
    return button(labels.BUTTONS[intent], intent, **entities)


def overview_button(slug: str, short_name: str) -> Button:
    """A button for a service as such. It names no region: with one it would be a deep link, which sets the region."""
    return button(short_name, "overview", service=slug)


def rows(buttons: Iterable[Button], per_row: int = 2) -> list[list[Button]]:
    """Lay buttons out in rows."""
    flat = list(buttons)
    return [flat[start : start + per_row] for start in range(0, len(flat), per_row)]


def next_questions(question: Question, also_told: tuple[str, ...] = ()) -> list[list[Button]]:
    """Aspects of the same service not yet asked; a way to choose the region where that is still open."""
    region = question.place.slug if question.place else None
    closing = region_button(question)
    if question.office and question.reading.service is None:
        return rows(_of_the_office(question, region)) + rows(closing)
    skip = {question.reading.aspect, *question.asked, *also_told}
    open_aspects = [aspect for aspect in _LIKELY if aspect not in skip]
    room = MAX_BUTTONS - len(closing)
    chosen = [aspect_button(aspect, service=question.reading.service, region=region) for aspect in open_aspects[:room]]
    return rows(chosen) + rows(closing)


def _of_the_office(question: Question, region: str | None) -> list[Button]:
    asked = [aspect for aspect in ("location", "hours", "contact") if aspect != question.reading.aspect]
    return [aspect_button(aspect, office=question.office, region=region) for aspect in asked]


def region_button(question: Question) -> list[Button]:
    """To choose a region, or to make the one answered for one's own; none where it is that already."""
    if question.place is None:
        return [aspect_button("change_region")]
    if not question.has_home and question.place.kind != "provinsi":
        return [button(talk.MAKE_HOME, "change_region", region=question.place.slug)]
    return []


def region_choices(intent: str, places: Sequence[tuple[str, str]], **entities: Any) -> list[list[Button]]:
    """One button a region, (slug, name), one a row: names are long."""
    return rows((button(name, intent, **entities, region=slug) for slug, name in places), per_row=1)
