"""Short ways to ask and to look into what was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from loket.answers.answer import Answer
from loket.answers.operations import Outcome
from loket.answers.reading import Heard, Linked

TUESDAY_TEN_WIB = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
Ask = Callable[..., Outcome]


def linked(value: str | None) -> Linked | None:
    """A name the engine is sure of."""
    return Linked(value, (value,)) if value else None


def heard(aspect: str, service: str | None = None, region: str | None = None, text: str = "tanya") -> Heard:
    """A typed message."""
    return Heard(aspect, text, linked(service), linked(region))


def texts_of(answer: Answer) -> str:
    """All that a citizen reads, for looking into."""
    parts = [answer.title]
    for block in answer.blocks:
        if block.type == "list":
            parts += [block.heading, *block.items]
        elif block.type == "venue":
            parts += [block.title, block.address, block.text]
        else:
            parts.append(block.text)
    return "\n".join([*parts, answer.source, answer.level])


def payloads(answer: Answer) -> list[str]:
    """Every button's payload."""
    return [button.payload for row in answer.buttons for button in row]
