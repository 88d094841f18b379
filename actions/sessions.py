"""The process's one database engine, and the two ways actions use it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from loket.database import (
    make_async_engine,
    make_async_session_factory,
    make_async_write_session_factory,
)
from loket.settings import get_settings


@lru_cache(maxsize=1)
def engine() -> AsyncEngine:
    """The engine on the database of the settings."""
    return make_async_engine(get_settings().resolved_database_url)


async def read[T](work: Callable[[Session], T]) -> T:
    """Run ``work`` in a session of its own that writes nothing."""
    async with make_async_session_factory(engine())() as session:
        return await session.run_sync(work)


async def write[T](work: Callable[[Session], T]) -> T:
    """Run ``work`` in a transaction of its own and commit it."""
    async with make_async_write_session_factory(engine()).begin() as session:
        return await session.run_sync(work)
