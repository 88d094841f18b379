"""What the seed last wrote, so that a later load knows an admin's edit from its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, utc_now


class SeedRecord(Base):
    """One row as the seed wrote it: a field that differs today was edited by somebody."""

    __tablename__ = "seed_records"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True, comment="Table, or 'folder' for the whole seed")
    key: Mapped[str] = mapped_column(String(200), primary_key=True, comment="What names the row in the seed file")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Field to value, as written")
    loaded_at: Mapped[datetime] = mapped_column(default=utc_now)
