"""Holds what the bot showed against what a step expects. Pure functions; their sentences are for testers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from loket.settings import PROJECT_ROOT
from loket.stories.chat import Shown
from loket.stories.story import Step, WantedReading

_PLACEHOLDER = re.compile(r"\\{\w+\\}")


def flat(text: str) -> str:
    """Lower case, single blanks: how texts are compared."""
    return " ".join(text.split()).casefold()


def missing_in(step: Step, messages: Sequence[Shown]) -> str | None:
    """What a step about words or buttons still waits for, None where ``messages`` have it."""
    if not messages:
        return "bot belum menjawab"
    if step.buttons is not None:
        return _missing_buttons(step.buttons, messages)
    return None if any(is_expected(step, message) for message in messages) else _wanted(step)


def is_expected(step: Step, message: Shown) -> bool:
    """Whether this one message is what the step speaks of."""
    if step.bot is not None:
        return all(flat(text) in flat(message.text) for text in step.bot)
    if step.bot_matches is not None:
        return re.search(step.bot_matches, message.text, re.IGNORECASE) is not None
    if step.utter is not None:
        return any(variant.fullmatch(flat(message.text)) for variant in responses().get(step.utter, ()))
    if step.buttons is not None:
        return _missing_buttons(step.buttons, [message]) is None
    return False


def unwanted_in(step: Step, messages: Sequence[Shown]) -> str | None:
    """What a ``bot_not`` or ``silence`` step must not see, None where all is well."""
    if step.silence and messages:
        return f"bot seharusnya diam, tetapi menjawab {messages[0].text!r}"
    for text in step.bot_not or ():
        for message in messages:
            if flat(text) in flat(message.text):
                return f"jawaban tidak boleh berisi {text!r}"
    return None


def reading_problem(wanted: WantedReading, readings: Sequence[Mapping[str, Any]]) -> str | None:
    """Compare only what the story states; one of several readings must fit."""
    stated = wanted.model_dump(exclude_unset=True)
    if any(all(reading.get(name) == value for name, value in stated.items()) for reading in readings):
        return None
    return f"pesan dipahami sebagai {[dict(reading) for reading in readings]}, bukan {stated}"


def slot_problem(wanted: Mapping[str, Any], slots: Mapping[str, Any]) -> str | None:
    """Slots that hold something else."""
    wrong = {name: slots.get(name) for name, value in wanted.items() if slots.get(name) != value}
    return f"isi slot {wrong}, bukan {dict(wanted)}" if wrong else None


def newest_message_id(tracker: Mapping[str, Any]) -> str | None:
    """The id (contract 1) of the newest message that reached the engine."""
    for event in reversed(tracker.get("events") or ()):
        if event["event"] == "user":
            found = (event.get("metadata") or {}).get("message_id")
            return str(found) if found else None
    return None


def readings_of(reply: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a reply of the engine (contract 1) took the message to ask: each answer's reading, else the intent's."""
    answers = [one.get("answer") or {} for one in reply["replies"]]
    return [answer["reading"] for answer in answers if answer.get("reading")] or [reply["reading"]]


@lru_cache
def responses() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Rasa's responses by name, each variant as an expression in which ``{slot}`` may be anything."""
    document = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    return {
        name: tuple(_expression(str(variant.get("text", ""))) for variant in variants)
        for name, variants in document.get("responses", {}).items()
    }


def _expression(text: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(".+", re.escape(flat(text))))


def _missing_buttons(wanted: Sequence[str], messages: Sequence[Shown]) -> str | None:
    titles = [title for message in messages for title in message.titles]
    absent = [title for title in wanted if flat(title) not in map(flat, titles)]
    return f"tidak ada tombol {absent}; yang ada {titles}" if absent else None


def _wanted(step: Step) -> str:
    if step.utter is not None:
        known = "" if step.utter in responses() else f" (tidak ada {step.utter} di domain.yml)"
        return f"tidak ada pesan yang sama dengan {step.utter}{known}"
    if step.bot_matches is not None:
        return f"tidak ada pesan yang cocok dengan /{step.bot_matches}/"
    return f"tidak ada pesan yang berisi {' dan '.join(map(repr, step.bot or ()))}"
