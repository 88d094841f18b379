"""Write regions, their ambiguous names and the gazetteer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.regions.gazetteer import gazetteer_version, load_places
from loket.regions.models import AmbiguousName, Place, Region, RegionType
from loket.seed.ledger import Ledger
from loket.seed.reading import SeedData
from loket.seed.rows import RegionRow


def write_regions(session: Session, ledger: Ledger, data: SeedData) -> None:
    """Provinces first, for the others name them as parents."""
    years: dict[str, int] = {}
    for chosen in sorted(data.smart_city, key=lambda row: row.year):
        if chosen.status == "confirmed":
            years.setdefault(chosen.slug, chosen.year)
    existing = {region.slug: region for region in session.scalars(select(Region))}
    parents: dict[str, Region] = {}
    for row in sorted(data.regions, key=lambda row: row.type is not RegionType.PROVINSI):
        region = _write_region(ledger, row, existing.get(row.slug), parents.get(row.parent_code), years.get(row.slug))
        if region is not None and row.type is RegionType.PROVINSI:
            parents[row.code] = region
            session.flush()  # its id is wanted below


def _write_region(
    ledger: Ledger, row: RegionRow, existing: Region | None, parent: Region | None, year: int | None
) -> Region | None:
    values = row.model_dump(exclude={"slug", "parent_code", "code", "type"}) | {"smart_city_year": year}
    return ledger.write(
        "regions",
        row.slug,
        existing,
        values,
        lambda: Region(slug=row.slug, code=row.code, type=row.type, parent_id=parent.id if parent else None, **values),
    )


def write_ambiguous_names(session: Session, ledger: Ledger, data: SeedData) -> None:
    """A name is known by its text and kind."""
    existing = {f"{row.name}|{row.kind}": row for row in session.scalars(select(AmbiguousName))}
    for row in data.ambiguous_names:
        name = row.name.casefold()
        values = {"slugs": row.slugs, "note": row.note}
        key = f"{name}|{row.kind}"
        ledger.write(
            "ambiguous_names",
            key,
            existing.get(key),
            values,
            lambda name=name, row=row, values=values: AmbiguousName(name=name, kind=row.kind, **values),  # type: ignore[misc]
        )
    ledger.withdraw("ambiguous_names", existing.get)


def write_places(session: Session, ledger: Ledger, data: SeedData) -> None:
    """The gazetteer is nobody's to edit: it is written anew when the package or our own places changed."""
    own = [row.model_dump(exclude={"source"}) for row in data.places]
    wanted = {"version": gazetteer_version(), "own": own}
    if ledger.recorded("places", "gazetteer") != wanted or session.scalar(select(Place.id).limit(1)) is None:
        ledger.counts["created"] += load_places(session, own)
    ledger.record("places", "gazetteer", wanted)
