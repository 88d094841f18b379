"""Loket did not understand, or failed: likely readings as buttons, what it can do, and how to reach a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loket.answers import formats
from loket.answers.answer import Answer, Button, NoteBlock, TextBlock
from loket.answers.aspects import COMING, INFO
from loket.answers.buttons import aspect_button, button, rows
from loket.answers.facts import Question, ServiceFacts
from loket.answers.texts import labels, talk

MAX_READINGS: Final = 3
_OFFERED: Final = frozenset((*INFO, *COMING, "list_services", "emergency", "change_region", "help"))
_OF_A_SERVICE: Final = ("requirements", "cost", "procedure", "location", "duration", "online_link")


def fallback_answer(question: Question, ranking: Sequence[str], service: ServiceFacts | None) -> Answer:
    """``ranking``: aspects, likeliest first; ``service``: the one the message or the conversation named."""
    region = question.place.slug if question.place else None
    likely = [aspect for aspect in ranking if aspect in _OFFERED][:MAX_READINGS]
    if service is not None:
        aspects = list(dict.fromkeys([*(one for one in likely if one in labels.QUESTIONS), *_OF_A_SERVICE]))[:6]
        offered = [
            aspect_button(one, service=service.slug, region=None if one == "overview" else region) for one in aspects
        ]
        lead = talk.FALLBACK_SERVICE.format(service=formats.lead(service.short_name))
    else:
        offered = [aspect_button(one, region=region) for one in likely if one not in INFO]
        lead = talk.FALLBACK_HELP
    return Answer(
        kind="ask",
        title=talk.FALLBACK_TITLE,
        blocks=[TextBlock(text=lead), NoteBlock(text=talk.FALLBACK_PERSON)],
        buttons=_with_ways_out(offered),
        reading=question.reading,
    )


def readings_answer(question: Question, readings: Sequence[tuple[str, ServiceFacts]]) -> Answer:
    """Two or three whole readings to choose from, one a row."""
    region = question.place.slug if question.place else None
    offered = [
        _question_button(aspect, service, region)
        for aspect, service in readings[:MAX_READINGS]
        if aspect in labels.QUESTIONS
    ]
    return Answer(
        kind="ask",
        title=talk.FALLBACK_TITLE,
        blocks=[TextBlock(text=talk.FALLBACK_CHOICE), NoteBlock(text=talk.FALLBACK_PERSON)],
        buttons=rows(offered, per_row=1) + rows([aspect_button("human"), aspect_button("help")]),
        reading=question.reading,
    )


def _question_button(aspect: str, service: ServiceFacts, region: str | None) -> Button:
    said = None if aspect == "overview" else region  # an overview with a region is a deep link
    return button(
        labels.QUESTIONS[aspect].format(service=service.short_name), aspect, service=service.slug, region=said
    )


def error_answer(error_id: str) -> Answer:
    """Something broke on our side. ``error_id`` finds the log entry."""
    return Answer(
        kind="error",
        title=talk.ERROR_TITLE,
        blocks=[TextBlock(text=talk.ERROR), NoteBlock(text=talk.ERROR_CODE.format(error_id=error_id))],
        buttons=rows([aspect_button("human"), aspect_button("help")]),
        error_id=error_id,
    )


def _with_ways_out(offered: list[Button]) -> list[list[Button]]:
    given = {one.payload for one in offered}
    ways = [aspect_button("list_services"), aspect_button("human")]
    return rows(offered) + rows([way for way in ways if way.payload not in given])
