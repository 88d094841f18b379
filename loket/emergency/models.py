"""Emergency numbers and hotlines, national or of a region."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base
from loket.regions.models import Region


class EmergencyContact(Base):
    """One number to call."""

    __tablename__ = "emergency_contacts"
    __table_args__ = (
        UniqueConstraint("number", "region_id"),
        Index(
            "uq_emergency_contacts_national_number",
            "number",
            unique=True,
            sqlite_where=text("region_id IS NULL"),
            postgresql_where=text("region_id IS NULL"),
        ),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20), index=True, comment="emergency, crisis, utility, hotline, ...")
    note: Mapped[str] = mapped_column(Text, default="")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = national")
    source: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[date | None] = mapped_column(comment="When somebody last checked it; NULL = never")
    confidence: Mapped[str] = mapped_column(String(10), comment="Only high is shown to citizens")
    region: Mapped[Region | None] = relationship()
