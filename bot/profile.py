"""What Telegram shows of the bot before anyone has written to it: commands and descriptions."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram import Bot

from bot import texts
from bot.api import CallFailed, Failure, call
from bot.backoff import Backoff

logger = structlog.get_logger()

ATTEMPTS = 5
BACKOFF = Backoff(first=2, longest=60)


def introductions() -> list[tuple[str, dict[str, Any]]]:
    """The calls that introduce the bot."""
    commands = [{"command": name, "description": description} for name, description in texts.COMMANDS]
    return [
        ("setMyCommands", {"commands": commands}),
        ("setMyDescription", {"description": texts.DESCRIPTION}),
        ("setMyShortDescription", {"short_description": texts.SHORT_DESCRIPTION}),
    ]


async def introduce(name: str, bot: Bot) -> None:
    """Tell Telegram, as well as can be: the bot answers without it."""
    for method, params in introductions():
        await _introduce(name, bot, method, params)


async def _introduce(name: str, bot: Bot, method: str, params: dict[str, Any]) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await call(bot, method, params)
            return
        except CallFailed as failed:
            if failed.failure in (Failure.REFUSED, Failure.REVOKED) or attempt == ATTEMPTS:
                logger.warning("introduction was not taken", bot=name, method=method, error=failed.words)
                return
            await asyncio.sleep(max(failed.retry_after, BACKOFF.seconds(attempt)))
