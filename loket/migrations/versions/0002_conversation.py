"""Citizens, bots, the durable way in and out, and what the seed wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback_tokens",
        sa.Column("id", sa.String(length=24), nullable=False, comment="Random, url-safe"),
        sa.Column("bot", sa.String(length=40), nullable=False),
        sa.Column("chat_key", sa.String(length=80), nullable=False, comment="Only this chat may press it"),
        sa.Column("payload", sa.Text(), nullable=False, comment='Rasa payload, e.g. /cost{"service": "ktp_el"}'),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_tokens")),
    )
    with op.batch_alter_table("callback_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_tokens_created_at"), ["created_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="Order of arrival"
        ),
        sa.Column("bot", sa.String(length=40), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "chat_key", sa.String(length=80), nullable=False, comment="Updates of one chat_key are handled in order"
        ),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True, comment="Earliest next attempt"),
        sa.Column("error_id", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot", "update_id", name=op.f("uq_inbox_bot")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_state_chat_key_id", ["state", "chat_key", "id"], unique=False)
    op.create_table(
        "seed_records",
        sa.Column("kind", sa.String(length=30), nullable=False, comment="Table, or 'folder' for the whole seed"),
        sa.Column("key", sa.String(length=200), nullable=False, comment="What names the row in the seed file"),
        sa.Column("content", sa.JSON(), nullable=False, comment="Field to value, as written"),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_seed_records")),
    )
    op.create_table(
        "bots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False, comment="Ours, in logs and metadata"),
        sa.Column("token_env", sa.String(length=80), nullable=False, comment="Environment variable with the token"),
        sa.Column("token_file", sa.String(length=300), nullable=False, comment="File with the token, mode 600"),
        sa.Column("home_region_id", sa.Integer(), nullable=True, comment="Region of new citizens"),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("token_env <> '' OR token_file <> ''", name=op.f("ck_bots_token_somewhere")),
        sa.ForeignKeyConstraint(["home_region_id"], ["regions.id"], name=op.f("fk_bots_home_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bots")),
        sa.UniqueConstraint("name", name=op.f("uq_bots_name")),
    )
    op.create_table(
        "citizens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False, comment="HMAC-SHA-256 of bot and chat, hex"),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="The region they chose"),
        sa.Column("is_reachable", sa.Boolean(), nullable=False, comment="False = they blocked the bot"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_citizens_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_citizens_pseudonym")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bot", sa.String(length=40), nullable=False),
        sa.Column("chat_key", sa.String(length=80), nullable=False),
        sa.Column(
            "inbox_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The update it answers; NULL = none",
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False, comment="Bot API method, e.g. sendMessage"),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="What the channel called it"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_outbox_inbox_id_inbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("inbox_id", "seq", name=op.f("uq_outbox_inbox_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_state_chat_key_id", ["state", "chat_key", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state_chat_key_id")
    op.drop_table("outbox")
    op.drop_table("citizens")
    op.drop_table("bots")
    op.drop_table("seed_records")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_state_chat_key_id")
    op.drop_table("inbox")
    with op.batch_alter_table("callback_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callback_tokens_created_at"))
    op.drop_table("callback_tokens")
