"""Keys with which a partner's own system hands in drafts. Only the hash is kept: a key is shown once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.accounts.models import HASH_LENGTH, Account
from loket.database import Base, utc_now
from loket.partners.models import Partner


class PartnerKey(Base):
    """One key. Never deleted: the audit speaks of it."""

    __tablename__ = "partner_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), comment="In whose name it writes; no password")
    label: Mapped[str] = mapped_column(String(80), comment="Which system uses it")
    start: Mapped[str] = mapped_column(String(12), comment="First characters, to tell keys apart")
    key_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True, comment="SHA-256 of 256 random bits")
    created_by: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    used_at: Mapped[datetime | None] = mapped_column(comment="Last draft handed in")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="NULL = works")

    partner: Mapped[Partner] = relationship()
    account: Mapped[Account] = relationship()
