"""Who may work on the admin site: accounts, what they are granted, how they come in."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base, utc_now
from loket.partners.models import Partner
from loket.regions.models import Region

HASH_LENGTH = 64  # SHA-256 in hex


class AccountStatus(enum.StrEnum):
    """INVITED has no password yet; DISABLED may not log in, its traces stay."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Role(enum.StrEnum):
    """What somebody does; docs/panduan-admin.md says it in the officials' words."""

    PENYUSUN = "penyusun"
    VERIFIKATOR = "verifikator"
    PETUGAS_PENGADUAN = "petugas_pengaduan"
    PENGUJI = "penguji"
    ADMIN_DAERAH = "admin_daerah"
    ADMIN_PROGRAM = "admin_program"
    MITRA = "mitra"


class InvitationPurpose(enum.StrEnum):
    INVITE = "invite"
    RESET = "reset"


class Account(Base):
    """One person. Never deleted: the audit speaks of it."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("status IN ('invited', 'active', 'disabled')", name="status_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, comment="Lower case; the name to log in with")
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200), default="", comment="argon2id; empty = none set yet")
    totp_secret: Mapped[str] = mapped_column(String(64), default="", comment="Base32; empty = no second factor")
    totp_step: Mapped[int] = mapped_column(default=0, comment="Last time step used: a code counts once")
    status: Mapped[AccountStatus] = mapped_column(String(10), default=AccountStatus.INVITED)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_login_at: Mapped[datetime | None] = mapped_column()

    grants: Mapped[list[Grant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Grant.id", lazy="selectin"
    )


class Grant(Base):
    """A role in a scope: the nation, a province with all its kabupaten and kota, or one of these.

    With a partner, only on what that organisation contributes.
    """

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(
            "role IN ('penyusun', 'verifikator', 'petugas_pengaduan', 'penguji', 'admin_daerah', 'admin_program', "
            "'mitra')",
            name="role_known",
        ),
        CheckConstraint("role <> 'mitra' OR partner_id IS NOT NULL", name="mitra_has_partner"),
        CheckConstraint("role <> 'admin_program' OR region_id IS NULL", name="admin_program_is_national"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = national")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), comment="NULL = the government's own")
    granted_by: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    account: Mapped[Account] = relationship(back_populates="grants")
    region: Mapped[Region | None] = relationship(lazy="joined")
    partner: Mapped[Partner | None] = relationship(lazy="joined")


class Invitation(Base):
    """A link that lets its holder set a password, once."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("purpose IN ('invite', 'reset')", name="purpose_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[InvitationPurpose] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True, comment="SHA-256; the link has the token")
    created_by: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column(comment="NULL = still open, unless expired or withdrawn")
    account: Mapped[Account] = relationship()


class RecoveryCode(Base):
    """One way in, once, for somebody whose phone is gone."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="SHA-256 of 80 random bits")
    used_at: Mapped[datetime | None] = mapped_column()


class LoginSession(Base):
    """One browser that is logged in."""

    __tablename__ = "login_sessions"
    __table_args__ = (
        Index(
            "ix_login_sessions_open",
            "account_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    token_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256; the cookie has the token"
    )
    is_verified: Mapped[bool] = mapped_column(default=False, comment="False = the second factor is still to come")
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="", comment="User-Agent, cut")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(comment="Whatever is done in it, it ends here")
    ended_at: Mapped[datetime | None] = mapped_column()
    account: Mapped[Account] = relationship()


class Throttle(Base):
    """Failed attempts of one source (an address, an account's email), and until when it has to wait."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True, comment="SHA-256 of what is throttled")
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    blocked_until: Mapped[datetime | None] = mapped_column()
