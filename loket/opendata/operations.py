"""What is published, for everybody to take: filtered in the database, a page at a time. Read-only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from loket.emergency.models import EmergencyContact
from loket.offices.models import Office
from loket.offices.operations import with_calendar
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region, RegionType
from loket.services.models import Confidence, Service, ServiceName, Standard, StandardState
from loket.services.operations import Level, effective_order, today_in

NATION = "nasional"  # the key of the national level where a region's code or slug may stand


@dataclass(frozen=True)
class Slice:
    """Rows ``(page - 1) * size`` to ``page * size``; ``page`` counts from 1."""

    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class Found[Row]:
    """The rows of one page, and how many there are in all."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True)
class Places:
    """Which regions: one (with, for a province, its own alone), those of a province, those of a wave."""

    region: Region | None = None
    province: Region | None = None
    wave: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """On ``Region``; none where every region is meant."""
        found: list[ColumnElement[bool]] = []
        if self.region is not None:
            found.append(Region.id == self.region.id)
        if self.province is not None:
            found.append(or_(Region.id == self.province.id, Region.parent_id == self.province.id))
        if self.wave is not None:
            found.append(Region.smart_city_year == self.wave)
        return found


@dataclass(frozen=True)
class StandardFilter:
    """Which published standards; None leaves a filter out."""

    places: Places = field(default_factory=Places)
    level: Level | None = None
    service: Service | None = None
    category: str | None = None


def find_region(session: Session, key: str) -> Region:
    """The region with this Kemendagri code or slug; raise RegionNotFound."""
    query = select(Region).where(or_(Region.code == key, Region.slug == key)).options(joinedload(Region.parent))
    region = session.scalar(query) if "\0" not in key else None
    if region is None:
        raise RegionNotFound(key)
    return region


def list_regions(session: Session, places: Places, kind: RegionType | None, text: str, part: Slice) -> Found[Region]:
    """Regions by code."""
    where = places.conditions()
    if kind is not None:
        where.append(Region.type == kind)
    if text:
        where.append(or_(Region.name.icontains(text, autoescape=True), Region.code == text))
    query = select(Region).where(*where).options(joinedload(Region.parent)).order_by(Region.code)
    return _page(session, query, select(func.count(Region.id)).where(*where), part)


def list_services(
    session: Session, region: Region | None, category: str | None, text: str, part: Slice
) -> Found[Service]:
    """Services on offer, by name; with ``region`` those offered there. ``text`` also finds what citizens call one."""
    where: list[ColumnElement[bool]] = [Service.is_active.expression]
    if region is not None:
        where.append(_offered_in(region))
    if category:
        where.append(_in_category(category))
    if text:
        called = select(ServiceName.service_id).where(ServiceName.phrase.icontains(text, autoescape=True))
        where.append(or_(Service.name.icontains(text, autoescape=True), Service.slug == text, Service.id.in_(called)))
    query = select(Service).where(*where).options(joinedload(Service.partner)).order_by(Service.name, Service.id)
    return _page(session, query, select(func.count(Service.id)).where(*where), part)


def is_offered(service: Service, region: Region | None) -> bool:
    """Whether the service may be had in the region (None = asked for the nation)."""
    if service.region_id is None or region is None:
        return service.region_id is None or region is None
    return service.region_id in (region.id, region.parent_id)


def categories(session: Session) -> list[tuple[str, int]]:
    """Life events with how many services on offer have each, by name."""
    found: Counter[str] = Counter()
    for topics in session.scalars(select(Service.topics).where(Service.is_active)):
        found.update(set(topics))
    return sorted(found.items())


def list_standards(session: Session, wanted: StandardFilter, part: Slice) -> Found[Standard]:
    """What each level has published and what is in force there today, by service and region."""
    where = [_in_force(session), Service.is_active, *wanted.places.conditions()]
    if wanted.level is not None:
        where.append(_at_level(wanted.level))
    if wanted.service is not None:
        where.append(Standard.service_id == wanted.service.id)
    if wanted.category:
        where.append(_in_category(wanted.category))
    base = select(Standard).join(Standard.service).outerjoin(Standard.region).where(*where)
    query = base.options(
        joinedload(Standard.service), joinedload(Standard.region), selectinload(Standard.components)
    ).order_by(Service.slug, Region.code.is_not(None), Region.code)
    count = select(func.count(Standard.id)).join(Standard.service).outerjoin(Standard.region).where(*where)
    return _page(session, query, count, part)


def list_offices(session: Session, places: Places, kinds: Sequence[str] | None, part: Slice) -> Found[Office]:
    """Offices in use, by region and name; ``kinds`` narrows them."""
    where = [Office.is_active, *places.conditions()]
    if kinds is not None:
        where.append(Office.kind.in_(kinds))
    query = _offices().where(*where).order_by(Region.code, Office.kind, Office.name, Office.id)
    return _page(session, query, select(func.count(Office.id)).join(Office.region).where(*where), part)


def get_office(session: Session, office_id: int) -> Office | None:
    """One office in use; None where there is none."""
    return session.scalar(_offices().where(Office.id == office_id, Office.is_active))


def list_contacts(session: Session, region: Region | None, kind: str | None, part: Slice) -> Found[EmergencyContact]:
    """Numbers we are sure of, the nation's first; with ``region`` those that hold there: its own and those above."""
    where: list[ColumnElement[bool]] = [EmergencyContact.confidence == Confidence.HIGH]
    if region is not None:
        above = [region.id, *([region.parent_id] if region.parent_id else [])]
        where.append(or_(EmergencyContact.region_id.is_(None), EmergencyContact.region_id.in_(above)))
    if kind:
        where.append(EmergencyContact.kind == kind)
    query = (
        select(EmergencyContact)
        .where(*where)
        .options(joinedload(EmergencyContact.region))
        .order_by(EmergencyContact.region_id.is_not(None), EmergencyContact.region_id, EmergencyContact.id)
    )
    return _page(session, query, select(func.count(EmergencyContact.id)).where(*where), part)


def _offices() -> Select[Office]:
    return select(Office).join(Office.region).options(*with_calendar())


def _offered_in(region: Region) -> ColumnElement[bool]:
    places = [region.id, *([region.parent_id] if region.parent_id else [])]
    return or_(Service.region_id.is_(None), Service.region_id.in_(places))


def _in_category(category: str) -> ColumnElement[bool]:
    """Topics are a JSON list of texts; both databases keep it as it was written, so its text can be searched."""
    return cast(Service.topics, String).contains(json.dumps(category), autoescape=True)


def _at_level(level: Level) -> ColumnElement[bool]:
    is_province = Region.type == RegionType.PROVINSI
    return {
        Level.NASIONAL: Standard.region_id.is_(None),
        Level.PROVINSI: is_province,
        Level.DAERAH: and_(Standard.region_id.is_not(None), ~is_province),
    }[level]


def _in_force(session: Session) -> ColumnElement[bool]:
    """Published, begun, and not replaced by a later version of its level that has begun as well."""
    place = aliased(Region)
    begun = _begun(session, place)
    twice = (
        select(Standard.service_id, Standard.region_id)
        .outerjoin(place, place.id == Standard.region_id)
        .where(begun)
        .group_by(Standard.service_id, Standard.region_id)
        .having(func.count() > 1)
    )
    replaced: list[int] = []
    for service_id, region_id in session.execute(twice).all():
        same = Standard.region_id.is_(None) if region_id is None else Standard.region_id == region_id
        query = select(Standard).outerjoin(place, place.id == Standard.region_id)
        versions = session.scalars(query.where(begun, Standard.service_id == service_id, same)).all()
        replaced += [one.id for one in sorted(versions, key=effective_order)[:-1]]
    return and_(_begun(session, Region), Standard.id.not_in(replaced))


def _begun(session: Session, place: Any) -> ColumnElement[bool]:
    """Published and valid on the day it is now in the region (``place``: Region, joined); each zone has one day."""
    zones = session.execute(select(Region.timezone, func.min(Region.id)).group_by(Region.timezone)).all()
    days = {zone: today_in(session.get(Region, region_id)) for zone, region_id in zones}
    by_zone = [and_(place.timezone == zone, Standard.valid_from <= day) for zone, day in days.items()]
    nation = and_(Standard.region_id.is_(None), Standard.valid_from <= today_in(None))
    return and_(Standard.state == StandardState.PUBLISHED, or_(Standard.valid_from.is_(None), nation, *by_zone))


def _page(session: Session, query: Select[Any], count: Select[int], part: Slice) -> Found[Any]:
    rows = session.scalars(query.limit(part.size).offset((part.page - 1) * part.size)).unique().all()
    return Found(rows, session.scalar(count) or 0)
