"""A region's figures of a period. Read-only; the caller owns the session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from loket.figures.models import DailyCount, HourlyCount, ProvinceDay, ProvinceHour, ProvinceTopic, TopicCount
from loket.figures.results import QUESTIONS, WITHIN_REACH, Result, Signal
from loket.regions.models import Region
from loket.services.models import Service

ONE_DAY: Final = timedelta(days=1)
MAX_BARS = 31  # of days in a chart; more are put together by week or month


@dataclass(frozen=True)
class Totals:
    """Messages by result and signal. Shares are None where there is nothing to take a share of."""

    by_kind: Counter[str]

    @property
    def questions(self) -> int:
        """All messages but talk."""
        return sum(self.by_kind[one] for one in QUESTIONS)

    @property
    def within_reach(self) -> int:
        """Questions that Loket could have answered: not emergencies, nor what it is not for."""
        return sum(self.by_kind[one] for one in WITHIN_REACH)

    @property
    def answered(self) -> float | None:
        """0..1: answered at once, of what is within reach."""
        return self.by_kind[Result.ANSWERED] / self.within_reach if self.within_reach else None

    @property
    def signs(self) -> int:
        """Messages that say whether an answer pleased: thanks and corrections."""
        return self.by_kind[Signal.THANKED] + self.by_kind[Signal.CORRECTED]

    @property
    def content(self) -> float | None:
        """0..1: thanks among thanks and corrections. No survey: most citizens say neither."""
        return self.by_kind[Signal.THANKED] / self.signs if self.signs else None


@dataclass(frozen=True)
class Topic:
    """A service (slug; empty = none named) or an aspect, with its questions by result. Names are for services."""

    key: str
    name: str
    short_name: str
    by_result: Counter[str]

    @property
    def total(self) -> int:
        """Questions about it."""
        return self.by_result.total()


@dataclass(frozen=True)
class Span:
    """Some days in a row, both ends included, with their questions."""

    first: date
    last: date
    questions: int
    answered: int


@dataclass(frozen=True)
class RegionFigures:
    """What a region's citizens asked from ``since`` to ``until``, both included."""

    since: date
    until: date
    totals: Totals
    services: Sequence[Topic]
    aspects: Sequence[Topic]
    hours: Sequence[int]  # 24, in the region's own time
    days: Sequence[Span]


def region_figures(session: Session, region: Region, since: date, until: date) -> RegionFigures:
    """The region's figures; a province's are its own and those of its kabupaten and kota. At most six queries."""
    kinds: Counter[str] = Counter()
    questions: Counter[date] = Counter()
    answered: Counter[date] = Counter()
    for day, kind, total in session.execute(_daily(region, since, until)):
        count = int(total)  # PostgreSQL gives sums as decimals
        kinds[kind] += count
        questions[day] += count if kind in QUESTIONS else 0
        answered[day] += count if kind == Result.ANSWERED else 0
    services, aspects = _topics(session, region, since, until)
    return RegionFigures(
        since, until, Totals(kinds), services, aspects,
        hours=_hours(session, region, since, until),
        days=[_span(first, last, questions, answered) for first, last in spans(since, until)],
    )  # fmt: skip


def was_ever_asked(session: Session, region: Region) -> bool:
    """Whether any message of the region was counted at all."""
    counted = select(DailyCount.region_id).where(DailyCount.region_id.in_(_places(session, region)))
    return session.scalar(counted.limit(1)) is not None


def asked_of_services(session: Session, region: Region, since: date, until: date) -> dict[str, int]:
    """Questions by service."""
    rows = session.execute(
        select(TopicCount.service, func.sum(TopicCount.count))
        .where(TopicCount.region_id.in_(_places(session, region)), TopicCount.day.between(since, until))
        .group_by(TopicCount.service)
    )
    return {service: int(count) for service, count in rows}


def spans(since: date, until: date) -> list[tuple[date, date]]:
    """The period in pieces for a chart: days, weeks that begin on Monday, or months; each with its first and last day.

    No day is left out and none is in two pieces.
    """
    days = (until - since).days + 1
    found, first = [], since
    while first <= until:
        if days <= MAX_BARS:
            end = first
        elif days <= 7 * MAX_BARS:
            end = first + timedelta(days=6 - first.weekday())
        else:
            end = _next_month(first) - ONE_DAY
        found.append((first, min(end, until)))
        first = end + timedelta(days=1)
    return found


def _span(first: date, last: date, questions: Counter[date], answered: Counter[date]) -> Span:
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return Span(first, last, sum(questions[day] for day in days), sum(answered[day] for day in days))


def _places(session: Session, region: Region) -> list[int]:
    if region.parent_id is not None:
        return [region.id]
    return [region.id, *session.scalars(select(Region.id).where(Region.parent_id == region.id))]


def _daily(region: Region, since: date, until: date) -> Select[date, str, int]:
    if region.parent_id is not None:
        own = DailyCount.region_id == region.id, DailyCount.day.between(since, until)
        return select(DailyCount.day, DailyCount.kind, DailyCount.count).where(*own)
    all_of_it = ProvinceDay.province_id == region.id, ProvinceDay.day.between(since, until)
    return select(ProvinceDay.day, ProvinceDay.kind, ProvinceDay.count).where(*all_of_it)


def _hours(session: Session, region: Region, since: date, until: date) -> list[int]:
    counts: Counter[int] = Counter()
    for hour, count in _added_up(session, region, since, until, HourlyCount, ProvinceHour, ("hour",)):
        counts[hour] += count
    return [counts[hour] for hour in range(24)]


def _added_up(
    session: Session,
    region: Region,
    since: date,
    until: date,
    daily: type[HourlyCount | TopicCount],
    monthly: type[ProvinceHour | ProvinceTopic],
    names: Sequence[str],
) -> Iterator[Sequence[Any]]:
    """Rows of ``names`` with their counts, the same ones perhaps twice: of a province the whole months from their own
    table, and day by day only what is left before and after them."""
    first, after = _whole_months(since, until) if region.parent_id is None else (since, since)
    columns = [getattr(daily, name) for name in names]
    places = _places(session, region)
    days = [(since, until)] if first >= after else [(since, first - ONE_DAY), (after, until)]
    for begin, end in days:
        if begin <= end:
            rows = session.execute(
                select(*columns, func.sum(daily.count))
                .where(daily.region_id.in_(places), daily.day.between(begin, end))
                .group_by(*columns)
            )
            yield from ((*row[:-1], int(row[-1])) for row in rows)
    if first < after:
        columns = [getattr(monthly, name) for name in names]
        rows = session.execute(
            select(*columns, func.sum(monthly.count))
            .where(monthly.province_id == region.id, monthly.month >= first, monthly.month < after)
            .group_by(*columns)
        )
        yield from ((*row[:-1], int(row[-1])) for row in rows)


def _whole_months(since: date, until: date) -> tuple[date, date]:
    """The first day of the first month that lies within the period, and the day after the last such month; the same
    day, or one before, where there is none."""
    first = since if since.day == 1 else _next_month(since)
    after = until + ONE_DAY
    return first, after.replace(day=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _topics(session: Session, region: Region, since: date, until: date) -> tuple[list[Topic], list[Topic]]:
    """By service and by aspect, what is asked most first."""
    services: dict[str, Counter[str]] = {}
    aspects: dict[str, Counter[str]] = {}
    names_of = ("service", "aspect", "result")
    for service, aspect, result, count in _added_up(session, region, since, until, TopicCount, ProvinceTopic, names_of):
        services.setdefault(service, Counter())[result] += count
        aspects.setdefault(aspect, Counter())[result] += count
    known = session.execute(
        select(Service.slug, Service.name, Service.short_name).where(Service.slug.in_(list(services)))
    )
    names = {slug: (name, short_name) for slug, name, short_name in known}
    return _ranked(services, names), _ranked(aspects, {})


def _ranked(counts: dict[str, Counter[str]], names: dict[str, tuple[str, str]]) -> list[Topic]:
    topics = [Topic(key, *names.get(key, (key, key)), by_result) for key, by_result in counts.items()]
    return sorted(topics, key=lambda one: (-one.total, one.name))
