"""From a resolved question to its answer: looks the facts up and hands them to the composer of the aspect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from loket.answers import formats, lookup, region_answers
from loket.answers.answer import Answer, TextBlock
from loket.answers.aspects import COMING, FALLBACK, OF_AN_OFFICE
from loket.answers.catalogue_answers import list_answer
from loket.answers.combined_answers import combined_answer
from loket.answers.emergency_answers import emergency_answer
from loket.answers.facts import Number, OfficeFacts, Question, ServiceFacts
from loket.answers.fallback_answers import fallback_answer
from loket.answers.heard import Context, Heard
from loket.answers.named_offices import KINDS
from loket.answers.office_answers import hours_answer, location_answer
from loket.answers.people_answers import coming_answer, contact_answer, general_contact_answer, human_answer
from loket.answers.standard_answers import components_of, overview_answer, standard_answer
from loket.answers.texts import facts as texts
from loket.answers.texts import labels
from loket.answers.texts.emergency import CRISIS_LISTENER
from loket.dialogue_state.situation import Signals
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.errors import ServiceNotFound
from loket.services.models import Service, Standard
from loket.services.operations import get_service

_GENERAL_NUMBERS: Final = ("1500537", "165", "171", "123")


@dataclass(frozen=True)
class Turn:
    """One message with its conversation. ``point``: the location shared now, ``place``: one shared before.

    ``draft``: a standard to answer from as if it were published, for trying it out. ``signals``: what the engine saw of
    a typed message beside its reading; without them the rules decide alone.
    """

    heard: Heard
    context: Context = field(default_factory=Context)
    ranking: tuple[str, ...] = ()
    page: int = 1
    point: tuple[float, float] | None = None
    place: tuple[float, float] | None = None
    draft: Standard | None = None
    signals: Signals | None = None


@dataclass(frozen=True)
class Case:
    """What every composer may need."""

    session: Session
    turn: Turn
    question: Question
    region: Region | None
    service: Service | None
    now: datetime

    def facts(self) -> ServiceFacts | None:
        """The service, or the kind of office that stands in for one."""
        if self.service is not None:
            return lookup.service_facts(self.session, self.service, self.region, self.turn.draft)
        return self.office_facts()

    def office_facts(self) -> ServiceFacts | None:
        """The kind of office asked about itself, with whom to call about it."""
        kind = self.question.office
        if kind is None or self.question.reading.aspect not in OF_AN_OFFICE:
            return None
        return lookup.office_kind_facts(self.session, kind, KINDS.get(kind, (kind,)))

    def offices(self, *, by_distance: bool = False) -> list[OfficeFacts]:
        """The region's offices that serve, nearest first where asked and a location is known."""
        asked = self.service or self.office_facts()
        if asked is None or self.region is None:
            return []
        point = self.turn.place if by_distance else None
        return lookup.office_facts(self.session, asked.office_kinds, self.region, self.now, point)

    def asking(self, aspect: str) -> Case:
        """The same case with another aspect asked."""
        reading = self.question.reading.model_copy(update={"aspect": aspect})
        return replace(self, question=replace(self.question, reading=reading))


def services_of(session: Session, slugs: tuple[str, ...]) -> list[Service]:
    found = []
    for slug in slugs:
        try:
            found.append(get_service(session, slug))
        except ServiceNotFound:  # withdrawn since the lexicon was published
            continue
    return found


def regions_of(session: Session, slugs: tuple[str, ...]) -> list[Region]:
    found = []
    for slug in slugs:
        try:
            found.append(get_region(session, slug))
        except RegionNotFound:  # the lexicon is older than the database
            continue
    return found


def compose(case: Case, more: Sequence[str] = ()) -> Answer:
    """The answer to the question, and to the aspects ``more`` asked beside it."""
    facts = case.facts()
    if facts is None or not more:
        return _compose(case, facts)
    asked = [case.asking(aspect) for aspect in (case.question.reading.aspect, *more)]
    # What is known of a service is the same whatever is asked of it: it is looked up once.
    parts = [_compose(one, facts if one.service else one.facts()) for one in asked]
    return combined_answer(case.question, facts, parts)


def answer_without_region(case: Case, aspects: Sequence[str], missing: Sequence[str]) -> Answer:
    """What can be said before the region is known; what is ``missing`` then waits for it."""
    answer = compose(case.asking(aspects[0]), aspects[1:])
    wanted = TextBlock(text=texts.REGION_FOR.format(aspects=formats.joined([labels.SHORT[one] for one in missing])))
    return answer.model_copy(
        update={"blocks": [*answer.blocks, wanted], "request_location": True, "reading": case.question.reading}
    )


def answer_for_all(case: Case, slugs: Sequence[str], more: Sequence[str]) -> Answer | None:
    """One answer for all the regions a name may mean, where what is known is the same in each of them."""
    aspects = [case.question.reading.aspect, *more]
    regions, service = regions_of(case.session, tuple(slugs)), case.service
    components = [component for aspect in aspects for component in components_of(aspect)]
    if service is None or len(regions) < 2 or not all(components_of(aspect) for aspect in aspects):
        return None
    known = [lookup.service_facts(case.session, service, region, case.turn.draft).facts for region in regions]
    if any(facts.get(name) != known[0].get(name) for facts in known for name in components):
        return None
    everywhere = replace(case, region=regions[0], question=replace(case.question, place=None))
    places = [place for place in map(lookup.place_of, regions) if place]
    return region_answers.same_everywhere(compose(everywhere, more), case.question.reading, places)


def _compose(case: Case, facts: ServiceFacts | None) -> Answer:
    aspect = case.question.reading.aspect
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


def _contact(case: Case, facts: ServiceFacts | None) -> Answer:
    if facts is None:
        return general_contact_answer(case.question, _general_numbers(case))
    return contact_answer(case.question, facts, case.offices())


def _human(case: Case, facts: ServiceFacts | None) -> Answer:
    return human_answer(case.question, facts, case.offices(), _general_numbers(case))


def _general_numbers(case: Case) -> list[Number]:
    national, own = lookup.numbers(case.session, case.region)
    own_general = [one for one in own if one.number not in _GENERAL_NUMBERS]
    by_number = {one.number: one for one in national}
    return [*own_general[:2], *(by_number[number] for number in _GENERAL_NUMBERS if number in by_number)]


def _emergency(case: Case, _facts: ServiceFacts | None) -> Answer:
    national, _ = lookup.numbers(case.session, None)
    _, own = lookup.numbers(case.session, case.region, {"emergency", "crisis"})
    listener = lookup.number(case.session, CRISIS_LISTENER)
    return emergency_answer(case.question, case.turn.heard.text, national, own, listener)


def _list(case: Case, _facts: ServiceFacts | None) -> Answer:
    return list_answer(case.question, lookup.offered_services(case.session, case.region), case.turn.page)


def _fallback(case: Case, facts: ServiceFacts | None) -> Answer:
    return fallback_answer(case.question, case.turn.ranking, facts)


def _region_set(case: Case, _facts: ServiceFacts | None) -> Answer:
    if case.question.place is None:
        raise AssertionError("the reading asks for a region first")
    context = case.turn.context
    service = services_of(case.session, (context.service,)) if context.service else []
    resume = (context.main or "overview", lookup.bare_service(service[0])) if service else None
    return region_answers.region_set_answer(case.question.place, case.question.reading, resume)


_WITHOUT_SERVICE: dict[str, Callable[[Case, ServiceFacts | None], Answer]] = {
    "contact": _contact,
    "human": _human,
    "emergency": _emergency,
    "list_services": _list,
    "change_region": _region_set,
    FALLBACK: _fallback,
}
