"""What becomes of a message whose call failed, and when the whole bot must pause."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.api import CallFailed, Failure
from bot.backoff import Backoff
from bot.store import Store
from bot.updates import chat_id_of_key, chat_key
from loket.citizens.errors import CitizenNotFound
from loket.citizens.operations import mark_unreachable, pseudonym
from loket.database import utc_now
from loket.delivery import outgoing
from loket.delivery.models import OutboxKind, OutboxMessage

logger = structlog.get_logger()

RETRY = Backoff(first=0.5, longest=120)
REVOKED_SECONDS = 60.0
MOST_ATTEMPTS = 200  # at two minutes each about six hours
GLOBAL_CHATS = 4
GLOBAL_SECONDS = 5.0


class Gate:
    """Closed while no message of this bot may go: too many chats told us to slow down, or the token is refused."""

    def __init__(self) -> None:
        self._open_at = 0.0
        self._told: dict[str, float] = {}
        self._is_revoked = False
        self._closed = asyncio.Event()

    async def wait(self) -> None:
        """Return when the gate is open, or for good when it was closed."""
        while (seconds := self._open_at - asyncio.get_running_loop().time()) > 0 and not self._closed.is_set():
            try:
                await asyncio.wait_for(self._closed.wait(), seconds)
            except TimeoutError:
                continue

    def close(self) -> None:
        """Let all who wait go on, so that they see that the end has come."""
        self._closed.set()

    def slow_down(self, key: str, seconds: float) -> None:
        """One chat was told to slow down; several at once mean the bot as a whole."""
        now = asyncio.get_running_loop().time()
        self._told = {known: at for known, at in self._told.items() if at > now - GLOBAL_SECONDS}
        self._told[key] = now
        if len(self._told) >= GLOBAL_CHATS:
            self._open_at = max(self._open_at, now + seconds)
            self._told.clear()
            logger.warning("Telegram slows the whole bot down", seconds=seconds)

    def revoked(self, bot: str) -> None:
        """The token is refused: try again only now and then."""
        if not self._is_revoked:
            logger.error("Telegram refuses the token of this bot, sending pauses", bot=bot)
        self._is_revoked = True
        self._open_at = asyncio.get_running_loop().time() + REVOKED_SECONDS

    def went_well(self) -> None:
        """A message went through."""
        self._is_revoked = False


async def settle_failure(store: Store, gate: Gate, row: OutboxMessage, failed: CallFailed, citizen_key: str) -> None:
    """Decide what becomes of the row and write it down."""
    if failed.failure is Failure.SLOW_DOWN:
        gate.slow_down(row.chat_key, failed.retry_after)
    elif failed.failure is Failure.REVOKED:
        gate.revoked(row.bot)
    await store.write(lambda session: _settle(session, row, failed, citizen_key))


def _settle(session: Session, row: OutboxMessage, failed: CallFailed, citizen_key: str) -> None:
    failure = failed.failure
    if failure is Failure.NOTHING_TO_DO:
        outgoing.mark_sent(session, row.id, None)
    elif failure is Failure.UNREACHABLE:
        _give_up_chat(session, row, failed, citizen_key)
    elif failure is Failure.MIGRATED:
        _move(session, row, failed.new_chat_id)
    elif failure is Failure.BAD_HTML and "parse_mode" in row.params:
        logger.error("Telegram could not read our HTML, sent as plain text", bot=row.bot, outbox=row.id)
        outgoing.replace_params(session, row.id, _plain(row.params), failed.words)
    elif failure in (Failure.BAD_HTML, Failure.REFUSED):
        _give_up(session, row, failed.words)
    elif failure is Failure.UNKNOWN and row.kind != OutboxKind.ANSWER:
        logger.warning("unknown whether a broadcast arrived, held", bot=row.bot, outbox=row.id, error=failed.words)
        outgoing.mark_held(session, row.id, failed.words)
    else:
        _try_again(session, row, failed)


def _try_again(session: Session, row: OutboxMessage, failed: CallFailed) -> None:
    if failed.failure not in (Failure.SLOW_DOWN, Failure.REVOKED) and row.attempts >= MOST_ATTEMPTS:
        _give_up(session, row, failed.words)
        return
    seconds = failed.retry_after or RETRY.seconds(row.attempts)
    outgoing.mark_waiting(session, row.id, utc_now() + timedelta(seconds=seconds), failed.words)


def _give_up(session: Session, row: OutboxMessage, words: str) -> None:
    error_id = secrets.token_hex(4)
    logger.error("message refused", bot=row.bot, outbox=row.id, method=row.method, error_id=error_id, error=words)
    outgoing.mark_failed(session, row.id, f"{error_id} {words}")


def _give_up_chat(session: Session, row: OutboxMessage, failed: CallFailed, citizen_key: str) -> None:
    outgoing.mark_failed(session, row.id, failed.words)
    dropped = outgoing.drop_chat(session, row.chat_key, failed.words)
    logger.info("chat cannot be reached", bot=row.bot, dropped=dropped + 1)
    chat_id = chat_id_of_key(row.chat_key)
    if chat_id < 0:
        return
    try:
        mark_unreachable(session, pseudonym(row.bot, chat_id, key=citizen_key))
    except CitizenNotFound:
        logger.debug("nobody to mark as unreachable", bot=row.bot)


def _move(session: Session, row: OutboxMessage, new_id: int) -> None:
    outgoing.replace_params(session, row.id, row.params, "chat moved")
    outgoing.move_chat(session, row.chat_key, chat_key(row.bot, new_id), new_id)


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    reader = _Text()
    reader.feed(str(params.get("text", "")))
    reader.close()
    return {**{key: value for key, value in params.items() if key != "parse_mode"}, "text": "".join(reader.found)}


class _Text(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
