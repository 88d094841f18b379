"""What the seed last wrote, so that a later load knows an admin's edit from its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base, utc_now


class SeedRecord(Base):
    """One row the seed wrote: its digest tells whether somebody has changed it since."""

    __tablename__ = "seed_records"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True, comment="Table, or 'folder' for the whole seed")
    key: Mapped[str] = mapped_column(String(200), primary_key=True, comment="What names the row in the seed file")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the row as written, hex")
    loaded_at: Mapped[datetime] = mapped_column(default=utc_now)
