"""Short ways to ask and to look into what was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from loket.answers.answer import Answer
from loket.answers.heard import Context, Heard, Linked
from loket.answers.operations import Outcome, Turn, answer_turn

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


def named(value: str, word: str, text: str) -> Linked:
    """A name at its place in the text."""
    start = text.index(word)
    return Linked(value, (value,), span=(start, start + len(word)))


def say(session: Session, context: Context, aspect: str, text: str, **names: tuple[str, str]) -> Outcome:
    """What Loket answers to the text; ``names``: service or region as (slug, word of the text)."""
    found = {name: named(value, word, text) for name, (value, word) in names.items()}
    message = Heard(aspect, text, found.get("service"), found.get("region"))
    return answer_turn(session, Turn(message, context), TUESDAY_TEN_WIB)
