"""The answers a draft would give, before it is published: by the same composers that answer citizens. Reads only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from loket.answers import lookup
from loket.answers.answer import Answer, Reading
from loket.answers.aspects import INFO, NEEDS_REGION
from loket.answers.composing import Case, Turn, compose
from loket.answers.facts import Question
from loket.answers.heard import Context, Heard
from loket.answers.hearing import heard_of, ranking_of
from loket.answers.operations import Outcome, answer_turn
from loket.database import utc_now
from loket.dialogue_state.situation import signals_of
from loket.lexicon.phrases import clean_phrase
from loket.services.models import Component, Service, Standard
from loket.standards.content import Content, rows_of

ASPECTS: Final = (*(aspect for aspect in INFO if aspect != "location"), "complaint_file")
# The answer to look at while a component is being written.
ASPECT_OF: Final[Mapping[Component, str]] = {
    Component.REQUIREMENTS: "requirements",
    Component.PROCEDURE: "procedure",
    Component.DURATION: "duration",
    Component.COST: "cost",
    Component.PRODUCT: "overview",
    Component.COMPLAINTS: "complaint_file",
    Component.LEGAL_BASIS: "legal_basis",
    Component.HOURS: "hours",
    Component.ONLINE_LINK: "online_link",
    Component.CONTACT: "contact",
}


def tried_out(standard: Standard, content: Content) -> Standard:
    """A version that says ``content`` and is in no session: what the editor holds, saved or not."""
    return Standard(
        service=standard.service,
        region=standard.region,
        version=standard.version,
        components=[row for row in rows_of(content) if any(row.content.values()) or 0 in row.content.values()],
    )


def answers_of(session: Session, draft: Standard) -> dict[str, Answer]:
    """The answer to each aspect by its name, as a citizen of the region gets it."""
    with session.no_autoflush:
        return {aspect: _answer(session, draft, aspect) for aspect in ASPECTS if _can_answer(draft, aspect)}


def ask(session: Session, draft: Standard, understood: Mapping[str, Any], text: str) -> Outcome:
    """What the bot would say to a typed question by a citizen of the region who was asking about this service.

    ``understood``: what the engine made of the text (contract 2).
    """
    region = draft.region.slug if draft.region else None
    context = Context(service=draft.service.slug, home=region)
    signals = signals_of(understood)
    turn = Turn(heard_of(understood, text), context, ranking_of(understood), draft=draft, signals=signals)
    with session.no_autoflush:
        return answer_turn(session, turn)


def beside_names(service: Service, text: str) -> str:
    """The question without the names of a service that nobody is offered yet: the engine does not know them, and would
    take a new "izin angkringan" for an old service that sounds like it. Empty where nothing else was said."""
    if service.is_active:
        return text
    names = {clean_phrase(one) for one in (service.name, service.short_name, *(one.phrase for one in service.names))}
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    found = rf"(?<!\w)(?:{longest_first})(?!\w)"
    return " ".join(re.sub(found, " ", clean_phrase(text)).split()) if longest_first else text


def _can_answer(draft: Standard, aspect: str) -> bool:
    return draft.region is not None or aspect not in NEEDS_REGION


def _answer(session: Session, draft: Standard, aspect: str) -> Answer:
    region = draft.region
    reading = Reading(aspect=aspect, service=draft.service.slug, region=region.slug if region else None)
    question = Question(reading, lookup.place_of(region), has_home=True)
    turn = Turn(Heard(aspect), draft=draft)
    return compose(Case(session, turn, question, region, draft.service, utc_now()))
