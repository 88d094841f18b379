"""What the readiness of regions is made of, read for many regions at once. Read-only; the caller owns the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from loket.figures.readiness import OfficePart, OfficeState, ServiceState
from loket.offices.models import Office, OfficeHours
from loket.regions.models import Region
from loket.services.models import Component, Service, Standard, StandardComponent, StandardState
from loket.services.operations import NATIONAL_TIMEZONE, effect_of, says_something

Checked = Mapping[Component, date | None]
Stated = dict[int, dict[int | None, Checked]]  # service id to level (region id, None = the nation) to what it states


@dataclass(frozen=True)
class RegionState:
    """A region's services and its own offices."""

    services: Sequence[ServiceState]
    offices: Sequence[OfficeState]


def states_of(session: Session, regions: Sequence[Region], today: date) -> dict[int, RegionState]:
    """By region id. Five queries, however many regions; standards that hold ``today`` count, drafts do not."""
    return dict(each_state(session, regions, today))


def each_state(session: Session, regions: Sequence[Region], today: date) -> Iterator[tuple[int, RegionState]]:
    """As ``states_of``, one after the other: the services of a whole province at once are a million objects."""
    columns = (Service.id, Service.slug, Service.name, Service.region_id, Service.office_kinds)
    services = session.execute(select(*columns).where(Service.is_active).order_by(Service.name)).all()
    places = {one.id for one in regions} | {one.parent_id for one in regions if one.parent_id}
    stated = _stated(session, places, today)
    offices = _offices(session, {one.id for one in regions})
    for one in regions:
        yield one.id, RegionState(_services_in(one, services, stated), offices.get(one.id, []))


def _services_in(
    region: Region, services: Sequence[Row[int, str, str, int | None, list[str]]], stated: Stated
) -> list[ServiceState]:
    """Field by field the region's own word, over the province's, over the nation's."""
    places = (region.parent_id, region.id)
    found = []
    for service in services:
        if service.region_id is not None and service.region_id not in places:
            continue
        levels = stated.get(service.id, {})
        checked = dict(levels.get(None, {}))
        for place in places:
            if place is not None:
                checked |= levels.get(place, {})
        found.append(ServiceState(service.slug, service.name, checked, tuple(service.office_kinds)))
    return found


def _stated(session: Session, places: set[int], today: date) -> Stated:
    standing = _standing(session, places, today)
    # Of the standards found above only the rows that say something; the older versions are read in vain, they are few.
    rows = session.execute(
        select(
            StandardComponent.standard_id,
            StandardComponent.component,
            StandardComponent.verified_at,
            StandardComponent.content,
        )
        .join(Standard, Standard.id == StandardComponent.standard_id)
        .where(*_published(places, today))
    )
    found: Stated = {}
    parts: dict[int, dict[Component, date | None]] = {}
    for standard_id, component, verified_at, content in rows:
        if standard_id in standing and says_something(content):
            parts.setdefault(standard_id, {})[Component(component)] = verified_at
    for standard_id, (service_id, place) in standing.items():
        found.setdefault(service_id, {})[place] = parts.get(standard_id, {})
    return found


def _standing(session: Session, places: set[int], today: date) -> dict[int, tuple[int, int | None]]:
    """Of each service and level the standard that took effect last: its id to service id and level."""
    rows = session.execute(
        select(
            Standard.id, Standard.service_id, Standard.region_id, Standard.version, Standard.valid_from,
            Standard.published_at, Region.timezone,
        )
        .outerjoin(Region, Region.id == Standard.region_id)
        .where(*_published(places, today))
    )  # fmt: skip
    last: dict[tuple[int, int | None], tuple[tuple[date, int], int]] = {}
    for standard_id, service_id, place, version, valid_from, published_at, zone in rows:
        effect = effect_of(valid_from, published_at, zone or NATIONAL_TIMEZONE, version)
        last[(service_id, place)] = max(last.get((service_id, place), (effect, standard_id)), (effect, standard_id))
    return {standard_id: key for key, (_, standard_id) in last.items()}


def _published(places: set[int], today: date) -> list[ColumnElement[bool]]:
    return [
        Standard.state == StandardState.PUBLISHED,
        or_(Standard.region_id.is_(None), Standard.region_id.in_(sorted(places))),
        or_(Standard.valid_from.is_(None), Standard.valid_from <= today),
    ]


def _offices(session: Session, places: set[int]) -> dict[int, list[OfficeState]]:
    with_hours = set(
        session.scalars(
            select(OfficeHours.office_id)
            .join(Office, Office.id == OfficeHours.office_id)
            .where(Office.region_id.in_(sorted(places)))
            .distinct()
        )
    )
    query = select(Office).where(Office.region_id.in_(sorted(places)), Office.is_active).order_by(Office.name)
    found: dict[int, list[OfficeState]] = {}
    for office in session.scalars(query):
        state = OfficeState(
            office.id, office.name, office.kind, _parts(office, office.id in with_hours), office.verified_at
        )
        found.setdefault(office.region_id, []).append(state)
    return found


def _parts(office: Office, has_hours: bool) -> frozenset[OfficePart]:
    has = {
        OfficePart.ADDRESS: bool(office.address.strip()),
        OfficePart.COORDINATES: office.latitude is not None,
        OfficePart.HOURS: has_hours,
        OfficePart.PHONE: bool(office.phone.strip()),
    }
    return frozenset(part for part, is_there in has.items() if is_there)
