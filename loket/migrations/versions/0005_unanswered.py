"""Messages that were not understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unanswered_messages",
        sa.Column("id", BIG_ID, nullable=False, comment="Order of arrival"),
        sa.Column("message_id", sa.String(length=200), nullable=False, comment="The engine's id of the message"),
        sa.Column("pseudonym", sa.String(length=200), nullable=False, comment="Who wrote it, for erasing"),
        sa.Column("bot", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="Day of arrival (UTC)"),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="Masked"),
        sa.Column(
            "aspect",
            sa.String(length=40),
            nullable=False,
            comment="Likeliest reading of the classifier, or the one answered",
        ),
        sa.Column("confidence", sa.Double(), nullable=False, comment="0..1"),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("region", sa.String(length=60), nullable=True, comment="Slug that was read"),
        sa.Column("home", sa.String(length=60), nullable=True, comment="Slug of the citizen's own region then"),
        sa.Column("offered", sa.JSON(), nullable=False, comment="Payloads of the buttons under the answer"),
        sa.Column("followed_by", sa.Text(), nullable=False, comment="The citizen's correction, masked"),
        sa.Column(
            "chosen_aspect", sa.String(length=40), nullable=True, comment="What the citizen tapped: a label candidate"
        ),
        sa.Column("chosen_service", sa.String(length=40), nullable=True),
        sa.Column("chosen_region", sa.String(length=60), nullable=True),
        sa.Column(
            "group_id", BIG_ID, nullable=True, comment="Id of the first message of its kind; NULL = not grouped yet"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_unanswered_messages_message_id")),
    )
    with op.batch_alter_table("unanswered_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_messages_day"), ["day"], unique=False)
        batch_op.create_index("ix_unanswered_messages_pseudonym_id", ["pseudonym", "id"], unique=False)
        batch_op.create_index("ix_unanswered_messages_group_id_id", ["group_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("unanswered_messages")
