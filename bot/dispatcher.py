"""Handles what is in the inbox: one chat's updates strictly in order, many chats side by side.

Woken by what is stored, not by a clock; a slow look at the table finds what nobody spoke of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from bot.runner import Later, TurnRunner
from bot.store import Store
from loket.database import utc_now
from loket.delivery import operations as delivery
from loket.delivery.models import InboxUpdate
from loket.delivery.operations import Finished
from loket.delivery.waiting import time_to_wait

logger = structlog.get_logger()

SIDE_BY_SIDE = 48
AT_ONCE = 20  # updates of one chat before the others have their turn
SAFETY_SECONDS = 5
STUMBLE_SECONDS = 2


class Dispatcher:
    """Runs turns for the bots it is told of."""

    def __init__(self, store: Store, runner: TurnRunner) -> None:
        self._store = store
        self._runner = runner
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._known: set[str] = set()  # waiting in the queue or being served
        self._again: set[str] = set()  # spoken of while being served
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def notify(self, chat_keys: Iterable[str]) -> None:
        """Updates of these chats may be handled now."""
        for key in chat_keys:
            if key in self._known:
                self._again.add(key)
            else:
                self._known.add(key)
                self._queue.put_nowait(key)

    async def run(self) -> None:
        """Handle updates until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(SIDE_BY_SIDE):
                tasks.create_task(self._work())
            tasks.create_task(self._look())

    async def _look(self) -> None:
        while True:
            try:
                await self.look_once()
            except Exception:
                logger.exception("inbox could not be read")
            await asyncio.sleep(SAFETY_SECONDS)

    async def look_once(self) -> None:
        """Take up every chat that has something to handle now."""
        bots = self._runner.ready_bots()
        keys = await self._store.read(lambda session: delivery.waiting_chats(session, bots, utc_now()))
        self.notify(key for key in keys if key not in self._known and key not in self._timers)

    async def _work(self) -> None:
        while True:
            key = await self._queue.get()
            has_more = False
            try:
                has_more = await self._serve(key)
            except Exception:
                logger.exception("chat could not be served")
                self._wake_at(key, utc_now() + timedelta(seconds=STUMBLE_SECONDS))
            finally:
                self._known.discard(key)
                if has_more or key in self._again:
                    self._again.discard(key)
                    self.notify([key])

    async def _serve(self, key: str) -> bool:
        """Handle some of the chat's updates in order; True when there may be more."""
        rows = await self._store.read(lambda session: delivery.waiting_updates(session, key, AT_ONCE))
        silent: list[Finished] = []
        for row in rows:
            now = utc_now()
            if wait := time_to_wait(row.not_before, now):
                self._wake_at(key, now + wait)
                break
            outcome = await self._runner.run(row)
            if isinstance(outcome, Later):
                await self._finish(silent)
                silent = []
                await self._postpone(row, outcome)
                break
            # What needs no answer waits for the next commit: a thousand of them must not cost a thousand.
            silent.append(outcome.finished)
            if outcome.finished.messages:
                await self._finish(silent)
                silent = []
        else:
            await self._finish(silent)
            return len(rows) == AT_ONCE
        await self._finish(silent)
        return False

    async def _finish(self, finished: list[Finished]) -> None:
        if not finished:
            return
        work = list(finished)
        done = await self._store.write(lambda session: delivery.finish_updates(session, work))
        self._runner.answered(done)

    async def _postpone(self, row: InboxUpdate, later: Later) -> None:
        await self._store.write(lambda session: delivery.postpone_update(session, row.id, later.not_before))
        notice = later.notice
        if notice is not None:
            await self._store.write(lambda session: delivery.add_delay_notice(session, notice))
            self._runner.answered([notice])
        self._wake_at(row.chat_key, later.not_before)

    def _wake_at(self, key: str, at: datetime) -> None:
        def wake() -> None:
            self._timers.pop(key, None)
            self.notify([key])

        earlier = self._timers.pop(key, None)
        if earlier is not None:
            earlier.cancel()
        seconds = max(0.0, (at - utc_now()) / timedelta(seconds=1))
        self._timers[key] = asyncio.get_running_loop().call_later(seconds + 0.01, wake)
