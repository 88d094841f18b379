"""Made-up figures for the test site."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from loket.figures.counting import Counted, add_counts
from loket.figures.models import ReadinessDay
from loket.figures.results import Result, Signal
from loket.regions.models import Region
from loket.services.operations import today_in


def ask(
    session: Session, region: str, result: Result = Result.ANSWERED, *, service: str | None = "ktp_el",
    aspect: str = "cost", count: int = 1, ago: int = 0, hour: int = 2, signals: tuple[Signal, ...] = (),
) -> None:  # fmt: skip
    """So many messages ``ago`` days before today, in this hour of UTC (2 = 9.00 WIB)."""
    moment = datetime.combine(today_in(None) - timedelta(days=ago), time(hour), UTC)
    add_counts(session, {Counted(moment, region, service, aspect, result, signals): count})


def note(session: Session, slug: str, score: float, ago: int = 0, stale: int = 0) -> None:
    """A region's readiness on a day."""
    region = session.query(Region).filter_by(slug=slug).one()
    session.add(
        ReadinessDay(
            day=today_in(None) - timedelta(days=ago), region_id=region.id, score=score, citizen=0.5, internal=0.5,
            offices=0.5, stale=stale, outdated=0,
        )
    )  # fmt: skip
