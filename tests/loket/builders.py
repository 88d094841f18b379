"""Builders that fill what a test does not speak of."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from loket.offices.models import Office, OfficeHours
from loket.regions.models import Region, RegionType
from loket.services.models import Component, Confidence, Service, Standard, StandardComponent, StandardState

CHECKED = date(2026, 11, 23)


def add[Row](session: Session, row: Row) -> Row:
    """Add and flush, so that ids are known."""
    session.add(row)
    session.flush()
    return row


def make_province(session: Session, code: str = "34", slug: str = "prov_di_yogyakarta", **values: Any) -> Region:
    """A province."""
    given = {"name": "Daerah Istimewa Yogyakarta", "timezone": "Asia/Jakarta", "source": "uji", "aliases": []} | values
    return add(session, Region(code=code, slug=slug, type=RegionType.PROVINSI, **given))


def make_region(
    session: Session, province: Region, code: str = "34.04", slug: str = "kab_sleman", **values: Any
) -> Region:
    """A kabupaten of the province."""
    given = {"type": RegionType.KABUPATEN, "name": "Kabupaten Sleman", "source": "uji", "aliases": []} | values
    given.setdefault("timezone", province.timezone)
    return add(session, Region(code=code, slug=slug, parent_id=province.id, **given))


def make_service(session: Session, slug: str = "ktp_el", **values: Any) -> Service:
    """A service offered everywhere."""
    given = {"name": "KTP-el", "short_name": "KTP-el", "owner": "Disdukcapil", "level": "nasional"} | values
    return add(session, Service(slug=slug, **({"office_kinds": ["disdukcapil", "mpp"], "topics": []} | given)))


def make_standard(
    session: Session, service: Service, region: Region | None, contents: dict[Component, dict[str, Any]], **values: Any
) -> Standard:
    """A published standard with these components."""
    parts = [
        StandardComponent(
            component=component, content=content, source="uji", verified_at=CHECKED, confidence=Confidence.HIGH
        )
        for component, content in contents.items()
    ]
    given = {"state": StandardState.PUBLISHED, "version": 1} | values
    return add(session, Standard(service=service, region=region, components=parts, **given))


def make_office(
    session: Session, region: Region, hours: list[tuple[int, time, time]] | None = None, **values: Any
) -> Office:
    """An office of the region; no hours = nobody has stated them."""
    given = {
        "kind": "disdukcapil",
        "name": "Disdukcapil",
        "address": "Jalan Uji",
        "source": "uji",
        "verified_at": CHECKED,
        "confidence": Confidence.HIGH,
    } | values
    rows = [OfficeHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in hours or []]
    return add(session, Office(region=region, hours=rows, **given))
