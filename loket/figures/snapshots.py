"""The daily note of every region's readiness, and how it compares with an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from loket.database import make_engine, make_session_factory, make_write_session_factory
from loket.figures.facts import each_state
from loket.figures.models import ReadinessDay
from loket.figures.readiness import Readiness, readiness
from loket.regions.operations import list_regions
from loket.services.operations import today_in

COMPARED: Final = timedelta(days=30)


@dataclass(frozen=True)
class Compared:
    """The newest note of readiness, and the one of about 30 days before; None while there is none."""

    day: date | None
    before: date | None
    now: dict[int, ReadinessDay]  # by region id
    then: dict[int, float]  # score by region id

    def change(self, region_id: int) -> float | None:
        """By how many points the score rose (fell, where below 0); None where it cannot be told."""
        if region_id not in self.now or region_id not in self.then:
            return None
        return self.now[region_id].score - self.then[region_id]


def note_today(url: str) -> int:
    """Note today's readiness of all regions in the database at ``url``, once a day; returns how many were noted.

    Takes minutes with 30,000 services: for a process of its own (``python -m loket.figures``). Of several at once
    one wins.
    """
    engine = make_engine(url)
    try:
        with make_session_factory(engine)() as session:
            today = today_in(None)
            if is_noted(session, today):
                return 0
            rows = rows_of(session, today)
        if not rows:
            return 0
        try:
            with make_write_session_factory(engine).begin() as session:
                session.execute(insert(ReadinessDay), rows)
        except IntegrityError:  # another process was first
            return 0
        return len(rows)
    finally:
        engine.dispose()


def is_noted(session: Session, today: date) -> bool:
    """Whether the day's readiness stands already."""
    return session.scalar(select(ReadinessDay.region_id).where(ReadinessDay.day == today).limit(1)) is not None


def rows_of(session: Session, today: date) -> list[dict[str, Any]]:
    """Every region's readiness; one at a time, so that little is in memory."""
    rows: list[dict[str, Any]] = []
    for province in list_regions(session):
        regions = [province, *list_regions(session, province)]
        rows += [
            _row(region_id, today, readiness(state.services, state.offices, today))
            for region_id, state in each_state(session, regions, today)
        ]
    return rows


def _row(region_id: int, today: date, found: Readiness) -> dict[str, Any]:
    names = ("score", "citizen", "internal", "offices", "stale", "outdated")
    return {"region_id": region_id, "day": today} | {name: getattr(found, name) for name in names}


def compared(session: Session, region_ids: list[int] | None = None) -> Compared:
    """The newest notes beside those of 30 days before, or of the oldest day since then; of all regions or of these."""
    newest = session.scalar(select(func.max(ReadinessDay.day)))
    if newest is None:
        return Compared(None, None, {}, {})
    before = _day_before(session, newest)
    now = session.scalars(select(ReadinessDay).where(ReadinessDay.day == newest, *_of(region_ids)))
    scores = select(ReadinessDay.region_id, ReadinessDay.score).where(ReadinessDay.day == before, *_of(region_ids))
    then = {one.region_id: one.score for one in session.execute(scores)} if before else {}
    return Compared(newest, before, {one.region_id: one for one in now}, then)


def _day_before(session: Session, newest: date) -> date | None:
    wanted = newest - COMPARED
    exact = session.scalar(select(func.max(ReadinessDay.day)).where(ReadinessDay.day <= wanted))
    if exact is not None:
        return exact
    return session.scalar(select(func.min(ReadinessDay.day)).where(ReadinessDay.day < newest))


def _of(region_ids: list[int] | None) -> list[Any]:
    return [] if region_ids is None else [ReadinessDay.region_id.in_(region_ids)]
