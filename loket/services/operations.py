"""Questions about services and what holds of them in a region. Read-only; the caller owns the session."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from loket.regions.models import Region, RegionType
from loket.services.errors import ServiceNotFound
from loket.services.models import (
    Component,
    Confidence,
    Service,
    ServiceName,
    Standard,
    StandardComponent,
    StandardState,
)

NATIONAL_TIMEZONE = "Asia/Jakarta"
MANY = 500  # ids in one query; SQLite takes 32,766 parameters at most


class Level(enum.StrEnum):
    """At which level a fact holds, as a citizen reads it."""

    NASIONAL = "nasional"
    PROVINSI = "provinsi"
    DAERAH = "daerah"


@dataclass(frozen=True)
class ResolvedField:
    """One component as it holds in a region. ``content`` has the form that ``StandardComponent`` describes."""

    component: Component
    content: Mapping[str, Any]
    level: Level
    region: Region | None
    source: str
    verified_at: date | None  # None in a draft that is tried out: nobody has checked it yet
    confidence: Confidence
    version: int


@dataclass(frozen=True)
class ResolvedStandard:
    """What is known of a service in a region; a component that no level states is simply not in ``fields``."""

    service: Service
    region: Region | None
    fields: Mapping[Component, ResolvedField]

    def get(self, component: Component) -> ResolvedField | None:
        """The component, or None where nobody has said anything of it."""
        return self.fields.get(component)


def get_service(session: Session, slug: str) -> Service:
    """Return the active service with this slug; raise ServiceNotFound."""
    query = select(Service).where(Service.slug == slug, Service.is_active)
    service = session.scalar(query) if "\0" not in slug else None
    if service is None:
        raise ServiceNotFound(slug)
    return service


def family_phrases(session: Session, slug: str) -> dict[str, list[str]]:
    """What citizens call the service and its siblings, by slug; active ones only.

    Siblings share the first word of their slugs (``sim_baru``, ``sim_perpanjang``), or one's first word is another's
    last (``nikah_kua``, ``akta_nikah``).
    """
    first, last = slug.split("_")[0], slug.split("_")[-1]
    alike = [
        Service.slug == first,
        Service.slug.startswith(f"{first}_", autoescape=True),
        Service.slug.startswith(f"{last}_", autoescape=True),
        Service.slug.endswith(f"_{first}", autoescape=True),
    ]
    return _phrases(session, or_(*alike))


def phrases_of(session: Session, slugs: Collection[str]) -> dict[str, list[str]]:
    """What citizens call these services, by slug; active ones only."""
    return _phrases(session, Service.slug.in_(slugs)) if slugs else {}


def _phrases(session: Session, which: ColumnElement[bool]) -> dict[str, list[str]]:
    query = (
        select(Service.slug, ServiceName.phrase)
        .join(ServiceName, ServiceName.service_id == Service.id)
        .where(Service.is_active, which)
    )
    phrases: dict[str, list[str]] = {}
    for service, phrase in session.execute(query):
        phrases.setdefault(service, []).append(phrase)
    return phrases


def list_services(session: Session, region: Region | None = None) -> Sequence[Service]:
    """The active services offered in the region, by name: those offered everywhere, its province's and its own."""
    return session.scalars(select(Service).where(_offered_in(region)).order_by(Service.name)).all()


def service_names(session: Session, region: Region | None = None) -> Sequence[Row[str, str, str, str, list[str]]]:
    """Of the services of :func:`list_services` slug, name, short name, owner and kinds of office: 30,000 at ease."""
    columns = select(Service.slug, Service.name, Service.short_name, Service.owner, Service.office_kinds)
    return session.execute(columns.where(_offered_in(region)).order_by(Service.name)).all()


def _offered_in(region: Region | None) -> ColumnElement[bool]:
    places = [] if region is None else [region.id, *([region.parent_id] if region.parent_id else [])]
    return and_(Service.is_active, or_(Service.region_id.is_(None), Service.region_id.in_(places)))


def resolve_standard(
    session: Session,
    service: Service,
    region: Region | None,
    today: date | None = None,
    draft: Standard | None = None,
) -> ResolvedStandard:
    """What holds of the service in the region, field by field: kabupaten/kota over province over national.

    Only published standards that are valid ``today`` (in the region's time zone where not given) count, of each level
    the one that took effect last. A level that leaves a component out, or states it without content, takes it over
    from the level above. Two queries. ``draft`` stands at its level as if it were published now: for trying it out.
    """
    day = today or today_in(region)
    by_level = _latest_by_level(_valid_standards(session, [service.id], region, day))
    if draft is not None and draft.service is service:
        by_level[draft.region.id if draft.region else None] = draft
    return ResolvedStandard(service, region, _fields(by_level))


def resolve_standards(
    session: Session, services: Sequence[Service], region: Region | None, today: date | None = None
) -> list[ResolvedStandard]:
    """``resolve_standard`` for many services of one region, in their order. Two queries for each 500 services."""
    day = today or today_in(region)
    standards: dict[int, list[Standard]] = {service.id: [] for service in services}
    ids = list(standards)
    for start in range(0, len(ids), MANY):
        for standard in _valid_standards(session, ids[start : start + MANY], region, day):
            standards[standard.service_id].append(standard)
    return [ResolvedStandard(one, region, _fields(_latest_by_level(standards[one.id]))) for one in services]


def _fields(by_level: Mapping[int | None, Standard]) -> dict[Component, ResolvedField]:
    fields: dict[Component, ResolvedField] = {}
    for standard in sorted(by_level.values(), key=lambda one: _rank(one.region)):
        for part in standard.components:
            if says_something(part.content):
                fields[Component(part.component)] = _resolved(standard, part)
    return fields


def today_in(region: Region | None) -> date:
    """The date it is now in the region's time zone, in Jakarta's for the nation."""
    return datetime.now(ZoneInfo(region.timezone if region else NATIONAL_TIMEZONE)).date()


def _valid_standards(
    session: Session, service_ids: Sequence[int], region: Region | None, day: date
) -> Iterable[Standard]:
    places = [] if region is None else [region.id, *([region.parent_id] if region.parent_id else [])]
    query = (
        select(Standard)
        .where(
            Standard.service_id.in_(service_ids),
            Standard.state == StandardState.PUBLISHED,
            or_(Standard.region_id.is_(None), Standard.region_id.in_(places)),
            or_(Standard.valid_from.is_(None), Standard.valid_from <= day),
        )
        .options(joinedload(Standard.region), selectinload(Standard.components))
    )
    return session.scalars(query)


def effective_order(standard: Standard) -> tuple[date, int]:
    """Sorts a level's published standards by when each takes effect; of one day's, the later version is the last word.

    One that says it holds since a day before it was published takes effect when it is published.
    """
    zone = standard.region.timezone if standard.region else NATIONAL_TIMEZONE
    return effect_of(standard.valid_from, standard.published_at, zone, standard.version)


def effect_of(valid_from: date | None, published_at: datetime | None, zone: str, version: int) -> tuple[date, int]:
    """What ``effective_order`` sorts by; ``zone`` is that of the standard's region."""
    published = published_at.astimezone(ZoneInfo(zone)).date() if published_at else date.min
    return max(valid_from or published, published), version


def _latest_by_level(standards: Iterable[Standard]) -> dict[int | None, Standard]:
    return {standard.region_id: standard for standard in sorted(standards, key=effective_order)}


def _rank(region: Region | None) -> int:
    """The farther a level's word reaches down, the later it is written: nation, province, kabupaten/kota."""
    return 0 if region is None else 1 if region.type == RegionType.PROVINSI else 2


def says_something(content: Mapping[str, Any]) -> bool:
    """Whether a component's content states anything; one that does not is taken over from the level above."""
    return any(value not in (None, "", [], {}) for value in content.values())


def _resolved(standard: Standard, part: StandardComponent) -> ResolvedField:
    return ResolvedField(
        component=Component(part.component),
        content=part.content,
        level=(Level.NASIONAL, Level.PROVINSI, Level.DAERAH)[_rank(standard.region)],
        region=standard.region,
        source=part.source,
        verified_at=part.verified_at,
        confidence=Confidence(part.confidence),
        version=standard.version,
    )
