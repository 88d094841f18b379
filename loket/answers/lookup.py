"""From the database to the facts that answers are composed of. Read-only; the caller owns the session."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.answers.facts import Fact, Number, OfficeFacts, Opening, Place, ServiceFacts
from loket.answers.texts import facts as texts
from loket.answers.texts import labels
from loket.emergency.models import EmergencyContact
from loket.emergency.operations import emergency_contacts
from loket.offices.models import Office
from loket.offices.operations import OpeningStatus, nearest_offices, offices_of, opening_state
from loket.regions.models import Region
from loket.regions.names import display_name
from loket.services.models import Confidence, Service, Standard
from loket.services.operations import ResolvedField, resolve_standard, service_names, today_in

MAX_OFFICES = 9
OUTDATED_AFTER = timedelta(days=365)


def place_of(region: Region | None) -> Place | None:
    """The region as answers name it."""
    if region is None:
        return None
    return Place(region.slug, display_name(region), str(region.type), region.timezone)


def service_facts(
    session: Session, service: Service, region: Region | None, draft: Standard | None = None
) -> ServiceFacts:
    """The service with all that is known of it in the region; ``draft`` as if it were published."""
    today = today_in(region)
    resolved = resolve_standard(session, service, region, today, draft)
    return _bare(service, {str(component): _fact(field, today) for component, field in resolved.fields.items()})


def offered_services(session: Session, region: Region | None) -> list[ServiceFacts]:
    """The services offered in the region, without their standards."""
    return [
        ServiceFacts(one.slug, one.name, one.short_name, one.owner, tuple(one.office_kinds))
        for one in service_names(session, region)
    ]


def bare_service(service: Service) -> ServiceFacts:
    """The service without its standard, as buttons name it."""
    return _bare(service, {})


def _bare(service: Service, facts: dict[str, Fact]) -> ServiceFacts:
    return ServiceFacts(
        service.slug, service.name, service.short_name, service.owner, tuple(service.office_kinds), facts
    )


def _fact(field: ResolvedField, today: date) -> Fact:
    place = place_of(field.region)
    return Fact(
        content=field.content,
        source=field.source,
        verified_at=field.verified_at,
        confidence=str(field.confidence),
        level=str(field.level),
        place=place.name if place else "",
        is_outdated=field.verified_at is not None and today - field.verified_at > OUTDATED_AFTER,
    )


def office_facts(
    session: Session, kinds: Sequence[str], region: Region, now: datetime, point: tuple[float, float] | None = None
) -> list[OfficeFacts]:
    """Offices of these kinds in the region; nearest to ``point`` (latitude, longitude) first where one is given."""
    if point is None:
        return [facts_of(one, now) for one in offices_of(session, kinds, region)[:MAX_OFFICES]]
    near = nearest_offices(session, kinds, region, *point, limit=MAX_OFFICES)
    return [facts_of(one.office, now, one.distance_m) for one in near]


def facts_of(office: Office, now: datetime, metres: float | None = None) -> OfficeFacts:
    """One office as answers know it at ``now``; ``metres`` from a shared location where there is one."""
    return OfficeFacts(
        name=office.name,
        address=office.address,
        source=office.source,
        verified_at=office.verified_at,
        confidence=office.confidence,
        latitude=office.latitude,
        longitude=office.longitude,
        precision=office.geo_precision,
        phone=office.phone if office.confidence == Confidence.HIGH else "",  # a wrong number is worse than none
        hours=tuple((row.weekday, row.opens, row.closes) for row in office.hours),
        hours_text=office.hours_text,
        opening=_opening(office, now),
        distance_km=None if metres is None else metres / 1000,
    )


def _opening(office: Office, now: datetime) -> Opening | None:
    state = opening_state(office, now)
    if state.status == OpeningStatus.UNKNOWN:
        return None
    is_open = state.status == OpeningStatus.OPEN
    return Opening(is_open, state.closes_at if is_open else state.next_open, state.reason)


def office_kind_facts(session: Session, kind: str, kinds: Sequence[str]) -> ServiceFacts:
    """A kind of office as if it were a service: its name, and the national number to call about it."""
    name = labels.OFFICE_KINDS.get(kind, kind.replace("_", " "))
    found = number(session, texts.OFFICE_NUMBERS.get(kind, ""))
    contact = found and found.confidence == Confidence.HIGH
    facts = {"contact": _number_fact(found)} if found and contact else {}
    return ServiceFacts("", name, name, name, tuple(kinds), facts)


def _number_fact(found: Number) -> Fact:
    content = {"items": [f"{found.name}: {found.number}"]}
    return Fact(content, found.source, found.verified_at, found.confidence)


def number(session: Session, given: str) -> Number | None:
    """The nation's contact with this number, whatever our confidence in it."""
    query = select(EmergencyContact).where(EmergencyContact.number == given, EmergencyContact.region_id.is_(None))
    found = session.scalar(query)
    return _numbers([found])[0] if found is not None else None


def numbers(
    session: Session, region: Region | None, kinds: Collection[str] | None = None
) -> tuple[list[Number], list[Number]]:
    """Numbers we are sure of: (national, the region's and its province's own)."""
    found = emergency_contacts(session, region, kinds)
    return _numbers([one for one in found if one.region_id is None]), _numbers(
        [one for one in found if one.region_id is not None]
    )


def _numbers(contacts: Sequence[EmergencyContact]) -> list[Number]:
    return [Number(one.number, one.name, one.confidence, one.verified_at, one.source) for one in contacts]
