"""Keys with which partners hand in drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="In whose name it writes; no password"),
        sa.Column("label", sa.String(length=80), nullable=False, comment="Which system uses it"),
        sa.Column("start", sa.String(length=12), nullable=False, comment="First characters, to tell keys apart"),
        sa.Column("key_hash", sa.String(length=64), nullable=False, comment="SHA-256 of 256 random bits"),
        sa.Column("created_by", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True, comment="Last draft handed in"),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="NULL = works"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_partner_keys_account_id_accounts")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_partner_keys_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_partner_keys_key_hash")),
    )
    with op.batch_alter_table("partner_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_keys_partner_id"), ["partner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("partner_keys")
