"""How ready a region is to answer its citizens, 0 to 100, and what would help most. The one definition; pure.

The score has three parts (``WEIGHTS``), each a share from 0 to 1:

- ``citizen`` (50): of every service offered in the region, the six components of PermenPANRB 15/2014 that face the
  citizen. A component counts 1 if it was checked within 180 days, 3/4 within a year, 1/2 if longer ago, and 0 if it is
  missing. What the nation or the province states counts for the region too: its citizens are answered with it.
- ``internal`` (15): the same of the eight inner components.
- ``offices`` (35): of every service that is served at offices, the best of the kinds that serve it; a kind is worth
  the mean of its offices; an office has a fifth for each of address, coordinates, opening hours by weekday, phone, and
  having been checked within 180 days. A service without any such office counts 0.

A step's gain is how many points the score rises when that step alone is done, its facts checked on that day.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from loket.services.models import Component
from loket.standards.completeness import STALE
from loket.standards.components import COMPONENTS, Group

YEAR: Final = timedelta(days=365)
WEIGHTS: Final = {"citizen": 50.0, "internal": 15.0, "offices": 35.0}
WORTH_STALE, WORTH_OUTDATED = 0.75, 0.5
CITIZEN: Final = tuple(one for one, info in COMPONENTS.items() if info.group == Group.CITIZEN)
INTERNAL: Final = tuple(one for one, info in COMPONENTS.items() if info.group == Group.INTERNAL)
_MIN_GAIN: Final = 1e-9


@dataclass(frozen=True)
class ServiceState:
    """A service as it holds in a region. ``checked``: component that is stated, to when (None = never dated)."""

    slug: str
    name: str
    checked: Mapping[Component, date | None]
    office_kinds: tuple[str, ...] = ()


class OfficePart(enum.StrEnum):
    """What is wanted of an office."""

    ADDRESS = "address"
    COORDINATES = "coordinates"
    HOURS = "hours"
    PHONE = "phone"
    CHECKED = "checked"


@dataclass(frozen=True)
class OfficeState:
    """An office; ``stated``: the parts of it that are there, ``CHECKED`` left to ``verified_at``."""

    id: int
    name: str
    kind: str
    stated: frozenset[OfficePart]
    verified_at: date | None


class StepKind(enum.StrEnum):
    COMPLETE = "complete"  # citizen-facing components that nobody states
    COMPLETE_INTERNAL = "complete_internal"
    RECHECK = "recheck"  # stated, but checked too long ago
    ADD_OFFICE = "add_office"
    MEND_OFFICE = "mend_office"


@dataclass(frozen=True)
class Step:
    """Something to do. ``gain`` in points of the score; ``asked``: questions about it lately."""

    kind: StepKind
    gain: float
    name: str
    service: str = ""
    office_kind: str = ""
    office_id: int = 0
    components: tuple[Component, ...] = ()
    parts: tuple[OfficePart, ...] = ()
    asked: int = 0


@dataclass(frozen=True)
class Readiness:
    """``score`` 0..100; ``citizen``, ``internal``, ``offices`` 0..1; ``stale`` and ``outdated``: services."""

    score: float
    citizen: float
    internal: float
    offices: float
    stale: int
    outdated: int
    steps: Sequence[Step] = field(default=(), compare=False)


def readiness(services: Sequence[ServiceState], offices: Sequence[OfficeState], today: date) -> Readiness:
    """The region's score, without steps."""
    citizen = _mean(_stated(one, CITIZEN, today) for one in services)
    internal = _mean(_stated(one, INTERNAL, today) for one in services)
    reached = offices_share(services, offices, today)
    score = WEIGHTS["citizen"] * citizen + WEIGHTS["internal"] * internal + WEIGHTS["offices"] * reached
    ages = [_oldest(one, today) for one in services]
    return Readiness(
        score=min(100.0, max(0.0, score)),
        citizen=citizen,
        internal=internal,
        offices=reached,
        stale=sum(age > STALE for age in ages),
        outdated=sum(age > YEAR for age in ages),
    )


def steps(
    services: Sequence[ServiceState],
    offices: Sequence[OfficeState],
    today: date,
    asked: Mapping[str, int] | None = None,
) -> list[Step]:
    """What to do, what helps most first; of equal gain, what citizens asked most. ``asked``: service to questions."""
    asked = asked or {}
    found = [
        *(step for one in services for step in _of_service(one, len(services), today)),
        *_of_offices(services, offices, today),
    ]
    demand = [_asked_of(step, services, asked) for step in found]
    counted = [replace(step, asked=count) for step, count in zip(found, demand, strict=True)]
    return sorted(counted, key=lambda one: (-round(one.gain, 6), -one.asked, one.name, one.kind))


def worth(checked: date | None, today: date) -> float:
    """What a stated component counts by its age: 1, 3/4 beyond 180 days, 1/2 beyond a year or never dated."""
    age = today - checked if checked else timedelta.max
    return 1.0 if age <= STALE else WORTH_STALE if age <= YEAR else WORTH_OUTDATED


def office_share(office: OfficeState, today: date) -> float:
    """0..1: how much of what is wanted of an office is there."""
    return 1 - len(missing_parts(office, today)) / len(OfficePart)


def missing_parts(office: OfficeState, today: date) -> tuple[OfficePart, ...]:
    """What is wanted of the office and not there, or was checked too long ago."""
    is_fresh = office.verified_at is not None and today - office.verified_at <= STALE
    has = office.stated - {OfficePart.CHECKED} | ({OfficePart.CHECKED} if is_fresh else set())
    return tuple(part for part in OfficePart if part not in has)


def offices_share(services: Sequence[ServiceState], offices: Sequence[OfficeState], today: date) -> float:
    """0..1: how well the offices that serve are described; services that need none are left out."""
    return _served(services, _by_kind(offices, today))


def _stated(service: ServiceState, wanted: Sequence[Component], today: date) -> float:
    return sum(worth(service.checked[one], today) for one in wanted if one in service.checked) / len(wanted)


def _oldest(service: ServiceState, today: date) -> timedelta:
    ages = [today - one if one else timedelta.max for one in service.checked.values()]
    return max(ages, default=timedelta())


def _by_kind(offices: Iterable[OfficeState], today: date) -> dict[str, float]:
    shares: dict[str, list[float]] = {}
    for office in offices:
        shares.setdefault(office.kind, []).append(office_share(office, today))
    return {kind: fmean(values) for kind, values in shares.items()}


def _served(services: Sequence[ServiceState], by_kind: Mapping[str, float]) -> float:
    served = [one for one in services if one.office_kinds]
    if services and not served:
        return 1.0
    return _mean(max(by_kind.get(kind, 0.0) for kind in one.office_kinds) for one in served)


def _of_service(service: ServiceState, count: int, today: date) -> Iterable[Step]:
    """``count``: how many services share the score."""
    each = {one: WEIGHTS["citizen"] / len(CITIZEN) / count for one in CITIZEN}
    each |= {one: WEIGHTS["internal"] / len(INTERNAL) / count for one in INTERNAL}
    for kind, wanted in ((StepKind.COMPLETE, CITIZEN), (StepKind.COMPLETE_INTERNAL, INTERNAL)):
        missing = tuple(one for one in wanted if one not in service.checked)
        if missing:
            gain = sum(each[one] for one in missing)
            yield Step(kind, gain, service.name, service=service.slug, components=missing)
    old = tuple(one for one in each if one in service.checked and worth(service.checked[one], today) < 1)
    if old:
        gain = sum(each[one] * (1 - worth(service.checked[one], today)) for one in old)
        yield Step(StepKind.RECHECK, gain, service.name, service=service.slug, components=old)


def _of_offices(services: Sequence[ServiceState], offices: Sequence[OfficeState], today: date) -> Iterable[Step]:
    by_kind = _by_kind(offices, today)
    now = _served(services, by_kind)

    def gain(kind: str, share: float) -> float:
        return WEIGHTS["offices"] * (_served(services, {**by_kind, kind: share}) - now)

    for kind in _unserved(services, by_kind):
        yield Step(StepKind.ADD_OFFICE, gain(kind, 1.0), kind, office_kind=kind, parts=tuple(OfficePart))
    for office in offices:
        missing = missing_parts(office, today)
        same = [one for one in offices if one.kind == office.kind]
        mended = by_kind[office.kind] + (1 - office_share(office, today)) / len(same)
        won = gain(office.kind, mended) if missing else 0.0
        if won > _MIN_GAIN:
            yield Step(
                StepKind.MEND_OFFICE, won, office.name, office_kind=office.kind, office_id=office.id, parts=missing
            )


def _unserved(services: Sequence[ServiceState], by_kind: Mapping[str, float]) -> list[str]:
    """The usual kind of office of each service that no office serves at all."""
    none = [one for one in services if one.office_kinds and not by_kind.keys() & set(one.office_kinds)]
    return list(dict.fromkeys(one.office_kinds[0] for one in none))


def _asked_of(step: Step, services: Sequence[ServiceState], asked: Mapping[str, int]) -> int:
    if step.service:
        return asked.get(step.service, 0)
    return sum(asked.get(one.slug, 0) for one in services if step.office_kind in one.office_kinds)


def _mean(values: Iterable[float]) -> float:
    given = list(values)
    return fmean(given) if given else 0.0
