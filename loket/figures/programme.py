"""All kabupaten and kota side by side: readiness, its change, questions, by wave and province. Read-only."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.figures.models import DailyCount, ReadinessDay
from loket.figures.reading import Totals
from loket.figures.snapshots import compared
from loket.regions.models import Region, RegionType

PERIOD: Final = timedelta(days=30)  # of the questions
READY: Final = 60.0  # points from which a region is counted as ready in the waves' table
LISTED: Final = 10  # of those that rise and fall most
_FIRST_WAVE_YEAR: Final = 2017


class Wave(enum.StrEnum):
    """The waves in which the programme grows, by the year a region joined Menuju 100 Smart City."""

    FIRST = "25"  # 2017
    SECOND = "100"  # the later years of Menuju 100 Smart City
    ALL = "514"  # every other kabupaten and kota


class Order(enum.StrEnum):
    """What the table may be sorted by."""

    NAME = "nama"
    SCORE = "kesiapan"
    CHANGE = "perubahan"
    QUESTIONS = "pertanyaan"
    ANSWERED = "terjawab"
    CONTENT = "puas"
    STALE = "usang"


@dataclass(frozen=True)
class Row:
    """One kabupaten or kota. ``change`` in points; None = cannot be told."""

    region: Region
    province: Region | None
    wave: Wave
    noted: ReadinessDay | None
    change: float | None
    totals: Totals


@dataclass(frozen=True)
class WaveSummary:
    """A wave: how many regions, their mean score (None = not noted yet), how many have ``READY`` points."""

    wave: Wave
    regions: int
    score: float | None
    change: float | None
    ready: int
    totals: Totals


@dataclass(frozen=True)
class Programme:
    """All rows by name. ``day``: of the notes of readiness, ``before``: of those they are compared with."""

    rows: Sequence[Row]
    provinces: Sequence[Region]
    day: date | None
    before: date | None
    since: date
    until: date
    nowhere: Totals  # questions whose region is not known


@dataclass(frozen=True)
class Filter:
    """None leaves a filter out."""

    wave: Wave | None = None
    province: str = ""
    text: str = ""
    order: Order = Order.NAME
    is_descending: bool = False


def wave_of(region: Region) -> Wave:
    """The wave of a kabupaten or kota."""
    if region.smart_city_year is None:
        return Wave.ALL
    return Wave.FIRST if region.smart_city_year <= _FIRST_WAVE_YEAR else Wave.SECOND


def programme(session: Session, today: date) -> Programme:
    """Everything the programme's page shows, questions of the last 30 days included. Six queries."""
    since = today - PERIOD + timedelta(days=1)
    regions = session.scalars(select(Region).where(Region.type != RegionType.PROVINSI).order_by(Region.name)).all()
    provinces = {
        one.id: one
        for one in session.scalars(select(Region).where(Region.type == RegionType.PROVINSI).order_by(Region.name))
    }
    notes = compared(session)
    counts = _counts(session, since, today)
    rows = [
        Row(
            one, provinces.get(one.parent_id or 0), wave_of(one), notes.now.get(one.id), notes.change(one.id),
            Totals(counts.get(one.id, Counter())),
        )
        for one in regions
    ]  # fmt: skip
    nowhere = Totals(counts.get(0, Counter()))
    return Programme(rows, list(provinces.values()), notes.day, notes.before, since, today, nowhere)


def filtered(found: Programme, wanted: Filter) -> list[Row]:
    """The rows that fit, in the order asked for; what cannot be told comes last whichever way."""
    text = wanted.text.strip().casefold()
    rows = [
        row
        for row in found.rows
        if wanted.wave in (None, row.wave)
        and (not wanted.province or (row.province is not None and row.province.slug == wanted.province))
        and text in row.region.name.casefold()
    ]
    value = _VALUES[wanted.order]
    told = sorted((row for row in rows if value(row) is not None), key=value, reverse=wanted.is_descending)
    return [*told, *(row for row in rows if value(row) is None)]


def risers(rows: Iterable[Row]) -> list[Row]:
    """Whose readiness rose most."""
    rose = [row for row in rows if row.change is not None and row.change >= _SHOWN]
    return sorted(rose, key=lambda row: -(row.change or 0))[:LISTED]


def fallers(rows: Iterable[Row]) -> list[Row]:
    """Whose readiness fell most."""
    fell = [row for row in rows if row.change is not None and row.change <= -_SHOWN]
    return sorted(fell, key=lambda row: row.change or 0)[:LISTED]


def waves(rows: Sequence[Row]) -> list[WaveSummary]:
    """The waves in their order."""
    return [_summary(wave, [row for row in rows if row.wave == wave]) for wave in Wave]


def _summary(wave: Wave, rows: Sequence[Row]) -> WaveSummary:
    scores = [row.noted.score for row in rows if row.noted]
    changes = [row.change for row in rows if row.change is not None]
    kinds: Counter[str] = Counter()
    for row in rows:
        kinds.update(row.totals.by_kind)
    return WaveSummary(
        wave,
        len(rows),
        fmean(scores) if scores else None,
        fmean(changes) if changes else None,
        sum(score >= READY for score in scores),
        Totals(kinds),
    )


def _counts(session: Session, since: date, until: date) -> dict[int, Counter[str]]:
    # Naming the regions lets the key find each one's days: a year of counts need not be walked through.
    ids = [0, *session.scalars(select(Region.id).where(Region.type != RegionType.PROVINSI))]
    found: dict[int, Counter[str]] = {}
    rows = session.execute(
        select(DailyCount.region_id, DailyCount.kind, func.sum(DailyCount.count))
        .where(DailyCount.region_id.in_(ids), DailyCount.day.between(since, until))
        .group_by(DailyCount.region_id, DailyCount.kind)
    )
    for region_id, kind, count in rows:
        found.setdefault(region_id, Counter())[kind] = int(count)
    return found


_SHOWN: Final = 0.05  # points; less is shown as 0.0
_VALUES: Final[dict[Order, Callable[[Row], Any]]] = {
    Order.NAME: lambda row: row.region.name,
    Order.SCORE: lambda row: row.noted.score if row.noted else None,
    Order.CHANGE: lambda row: row.change,
    Order.QUESTIONS: lambda row: row.totals.questions,
    Order.ANSWERED: lambda row: row.totals.answered,
    Order.CONTENT: lambda row: row.totals.content,
    Order.STALE: lambda row: row.noted.stale if row.noted else None,
}
