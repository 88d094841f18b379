"""Write offices with their hours, and emergency numbers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from loket.emergency.models import EmergencyContact
from loket.offices.hours import format_hours
from loket.offices.models import Office, OfficeHours
from loket.regions.models import Region
from loket.seed.ledger import Ledger, as_json
from loket.seed.reading import SeedData
from loket.seed.rows import OfficeRow


def write_emergency(session: Session, ledger: Ledger, data: SeedData) -> None:
    """A number is known by itself and its region."""
    regions = {region.slug: region.id for region in session.scalars(select(Region))}
    query = select(EmergencyContact).options(joinedload(EmergencyContact.region))
    existing = {f"{row.number}|{row.region.slug if row.region else ''}": row for row in session.scalars(query)}
    for row in data.emergency:
        key = f"{row.number}|{row.region_slug}"
        values = row.model_dump(exclude={"number", "region_slug"})
        ledger.write(
            "emergency_contacts",
            key,
            existing.get(key),
            values,
            lambda row=row, values=values: EmergencyContact(  # type: ignore[misc]
                number=row.number, region_id=regions.get(row.region_slug), **values
            ),
        )
    ledger.withdraw("emergency_contacts", existing.get)


def write_offices(session: Session, ledger: Ledger, data: SeedData) -> None:
    """An office is known by its region and name; dropped ones are hidden, for bookings may point at them."""
    regions = {region.slug: region.id for region in session.scalars(select(Region))}
    query = select(Office).options(joinedload(Office.region), selectinload(Office.hours))
    existing = {f"{office.region.slug}|{office.name}": office for office in session.scalars(query)}
    for row in data.offices:
        if row.region_slug in regions:
            _write_office(ledger, row, regions[row.region_slug], existing)
    for key, _content in ledger.dropped("offices"):
        if (office := existing.get(key)) is not None and office.is_active:
            office.is_active = False
            ledger.counts["withdrawn"] += 1


def _write_office(ledger: Ledger, row: OfficeRow, region_id: int, existing: dict[str, Office]) -> None:
    key = f"{row.region_slug}|{row.name}"
    values = row.model_dump(exclude={"region_slug", "name", "hours"})
    before = existing.get(key)
    office = ledger.write("offices", key, before, values, lambda: Office(region_id=region_id, name=row.name, **values))
    if office is not None:
        _write_hours(ledger, key, office, row)
        if before is not None and (session := object_session(office)) and session.is_modified(office):
            office.lock_version += 1  # a form that an admin opened before does not overwrite it


def _write_hours(ledger: Ledger, key: str, office: Office, row: OfficeRow) -> None:
    """Hours change as one: half of an admin's week and half of ours would be nobody's hours."""
    current = {"hours": format_hours([(span.weekday, span.opens, span.closes) for span in office.hours])}
    wanted = as_json({"hours": format_hours(row.hours)})
    before = ledger.recorded("office_hours", key)
    if current != wanted and (before is None or before == current):
        office.hours = [OfficeHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in row.hours]
    ledger.record("office_hours", key, wanted)
