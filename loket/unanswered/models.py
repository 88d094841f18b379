"""What was not understood: the masked words, how they were read, and what the citizen chose instead."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base
from loket.delivery.models import BigId


class Reason(enum.StrEnum):
    """Why a message counts as not answered well."""

    FALLBACK = "fallback"  # no reading was likely enough
    OUT_OF_SCOPE = "out_of_scope"  # taken as none of our business, without being sure
    ASKED_BACK = "asked_back"  # several readings were close, or the service was not recognised
    NOT_KNOWN = "not_known"  # understood, but nothing is published
    CORRECTED = "corrected"  # the citizen said that the answer was beside the point


class UnansweredMessage(Base):
    """One message. Erased with its citizen (``pseudonym``) and when it grows old."""

    __tablename__ = "unanswered_messages"
    __table_args__ = (
        Index("ix_unanswered_messages_pseudonym_id", "pseudonym", "id"),
        Index("ix_unanswered_messages_group_id_id", "group_id", "id"),
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
