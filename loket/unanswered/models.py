"""What was not understood: the masked words, how they were read, what the citizen chose instead, what became of it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, utc_now
from loket.delivery.models import BigId


class Reason(enum.StrEnum):
    """Why a message counts as not answered well."""

    FALLBACK = "fallback"  # no reading was likely enough
    OUT_OF_SCOPE = "out_of_scope"  # taken as none of our business, without being sure
    ASKED_BACK = "asked_back"  # several readings were close, or the service was not recognised
    NOT_KNOWN = "not_known"  # understood, but nothing is published
    CORRECTED = "corrected"  # the citizen said that the answer was beside the point


class DecisionKind(enum.StrEnum):
    """What an official made of like messages."""

    SYNONYM = "synonym"  # its words name a service from now on
    SERVICE = "service"  # a new service was made for it
    EXAMPLE = "example"  # kept as sentences to train with
    DISMISSED = "dismissed"  # nothing to do, with a reason


class Decision(Base):
    """One thing done about like messages, those whose ``decision_id`` it is. What comes in later is open again.

    Holds what the official chose and typed, nothing that leads to a citizen.
    """

    __tablename__ = "unanswered_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(BigId, index=True)
    kind: Mapped[DecisionKind] = mapped_column(String(20))
    service: Mapped[str | None] = mapped_column(String(40), comment="Slug of the service it was connected to")
    phrase: Mapped[str] = mapped_column(String(80), default="", comment="The synonym, as the service has it")
    weight: Mapped[float] = mapped_column(default=1.0, comment="0..1: how surely the synonym means the service")
    reason: Mapped[str] = mapped_column(String(20), default="", comment="Why dismissed")
    note: Mapped[str] = mapped_column(String(300), default="", comment="The official's words, masked")
    messages: Mapped[int] = mapped_column(default=0, comment="How many messages it closed")
    is_waiting: Mapped[bool] = mapped_column(default=False, comment="A synonym proposed to who keeps the service")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), comment="Who decided")
    at: Mapped[datetime] = mapped_column(default=utc_now)
    undone_at: Mapped[datetime | None] = mapped_column()


class LabelledExample(Base):
    """A sentence an official gave for training, with the aspect it asks for; exported by ``loket unanswered``."""

    __tablename__ = "labelled_examples"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("unanswered_decisions.id"), index=True)
    aspect: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text, comment="Masked")


class UnansweredMessage(Base):
    """One message. Erased with its citizen (``pseudonym``) and when it grows old."""

    __tablename__ = "unanswered_messages"
    __table_args__ = (
        Index("ix_unanswered_messages_pseudonym_id", "pseudonym", "id"),
        Index("ix_unanswered_messages_group_id_id", "group_id", "id"),
        # All that the list of open groups filters and counts by, in the order it groups by.
        Index("ix_unanswered_messages_open", "decision_id", "group_id", "reason", "region", "home", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Order of arrival")
    message_id: Mapped[str] = mapped_column(String(200), unique=True, comment="The engine's id of the message")
    pseudonym: Mapped[str] = mapped_column(String(200), comment="Who wrote it, for erasing")
    bot: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date, index=True, comment="Day of arrival (UTC)")
    reason: Mapped[Reason] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, comment="Masked")
    aspect: Mapped[str] = mapped_column(String(40), comment="Likeliest reading of the classifier, or the one answered")
    confidence: Mapped[float] = mapped_column(comment="0..1")
    service: Mapped[str | None] = mapped_column(String(40))
    region: Mapped[str | None] = mapped_column(String(60), comment="Slug that was read")
    home: Mapped[str | None] = mapped_column(String(60), comment="Slug of the citizen's own region then")
    offered: Mapped[list[Any]] = mapped_column(JSON, comment="Payloads of the buttons under the answer")
    followed_by: Mapped[str] = mapped_column(Text, default="", comment="The citizen's correction, masked")
    chosen_aspect: Mapped[str | None] = mapped_column(String(40), comment="What the citizen tapped: a label candidate")
    chosen_service: Mapped[str | None] = mapped_column(String(40))
    chosen_region: Mapped[str | None] = mapped_column(String(60))
    group_id: Mapped[int | None] = mapped_column(
        BigId, comment="Id of the first message of its kind; NULL = not grouped yet"
    )
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("unanswered_decisions.id"), comment="What was done about it; NULL = open"
    )
