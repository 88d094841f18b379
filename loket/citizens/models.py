"""Citizens, pseudonymous: a keyed hash of bot and chat, never the chat itself (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base, utc_now
from loket.regions.models import Region


class Citizen(Base):
    """What Loket remembers of one conversation partner."""

    __tablename__ = "citizens"

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(64), unique=True, comment="HMAC-SHA-256 of bot and chat, hex")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="The region they chose")
    is_reachable: Mapped[bool] = mapped_column(default=True, comment="False = they blocked the bot")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    region: Mapped[Region | None] = relationship()
