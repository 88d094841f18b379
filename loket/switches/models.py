"""Kill switches: a bot or a region that answers with a kind notice for the time being."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.accounts.models import Account
from loket.database import Base, utc_now
from loket.regions.models import Region


class Switch(Base):
    """Thrown while ``ended_at`` is NULL. Rows stay as history."""

    __tablename__ = "switches"
    __table_args__ = (
        CheckConstraint("(bot = '') <> (region_id IS NULL)", name="bot_or_region"),
        Index(
            "uq_switches_bot_thrown",
            "bot",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND bot <> ''"),
            postgresql_where=text("ended_at IS NULL AND bot <> ''"),
        ),
        Index(
            "uq_switches_region_thrown",
            "region_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND region_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND region_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bot: Mapped[str] = mapped_column(String(40), default="", comment="Name of the bot; empty = a region's switch")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = a bot's switch")
    reason: Mapped[str] = mapped_column(String(300), comment="For the audit and the operators")
    thrown_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), comment="NULL = command line")
    thrown_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None] = mapped_column()

    region: Mapped[Region | None] = relationship()
    thrown_by: Mapped[Account | None] = relationship()
