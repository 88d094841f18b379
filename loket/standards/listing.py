"""Lists of standards for those who work on them: filtered in the database, a page at a time."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, load_only

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, partner_scope
from loket.regions.models import Region, RegionType
from loket.services.models import Service, Standard, StandardState
from loket.services.operations import Level
from loket.standards.completeness import STALE

PAGE_SIZE = 30


class Staleness(enum.StrEnum):
    """How long ago the least recently checked component was checked."""

    STALE = "stale"
    FRESH = "fresh"


@dataclass(frozen=True)
class Filter:
    """What to list. None and "" leave a filter out; ``page`` counts from 1."""

    text: str = ""
    state: StandardState | None = None
    level: Level | None = None
    staleness: Staleness | None = None
    page: int = 1


@dataclass(frozen=True)
class Found[Row]:
    """One page of rows, and how many there are in all."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class ServiceRow:
    """A service in one region: who has the word there, what is in the making, when it was last checked."""

    service: Service
    level: Level | None
    draft_state: StandardState | None
    oldest_verified_at: date | None


def list_standards(session: Session, actor: Account, wanted: Filter, today: date) -> Found[Standard]:
    """Every standard this account works on, whatever region, without archived ones; by service and region."""
    # "Not archived" rather than a list of states: that would draw SQLite to the index by state, and then to sorting.
    is_shown = Standard.state != StandardState.ARCHIVED
    where = [is_shown if wanted.state is None else Standard.state == wanted.state]
    where += [_within(session, actor), *_about(wanted, today)]
    # In the order of two indexes: nothing is sorted, whichever page is asked for.
    order = (Service.name, Service.id, Standard.region_id, Standard.version)
    ids = select(Standard.id).join(Standard.service).where(*where).order_by(*order)
    found = _page(session, ids, select(func.count(Standard.id)).where(*where), wanted.page)
    query = select(Standard).join(Standard.service).outerjoin(Standard.region).where(Standard.id.in_(found.rows))
    query = query.options(
        contains_eager(Standard.service).load_only(Service.slug, Service.name, Service.is_active),
        contains_eager(Standard.region).load_only(Region.slug, Region.name, Region.type, Region.parent_id),
        load_only(Standard.version, Standard.state, Standard.oldest_verified_at, Standard.editor, Standard.edited_at,
                  Standard.valid_from, Standard.service_id, Standard.region_id, Standard.partner_id),
    ).order_by(*order)  # fmt: skip
    return Found(session.scalars(query).all(), found.total, found.page, found.pages)


def list_services_in(
    session: Session, region: Region | None, wanted: Filter, today: date, partner_id: int | None = None
) -> Found[ServiceRow]:
    """The services of a region (None = the nation) with what holds of each there; unpublished ones of its own too.

    ``partner_id``: whose drafts count, None = the region's own.
    """
    places = _places(region)
    offered = or_(Service.region_id.is_(None), Service.region_id.in_([one for one in places if one is not None]))
    conditions = [offered, or_(Service.is_active, Service.archived_at.is_(None)), *_services(wanted)]
    if wanted.state is not None:
        conditions.append(Service.id.in_(_ids(_at(region), Standard.state == wanted.state)))
    if wanted.level is not None:
        conditions.append(_held_by(wanted.level, region))
    if wanted.staleness is not None:
        # Each level is found by its index: coalesce keeps SQLite from the index of all that is old anywhere.
        checked = func.coalesce(Standard.oldest_verified_at, date.max)
        is_old = and_(Standard.state == StandardState.PUBLISHED, checked < today - STALE)
        old = or_(*(Service.id.in_(_ids(_level_is(one), is_old)) for one in places))
        conditions.append(old if wanted.staleness == Staleness.STALE else ~old)
    query = select(Service).where(*conditions).order_by(Service.name)
    found = _page(session, query, select(func.count()).select_from(Service).where(*conditions), wanted.page)
    rows = _with_standards(session, found.rows, region, partner_id)
    return Found(rows, found.total, found.page, found.pages)


def _with_standards(
    session: Session, services: Sequence[Service], region: Region | None, partner_id: int | None
) -> list[ServiceRow]:
    places = _places(region)
    query = select(Standard).where(
        Standard.service_id.in_([one.id for one in services]),
        _above(places),
        Standard.state != StandardState.ARCHIVED,
    )
    found: dict[int, list[Standard]] = {}
    for standard in session.scalars(query):
        found.setdefault(standard.service_id, []).append(standard)
    return [_service_row(one, found.get(one.id, []), region, partner_id) for one in services]


def _service_row(
    service: Service, standards: Sequence[Standard], region: Region | None, partner_id: int | None
) -> ServiceRow:
    own_id = region.id if region else None
    published = [one for one in standards if one.state == StandardState.PUBLISHED]
    drafts = [
        one
        for one in standards
        if one.state != StandardState.PUBLISHED and one.region_id == own_id and partner_id in (None, one.partner_id)
    ]
    nearest = next((place for place in _places(region) if any(one.region_id == place for one in published)), -1)
    level = None if nearest == -1 else _level_at(nearest, region)
    checked = [one.oldest_verified_at for one in published if one.oldest_verified_at]
    # Of several drafts the one that waits for somebody's review comes first.
    state = max((StandardState(one.state) for one in drafts), key=lambda one: one == "in_review", default=None)
    return ServiceRow(service, level, state, min(checked, default=None))


def _level_at(place: int | None, region: Region | None) -> Level:
    if place is None:
        return Level.NASIONAL
    is_own_province = region is not None and region.id == place and region.parent_id is None
    return Level.PROVINSI if is_own_province or (region and region.id != place) else Level.DAERAH


def _places(region: Region | None) -> list[int | None]:
    """Where facts of the region are looked for, nearest first."""
    if region is None:
        return [None]
    return [region.id, *([region.parent_id] if region.parent_id else []), None]


def _above(places: Sequence[int | None]) -> ColumnElement[bool]:
    return or_(Standard.region_id.is_(None), Standard.region_id.in_([one for one in places if one is not None]))


def _at(region: Region | None) -> ColumnElement[bool]:
    return _level_is(region.id if region else None)


def _level_is(place: int | None) -> ColumnElement[bool]:
    return Standard.region_id.is_(None) if place is None else Standard.region_id == place


def _ids(*where: ColumnElement[bool]) -> Select[int]:
    return select(Standard.service_id).where(*where)


def _held_by(level: Level, region: Region | None) -> ColumnElement[bool]:
    """Whether this level has the nearest word."""
    is_published = Standard.state == StandardState.PUBLISHED
    own, nation = Service.id.in_(_ids(_at(region), is_published)), Service.id.in_(_ids(_at(None), is_published))
    if region is None:
        return own if level == Level.NASIONAL else and_(own, ~own)
    if region.parent_id is None:
        return {Level.PROVINSI: own, Level.NASIONAL: and_(~own, nation), Level.DAERAH: and_(own, ~own)}[level]
    province = Service.id.in_(_ids(Standard.region_id == region.parent_id, is_published))
    return {
        Level.DAERAH: own,
        Level.PROVINSI: and_(~own, province),
        Level.NASIONAL: and_(~own, ~province, nation),
    }[level]


def _within(session: Session, actor: Account) -> ColumnElement[bool]:
    """The rows of the regions one works for, and those of the partner one works for."""
    own = allowed_regions(session, actor, Action.WRITE_STANDARD).condition(Standard.region_id)
    partners = [
        and_(Standard.partner_id == partner_id, scope.condition(Standard.region_id))
        for partner_id, scope in partner_scope(session, actor, Action.WRITE_STANDARD).items()
    ]
    return or_(own, *partners)


def _services(wanted: Filter) -> list[ColumnElement[bool]]:
    text = wanted.text.strip()
    if not text:
        return []
    return [or_(Service.name.icontains(text, autoescape=True), Service.slug.icontains(text, autoescape=True))]


def _about(wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text.strip():
        services = select(Service.id).where(*_services(wanted))
        regions = select(Region.id).where(Region.name.icontains(wanted.text.strip(), autoescape=True))
        conditions.append(or_(Standard.service_id.in_(services), Standard.region_id.in_(regions)))
    if wanted.level is not None:
        is_province = Standard.region_id.in_(select(Region.id).where(Region.type == RegionType.PROVINSI))
        conditions.append(
            {
                Level.NASIONAL: Standard.region_id.is_(None),
                Level.PROVINSI: is_province,
                Level.DAERAH: and_(Standard.region_id.is_not(None), ~is_province),
            }[wanted.level]
        )
    if wanted.staleness is not None:
        is_stale = Standard.oldest_verified_at < today - STALE
        is_fresh = Standard.oldest_verified_at >= today - STALE
        conditions.append(is_stale if wanted.staleness == Staleness.STALE else is_fresh)
    return conditions


def _page(session: Session, query: Select[Any], count: Select[int], page: int) -> Found[Any]:
    total = session.scalar(count) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Found(rows, total, page, pages)
