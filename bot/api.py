"""Calls to the Bot API that name their failures by what to do next, over python-telegram-bot's request layer."""

from __future__ import annotations

import enum
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from loket.errors import LoketError

# We want raw results: one update that the library cannot parse must not hide the others.
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)
# `_seconds` takes both forms of what the library plans to change.
warnings.filterwarnings("ignore", message=".*`retry_after` will be of type", category=PTBUserWarning)

CONNECTIONS = 96  # more than one bot may have under way at once, so that no call waits for a connection
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Failure(enum.Enum):
    """What a failed call means for the message it carried."""

    SLOW_DOWN = "slow_down"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BAD_HTML = "bad_html"
    NOTHING_TO_DO = "nothing_to_do"
    MIGRATED = "migrated"
    REVOKED = "revoked"


@dataclass(eq=False)  # an exception must stay hashable, and Python itself writes to it
class CallFailed(LoketError):
    """A call that Telegram did not take, or not surely. ``words`` are fit for a log."""

    failure: Failure
    words: str
    retry_after: float = 0
    new_chat_id: int = 0


def make_request(read_seconds: float = READ_SECONDS) -> HTTPXRequest:
    """A connection pool with our limits."""
    return HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        write_timeout=READ_SECONDS,
        pool_timeout=READ_SECONDS,
    )


async def call(bot: Bot, method: str, params: Mapping[str, Any], read_seconds: float = READ_SECONDS) -> Any:
    """Make one call and return its raw result.

    Raises CallFailed, whose ``failure`` says what to do with the message.
    """
    try:
        return await bot.do_api_request(method, dict(params), read_timeout=read_seconds)
    except TelegramError as error:
        raise classify(error) from error


def classify(error: TelegramError) -> CallFailed:
    """Name the failure behind an error of python-telegram-bot."""
    words = f"{type(error).__name__}: {error.message}"[:200]
    if isinstance(error, RetryAfter):
        return CallFailed(Failure.SLOW_DOWN, words, retry_after=_seconds(error))
    if isinstance(error, ChatMigrated):
        return CallFailed(Failure.MIGRATED, words, new_chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return CallFailed(Failure.UNREACHABLE, words)
    if isinstance(error, InvalidToken):
        return CallFailed(Failure.REVOKED, words)
    if isinstance(error, EndPointNotFound):  # python-telegram-bot says this for a revoked token as well
        revoked = "unauthorized" in str(error.__cause__).lower()
        return CallFailed(Failure.REVOKED if revoked else Failure.REFUSED, words)
    if isinstance(error, BadRequest):
        return CallFailed(_refusal(error.message.lower()), words)
    return CallFailed(_transport_failure(error), words)


def _seconds(error: RetryAfter) -> float:
    value = error.retry_after
    return float(value.total_seconds() if hasattr(value, "total_seconds") else value)


def _refusal(message: str) -> Failure:
    if "not modified" in message or "query is too old" in message or "query id is invalid" in message:
        return Failure.NOTHING_TO_DO
    if "parse entities" in message:
        return Failure.BAD_HTML
    if "chat not found" in message or "user is deactivated" in message or "peer_id_invalid" in message:
        return Failure.UNREACHABLE
    return Failure.REFUSED


def _transport_failure(error: TelegramError) -> Failure:
    """An answer of 5xx, 409 or 429 without parameters, or a call that may not have left us, was not taken."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        return Failure.NOT_SENT
    if isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError):
        return Failure.UNKNOWN
    return Failure.NOT_SENT if isinstance(error, NetworkError | Conflict) else Failure.UNKNOWN
