"""Adds messages to the counters, many at once. The caller commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from loket.database import Base
from loket.figures.models import (
    NOWHERE,
    DailyCount,
    HourlyCount,
    ProvinceDay,
    ProvinceHour,
    ProvinceTopic,
    TopicCount,
)
from loket.figures.results import Result, Signal
from loket.regions.models import Region
from loket.services.operations import NATIONAL_TIMEZONE

AT_ONCE = 500  # rows a statement; SQLite takes 32,766 parameters at most
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Counted:
    """One message as the figures see it. ``moment``: an instant, to the hour; slugs, None where there is none."""

    moment: datetime
    region: str | None
    service: str | None
    aspect: str
    result: Result
    signals: tuple[Signal, ...] = ()


def add_counts(session: Session, seen: Mapping[Counted, int]) -> None:
    """Add so many messages of each kind; an unknown region counts as none."""
    places = _places(session, {one.region for one in seen if one.region})
    days: Counter[Key] = Counter()
    hours: Counter[Key] = Counter()
    topics: Counter[Key] = Counter()
    provinces = {region_id: province_id for region_id, _, province_id in places.values()}
    for one, count in seen.items():
        region_id, zone, _ = places.get(one.region or "", (NOWHERE, NATIONAL_TIMEZONE, NOWHERE))
        local = one.moment.astimezone(ZoneInfo(zone))
        for kind in (one.result, *one.signals):
            days[(region_id, local.date(), str(kind))] += count
        if one.result is not Result.TALK:
            hours[(region_id, local.date(), local.hour)] += count
            topic = (one.service or "")[:40], one.aspect[:40], str(one.result)
            topics[(region_id, local.date(), *topic)] += count
    for model, counts in (
        (DailyCount, days),
        (HourlyCount, hours),
        (TopicCount, topics),
        (ProvinceDay, _of_provinces(days, provinces)),
        (ProvinceHour, _by_month(_of_provinces(hours, provinces))),
        (ProvinceTopic, _by_month(_of_provinces(topics, provinces))),
    ):
        _add(session, model, counts)


def _of_provinces(counts: Mapping[Key, int], provinces: Mapping[int, int]) -> Counter[Key]:
    """Added up over each province and its regions; what is of no region is of no province."""
    found: Counter[Key] = Counter()
    for (region_id, *rest), count in counts.items():
        if region_id != NOWHERE:
            found[(provinces[region_id], *rest)] += count
    return found


def _by_month(counts: Mapping[Key, int]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for (place, day, *rest), count in counts.items():
        found[(place, day.replace(day=1), *rest)] += count
    return found


def _places(session: Session, slugs: Iterable[str]) -> dict[str, tuple[int, str, int]]:
    """Id, time zone and the province's id by slug; a province is its own."""
    query = select(Region.slug, Region.id, Region.timezone, Region.parent_id).where(Region.slug.in_(list(slugs)))
    return {slug: (region_id, zone, parent or region_id) for slug, region_id, zone, parent in session.execute(query)}


def _add(session: Session, model: type[Base], counts: Mapping[Key, int]) -> None:
    table = model.__table__
    columns = [column.name for column in table.primary_key]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # In one order everywhere: two writers that add to the same rows wait for each other and never for ever.
    rows = [dict(zip(columns, key, strict=True), count=count) for key, count in sorted(counts.items())]
    for start in range(0, len(rows), AT_ONCE):
        statement = insert(table).values(rows[start : start + AT_ONCE])  # type: ignore[arg-type]
        added = table.c.count + statement.excluded.count
        session.execute(statement.on_conflict_do_update(index_elements=columns, set_={"count": added}))
