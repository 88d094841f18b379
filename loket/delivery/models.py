"""The durable way in and out: what came in before it is acknowledged, what goes out before it is sent."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, utc_now

# SQLite makes only INTEGER PRIMARY KEY an alias of the row id.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class InboxState(enum.StrEnum):
    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class OutboxState(enum.StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


class OutboxKind(enum.StrEnum):
    """What to do with a row that was on its way at a kill: answers go again, broadcasts wait for an operator."""

    ANSWER = "answer"
    BROADCAST = "broadcast"


class InboxUpdate(Base):
    """One raw update, committed before the channel is told that we have it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot", "update_id"),
        Index("ix_inbox_state_chat_key_id", "state", "chat_key", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Order of arrival")
    bot: Mapped[str] = mapped_column(String(40))
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_key: Mapped[str] = mapped_column(String(80), comment="Updates of one chat_key are handled in order")
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[InboxState] = mapped_column(String(10), default=InboxState.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(comment="Earliest next attempt")
    error_id: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    done_at: Mapped[datetime | None] = mapped_column()


class OutboxMessage(Base):
    """One call to make to the channel, committed with the update it answers."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("inbox_id", "seq"),
        Index("ix_outbox_state_chat_key_id", "state", "chat_key", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bot: Mapped[str] = mapped_column(String(40))
    chat_key: Mapped[str] = mapped_column(String(80))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), comment="The update it answers; NULL = none")
    seq: Mapped[int] = mapped_column(default=0)
    method: Mapped[str] = mapped_column(String(40), comment="Bot API method, e.g. sendMessage")
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    kind: Mapped[OutboxKind] = mapped_column(String(10), default=OutboxKind.ANSWER)
    state: Mapped[OutboxState] = mapped_column(String(10), default=OutboxState.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column()
    error: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[int | None] = mapped_column(BigInteger, comment="What the channel called it")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column()


class CallbackToken(Base):
    """What a button does: the short id goes to the channel, the trusted payload stays here."""

    __tablename__ = "callback_tokens"

    id: Mapped[str] = mapped_column(String(24), primary_key=True, comment="Random, url-safe")
    bot: Mapped[str] = mapped_column(String(40))
    chat_key: Mapped[str] = mapped_column(String(80), comment="Only this chat may press it")
    payload: Mapped[str] = mapped_column(Text, comment='Rasa payload, e.g. /cost{"service": "ktp_el"}')
    title: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
