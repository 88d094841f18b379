"""Filter and page through the audit, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions
from loket.audit.models import AuditEntry

PAGE = 50
WIB = ZoneInfo("Asia/Jakarta")  # dates of the filter are days of western time; entries show their own


@dataclass(frozen=True)
class Filter:
    """Empty fields do not filter. ``region_id`` is one region; ``until`` is included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    region_id: int | None = None
    since: date | None = None
    until: date | None = None


def entries(
    session: Session, account: Account, wanted: Filter, *, before_id: int | None = None, limit: int = PAGE
) -> Sequence[AuditEntry]:
    """The latest entries the account may see, older than ``before_id``."""
    query = select(AuditEntry).where(*_conditions(session, account, wanted)).order_by(AuditEntry.id.desc())
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return session.scalars(query.limit(limit)).all()


def all_entries(session: Session, account: Account, wanted: Filter, batch: int = 1000) -> Iterator[AuditEntry]:
    """Every entry that fits, the latest first, batch by batch."""
    before_id: int | None = None
    while True:
        found = entries(session, account, wanted, before_id=before_id, limit=batch)
        yield from found
        if len(found) < batch:
            return
        before_id = found[-1].id
        session.expunge_all()


def visible_actions(session: Session, account: Account) -> list[str]:
    """The kinds of change there are among what the account may see."""
    query = select(AuditEntry.action).where(_scope(session, account)).distinct().order_by(AuditEntry.action)
    return list(session.scalars(query))


def _conditions(session: Session, account: Account, wanted: Filter) -> list[ColumnElement[bool]]:
    found = [_scope(session, account)]
    if wanted.actor:
        found.append(AuditEntry.actor.icontains(wanted.actor, autoescape=True))
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.subject:
        either = (AuditEntry.subject_type, AuditEntry.subject_id)
        found.append(or_(*(column.icontains(wanted.subject, autoescape=True) for column in either)))
    if wanted.region_id is not None:
        found.append(AuditEntry.region_id == wanted.region_id)
    if wanted.since:
        found.append(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        found.append(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return found


def _scope(session: Session, account: Account) -> ColumnElement[bool]:
    """Region admins see their regions' entries, and what they themselves did."""
    scope = allowed_regions(session, account, Action.SEE_AUDIT)
    return or_(scope.condition(AuditEntry.region_id), AuditEntry.actor_id == account.id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)
