"""Delay for who tries too often: per account (by email, known or not) and per address, growing with each failure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from loket.accounts.errors import TooManyAttempts
from loket.accounts.models import Throttle
from loket.database import utc_now

FIRST_DELAY = 15  # seconds; doubles with each further failure
LONGEST_DELAY = 15 * 60  # seconds: whoever is locked out by somebody else's attempts gets in within a coffee
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Source:
    """What is counted; ``free`` failures cost nothing (an office shares one address)."""

    kind: str
    value: str
    free: int

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind}:{self.value}".encode()).hexdigest()


def of_account(email: str) -> Source:
    return Source("account", email.strip().lower(), 5)


def of_address(address: str) -> Source:
    return Source("address", address, 20)


def begin_attempt(session: Session, *sources: Source) -> None:
    """Count an attempt as failed before it is looked at, so that many at once gain nothing; the caller commits.

    Raises TooManyAttempts, counting nothing, while one of the sources has to wait.
    """
    now = utc_now()
    rows = [(source, _row(session, source)) for source in sorted(sources, key=lambda source: source.key)]
    waits = [(row.blocked_until - now).total_seconds() for _, row in rows if row.blocked_until]
    if waits and max(waits) > 0:
        raise TooManyAttempts(int(max(waits)) + 1)
    for source, row in rows:
        _count(source, row, now)
    session.flush()


def succeeded(session: Session, *sources: Source) -> None:
    """Forget the failures of these sources."""
    session.execute(delete(Throttle).where(Throttle.key.in_([source.key for source in sources])))


def give_back(session: Session, *sources: Source) -> None:
    """Uncount one attempt that turned out right, and keep the failures before it."""
    for source in sources:
        row = session.get(Throttle, source.key)
        if row is not None:
            row.failures = max(row.failures - 1, 0)
            row.blocked_until = None


def forget_old(session: Session) -> None:
    """Remove what failed long ago."""
    session.execute(delete(Throttle).where(Throttle.failed_at < utc_now() - FORGOTTEN_AFTER))


def _row(session: Session, source: Source) -> Throttle:
    row = session.get(Throttle, source.key, with_for_update=True)
    if row is None:
        try:
            with session.begin_nested():
                row = Throttle(key=source.key, failures=0)
                session.add(row)
        except IntegrityError:  # another request was first
            row = session.get_one(Throttle, source.key, with_for_update=True)
    return row


def _count(source: Source, row: Throttle, now: datetime) -> None:
    is_old = now - row.failed_at > FORGOTTEN_AFTER
    row.failures = 1 if is_old else row.failures + 1
    row.failed_at = now
    beyond = row.failures - source.free
    # min() first: a number of seconds with thousands of bits is no time
    delay = min(FIRST_DELAY * 2 ** min(beyond - 1, 20), LONGEST_DELAY) if beyond > 0 else 0
    row.blocked_until = now + timedelta(seconds=delay) if delay else None
