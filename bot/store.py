"""The process's one door to the database: writes gathered into shared commits, reads side by side.

A commit costs a flush to disk whatever it holds; twenty chats that write in the same instant share one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.orm import Session

from loket.threaded_sessions import ThreadedSessions

Result = TypeVar("Result")
logger = structlog.get_logger()

BATCH = 100


@dataclass(frozen=True)
class _Write:
    work: Callable[[Session], Any]
    done: asyncio.Future[Any]


class Store:
    """Runs sync functions on a ``Session``; what ``write`` returns is committed."""

    def __init__(self, database_url: str) -> None:
        self._sessions = ThreadedSessions(database_url)
        self._writes: asyncio.Queue[_Write] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the writer; call once, in the loop that uses the store."""
        self._writer = asyncio.create_task(self._write_all(), name="store writer")

    async def close(self) -> None:
        """Finish the writes in hand and let the database go."""
        await self._writes.join()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        await self._sessions.close()

    async def empty_log(self) -> None:
        """Leave nothing of what was erased in the database's log."""
        await self._sessions.empty_log()

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run ``work`` on a session of its own."""
        return await self._sessions.read(work)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run ``work`` and return its result once committed, in the order of the calls.

        It may share its transaction with others and is run again alone when one of them fails: it must change
        nothing but the database. Raises what ``work`` or the commit raises.
        """
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._writes.put_nowait(_Write(work, done))
        return await done

    async def _write_all(self) -> None:
        while True:
            batch = [await self._writes.get()]
            while len(batch) < BATCH and not self._writes.empty():
                batch.append(self._writes.get_nowait())
            try:
                await self._write_batch(batch)
            finally:
                for item in batch:
                    if not item.done.done():
                        item.done.cancel()
                    self._writes.task_done()

    async def _write_batch(self, batch: list[_Write]) -> None:
        try:
            results = await self._commit(batch)
        except Exception as error:  # noqa: BLE001  any failure of one must not fail the others
            if len(batch) == 1:
                _fail(batch[0], error)
                return
            logger.warning("shared commit failed, writing one by one", size=len(batch), error=type(error).__name__)
            for item in batch:
                await self._write_batch([item])
            return
        for item, result in zip(batch, results, strict=True):
            if not item.done.done():
                item.done.set_result(result)

    async def _commit(self, batch: list[_Write]) -> list[Any]:
        def run(session: Session) -> list[Any]:
            results = []
            for item in batch:
                results.append(item.work(session))
                session.flush()
            return results

        return await self._sessions.write(run)


def _fail(item: _Write, error: Exception) -> None:
    if not item.done.done():
        item.done.set_exception(error)
