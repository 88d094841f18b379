"""A report that an answer is wrong: the question, the answer and the complaint side by side."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base
from loket.delivery.models import BigId


class Part(enum.StrEnum):
    """What is said to be wrong."""

    COST = "cost"
    REQUIREMENTS = "requirements"
    HOURS = "hours"
    ADDRESS = "address"
    OTHER = "other"


class Verdict(enum.StrEnum):
    """What an official found."""

    FIXED = "fixed"
    RIGHT = "right"  # the answer was right as it stood


class InfoReport(Base):
    """One report. Erased with its citizen (``pseudonym``) and when it grows old."""

    __tablename__ = "info_reports"
    __table_args__ = (
        Index("ix_info_reports_pseudonym_day", "pseudonym", "day"),
        Index("ix_info_reports_verdict_id", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Order of arrival")
    message_id: Mapped[str] = mapped_column(String(200), unique=True, comment="The engine's id of the tap")
    pseudonym: Mapped[str] = mapped_column(String(200), comment="Who reported, for erasing")
    bot: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date, index=True, comment="Day of arrival (UTC)")
    part: Mapped[Part] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="", comment="The citizen's words, masked")
    question: Mapped[str] = mapped_column(Text, default="", comment="What was asked, masked; empty = by button")
    aspect: Mapped[str] = mapped_column(String(40))
    service: Mapped[str | None] = mapped_column(String(40))
    office: Mapped[str | None] = mapped_column(String(40), comment="Kind of office asked about, where no service is")
    region: Mapped[str | None] = mapped_column(String(60), comment="Slug the answer was for")
    home: Mapped[str | None] = mapped_column(String(60), comment="Slug of the citizen's own region then")
    answer: Mapped[str] = mapped_column(Text, comment="What the answer said, as plain text")
    source: Mapped[str] = mapped_column(Text, default="")
    verified_at: Mapped[date | None] = mapped_column(Date)
    is_recomposed: Mapped[bool] = mapped_column(
        default=False, comment="True = the answer was composed again when it was reported"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment='{"standards": [{"id", "version", "region"}], "offices": [id]}: what the answer stood on'
    )
    verdict: Mapped[Verdict | None] = mapped_column(String(10), comment="NULL = nobody has looked at it yet")
    verdict_note: Mapped[str] = mapped_column(String(300), default="", comment="The official's words, masked")
    verdict_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    verdict_at: Mapped[datetime | None] = mapped_column()
