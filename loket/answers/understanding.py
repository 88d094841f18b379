"""How a typed message is understood: by rules over its words, then weighed with the whole dialogue. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from loket.answers import lookup
from loket.answers.asked_aspects import asked_aspects
from loket.answers.aspects import FALLBACK, INFO
from loket.answers.catalogue_answers import common_first
from loket.answers.composing import Turn, services_of
from loket.answers.follow_ups import of_the_same_name, shared_word, with_spoken, words_of_spoken
from loket.answers.heard import Context, Heard, Linked
from loket.answers.named_offices import with_named_office
from loket.answers.offered_services import with_offered_services
from loket.answers.reading import Resolved, resolve
from loket.answers.second_look import look_again, variant_words, with_variant
from loket.answers.second_services import with_second_service
from loket.answers.typed_regions import with_kind_of_region, with_typed_region
from loket.dialogue_state.choosing import SURE, agrees, as_chosen, choose, may_choose
from loket.dialogue_state.model import dialogue_model
from loket.dialogue_state.situation import Situation
from loket.dialogue_state.thresholds import least_sure
from loket.services.operations import family_phrases, phrases_of


@dataclass(frozen=True)
class Ruled:
    """A message and its conversation as the rules read them, and what comes of both."""

    heard: Heard
    context: Context
    resolved: Resolved
    named: Linked | None = None
    """The service the message itself names, of those offered where the citizen asks."""


def by_rules(session: Session, turn: Turn) -> Ruled | None:
    """Read the message by its words and the conversation; None where it should name a region but names none we know."""
    kind_told = with_kind_of_region(session, turn.heard, turn.context)
    heard, is_lost = with_typed_region(session, look_again(kind_told, turn.context), turn.context)
    if is_lost:
        return None
    heard = _with_spoken(session, _with_sibling(session, _with_more(heard), turn.context), turn.context)
    heard = with_offered_services(session, heard, turn.context)
    heard = with_second_service(session, heard)
    heard, context = with_named_office(
        heard, turn.context, lambda: common_first(lookup.offered_services(session, None))
    )
    named = with_offered_services(session, turn.heard, turn.context).service
    return Ruled(heard, context, resolve(heard, context), named)


def situation_of(turn: Turn, ruled: Ruled) -> Situation | None:
    """What the dialogue model weighs; None where there is nothing to weigh: a button, an office or a bare place."""
    typed_place = ruled.heard.region is not None and turn.heard.region is None  # the answer to "which region?"
    if turn.signals is None or ruled.heard.office or typed_place or not may_choose(turn.heard):
        return None
    reading = ruled.resolved.reading
    return Situation(turn.heard.text, turn.signals, ruled.named, turn.heard.region, ruled.context, reading)


@dataclass(frozen=True)
class Weighed:
    """A message as it is answered. ``confidence``: 0..1, None where the dialogue model was not asked.

    ``doubtful``: questions (aspect, service) to offer in place of an answer, likeliest first; empty where it is sure
    enough.
    """

    heard: Heard
    resolved: Resolved
    confidence: float | None = None
    doubtful: tuple[tuple[str, str], ...] = ()


def weighed(session: Session, turn: Turn, ruled: Ruled) -> Weighed:
    """The message as the rules read it, or as the dialogue model does where that is clearly likelier."""
    given, model = situation_of(turn, ruled), dialogue_model()
    if given is None or model is None:
        return Weighed(ruled.heard, ruled.resolved)
    choice = choose(given, model)
    if ruled.resolved.ask == "service" and _is_shared(given.service) and choice.probability < SURE:
        return Weighed(ruled.heard, ruled.resolved, choice.probability)  # "surat pindah": the citizen says which
    if choice.service not in (None, given.ruled.service) and not services_of(session, (choice.service or "",)):
        return Weighed(ruled.heard, ruled.resolved)
    read = Weighed(ruled.heard, ruled.resolved, choice.probability)
    if not agrees(choice, given):
        heard = as_chosen(choice, given, ruled.heard)
        read = replace(read, heard=heard, resolved=resolve(heard, ruled.context))
    reading = read.resolved.reading
    is_question = reading.aspect in INFO and not read.resolved.ask
    is_doubtful = choice.probability < least_sure(reading.aspect, reading.service)
    return replace(read, doubtful=choice.likely) if is_question and is_doubtful else read


def _is_shared(named: Linked | None) -> bool:
    return named is not None and named.ambiguous


def _with_sibling(session: Session, heard: Heard, context: Context) -> Heard:
    """The message with the variant of the service spoken of that its words name ("bukan, yang perpanjang")."""
    words = variant_words(heard, context)
    if not words or context.service is None:
        return heard
    return with_variant(heard, context, words, family_phrases(session, context.service))


def _with_spoken(session: Session, heard: Heard, context: Context) -> Heard:
    """The message with the service spoken of that it names again by a part of its name ("soal KTP tadi", "aktanya")."""
    if word := shared_word(heard, context):
        names = phrases_of(session, (context.service or "",)).get(context.service or "", [])
        named = of_the_same_name(heard, context, word, names)
        if named is not heard:
            return named
    words = words_of_spoken(heard, context)
    if not words:
        return heard
    spoken = [one for one in (context.service, *context.earlier) if one is not None]
    return with_spoken(heard, context, words, phrases_of(session, spoken))


def _with_more(heard: Heard) -> Heard:
    """The message with all the aspects its words ask, in their order; the engine gives one of them."""
    if heard.is_payload or heard.aspect not in (*INFO, FALLBACK):
        return heard
    asked = asked_aspects(heard.text)
    if not asked:
        return heard
    return replace(heard, aspect=asked[0], more=asked[1:])
