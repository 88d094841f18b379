"""Questions about offices: which serve, how far, open now or when. Read-only; the caller owns the session."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from loket.offices.closing_days import closed_reason, closure_reason
from loket.offices.models import Office
from loket.regions.distance import check_point, distance_metres
from loket.regions.models import Region
from loket.services.models import Service

DAYS_AHEAD = 31  # farther than the longest run of holidays
MINUTE = timedelta(minutes=1)


class OpeningStatus(enum.StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OpeningState:
    """Whether an office is open. Instants are in the office's own time zone.

    ``closes_at`` where open (None = not within a month), ``next_open`` where closed (None = not within a month or not
    known), ``reason`` the holiday or closure of today, in Indonesian.
    """

    status: OpeningStatus
    closes_at: datetime | None = None
    next_open: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class NearOffice:
    """An office with its distance in metres from a point; None where its place is not known."""

    office: Office
    distance_m: float | None


def offices_for(session: Session, service: Service, region: Region) -> Sequence[Office]:
    """The active offices of the region that serve, the usual kind first; of a province, those in all of it."""
    return offices_of(session, service.office_kinds, region)


def offices_of(session: Session, kinds: Sequence[str], region: Region) -> Sequence[Office]:
    """The active offices of these kinds in the region, in the order of the kinds; of a province, those in all of it."""
    if not kinds:
        return []
    query = (
        select(Office)
        .join(Office.region)
        .where(
            Office.is_active,
            Office.kind.in_(kinds),
            or_(Region.id == region.id, Region.parent_id == region.id),
        )
        .options(*with_calendar())
    )
    rank = {kind: place for place, kind in reversed(list(enumerate(kinds)))}
    return sorted(session.scalars(query), key=lambda office: (rank[office.kind], office.name))


def with_calendar() -> tuple[ORMOption, ...]:
    """What to load beside offices to say when each is open: a query for each kind of row, not for each office."""
    return (
        joinedload(Office.region).selectinload(Region.local_holidays),
        selectinload(Office.hours),
        selectinload(Office.closures),
        selectinload(Office.open_days),
    )


def nearest_offices(
    session: Session, kinds: Sequence[str], region: Region, latitude: float, longitude: float, limit: int = 3
) -> list[NearOffice]:
    """The region's offices of these kinds, nearest first; those whose place is not known come last.

    Raises PointInvalid.
    """
    check_point(latitude, longitude)
    found = [
        NearOffice(office, _distance(office, latitude, longitude)) for office in offices_of(session, kinds, region)
    ]
    found.sort(key=lambda near: (near.distance_m is None, near.distance_m or 0.0))
    return found[:limit]


def _distance(office: Office, latitude: float, longitude: float) -> float | None:
    if office.latitude is None or office.longitude is None:
        return None
    return distance_metres(latitude, longitude, office.latitude, office.longitude)


def opening_state(office: Office, now: datetime) -> OpeningState:
    """Whether the office is open at ``now`` (aware), by its hours, its closures, national and local holidays.

    Hours nobody has stated stay unknown; a closure is known all the same. Raises ValueError for a naive ``now``.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    local = now.astimezone(ZoneInfo(office.region.timezone))
    reason = closed_reason(office, local.date())
    if not office.hours:
        is_closed = closure_reason(office, local.date()) is not None
        return OpeningState(OpeningStatus.CLOSED if is_closed else OpeningStatus.UNKNOWN, reason=reason or "")
    for opens, closes in _open_spans(office, local):
        if opens <= local < closes:
            return OpeningState(OpeningStatus.OPEN, closes_at=closes if _within_reach(closes, local) else None)
        if opens > local:
            return OpeningState(OpeningStatus.CLOSED, next_open=opens, reason=reason or "")
    return OpeningState(OpeningStatus.CLOSED, reason=reason or "")


def _open_spans(office: Office, local: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the office is open from yesterday on, in order; spans that touch over midnight are one."""
    pending: tuple[datetime, datetime] | None = None
    for day in (local.date() + timedelta(days=step) for step in range(-1, DAYS_AHEAD + 1)):
        if closed_reason(office, day) is not None:
            continue
        for opens, closes in sorted((row.opens, row.closes) for row in office.hours if row.weekday == day.weekday()):
            start, end = _at(day, opens, local), _at(day, closes, local)
            if pending is not None and start - pending[1] <= MINUTE:
                pending = (pending[0], end)
                continue
            if pending is not None:
                yield pending
            pending = (start, end)
    if pending is not None:
        yield pending


def _at(day: date, moment: time, local: datetime) -> datetime:
    return datetime.combine(day, moment, tzinfo=local.tzinfo)


def _within_reach(closes: datetime, local: datetime) -> bool:
    return closes.date() < local.date() + timedelta(days=DAYS_AHEAD)
