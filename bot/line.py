"""One bot being served: its application, its receiver, its sender, and the small calls that may get lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.api import CallFailed, Failure, call, classify
from bot.application import build_application
from bot.backoff import Backoff
from bot.places import api_root
from bot.profile import introduce
from bot.receiver import REVOKED_BACKOFF, Receiver
from bot.sender import Sender
from bot.store import Store
from bot.updates import ALLOWED_UPDATES
from loket.bots.operations import ActiveBot
from loket.settings import Settings

logger = structlog.get_logger()

START_BACKOFF = Backoff(first=0.25, longest=10)
SMALL_CALL_SECONDS = 5
MOST_SMALL_CALLS = 200
TYPING_BELOW = 20
CLOSE_SECONDS = 2.0


class Line:
    """Serves one bot."""

    def __init__(self, bot: ActiveBot, store: Store, settings: Settings, on_stored: Callable[[set[str]], None]) -> None:
        self.name = bot.name
        self.home_region = bot.home_region
        self.application = build_application(bot.token.get_secret_value(), api_root(bot, settings))
        self.bot = self.application.bot
        self.sender = Sender(bot.name, self.bot, store, settings)
        self.is_ready = False
        self._receiver = Receiver(bot.name, self.bot, store, on_stored)
        self._on_stored = on_stored
        self._webhook_url = f"{settings.webhook_url.rstrip('/')}/telegram/{bot.name}" if settings.webhook_url else ""
        self._small_calls: set[asyncio.Task[None]] = set()

    async def run(self, webhook_secret: str, on_ready: Callable[[], None]) -> None:
        """Serve until cancelled."""
        await self._start()
        self.is_ready = True
        on_ready()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender.run())
            tasks.create_task(introduce(self.name, self.bot))
            if self._webhook_url:
                tasks.create_task(self._keep_webhook(webhook_secret))
            else:
                await self._insist("deleteWebhook", {"drop_pending_updates": False})
                tasks.create_task(self._receiver.run())

    async def close(self) -> None:
        """Finish what is under way and let the connections go."""
        await self.sender.close(CLOSE_SECONDS)
        for task in self._small_calls:
            task.cancel()
        await asyncio.gather(*self._small_calls, return_exceptions=True)
        try:
            await self.application.shutdown()
        except (TelegramError, RuntimeError) as error:  # a line that never started has nothing to shut down
            logger.debug("application did not shut down", bot=self.name, error=type(error).__name__)

    def typing(self, chat_id: int) -> None:
        """Show that an answer is being written, unless there is more important work."""
        if len(self._small_calls) < TYPING_BELOW and not self.sender.pacer.is_busy():
            self.best_effort("sendChatAction", {"chat_id": chat_id, "action": str(ChatAction.TYPING)})

    def best_effort(self, method: str, params: Mapping[str, Any]) -> None:
        """Make a call beside the outbox that is worth nothing later, and that may get lost."""
        if len(self._small_calls) < MOST_SMALL_CALLS:
            task = asyncio.create_task(self._small_call(method, params))
            self._small_calls.add(task)
            task.add_done_callback(self._small_calls.discard)

    async def _small_call(self, method: str, params: Mapping[str, Any]) -> None:
        try:
            await call(self.bot, method, params, read_seconds=SMALL_CALL_SECONDS)
        except CallFailed as failed:
            logger.debug("small call failed", bot=self.name, method=method, error=failed.words)

    async def _start(self) -> None:
        """Learn who we are; Telegram may be away or refuse the token, so it may take long."""
        attempt = refusals = 0
        while True:
            try:
                await self.application.initialize()
                return
            except TelegramError as error:
                failed = classify(error)
            if failed.failure is Failure.REVOKED:
                refusals += 1
                _say_refused(self.name, refusals)
                await asyncio.sleep(REVOKED_BACKOFF.seconds(refusals))
                continue
            attempt += 1
            if attempt in (3, 10) or attempt % 100 == 0:
                logger.warning("Bot API does not answer, trying again", bot=self.name, error=failed.words)
            await asyncio.sleep(max(failed.retry_after, START_BACKOFF.seconds(attempt)))

    async def _keep_webhook(self, secret: str) -> None:
        params = {"url": self._webhook_url, "secret_token": secret, "allowed_updates": list(ALLOWED_UPDATES)}
        await self._insist("setWebhook", params)
        logger.info("webhook is set", bot=self.name)

    async def _insist(self, method: str, params: Mapping[str, Any]) -> None:
        """Make a call until it is taken."""
        attempt = 0
        while True:
            try:
                await call(self.bot, method, params)
                return
            except CallFailed as failed:
                attempt += 1
                if attempt in (1, 10) or attempt % 100 == 0:
                    logger.warning("call failed, trying again", bot=self.name, method=method, error=failed.words)
                await asyncio.sleep(max(failed.retry_after, START_BACKOFF.seconds(attempt)))


def _say_refused(name: str, times: int) -> None:
    if times == 1:
        logger.error("Token bot ini ditolak Telegram. Salin ulang token dari BotFather, lalu jalankan lagi.", bot=name)
