"""The process's one way to the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy.orm import Session

from loket.settings import get_settings
from loket.threaded_sessions import ThreadedSessions


@lru_cache(maxsize=1)
def database() -> ThreadedSessions:
    """Sessions on the database of the settings."""
    return ThreadedSessions(get_settings().resolved_database_url)


async def read[T](work: Callable[[Session], T]) -> T:
    """Run ``work`` in a session of its own that writes nothing."""
    return await database().read(work)


async def write[T](work: Callable[[Session], T]) -> T:
    """Run ``work`` in a transaction of its own and commit it."""
    return await database().write(work)
