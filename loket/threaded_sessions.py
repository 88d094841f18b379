"""Sync work on sessions for asyncio processes. Each piece of work goes to a thread once, as a whole: an async driver
goes there and back for every statement, cursor and row, which took more of a message's time than the queries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final

from sqlalchemy.orm import Session

from loket.database import empty_write_ahead_log, make_engine, make_session_factory, make_write_session_factory

READERS: Final = 4
_POSTGRESQL_WRITERS: Final = 4


class ThreadedSessions:
    """Runs functions on a ``Session`` of their own beside the event loop, on one database."""

    def __init__(self, database_url: str) -> None:
        self._engine = make_engine(database_url)
        self._read_session = make_session_factory(self._engine)
        self._write_session = make_write_session_factory(self._engine)
        # SQLite has one writer: a second thread would only wait for its lock.
        writers = 1 if self._engine.dialect.name == "sqlite" else _POSTGRESQL_WRITERS
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="database-writer")

    async def read[T](self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on a session that writes nothing; READERS of them at a time."""

        def run() -> T:
            with self._read_session() as session:
                return work(session)

        return await _in(self._readers, run)

    async def write[T](self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it, or nothing of it where it raises."""

        def run() -> T:
            with self._write_session.begin() as session:
                return work(session)

        return await _in(self._writers, run)

    async def empty_log(self) -> None:
        """Leave nothing of what was erased in the database's log."""
        await _in(self._writers, lambda: empty_write_ahead_log(self._engine))

    async def close(self) -> None:
        """Finish what runs and let the database go."""
        for threads in (self._readers, self._writers):
            await asyncio.to_thread(threads.shutdown)
        self._engine.dispose()


async def _in[T](threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, work)
