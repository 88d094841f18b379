"""From rows of the database to the shapes of the open data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loket.answers.texts import labels
from loket.emergency.models import EmergencyContact
from loket.offices.hours import DAYS, format_hours
from loket.offices.models import Office
from loket.opendata.operations import NATION
from loket.opendata.wording import lines_of
from loket.regions.models import Region, RegionType
from loket.regions.names import display_name
from loket.services.models import Component, Confidence, Service, Standard
from loket.services.operations import Level, ResolvedField, ResolvedStandard
from loket.standards.components import CITIZEN_FACING, COMPONENTS
from loket.standards.content import content_of
from web.openapi.schemas import (
    ClosureData,
    ComponentData,
    ContactData,
    HoursData,
    LocalHolidayData,
    OfficeData,
    RegionData,
    RegionRef,
    ResolvedComponent,
    ResolvedData,
    ServiceData,
    ServiceRef,
    StandardData,
)

PREFIX = "/api/v1"
NATIONAL_PRODUCER = "Tim Loket (ringkasan dari peraturan nasional)"


class Presenter:
    """``base``: the site's public address without a slash at the end; every address in the data begins with it."""

    def __init__(self, base: str) -> None:
        self._base = base

    def api(self, path: str) -> str:
        return f"{self._base}{PREFIX}{path}"

    def page(self, path: str) -> str:
        return f"{self._base}{path}"

    def region(self, region: Region) -> RegionData:
        return RegionData(
            code=region.code,
            slug=region.slug,
            type=region.type,
            name=display_name(region),
            province=ref(region.parent),
            timezone=region.timezone,
            population=region.population,
            area_km2=region.area_km2,
            wave=region.smart_city_year,
            source=region.source,
            url=self.api(f"/regions/{region.code}"),
            page=self.page(f"/daerah/{region.slug}"),
        )

    def service(self, service: Service, regions: dict[int, Region]) -> ServiceData:
        """``regions``: by id, those that services offered in one place only may name."""
        return ServiceData(
            slug=service.slug,
            name=service.name,
            short_name=service.short_name,
            owner=service.owner,
            level=service.level,
            partner=service.partner.name if service.partner else None,
            region=ref(regions.get(service.region_id)) if service.region_id else None,
            categories=list(service.topics),
            office_kinds=list(service.office_kinds),
            url=self.api(f"/services/{service.slug}"),
            page=self.page(f"/layanan/{service.slug}"),
        )

    def resolved(self, standard: ResolvedStandard) -> ResolvedData:
        region, service = standard.region, standard.service
        known = [standard.fields[name] for name in COMPONENTS if name in standard.fields]
        place = region.code if region else NATION
        page = f"/layanan/{service.slug}/{region.slug}" if region else f"/layanan/{service.slug}"
        return ResolvedData(
            service=ServiceRef(slug=service.slug, name=service.name),
            region=ref(region),
            components=[_resolved_component(one) for one in known],
            missing=[name.value for name in CITIZEN_FACING if name not in standard.fields],
            url=self.api(f"/regions/{place}/standards/{service.slug}"),
            page=self.page(page),
        )

    def standard(self, standard: Standard, partners: dict[int, str]) -> StandardData:
        return StandardData(
            service=ServiceRef(slug=standard.service.slug, name=standard.service.name),
            level=_level(standard.region),
            region=ref(standard.region),
            version=standard.version,
            valid_from=standard.valid_from,
            published_at=standard.published_at,
            producer=producer(standard, partners),
            components=[
                ComponentData(
                    **_component(name, part.content), source=part.source, verified_at=part.verified_at,
                    confidence=part.confidence,
                )
                for name, part in content_of(standard).items()
                if not part.is_empty
            ],
        )  # fmt: skip

    def office(self, office: Office) -> OfficeData:
        rows = sorted((row.weekday, row.opens, row.closes) for row in office.hours)
        return OfficeData(
            id=office.id,
            region=_required(office.region),
            kind=office.kind,
            kind_name=kind_name(office.kind),
            name=office.name,
            address=office.address,
            latitude=office.latitude,
            longitude=office.longitude,
            geo_precision=office.geo_precision,
            phone=office.phone if office.confidence == Confidence.HIGH else "",  # a wrong number is worse than none
            hours=[
                HoursData(weekday=day + 1, day=DAYS[day], opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
                for day, opens, closes in rows
            ],
            hours_text=format_hours(rows) or office.hours_text,
            closures=[
                ClosureData(first_day=one.first_day, last_day=one.last_day, reason=one.reason)
                for one in sorted(office.closures, key=lambda closure: closure.first_day)
            ],
            local_holidays=[
                LocalHolidayData(
                    first_day=one.first_day, last_day=one.last_day, name=one.name, region_code=one.region.code,
                    source=one.source,
                )
                for one in sorted(office.region.local_holidays, key=lambda holiday: holiday.first_day)
            ],
            open_on_holidays=office.open_on_holidays,
            open_days=sorted(one.day for one in office.open_days),
            timezone=office.region.timezone,
            source=office.source,
            verified_at=office.verified_at,
            confidence=office.confidence,
            url=self.api(f"/offices/{office.id}"),
        )  # fmt: skip


def contact(row: EmergencyContact) -> ContactData:
    """One number."""
    return ContactData(
        number=row.number,
        name=row.name,
        purpose=row.purpose,
        kind=row.kind,
        region=ref(row.region),
        source=row.source,
        verified_at=row.verified_at,
    )


def ref(region: Region | None) -> RegionRef | None:
    """The region's keys and name."""
    return _required(region) if region is not None else None


def kind_name(kind: str) -> str:
    """The kind of office as citizens read it."""
    return labels.OFFICE_KINDS.get(kind, kind.replace("_", " "))


def producer(standard: Standard, partners: dict[int, str]) -> str:
    """Produsen data: the contributing partner, else the level's own government; never a person's name."""
    if standard.partner_id is not None:
        return partners[standard.partner_id]
    return f"Pemerintah {display_name(standard.region)}" if standard.region else NATIONAL_PRODUCER


def regions_of(services: Sequence[Service]) -> set[int]:
    """Ids of the regions that these services are bound to."""
    return {service.region_id for service in services if service.region_id is not None}


def _required(region: Region) -> RegionRef:
    return RegionRef(code=region.code, slug=region.slug, name=display_name(region))


def _level(region: Region | None) -> Level:
    if region is None:
        return Level.NASIONAL
    return Level.PROVINSI if region.type == RegionType.PROVINSI else Level.DAERAH


def _component(name: Component, content: Any) -> dict[str, Any]:
    info = COMPONENTS[name]
    return {
        "component": name.value,
        "number": info.number,
        "name": info.name,
        "content": dict(content),
        "lines": lines_of(name, content),
    }


def _resolved_component(field: ResolvedField) -> ResolvedComponent:
    return ResolvedComponent(
        **_component(field.component, field.content),
        source=field.source,
        verified_at=field.verified_at,
        confidence=field.confidence,
        level=field.level,
        region=ref(field.region),
        version=field.version,
    )
