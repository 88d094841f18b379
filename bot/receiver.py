"""Long polling: what Telegram hands us is committed to the inbox before the next call confirms it.

The stock ``Updater`` confirms a batch before its handlers have run, and one update that it cannot parse stops it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from telegram import Bot

from bot.api import CallFailed, Failure, call
from bot.backoff import Backoff
from bot.store import Store
from bot.updates import ALLOWED_UPDATES, is_update, to_store
from loket.delivery import operations as delivery

logger = structlog.get_logger()

POLL_SECONDS = 25
BATCH = 100
QUIET_SECONDS = 24 * 3600
NETWORK_BACKOFF = Backoff(first=0.5, longest=15)
REVOKED_BACKOFF = Backoff(first=60, longest=900)


async def store_batch(store: Store, bot_name: str, batch: Iterable[dict[str, Any]]) -> set[str]:
    """Commit updates to the inbox; returns the chats they belong to."""
    updates = [to_store(bot_name, raw) for raw in sorted(batch, key=lambda raw: raw["update_id"])]
    await store.write(lambda session: delivery.store_updates(session, bot_name, updates))
    return {update.chat_key for update in updates}


class Receiver:
    """Takes one bot's updates in, for ever."""

    def __init__(self, name: str, bot: Bot, store: Store, on_stored: Callable[[set[str]], None]) -> None:
        self._name = name
        self._bot = bot
        self._store = store
        self._on_stored = on_stored
        # Nothing at first: Telegram then gives all that is unconfirmed, and what we have already is left out by the
        # table. A number kept from before would lose updates where the token now belongs to another bot, or where
        # Telegram started from a new random number after a quiet week.
        self._offset: int | None = None
        self._last_update = time.monotonic()
        self._failures = 0
        self._revoked = 0
        self._unstored = 0

    async def run(self) -> None:
        """Receive until cancelled; no failure ends it."""
        while True:
            try:
                batch = await self._poll()
            except CallFailed as failed:
                await self._pause(failed)
                continue
            self._recovered()
            if batch:
                await self._take(batch)

    async def _poll(self) -> list[Any]:
        params: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": BATCH, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None and time.monotonic() - self._last_update < QUIET_SECONDS:
            params["offset"] = self._offset
        result = await call(self._bot, "getUpdates", params, read_seconds=POLL_SECONDS + 10)
        return result if isinstance(result, list) else []

    async def _take(self, batch: list[Any]) -> None:
        known = [raw for raw in batch if is_update(raw)]
        if len(known) < len(batch):
            logger.error("updates without an id were left out", bot=self._name, count=len(batch) - len(known))
        if not known:
            await asyncio.sleep(NETWORK_BACKOFF.longest)
            return
        try:
            chats = await store_batch(self._store, self._name, known)
        except Exception as error:
            # Not confirmed, so Telegram gives the batch again.
            self._unstored += 1
            first = self._unstored == 1  # one traceback tells; a database that is away for an hour fills no log
            facts = {"bot": self._name, "count": len(known), "error": type(error).__name__, "times": self._unstored}
            logger.error("batch could not be stored", **facts, exc_info=first)
            await asyncio.sleep(NETWORK_BACKOFF.seconds(self._unstored))
            return
        self._unstored = 0
        self._offset = max(raw["update_id"] for raw in known) + 1
        self._last_update = time.monotonic()
        self._on_stored(chats)

    def _recovered(self) -> None:
        if self._failures or self._revoked:
            logger.info("receiving again", bot=self._name)
        self._failures = self._revoked = 0

    async def _pause(self, failed: CallFailed) -> None:
        if failed.failure is Failure.REVOKED:
            self._revoked += 1
            if self._revoked == 1:
                logger.error("Telegram refuses the token of this bot; set a valid one from BotFather", bot=self._name)
            await asyncio.sleep(REVOKED_BACKOFF.seconds(self._revoked))
            return
        self._failures += 1
        if self._failures in (1, 10) or self._failures % 100 == 0:
            logger.warning("receiving failed", bot=self._name, error=failed.words, times=self._failures)
        await asyncio.sleep(max(failed.retry_after, NETWORK_BACKOFF.seconds(self._failures)))
