"""One turn of a conversation: from what was heard to an Answer. Reads only; the caller stores ``Outcome.home``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from loket.answers import lookup, region_answers
from loket.answers.answer import Answer, Reading
from loket.answers.aspects import COMING, FALLBACK, NEEDS_REGION
from loket.answers.catalogue_answers import common_first, list_answer
from loket.answers.emergency_answers import emergency_answer
from loket.answers.facts import Number, OfficeFacts, Question, ServiceFacts
from loket.answers.fallback_answers import fallback_answer, readings_answer
from loket.answers.locations import answer_location
from loket.answers.office_answers import hours_answer, location_answer
from loket.answers.people_answers import coming_answer, contact_answer, general_contact_answer, human_answer
from loket.answers.reading import Context, Heard, Pending, Resolved, resolve
from loket.answers.standard_answers import overview_answer, standard_answer
from loket.answers.typed_regions import with_typed_region
from loket.citizens.operations import set_region
from loket.database import utc_now
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.errors import ServiceNotFound
from loket.services.models import Service
from loket.services.operations import get_service

_GENERAL_NUMBERS = ("1500537", "165", "171", "123")


@dataclass(frozen=True)
class Turn:
    """One message with its conversation. ``point``: the location shared now, ``place``: one shared before."""

    heard: Heard
    context: Context = field(default_factory=Context)
    ranking: tuple[str, ...] = ()
    page: int = 1
    point: tuple[float, float] | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Outcome:
    """The answer, the conversation after it, and the region to store as the citizen's own, if any."""

    answer: Answer
    context: Context
    home: str | None = None


@dataclass(frozen=True)
class _Case:
    """What every composer may need, looked up once."""

    session: Session
    turn: Turn
    question: Question
    region: Region | None
    service: Service | None
    now: datetime

    def facts(self) -> ServiceFacts | None:
        return lookup.service_facts(self.session, self.service, self.region) if self.service else None

    def offices(self, *, by_distance: bool = False) -> list[OfficeFacts]:
        if self.service is None or self.region is None:
            return []
        point = self.turn.place if by_distance else None
        return lookup.office_facts(self.session, self.service, self.region, self.now, point)


def answer_turn(session: Session, turn: Turn, now: datetime | None = None) -> Outcome:
    """Answer one message. Raises nothing a citizen's words can cause: unknown slugs are said in the answer."""
    moment = now or utc_now()
    if turn.heard.aspect == "start_chat":
        return _welcome(session, turn)
    if turn.heard.aspect == "share_location":
        return _location(session, turn, moment)
    heard, is_lost = with_typed_region(session, turn.heard, turn.context)
    if is_lost:
        answer = region_answers.region_not_found(Reading(aspect="change_region"))
        return Outcome(answer, turn.context)
    return _resolved(session, replace(turn, heard=heard), resolve(heard, turn.context), moment)


def remember_region(session: Session, sender: str, slug: str) -> None:
    """Store the region as the citizen's own; ``sender`` is their pseudonym. Raises RegionNotFound."""
    set_region(session, sender, get_region(session, slug))


def _resolved(session: Session, turn: Turn, resolved: Resolved, now: datetime) -> Outcome:
    try:
        region = get_region(session, resolved.region) if resolved.region else None
        service = get_service(session, resolved.reading.service) if resolved.reading.service else None
    except RegionNotFound:
        context = replace(turn.context, region=None, home=None, pending=None)
        return Outcome(region_answers.region_not_found(replace_region(resolved.reading)), context)
    except ServiceNotFound:
        gone = region_answers.service_not_found(_without_service(resolved.reading), _common(session, None))
        return Outcome(gone, replace(turn.context, service=None, pending=None))
    question = _question(resolved, turn.context, region)
    case = _Case(session, turn, question, region, service, now)
    if resolved.ask:
        return Outcome(_ask_back(case, resolved), resolved.context)
    if question.place and question.place.kind == "provinsi" and resolved.reading.aspect in NEEDS_REGION and service:
        return _narrower(case, resolved)
    return Outcome(_compose(case), resolved.context, resolved.home)


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
    )


def _common(session: Session, region: Region | None) -> list[ServiceFacts]:
    return common_first(lookup.offered_services(session, region))


def _narrower(case: _Case, resolved: Resolved) -> Outcome:
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


def _ask_back(case: _Case, resolved: Resolved) -> Answer:
    reading = resolved.reading
    if resolved.ask == "service":
        if reading.aspect == FALLBACK and resolved.choices:
            return _likely_readings(case, resolved.choices)
        named = [lookup.bare_service(one) for one in _services(case.session, resolved.choices)]
        choices = named or _common(case.session, case.region)
        return region_answers.ask_service(reading, case.question.place, choices, is_open=not named)
    places = [lookup.place_of(region) for region in _regions(case.session, resolved.choices)]
    waits = resolved.context.pending
    is_for_home = reading.aspect == "change_region" or (waits is not None and case.turn.context.pending is not None)
    return region_answers.ask_region(reading, [one for one in places if one], is_choice_of_home=is_for_home)


def _services(session: Session, slugs: tuple[str, ...]) -> list[Service]:
    found = []
    for slug in slugs:
        try:
            found.append(get_service(session, slug))
        except ServiceNotFound:  # withdrawn since the lexicon was published
            continue
    return found


def _regions(session: Session, slugs: tuple[str, ...]) -> list[Region]:
    found = []
    for slug in slugs:
        try:
            found.append(get_region(session, slug))
        except RegionNotFound:  # the lexicon is older than the database
            continue
    return found


def _compose(case: _Case) -> Answer:
    aspect = case.question.reading.aspect
    facts = case.facts()
    composer = _WITHOUT_SERVICE.get(aspect)
    if composer is not None:
        return composer(case, facts)
    if aspect in COMING:
        return coming_answer(case.question, facts, case.offices())
    if facts is None:
        raise AssertionError("the reading asks for a service first")
    if aspect == "overview":
        return overview_answer(case.question, facts)
    if aspect == "location":
        return location_answer(case.question, facts, case.offices(by_distance=True), case.now)
    if aspect == "hours":
        return hours_answer(case.question, facts, case.offices(by_distance=True), case.now)
    return standard_answer(case.question, facts)


def _contact(case: _Case, facts: ServiceFacts | None) -> Answer:
    if facts is None:
        return general_contact_answer(case.question, _general_numbers(case))
    return contact_answer(case.question, facts, case.offices())


def _human(case: _Case, facts: ServiceFacts | None) -> Answer:
    return human_answer(case.question, facts, case.offices(), _general_numbers(case))


def _general_numbers(case: _Case) -> list[Number]:
    national, own = lookup.numbers(case.session, case.region)
    own_general = [one for one in own if one.number not in _GENERAL_NUMBERS]
    by_number = {one.number: one for one in national}
    return [*own_general[:2], *(by_number[number] for number in _GENERAL_NUMBERS if number in by_number)]


def _emergency(case: _Case, _facts: ServiceFacts | None) -> Answer:
    national, _ = lookup.numbers(case.session, None)
    _, own = lookup.numbers(case.session, case.region, {"emergency", "crisis"})
    return emergency_answer(case.question, case.turn.heard.text, national, own)


def _list(case: _Case, _facts: ServiceFacts | None) -> Answer:
    return list_answer(case.question, lookup.offered_services(case.session, case.region), case.turn.page)


def _fallback(case: _Case, facts: ServiceFacts | None) -> Answer:
    return fallback_answer(case.question, case.turn.ranking, facts)


def _region_set(case: _Case, _facts: ServiceFacts | None) -> Answer:
    if case.question.place is None:
        raise AssertionError("the reading asks for a region first")
    context = case.turn.context
    service = _services(case.session, (context.service,)) if context.service else []
    resume = (context.main or "overview", lookup.bare_service(service[0])) if service else None
    return region_answers.region_set_answer(case.question.place, case.question.reading, resume)


_WITHOUT_SERVICE: dict[str, Callable[[_Case, ServiceFacts | None], Answer]] = {
    "contact": _contact,
    "human": _human,
    "emergency": _emergency,
    "list_services": _list,
    "change_region": _region_set,
    FALLBACK: _fallback,
}


def _likely_readings(case: _Case, choices: tuple[str, ...]) -> Answer:
    aspect = next((one for one in case.turn.ranking if one != FALLBACK), "overview")
    named = [lookup.bare_service(one) for one in _services(case.session, choices)]
    return readings_answer(case.question, [(aspect, one) for one in named])


def _welcome(session: Session, turn: Turn) -> Outcome:
    """A first hello: what Loket is, and which region."""
    found = _regions(session, (turn.context.home,) if turn.context.home else ())
    region = found[0] if found else None
    answer = region_answers.welcome_answer(lookup.place_of(region), _common(session, region))
    return Outcome(answer, replace(turn.context, pending=None if region else Pending("change_region")))


def _location(session: Session, turn: Turn, now: datetime) -> Outcome:
    answer, context = answer_location(session, turn.point, turn.context, _common(session, None))
    if answer is not None:
        return Outcome(answer, context)
    aspect = context.pending.aspect if context.pending else context.aspect or "location"
    reading = Reading(aspect=aspect, service=context.service, region=context.region)
    resolved = Resolved(reading, context.region or context.home, context=replace(context, pending=None))
    return _resolved(session, replace(turn, place=turn.point), resolved, now)
