"""Sends what is in the outbox: in order within a chat, side by side across chats, at Telegram's pace.

A row is marked before the call and settled after it; what was on its way when the process died is decided at start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from sqlalchemy.orm import Session
from telegram import Bot

from bot.api import CallFailed, Failure, call
from bot.backoff import Backoff
from bot.outcomes import Gate, settle_failure
from bot.pacing import Pacer
from bot.store import Store
from bot.updates import chat_id_of_key, chat_key
from loket.database import utc_now
from loket.delivery import outgoing
from loket.delivery.models import OutboxMessage, OutboxState
from loket.delivery.waiting import time_to_wait
from loket.secrets import secret
from loket.settings import Settings

logger = structlog.get_logger()

SIDE_BY_SIDE = 64
SAFETY_SECONDS = 5
STUMBLE = Backoff(first=0.5, longest=30)


class Sender:
    """Sends one bot's messages, for ever."""

    def __init__(self, name: str, bot: Bot, store: Store, settings: Settings) -> None:
        self._name = name
        self._bot = bot
        self._store = store
        self._citizen_key = secret("citizen_key", settings)
        self.pacer = Pacer(settings)
        self.gate = Gate()
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._calling: set[str] = set()
        self._is_open = True

    def notify(self, chat_keys: Iterable[str]) -> None:
        """Something was put out for these chats."""
        for key in chat_keys:
            if not self._is_open:
                return
            if key in self._lanes:
                self._again.add(key)
                continue
            self._lanes[key] = asyncio.create_task(self._lane(key), name=f"sender {self._name}")

    async def run(self) -> None:
        """Look for messages that nobody spoke of (those of a former run, of another process) until cancelled."""
        while True:
            try:
                keys = await self._store.read(
                    lambda session: outgoing.chats_with_messages(session, [self._name], utc_now())
                )
            except Exception:
                logger.exception("outbox could not be read", bot=self._name)
            else:
                self.notify(key for key in keys if key not in self._lanes)
            await asyncio.sleep(SAFETY_SECONDS)

    async def close(self, seconds: float) -> None:
        """Let calls under way finish within ``seconds``, then stop; what is left is sent at the next start."""
        self._is_open = False
        self.gate.close()
        for key, task in self._lanes.items():
            if key not in self._calling:
                task.cancel()
        if self._lanes:
            _, late = await asyncio.wait(list(self._lanes.values()), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _lane(self, key: str) -> None:
        """Send one chat's messages until there are none."""
        stumbles = 0
        try:
            while self._is_open:
                try:
                    if not await self._send_next(key):
                        if key not in self._again:
                            return
                        self._again.discard(key)
                    stumbles = 0
                except Exception:
                    stumbles += 1
                    logger.exception("sending stumbled", bot=self._name)
                    await asyncio.sleep(STUMBLE.seconds(stumbles))
        finally:
            del self._lanes[key]
            if key in self._again:
                self._again.discard(key)
                self.notify([key])

    async def _send_next(self, key: str) -> bool:
        """Send the chat's next message; False when there is none behind it."""
        await self.gate.wait()
        await self.pacer.wait_for(chat_id_of_key(key))  # before the mark: what waits here is surely not sent
        async with self._slots:
            self._calling.add(key)
            try:
                row = await self._claim(key)
                if row is None:
                    return False
                if row.state == OutboxState.SENDING:
                    return await self._send(row)
            finally:
                self._calling.discard(key)
        await asyncio.sleep(time_to_wait(row.not_before, utc_now()).total_seconds())
        return True

    async def _claim(self, key: str) -> OutboxMessage | None:
        now = utc_now()
        return await self._store.write(lambda session: outgoing.claim_next(session, key, now))

    async def _send(self, row: OutboxMessage) -> bool:
        """Make the call and settle it; True where the chat may have more to be sent."""
        try:
            result = await call(self._bot, row.method, row.params)
        except CallFailed as failed:
            await settle_failure(self._store, self.gate, row, failed, self._citizen_key)
            if failed.failure is Failure.MIGRATED:
                self.notify([chat_key(self._name, failed.new_chat_id)])
            return True
        message_id = _message_id(result)
        self.gate.went_well()

        def sent(session: Session) -> bool:
            outgoing.mark_sent(session, row.id, message_id)
            return outgoing.waits_for(session, row.chat_key)

        return await self._store.write(sent)


def _message_id(result: Any) -> int | None:
    value = result.get("message_id") if isinstance(result, dict) else None
    return value if isinstance(value, int) else None
