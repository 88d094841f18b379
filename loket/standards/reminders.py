"""What waits for an account where it writes or reviews: counted for the page it sees first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions
from loket.services.models import Standard, StandardState
from loket.standards.completeness import STALE
from loket.standards.models import ReviewTask


@dataclass(frozen=True)
class Reminders:
    """``tasks``: rules above that changed; ``in_review``: drafts to review; ``drafts``: begun and not handed in;
    ``stale``: published and last checked longer ago than ``STALE``."""

    tasks: int = 0
    in_review: int = 0
    drafts: int = 0
    stale: int = 0


def reminders_for(session: Session, actor: Account, today: date) -> Reminders:
    """The counts, regions' own rows alone: partners see theirs in the list."""
    writes = allowed_regions(session, actor, Action.WRITE_STANDARD)
    reviews = allowed_regions(session, actor, Action.PUBLISH_STANDARD)
    here = writes.condition(Standard.region_id)
    tasks = select(func.count()).where(ReviewTask.done_at.is_(None), writes.condition(ReviewTask.region_id))
    return Reminders(
        tasks=session.scalar(tasks) or 0,
        in_review=_count(session, Standard.state == StandardState.IN_REVIEW, reviews.condition(Standard.region_id)),
        drafts=_count(session, Standard.state == StandardState.DRAFT, Standard.partner_id.is_(None), here),
        stale=_count(
            session, Standard.state == StandardState.PUBLISHED, Standard.oldest_verified_at < today - STALE, here
        ),
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Standard.id)).where(*conditions)) or 0
