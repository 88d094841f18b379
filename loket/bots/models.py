"""The table of bots this installation serves. Tokens stay in the environment or in a secret file."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base
from loket.regions.models import Region


class Bot(Base):
    """One Telegram bot."""

    __tablename__ = "bots"
    __table_args__ = (CheckConstraint("token_env <> '' OR token_file <> ''", name="token_somewhere"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True, comment="Ours, in logs and metadata")
    token_env: Mapped[str] = mapped_column(String(80), default="", comment="Environment variable with the token")
    token_file: Mapped[str] = mapped_column(String(300), default="", comment="File with the token, mode 600")
    home_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="Region of new citizens")
    is_active: Mapped[bool] = mapped_column(default=True)
    home_region: Mapped[Region | None] = relationship()
