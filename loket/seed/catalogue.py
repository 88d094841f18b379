"""Write services, what citizens call them, and their national standards."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from loket.database import utc_now
from loket.seed.ledger import Ledger, Values, as_json
from loket.seed.reading import SeedData
from loket.seed.rows import ComplaintsEntry, ServiceEntry
from loket.services.models import (
    Component,
    Confidence,
    Service,
    ServiceName,
    Standard,
    StandardComponent,
    StandardState,
)

SEED_AUTHOR = "Tim Loket (data awal)"
SERVICE_FIELDS = {"name", "short_name", "owner", "level", "office_kinds", "topics"}
LISTS = (Component.REQUIREMENTS, Component.PROCEDURE, Component.LEGAL_BASIS, Component.ONLINE_LINK, Component.CONTACT)


def write_services(session: Session, ledger: Ledger, data: SeedData) -> None:
    """Services and their national standards."""
    services = {service.slug: service for service in session.scalars(select(Service))}
    standards = _national_standards(session)
    for entry in data.services:
        values = entry.model_dump(include=SERVICE_FIELDS)
        service = ledger.write(
            "services",
            entry.slug,
            services.get(entry.slug),
            values,
            lambda entry=entry, values=values: Service(slug=entry.slug, **values),  # type: ignore[misc]
        )
        if service is not None:
            _write_standard(session, ledger, entry, service, standards.get(entry.slug, []))
    for slug, _content in ledger.dropped("services"):
        if slug in services and services[slug].is_active:
            services[slug].is_active = False
            ledger.counts["withdrawn"] += 1


def _national_standards(session: Session) -> dict[str, list[Standard]]:
    """Every version at national level by service slug, the newest last."""
    query = (
        select(Standard)
        .where(Standard.region_id.is_(None))
        .options(joinedload(Standard.service), selectinload(Standard.components))
        .order_by(Standard.version)
    )
    found: dict[str, list[Standard]] = {}
    for standard in session.scalars(query):
        found.setdefault(standard.service.slug, []).append(standard)
    return found


def _write_standard(
    session: Session, ledger: Ledger, entry: ServiceEntry, service: Service, versions: list[Standard]
) -> None:
    """Publish a new version where the seed changed and the last word was the seed's own."""
    wanted = standard_content(entry)
    before = ledger.recorded("standards", entry.slug)
    ledger.record("standards", entry.slug, wanted)
    published = [standard for standard in versions if standard.state == StandardState.PUBLISHED]
    if before == as_json(wanted):
        ledger.counts["unchanged"] += 1
        return
    last = published[-1] if published else None
    if versions and (last is None or last.author != SEED_AUTHOR or _content_of(last) != before):
        ledger.counts["kept"] += 1
        return
    if last is not None:
        last.state = StandardState.ARCHIVED
    version = versions[-1].version + 1 if versions else 1
    session.add(_new_standard(service, version, wanted))
    ledger.counts["updated" if last else "created"] += 1


def standard_content(entry: ServiceEntry) -> Values:
    """Component name to content, source, date and confidence; components without content are left out."""
    contents: dict[Component, dict[str, Any]] = {name: {"items": getattr(entry, name.value)} for name in LISTS}
    contents[Component.COST] = entry.cost.model_dump()
    contents[Component.DURATION] = entry.duration.model_dump()
    contents[Component.PRODUCT] = {"text": entry.product}
    facts = _provenance(entry)
    said = {
        name.value: {"content": content, **facts} for name, content in contents.items() if content.get("items") != []
    }
    if entry.complaints is not None:
        content = {"text": entry.complaints.text}
        said[Component.COMPLAINTS.value] = {"content": content, **_provenance(entry.complaints)}
    return said


def _provenance(entry: ServiceEntry | ComplaintsEntry) -> Values:
    return {
        "source": entry.source,
        "source_pages": entry.source_pages,
        "verified_at": entry.verified_at.isoformat(),
        "confidence": entry.confidence.value,
    }


def _content_of(standard: Standard) -> Values:
    return as_json(
        {
            part.component: {
                "content": part.content,
                "source": part.source,
                "source_pages": part.source_pages,
                "verified_at": part.verified_at.isoformat() if part.verified_at else None,
                "confidence": part.confidence,
            }
            for part in standard.components
        }
    )


def _new_standard(service: Service, version: int, wanted: Values) -> Standard:
    return Standard(
        service=service,
        version=version,
        state=StandardState.PUBLISHED,
        author=SEED_AUTHOR,
        published_at=utc_now(),
        components=[
            StandardComponent(
                component=Component(name),
                content=part["content"],
                source=part["source"],
                source_pages=part["source_pages"],
                verified_at=date.fromisoformat(part["verified_at"]),
                confidence=Confidence(part["confidence"]),
            )
            for name, part in wanted.items()
        ],
    )


def write_service_names(session: Session, ledger: Ledger, data: SeedData) -> None:
    """Phrases; those the seed dropped go, those an admin added or weighed anew stay."""
    services = {service.slug: service for service in session.scalars(select(Service))}
    query = select(ServiceName).options(joinedload(ServiceName.service))
    existing = {f"{name.service.slug}|{name.phrase}": name for name in session.scalars(query)}
    for row in data.service_names:
        service = services.get(row.slug)
        if service is None:  # an admin deleted the service
            continue
        key = f"{row.slug}|{row.phrase}"
        ledger.write(
            "service_names",
            key,
            existing.get(key),
            {"weight": row.weight},
            lambda service=service, row=row: ServiceName(  # type: ignore[misc]
                service_id=service.id, phrase=row.phrase, weight=row.weight
            ),
        )
    ledger.withdraw("service_names", existing.get)
