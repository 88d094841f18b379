"""Who changed what, when, from where. Append-only: triggers in the database refuse anything else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base


class AuditEntry(Base):
    """One change. ``hash`` covers the entry and the hash before it: none can be altered or taken out unseen."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_type", "subject_id"),
        Index("ix_audit_entries_region_id_id", "region_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Order of the chain, without gaps")
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True, comment="NULL = no account")
    actor: Mapped[str] = mapped_column(String(254), comment="Email, or e.g. perintah, sistem, kunci:<name>")
    origin: Mapped[str] = mapped_column(String(64), comment="Address it came from, or e.g. cli")
    action: Mapped[str] = mapped_column(String(60), index=True, comment="e.g. standard.publish")
    subject_type: Mapped[str] = mapped_column(String(40), comment="e.g. standard")
    subject_id: Mapped[str] = mapped_column(String(80))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = national or no region")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), comment="NULL = it was not there")
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), comment="NULL = it is gone")
    previous_hash: Mapped[str] = mapped_column(String(64), comment="Of the entry before; empty for the first")
    hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 over previous_hash and the entry")
