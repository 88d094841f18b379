"""Which rows may be taken up now. A clock that was ahead and is set right must not leave any waiting for that long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

# No pause of ours is longer, so a row that would wait longer was put off by a clock that was wrong.
LONGEST_WAIT = timedelta(hours=1)


def due(not_before: Any, now: datetime) -> ColumnElement[bool]:
    """The condition that the column ``not_before`` lets its row be taken up."""
    return or_(not_before.is_(None), not_before <= now, not_before > now + LONGEST_WAIT)


def time_to_wait(not_before: datetime | None, now: datetime) -> timedelta:
    """How long a row must wait yet; zero where it may be taken up."""
    ahead = not_before - now if not_before is not None else timedelta()
    return ahead if timedelta() < ahead <= LONGEST_WAIT else timedelta()
