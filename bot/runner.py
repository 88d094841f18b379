"""Runs one update through the application and says what it came to: done, or later."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session
from telegram import Update
from telegram.constants import ChatType

from bot import texts
from bot.application import BotApplication
from bot.backoff import Backoff
from bot.engine import EngineClient, EngineRefused, EngineUnavailable
from bot.flood import FloodGuard
from bot.store import Store
from bot.turn import CURRENT_TURN, Turn
from loket.citizens.masking import masked_update
from loket.citizens.operations import find_citizen, get_or_create, pseudonym
from loket.database import utc_now
from loket.delivery.models import InboxState, InboxUpdate
from loket.delivery.operations import Finished
from loket.regions.models import Region
from loket.settings import Settings

logger = structlog.get_logger()

DOWN_BACKOFF = Backoff(first=0.3, longest=4)
TROUBLE_BACKOFF = Backoff(first=1, longest=30)
MOST_TROUBLES = 5  # times that the engine stumbles over one message before we stop asking ...
TROUBLE_PATIENCE = timedelta(minutes=2)  # ... and at least so long: a loaded engine stumbles over all of them
MOST_CUT_OFF = 12  # the same for an engine that dies meanwhile: it takes all messages in hand with it,
CUT_OFF_PATIENCE = timedelta(minutes=10)  # and hardly ever because of this one
MOST_BUGS = 3
SEEN_AGAIN = timedelta(hours=1)


class ServedLine(Protocol):
    """What a turn needs of the bot it came through."""

    name: str
    home_region: str | None
    application: BotApplication

    def typing(self, chat_id: int) -> None: ...

    def best_effort(self, method: str, params: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True)
class Done:
    """The update is handled."""

    finished: Finished


@dataclass(frozen=True)
class Later:
    """The update must be tried again; ``notice`` tells the citizen so."""

    not_before: datetime
    notice: Finished | None = None


class TurnRunner:
    """Runs turns for the lines that are ready."""

    def __init__(
        self, store: Store, engine: EngineClient, settings: Settings, citizen_key: str,
        on_answered: Callable[[str, set[str]], None],
    ) -> None:  # fmt: skip
        self._store = store
        self._engine = engine
        self._settings = settings
        self._citizen_key = citizen_key
        self._on_answered = on_answered
        self._flood = FloodGuard(settings.flood_per_minute)
        self._lines: dict[str, ServedLine] = {}

    def add_line(self, line: ServedLine) -> None:
        """This bot's updates may be handled from now on."""
        self._lines[line.name] = line

    def ready_bots(self) -> list[str]:
        """Names of the bots whose updates may be handled."""
        return list(self._lines)

    def answered(self, finished: Iterable[Finished]) -> None:
        """Let the senders know what there is to send."""
        for item in finished:
            if item.messages:
                self._on_answered(item.bot, {item.chat_key})

    async def run(self, row: InboxUpdate) -> Done | Later:
        """Handle one update; raises only where the database does."""
        line = self._lines.get(row.bot)
        if line is None:
            return Later(utc_now() + timedelta(seconds=TROUBLE_BACKOFF.first))
        try:
            update = Update.de_json(row.raw, line.application.bot)
        except Exception as error:  # noqa: BLE001  a stranger's data can break the parser in any way
            return self._failed(row, "update could not be read", error)
        turn = await self._turn(row, update, line)
        token = CURRENT_TURN.set(turn)
        try:
            await line.application.process_update(update)
        finally:
            CURRENT_TURN.reset(token)
        return self._outcome(row, turn)

    async def _turn(self, row: InboxUpdate, update: Update, line: ServedLine) -> Turn:
        chat, user = update.effective_chat, update.effective_user
        is_private = chat is None or chat.type == ChatType.PRIVATE
        chat_id = chat.id if chat is not None else 0
        sender = pseudonym(row.bot, chat_id, None if is_private or user is None else user.id, self._citizen_key)
        writes = bool(update.message or update.edited_message or update.callback_query)
        message = update.message
        return Turn(
            inbox_id=row.id, bot_name=row.bot, chat_key=row.chat_key, chat_id=chat.id if chat is not None else None,
            message_id=f"{row.bot}:{row.update_id}", sender=sender,
            region=await self._region(sender, line.home_region, writes and is_private),
            store=self._store, engine=self._engine, flood=self._flood, received_at=row.received_at,
            best_effort=line.best_effort, on_ask=line.typing, is_private=is_private,
            reply_to=message.message_id if message is not None and not is_private else None,
        )  # fmt: skip

    async def _region(self, sender: str, home_region: str | None, writes: bool) -> str | None:
        """The citizen's region; who writes is remembered, at most once an hour."""
        citizen = await self._store.read(lambda session: find_citizen(session, sender))
        is_fresh = citizen is not None and citizen.is_reachable and citizen.seen_at > utc_now() - SEEN_AGAIN
        if writes and not is_fresh:
            return await self._store.write(lambda session: _remember(session, sender, home_region))
        if citizen is None:
            return home_region
        return citizen.region.slug if citizen.region else None

    def _outcome(self, row: InboxUpdate, turn: Turn) -> Done | Later:
        error = turn.error
        if error is None:
            messages = turn.messages if turn.chat_id is not None else []
            kept = _kept(row)
            return Done(Finished(row.id, row.bot, row.chat_key, tuple(messages), tuple(turn.tokens), masked_raw=kept))
        if isinstance(error, EngineUnavailable):
            return self._engine_is_away(row, turn, error)
        if isinstance(error, EngineRefused) or row.attempts >= MOST_BUGS:
            return self._failed(row, "update could not be handled", error, turn)
        logger.warning("handling stumbled", inbox=row.id, attempt=row.attempts, exc_info=error)
        return Later(utc_now() + timedelta(seconds=TROUBLE_BACKOFF.seconds(row.attempts + 1)))

    def _engine_is_away(self, row: InboxUpdate, turn: Turn, error: EngineUnavailable) -> Done | Later:
        waited = utc_now() - row.received_at
        patience = timedelta(hours=self._settings.engine_patience_hours)
        most, least_wait = (MOST_CUT_OFF, CUT_OFF_PATIENCE) if error.is_cut_off else (MOST_TROUBLES, TROUBLE_PATIENCE)
        stumbles = not error.is_down and row.attempts >= most and waited > least_wait
        if waited > patience or stumbles:
            return self._failed(row, "engine gave no answer", error, turn, texts.GAVE_UP)
        backoff = DOWN_BACKOFF if error.is_down else TROUBLE_BACKOFF
        if row.attempts in (0, 10):
            logger.warning("engine gave no answer", inbox=row.id, attempt=row.attempts + 1, error=str(error))
        notice = None
        if waited > timedelta(seconds=self._settings.delay_notice_seconds) and turn.chat_id is not None:
            notice = _only(row, turn, texts.DELAYED)
        return Later(utc_now() + timedelta(seconds=backoff.seconds(row.attempts + 1)), notice)

    def _failed(
        self, row: InboxUpdate, event: str, error: BaseException, turn: Turn | None = None, text: str = texts.FAILED
    ) -> Done:
        error_id = secrets.token_hex(4)
        logger.error(event, inbox=row.id, bot=row.bot, error_id=error_id, exc_info=error)
        kept = _kept(row)
        finished = Finished(row.id, row.bot, row.chat_key, error_id=error_id, state=InboxState.FAILED, masked_raw=kept)
        if turn is None or turn.chat_id is None:
            return Done(finished)
        apology = _only(row, turn, text.format(error_id=error_id))
        return Done(replace(finished, messages=apology.messages))


def _kept(row: InboxUpdate) -> dict[str, Any] | None:
    """The handled update without personal numbers; None where it holds none and may stay as it is."""
    kept: dict[str, Any] = masked_update(row.raw)
    return kept if kept != row.raw else None


def _only(row: InboxUpdate, turn: Turn, text: str) -> Finished:
    """An outcome that says this and nothing else."""
    turn.messages.clear()
    turn.tokens.clear()
    turn.say(text)
    return Finished(row.id, row.bot, row.chat_key, tuple(turn.messages))


def _remember(session: Session, sender: str, home_region: str | None) -> str | None:
    home = session.query(Region).filter_by(slug=home_region).one_or_none() if home_region else None
    citizen = get_or_create(session, sender, home)
    session.flush()
    return citizen.region.slug if citizen.region else None
