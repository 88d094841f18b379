"""The way out: one row at a time per chat, marked before the call and settled after it.

Sync functions on a ``Session`` whose caller owns the transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.delivery.models import InboxState, InboxUpdate, OutboxKind, OutboxMessage, OutboxState
from loket.delivery.waiting import LONGEST_WAIT, due, time_to_wait

ERROR_LIMIT = 500


def enqueue(
    session: Session, bot: str, chat_key: str, method: str, params: Mapping[str, Any], kind: OutboxKind
) -> OutboxMessage:
    """Put out one call that answers no update, e.g. a broadcast."""
    row = OutboxMessage(bot=bot, chat_key=chat_key, method=method, params=dict(params), kind=kind)
    session.add(row)
    session.flush()
    return row


def chats_with_messages(session: Session, bots: Collection[str], now: datetime) -> list[str]:
    """Chats of these bots with a message that may be sent now, longest waiting first."""
    query = (
        select(OutboxMessage.chat_key)
        .where(OutboxMessage.state == OutboxState.NEW, OutboxMessage.bot.in_(bots), due(OutboxMessage.not_before, now))
        .group_by(OutboxMessage.chat_key)
        .order_by(func.min(OutboxMessage.id))
    )
    return list(session.scalars(query))


def next_message(session: Session, chat_key: str) -> OutboxMessage | None:
    """The chat's oldest message to send, or None; it may have a ``not_before`` ahead."""
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.chat_key == chat_key, OutboxMessage.state == OutboxState.NEW)
        .order_by(OutboxMessage.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def claim_next(session: Session, chat_key: str, now: datetime) -> OutboxMessage | None:
    """Mark the chat's oldest message as on its way and return it; returned as it is when it must still wait."""
    row = next_message(session, chat_key)
    if row is not None and not time_to_wait(row.not_before, now):
        row.state = OutboxState.SENDING
        row.attempts += 1
        session.flush()
    return row


def _settle(session: Session, row_id: int, **values: Any) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def mark_sent(session: Session, row_id: int, message_id: int | None) -> None:
    """The channel took it and calls it ``message_id``."""
    _settle(session, row_id, state=OutboxState.SENT, message_id=message_id, sent_at=utc_now(), error="")


def waits_for(session: Session, chat_key: str) -> bool:
    """Whether the chat has a message to send, now or later."""
    waiting = (OutboxMessage.chat_key == chat_key, OutboxMessage.state == OutboxState.NEW)
    return session.scalar(select(OutboxMessage.id).where(*waiting).limit(1)) is not None


def mark_waiting(session: Session, row_id: int, not_before: datetime, error: str) -> None:
    """Send it again, not earlier than ``not_before``, which is at most ``LONGEST_WAIT`` ahead."""
    latest = utc_now() + LONGEST_WAIT  # who must wait longer is told so again
    _settle(session, row_id, state=OutboxState.NEW, not_before=min(not_before, latest), error=error[:ERROR_LIMIT])


def mark_failed(session: Session, row_id: int, error: str) -> None:
    """The channel will never take it."""
    _settle(session, row_id, state=OutboxState.FAILED, error=error[:ERROR_LIMIT])


def mark_held(session: Session, row_id: int, error: str) -> None:
    """Nobody knows whether it arrived; an operator decides."""
    _settle(session, row_id, state=OutboxState.HELD, error=error[:ERROR_LIMIT])


def replace_params(session: Session, row_id: int, params: Mapping[str, Any], error: str) -> None:
    """Send it again in another form, e.g. as plain text."""
    _settle(session, row_id, state=OutboxState.NEW, params=dict(params), error=error[:ERROR_LIMIT], not_before=None)


def drop_chat(session: Session, chat_key: str, error: str) -> int:
    """Give up all that waits for a chat which cannot be reached; returns how many messages."""
    result = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.chat_key == chat_key, OutboxMessage.state == OutboxState.NEW)
        .values(state=OutboxState.FAILED, error=error[:ERROR_LIMIT])
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def move_chat(session: Session, old_key: str, new_key: str, new_chat_id: int) -> int:
    """Let what waits for a chat go to the chat it has become; returns how many messages."""
    waiting = (OutboxMessage.chat_key == old_key, OutboxMessage.state == OutboxState.NEW)
    rows = list(session.scalars(select(OutboxMessage).where(*waiting)))
    for row in rows:
        row.chat_key = new_key
        row.params = {**row.params, "chat_id": new_chat_id}
    session.flush()
    return len(rows)


def recover_interrupted(session: Session, bots: Collection[str]) -> tuple[int, int]:
    """Decide on what was on its way when the process died; returns (answers to send again, broadcasts held).

    An answer twice is better than none; a broadcast twice is not.
    """
    interrupted = (OutboxMessage.state == OutboxState.SENDING, OutboxMessage.bot.in_(bots))
    changed = []
    for is_answer, state in ((True, OutboxState.NEW), (False, OutboxState.HELD)):
        kind = OutboxMessage.kind == OutboxKind.ANSWER if is_answer else OutboxMessage.kind != OutboxKind.ANSWER
        result = session.execute(
            update(OutboxMessage)
            .where(*interrupted, kind)
            .values(state=state, error="interrupted")
            .execution_options(synchronize_session=False)
        )
        changed.append(int(result.rowcount))  # type: ignore[attr-defined]
    return changed[0], changed[1]


def queue_depths(session: Session) -> dict[str, int]:
    """How many updates and messages are in each state that somebody may have to look at."""
    depths = dict.fromkeys(
        ("inbox_new", "inbox_failed", "outbox_new", "outbox_sending", "outbox_failed", "outbox_held"), 0
    )
    for name, model, states in (
        ("inbox", InboxUpdate, (InboxState.NEW, InboxState.FAILED)),
        ("outbox", OutboxMessage, (OutboxState.NEW, OutboxState.SENDING, OutboxState.FAILED, OutboxState.HELD)),
    ):
        query = select(model.state, func.count()).where(model.state.in_(states)).group_by(model.state)
        depths.update({f"{name}_{state}": count for state, count in session.execute(query)})
    return depths
