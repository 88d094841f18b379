"""One turn of a conversation: from what was heard to an Answer. Reads only; the caller stores ``Outcome.home``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from loket.answers import cues, formats, lookup, region_answers
from loket.answers.answer import Answer, NoteBlock, Reading
from loket.answers.aspects import FALLBACK, INFO, NEEDS_REGION, OWN_DATA, SOCIAL
from loket.answers.catalogue_answers import common_first
from loket.answers.combined_answers import both_services
from loket.answers.composing import (
    Case,
    Turn,
    answer_for_all,
    answer_without_region,
    compose,
    regions_of,
    services_of,
)  # fmt: skip
from loket.answers.conditions import asks_of_a_case
from loket.answers.crisis import danger_in
from loket.answers.facts import Question, ServiceFacts
from loket.answers.fallback_answers import readings_answer
from loket.answers.heard import Context, Heard, Pending
from loket.answers.locations import answer_location, offices_aspect
from loket.answers.office_answers import location_answer
from loket.answers.reading import Resolved, names_only_region
from loket.answers.reporting import with_report_button
from loket.answers.texts import facts as texts
from loket.answers.texts import labels, talk
from loket.answers.understanding import Weighed, by_rules, weighed
from loket.citizens.masking import holds_citizen_number
from loket.citizens.operations import set_region
from loket.database import utc_now
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.errors import ServiceNotFound
from loket.services.models import Service
from loket.services.operations import get_service
from loket.switches.operations import is_region_off

__all__ = ["Outcome", "Turn", "answer_turn", "remember_region"]


@dataclass(frozen=True)
class Outcome:
    """The answer, the conversation after it, and the region to store as the citizen's own, if any.

    ``response``: the domain's response to say in place of the answer (small talk). ``said``: what the message itself
    asked, where the answer is to the question that waited: a bare region name is a change of region
    (``../shared/eval/README.md``), though it is answered with what was asked before. ``confidence``: 0..1, that the
    reading is right, where the whole dialogue was weighed.
    """

    answer: Answer
    context: Context
    home: str | None = None
    response: str = ""
    said: Reading | None = None
    confidence: float | None = None


def answer_turn(session: Session, turn: Turn, now: datetime | None = None) -> Outcome:
    """Answer one message. Raises nothing a citizen's words can cause: unknown slugs are said in the answer."""
    outcome = _answered(session, turn, now or utc_now())
    notes = () if turn.heard.is_payload or outcome.response else _notes(turn.heard, outcome.answer)
    if not notes:
        return outcome
    noted = [*outcome.answer.blocks, *(NoteBlock(text=one) for one in notes)]
    return replace(outcome, answer=outcome.answer.model_copy(update={"blocks": noted}))


def _notes(heard: Heard, answer: Answer) -> tuple[str, ...]:
    """What the words of a message make us say beside its answer."""
    text, aspect = heard.text, answer.reading.aspect if answer.reading else ""
    if aspect == "emergency":  # there numbers to call come first and last
        return ()
    told = answer.kind == "answer" and aspect == "requirements"  # a list of papers says no yes and no no
    case = (talk.CASE_NOT_TOLD,) if told and (asks_of_a_case(text) or _tells_in_passing(heard, answer)) else ()
    return (*case, talk.NUMBER_NOT_NEEDED) if holds_citizen_number(text) else case


def _tells_in_passing(heard: Heard, answer: Answer) -> bool:
    """Whether a service or place was named beside the one that is answered ("ktp istri masih Palangka Raya")."""
    reading = answer.reading
    told = ((heard.service, reading.service), (heard.region, reading.region)) if reading else ()
    return any(named and read and read not in (named.value, *named.candidates) for named, read in told)


def _answered(session: Session, turn: Turn, moment: datetime) -> Outcome:
    if turn.heard.aspect == "start_chat":
        return _welcome(session, turn)
    if turn.heard.aspect == "share_location":
        return _location(session, turn, moment)
    if turn.heard.aspect in OWN_DATA:  # the bot acts on these itself; from elsewhere they are a question
        turn = replace(turn, heard=replace(turn.heard, aspect="privacy"))
    if not turn.heard.is_payload and danger_in(turn.heard.text):
        return _alarm(session, turn, moment)
    ruled = by_rules(session, turn)
    if ruled is None:
        answer = region_answers.region_not_found(Reading(aspect="change_region"))
        return Outcome(answer, replace(turn.context, pending=turn.context.pending or Pending("change_region")))
    read = weighed(session, turn, ruled)
    now_read = replace(turn, heard=read.heard, context=ruled.context)
    outcome = _resolved(session, now_read, read.resolved, moment)
    if read.doubtful and outcome.answer.kind == "answer":
        outcome = replace(outcome, answer=_offered(session, read, outcome.answer))
    outcome = replace(outcome, confidence=read.confidence)
    told = outcome.answer.reading
    if told is None or told.region is None or not names_only_region(ruled.heard):
        return outcome
    return replace(outcome, said=Reading(aspect="change_region", region=told.region))


def _offered(session: Session, read: Weighed, answer: Answer) -> Answer:
    """The likely readings to choose from, in place of an answer that is rather wrong than right."""
    region = next(iter(regions_of(session, (read.resolved.region,) if read.resolved.region else ())), None)
    offered = [
        (aspect, lookup.bare_service(service))
        for aspect, slug in read.doubtful
        for service in services_of(session, (slug,))
    ]
    if len(offered) < 2:
        return answer
    return readings_answer(Question(read.resolved.reading, lookup.place_of(region)), offered)


def _alarm(session: Session, turn: Turn, now: datetime) -> Outcome:
    """Somebody is in danger, whatever the engine read: the numbers, and the conversation stays as it was.

    Only the region goes on: "nomor damkarnya berapa?" may follow.
    """
    said, before = turn.heard.region, turn.context
    region = said.value if said and not said.ambiguous else None
    spoken = said.value if said else before.region or next(iter(before.regions), None)
    open_ones = (said.candidates if said.ambiguous else ()) if said else before.regions
    after = replace(before, region=region or (None if open_ones else before.region), regions=open_ones)
    reading = Reading(aspect="emergency", region=spoken)
    resolved = Resolved(reading, after.region or after.home, context=after)
    return _resolved(session, turn, resolved, now)


def remember_region(session: Session, sender: str, slug: str) -> None:
    """Store the region as the citizen's own; ``sender`` is their pseudonym. Raises RegionNotFound."""
    set_region(session, sender, get_region(session, slug))


def _resolved(session: Session, turn: Turn, resolved: Resolved, now: datetime) -> Outcome:
    try:
        region = get_region(session, resolved.region) if resolved.region else None
        service = _service(session, turn, resolved.reading.service) if resolved.reading.service else None
    except RegionNotFound:
        context = replace(turn.context, region=None, home=None, pending=None, regions=())
        return Outcome(region_answers.region_not_found(replace_region(resolved.reading)), context)
    except ServiceNotFound:
        gone = region_answers.service_not_found(_without_service(resolved.reading), _common(session, None))
        return Outcome(gone, replace(turn.context, service=None, pending=None))
    question = _question(resolved, turn.context, region)
    case = Case(session, turn, question, region, service, now)
    if resolved.reading.aspect in SOCIAL:
        return _small_talk(turn, resolved)
    if question.place and region and _is_paused(session, turn, resolved, region):
        return Outcome(region_answers.paused_answer(resolved.reading, question.place), resolved.context, resolved.home)
    if resolved.ask == "region" or (service and region is None and not NEEDS_REGION.isdisjoint(resolved.more)):
        return _before_region(case, resolved)
    if resolved.ask:
        return Outcome(_ask_back(case, resolved), resolved.context)
    needs_district = resolved.reading.aspect in NEEDS_REGION and (service or resolved.office)
    if question.place and question.place.kind == "provinsi" and needs_district:
        return _narrower(case, resolved)
    answer = _reminded(session, _with_also(case, compose(case, resolved.more), resolved.also), resolved)
    return Outcome(with_report_button(answer, question), resolved.context, resolved.home)


def _is_paused(session: Session, turn: Turn, resolved: Resolved, region: Region) -> bool:
    """Whether an operator has stopped this region; who is in danger, goes elsewhere or tries a draft is answered."""
    if turn.draft is not None or resolved.reading.aspect in ("emergency", "change_region"):
        return False
    return is_region_off(session, region.id)


def _service(session: Session, turn: Turn, slug: str) -> Service:
    """The service asked about; one whose draft is tried out need not be offered yet. Raises ServiceNotFound."""
    draft = turn.draft
    return draft.service if draft is not None and draft.service.slug == slug else get_service(session, slug)


def _with_also(case: Case, answer: Answer, slug: str | None) -> Answer:
    """The answer with the same told of the second service named."""
    also = next(iter(services_of(case.session, (slug,) if slug else ())), None)
    if also is None or case.service is None or also.slug == case.service.slug:
        return answer
    return both_services(answer, case.service.short_name, compose(replace(case, service=also)), also.short_name)


def _reminded(session: Session, answer: Answer, resolved: Resolved) -> Answer:
    """The answer with what still waits for a region, in place of the general invitation to name one."""
    waiting = resolved.context.pending
    if waiting is None or waiting.aspect not in labels.SHORT:
        return answer
    service = next(iter(services_of(session, (waiting.service,) if waiting.service else ())), None)
    named = f"{labels.SHORT[waiting.aspect]} {formats.lead(service.short_name)}" if service else ""
    office = labels.OFFICE_KINDS.get(resolved.context.office or "")
    question = named or (f"{labels.SHORT_OF_OFFICE.get(waiting.aspect, '')} {office}" if office else "")
    if not question:
        return answer
    kept = [block for block in answer.blocks if block != NoteBlock(text=texts.REGION_INVITED)]
    reminder = NoteBlock(text=texts.WAITING.format(question=question))
    return answer.model_copy(update={"blocks": [*kept, reminder]})


def _small_talk(turn: Turn, resolved: Resolved) -> Outcome:
    """A response of the domain; which one, the words may decide ("hapus data saya" is more than a question)."""
    reading = resolved.reading
    response = f"utter_{reading.aspect}"
    if reading.aspect == "privacy" and cues.ERASES.search(turn.heard.text):
        response = "utter_erase_data"
    return Outcome(Answer(kind="notice", reading=reading), resolved.context, response=response)


def _before_region(case: Case, resolved: Resolved) -> Outcome:
    """The region is open: say what does not depend on it, ask for it where something does."""
    reading, context = resolved.reading, resolved.context
    if resolved.choices:
        answer = answer_for_all(case, resolved.choices, resolved.more)
        return (
            Outcome(answer, replace(context, pending=None)) if answer else Outcome(_ask_back(case, resolved), context)
        )
    wanted = (reading.aspect, *resolved.more)
    told = [aspect for aspect in wanted if aspect not in NEEDS_REGION]
    if not told or case.service is None or reading.aspect not in INFO:
        return Outcome(_ask_back(case, resolved), context)
    missing = tuple(aspect for aspect in wanted if aspect in NEEDS_REGION)
    waiting = Pending(missing[0], reading.service, None, "region", more=missing[1:])
    answer = with_report_button(answer_without_region(case, told, missing), case.question)
    return Outcome(answer, replace(context, pending=waiting))


def replace_region(reading: Reading) -> Reading:
    """The reading without a region that does not exist."""
    return reading.model_copy(update={"region": None})


def _without_service(reading: Reading) -> Reading:
    return reading.model_copy(update={"service": None})


def _question(resolved: Resolved, before: Context, region: Region | None) -> Question:
    same = resolved.reading.service == before.service
    return Question(
        resolved.reading,
        lookup.place_of(region),
        has_home=resolved.context.home is not None,
        asked=before.asked if same else (),
        office=resolved.office,
    )


def _common(session: Session, region: Region | None) -> list[ServiceFacts]:
    return common_first(lookup.offered_services(session, region))


def _narrower(case: Case, resolved: Resolved) -> Outcome:
    """Offices of a whole province are no answer: ask for the kabupaten or kota."""
    reading = resolved.reading
    pending = Pending(reading.aspect, reading.service, None, "region")
    facts = case.facts()
    if facts is None or case.question.place is None:
        raise AssertionError("checked by the caller")
    answer = location_answer(case.question, facts, [], case.now)
    return Outcome(
        answer.model_copy(update={"kind": "ask", "request_location": True}),
        replace(resolved.context, pending=pending),
        resolved.home,
    )


def _ask_back(case: Case, resolved: Resolved) -> Answer:
    reading = resolved.reading
    if resolved.ask == "service":
        if reading.aspect == FALLBACK and resolved.choices:
            return _likely_readings(case, resolved.choices)
        named = [lookup.bare_service(one) for one in services_of(case.session, resolved.choices)]
        choices = named or _common(case.session, case.region)
        return region_answers.ask_service(reading, case.question.place, choices, is_open=not named)
    places = [lookup.place_of(region) for region in regions_of(case.session, resolved.choices)]
    waits = resolved.context.pending
    is_for_home = reading.aspect == "change_region" or (waits is not None and case.turn.context.pending is not None)
    fitting = [one for one in places if one]
    return region_answers.ask_region(reading, fitting, is_choice_of_home=is_for_home, office=resolved.office)


def _likely_readings(case: Case, choices: tuple[str, ...]) -> Answer:
    aspect = next((one for one in case.turn.ranking if one != FALLBACK), "overview")
    named = [lookup.bare_service(one) for one in services_of(case.session, choices)]
    return readings_answer(case.question, [(aspect, one) for one in named])


def _welcome(session: Session, turn: Turn) -> Outcome:
    """A first hello: what Loket is, and which region."""
    found = regions_of(session, (turn.context.home,) if turn.context.home else ())
    region = found[0] if found else None
    answer = region_answers.welcome_answer(lookup.place_of(region), _common(session, region))
    return Outcome(answer, replace(turn.context, pending=None if region else Pending("change_region")))


def _location(session: Session, turn: Turn, now: datetime) -> Outcome:
    answer, context = answer_location(session, turn.point, turn.context, _common(session, None))
    if answer is not None:
        return Outcome(answer, context)
    reading = Reading(aspect=offices_aspect(context), service=context.service, region=context.region)
    after = replace(context, aspect=reading.aspect, pending=None)
    resolved = Resolved(reading, context.region or context.home, context=after, office=context.office)
    return _resolved(session, replace(turn, place=turn.point), resolved, now)
