"""Accounts, the audit with the triggers that keep it append-only, kill switches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE_GUARDS = [
    f"""
    CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """
    for verb in ("update", "delete")
]
POSTGRESQL_GUARDS = [
    """
    CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()
    """,
    """
    CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()
    """,
]


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False, comment="Lower case; the name to log in with"),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="argon2id; empty = none set yet"),
        sa.Column("totp_secret", sa.String(length=64), nullable=False, comment="Base32; empty = no second factor"),
        sa.Column("totp_step", sa.Integer(), nullable=False, comment="Last time step used: a code counts once"),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('invited', 'active', 'disabled')", name=op.f("ck_accounts_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of what is throttled"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    with op.batch_alter_table("throttles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttles_failed_at"), ["failed_at"], unique=False)

    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False, comment="Order of the chain, without gaps"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True, comment="NULL = no account"),
        sa.Column(
            "actor", sa.String(length=254), nullable=False, comment="Email, or e.g. perintah, sistem, kunci:<name>"
        ),
        sa.Column("origin", sa.String(length=64), nullable=False, comment="Address it came from, or e.g. cli"),
        sa.Column("action", sa.String(length=60), nullable=False, comment="e.g. standard.publish"),
        sa.Column("subject_type", sa.String(length=40), nullable=False, comment="e.g. standard"),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = national or no region"),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True, comment="NULL = it was not there"),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True, comment="NULL = it is gone"),
        sa.Column(
            "previous_hash", sa.String(length=64), nullable=False, comment="Of the entry before; empty for the first"
        ),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 over previous_hash and the entry"),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_audit_entries_actor_id_accounts")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_audit_entries_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entries_region_id_id", ["region_id", "id"], unique=False)
        batch_op.create_index("ix_audit_entries_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = national"),
        sa.Column("partner_id", sa.Integer(), nullable=True, comment="NULL = the government's own"),
        sa.Column("granted_by", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role <> 'admin_program' OR region_id IS NULL", name=op.f("ck_grants_admin_program_is_national")
        ),
        sa.CheckConstraint("role <> 'mitra' OR partner_id IS NOT NULL", name=op.f("ck_grants_mitra_has_partner")),
        sa.CheckConstraint(
            "role IN ('penyusun', 'verifikator', 'petugas_pengaduan', 'penguji', 'admin_daerah', 'admin_program', "
            "'mitra')",
            name=op.f("ck_grants_role_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id_accounts")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_grants_partner_id_partners")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_grants_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_account_id"), ["account_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False, comment="SHA-256; the link has the token"),
        sa.Column("created_by", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "used_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="NULL = still open, unless expired or withdrawn",
        ),
        sa.CheckConstraint("purpose IN ('invite', 'reset')", name=op.f("ck_invitations_purpose_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_account_id"), ["account_id"], unique=False)

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False, comment="SHA-256; the cookie has the token"),
        sa.Column("is_verified", sa.Boolean(), nullable=False, comment="False = the second factor is still to come"),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False, comment="User-Agent, cut"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="Whatever is done in it, it ends here"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_login_sessions_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_login_sessions_open",
            ["account_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False, comment="SHA-256 of 80 random bits"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_codes_account_id")),
    )
    op.create_table(
        "switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot", sa.String(length=40), nullable=False, comment="Name of the bot; empty = a region's switch"),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = a bot's switch"),
        sa.Column("reason", sa.String(length=300), nullable=False, comment="For the audit and the operators"),
        sa.Column("thrown_by_id", sa.Integer(), nullable=True, comment="NULL = command line"),
        sa.Column("thrown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(bot = '') <> (region_id IS NULL)", name=op.f("ck_switches_bot_or_region")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_switches_region_id_regions")),
        sa.ForeignKeyConstraint(["thrown_by_id"], ["accounts.id"], name=op.f("fk_switches_thrown_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switches")),
    )
    with op.batch_alter_table("switches", schema=None) as batch_op:
        batch_op.create_index(
            "uq_switches_bot_thrown",
            ["bot"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND bot <> ''"),
            postgresql_where=sa.text("ended_at IS NULL AND bot <> ''"),
        )
        batch_op.create_index(
            "uq_switches_region_thrown",
            ["region_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND region_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND region_id IS NOT NULL"),
        )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if is_sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("switches", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_switches_region_thrown",
            sqlite_where=sa.text("ended_at IS NULL AND region_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND region_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_switches_bot_thrown",
            sqlite_where=sa.text("ended_at IS NULL AND bot <> ''"),
            postgresql_where=sa.text("ended_at IS NULL AND bot <> ''"),
        )

    op.drop_table("switches")
    op.drop_table("recovery_codes")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_login_sessions_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("login_sessions")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_account_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_account_id"))

    op.drop_table("grants")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entries_subject")
        batch_op.drop_index("ix_audit_entries_region_id_id")
        batch_op.drop_index(batch_op.f("ix_audit_entries_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_action"))

    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_append_only()")
    with op.batch_alter_table("throttles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttles_failed_at"))

    op.drop_table("throttles")
    op.drop_table("accounts")
