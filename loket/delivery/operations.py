"""The way in: updates stored once, handed out in order per chat, and finished together with their answers.

Sync functions on a ``Session`` whose caller owns the transaction. The way out is in ``outgoing.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.delivery.models import CallbackToken, InboxState, InboxUpdate, OutboxKind, OutboxMessage, OutboxState
from loket.delivery.waiting import due

# Each message passes here: tables instead of classes spare half the time of a turn's writing.
_INBOX = cast(Table, InboxUpdate.__table__)
_OUTBOX = cast(Table, OutboxMessage.__table__)
_TOKENS = cast(Table, CallbackToken.__table__)

DELAY_NOTICE_SEQ = -1
"""Sequence number of the one notice that an answer is late; the answers themselves count from 0."""


@dataclass(frozen=True)
class NewUpdate:
    """One update as it came in."""

    update_id: int
    chat_key: str
    raw: dict[str, Any]


@dataclass(frozen=True)
class NewMessage:
    """One call to the channel, to be made after those before it."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True)
class NewToken:
    """What one button will do."""

    id: str
    payload: str
    title: str = ""


@dataclass(frozen=True)
class Finished:
    """The outcome of one update: what to send, in order, and what its buttons do."""

    inbox_id: int
    bot: str
    chat_key: str
    messages: Sequence[NewMessage] = ()
    tokens: Sequence[NewToken] = ()
    error_id: str = ""
    state: InboxState = field(default=InboxState.DONE)
    masked_raw: dict[str, Any] | None = None  # the update as it may be kept, where that differs from how it came in


def insert_ignoring_known(session: Session, table: Any, rows: list[dict[str, Any]], key: Sequence[str]) -> None:
    """Insert rows, leaving out those whose ``key`` is there already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(index_elements=list(key)), rows)


def store_updates(session: Session, bot: str, updates: Sequence[NewUpdate]) -> None:
    """Store updates in the given order; one that is known already is left as it is."""
    now = utc_now()
    rows = [
        {"bot": bot, "update_id": item.update_id, "chat_key": item.chat_key, "raw": item.raw, "state": InboxState.NEW,
         "attempts": 0, "error_id": "", "received_at": now}
        for item in updates
    ]  # fmt: skip
    if rows:
        insert_ignoring_known(session, InboxUpdate, rows, ("bot", "update_id"))


def waiting_chats(session: Session, bots: Collection[str], now: datetime) -> list[str]:
    """Chats of these bots with an update that may be handled now, longest waiting first."""
    query = (
        select(InboxUpdate.chat_key)
        .where(InboxUpdate.state == InboxState.NEW, InboxUpdate.bot.in_(bots), due(InboxUpdate.not_before, now))
        .group_by(InboxUpdate.chat_key)
        .order_by(func.min(InboxUpdate.id))
    )
    return list(session.scalars(query))


def waiting_updates(session: Session, chat_key: str, limit: int) -> list[InboxUpdate]:
    """The chat's oldest unhandled updates, in order; the first may have a ``not_before`` ahead."""
    query = (
        select(InboxUpdate)
        .where(InboxUpdate.chat_key == chat_key, InboxUpdate.state == InboxState.NEW)
        .order_by(InboxUpdate.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def updates_before(session: Session, chat_key: str, inbox_id: int, limit: int) -> list[dict[str, Any]]:
    """The chat's updates before this one as they came in, newest first; ``{}`` where they are blanked."""
    query = (
        select(InboxUpdate.raw)
        .where(InboxUpdate.chat_key == chat_key, InboxUpdate.id < inbox_id)
        .order_by(InboxUpdate.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def question_behind(session: Session, chat_key: str, message_id: int) -> str:
    """What the chat asked to get this message of ours: typed words, or a button's title; "" once it is forgotten."""
    query = (
        select(InboxUpdate.raw)
        .join(OutboxMessage, OutboxMessage.inbox_id == InboxUpdate.id)
        .where(
            OutboxMessage.state == OutboxState.SENT,
            OutboxMessage.chat_key == chat_key,
            OutboxMessage.message_id == message_id,
        )
        .limit(1)
    )
    raw = session.scalar(query) or {}
    pressed = raw.get("callback_query")
    if isinstance(pressed, dict):
        token = find_token(session, str(pressed.get("data") or "").partition(":")[2])
        return token.title if token is not None and token.chat_key == chat_key else ""
    message = raw.get("message") or raw.get("edited_message")
    return str(message.get("text") or message.get("caption") or "") if isinstance(message, dict) else ""


def finish_updates(session: Session, finished: Iterable[Finished]) -> list[Finished]:
    """Mark updates handled and put their answers out, in one go; an update handled before is left alone.

    Returns those that this call finished.
    """
    return [item for item in finished if _finish(session, item)]


def _finish(session: Session, item: Finished) -> bool:
    changed = session.execute(
        update(_INBOX)
        .where(_INBOX.c.id == item.inbox_id, _INBOX.c.state == InboxState.NEW)
        .values(
            state=item.state,
            done_at=utc_now(),
            error_id=item.error_id,
            **({"raw": item.masked_raw} if item.masked_raw is not None else {}),
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    if item.tokens:
        session.execute(insert(_TOKENS), [_token_row(item, token) for token in item.tokens])
    if item.messages:
        session.execute(insert(_OUTBOX), [_outbox_row(item, seq, message) for seq, message in enumerate(item.messages)])
    return True


def _token_row(item: Finished, token: NewToken) -> dict[str, Any]:
    return {
        "id": token.id, "bot": item.bot, "chat_key": item.chat_key, "payload": token.payload,
        "title": token.title[:80], "created_at": utc_now(),
    }  # fmt: skip


def _outbox_row(item: Finished, seq: int, message: NewMessage) -> dict[str, Any]:
    return {
        "bot": item.bot, "chat_key": item.chat_key, "inbox_id": item.inbox_id, "seq": seq, "method": message.method,
        "params": message.params, "kind": OutboxKind.ANSWER, "state": OutboxState.NEW, "attempts": 0, "error": "",
        "created_at": utc_now(),
    }  # fmt: skip


def postpone_update(session: Session, inbox_id: int, not_before: datetime) -> None:
    """Try this update again, not earlier than ``not_before``."""
    session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.id == inbox_id, InboxUpdate.state == InboxState.NEW)
        .values(attempts=InboxUpdate.attempts + 1, not_before=not_before)
        .execution_options(synchronize_session=False)
    )


def add_delay_notice(session: Session, item: Finished) -> None:
    """Put out the one notice that the answer to this update is late; further calls change nothing."""
    rows = [_outbox_row(item, DELAY_NOTICE_SEQ, item.messages[0])]
    insert_ignoring_known(session, OutboxMessage, rows, ("inbox_id", "seq"))


def find_token(session: Session, token_id: str) -> CallbackToken | None:
    """What the button with this id does, or None."""
    return session.get(CallbackToken, token_id)


def delete_handled(session: Session, before: datetime, limit: int) -> int:
    """Forget updates handled before then, with what was answered; those with an answer still to send stay.

    Returns how many updates are gone; call again while it is ``limit``.
    """
    unsettled = select(OutboxMessage.id).where(
        OutboxMessage.inbox_id == InboxUpdate.id, OutboxMessage.state.not_in((OutboxState.SENT, OutboxState.FAILED))
    )
    query = (
        select(InboxUpdate.id)
        .where(InboxUpdate.state != InboxState.NEW, InboxUpdate.done_at < before, ~unsettled.exists())
        .limit(limit)
    )
    ids = list(session.scalars(query))
    session.execute(delete(OutboxMessage).where(OutboxMessage.inbox_id.in_(ids)))
    session.execute(delete(InboxUpdate).where(InboxUpdate.id.in_(ids)))
    return len(ids)


@dataclass(frozen=True)
class Held:
    """How much of a chat is stored: updates that came in, messages that went out, buttons that still work."""

    updates: int
    messages: int
    buttons: int


def held_of_chat(session: Session, chat_key: str) -> Held:
    """Count what is stored of this chat."""
    counts = [
        session.scalar(select(func.count()).select_from(table).where(table.c.chat_key == chat_key)) or 0
        for table in (_INBOX, _OUTBOX, _TOKENS)
    ]
    return Held(*counts)


def erase_chat(session: Session, chat_key: str, but_inbox_id: int, user_id: int | None = None) -> None:
    """Delete all updates, messages and buttons of a chat, but for the update being handled, whose answer must go out.

    ``user_id``: only what this member of a group wrote, and the answers to it.
    """
    rows = session.execute(select(_INBOX.c.id, _INBOX.c.raw).where(_INBOX.c.chat_key == chat_key)).all()
    ids = [row.id for row in rows if row.id != but_inbox_id and (user_id is None or _author(row.raw) == user_id)]
    session.execute(delete(_OUTBOX).where(_OUTBOX.c.inbox_id.in_(ids)))
    if user_id is None:
        others = or_(_OUTBOX.c.inbox_id.is_(None), _OUTBOX.c.inbox_id != but_inbox_id)
        session.execute(delete(_OUTBOX).where(_OUTBOX.c.chat_key == chat_key, others))
        session.execute(delete(_TOKENS).where(_TOKENS.c.chat_key == chat_key))
    session.execute(delete(_INBOX).where(_INBOX.c.id.in_(ids)))


def _author(raw: dict[str, Any]) -> int | None:
    parts = [part for part in raw.values() if isinstance(part, dict)]
    return next((part["from"].get("id") for part in parts if isinstance(part.get("from"), dict)), None)


def delete_old_tokens(session: Session, before: datetime) -> int:
    """Delete buttons made before then; pressing one gets a kind answer. Returns how many."""
    result = session.execute(delete(CallbackToken).where(CallbackToken.created_at < before))
    return int(result.rowcount)  # type: ignore[attr-defined]
