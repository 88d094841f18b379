"""What officials decide about citizens' questions, sentences to train with, and reports of wrong answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_questions"
down_revision = "0007_figures"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "ix_unanswered_messages_open"


def upgrade() -> None:
    _decisions()
    _examples()
    with op.batch_alter_table("unanswered_messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("decision_id", sa.Integer(), nullable=True, comment="What was done about it; NULL = open")
        )
        batch_op.create_foreign_key(
            op.f("fk_unanswered_messages_decision_id_unanswered_decisions"),
            "unanswered_decisions",
            ["decision_id"],
            ["id"],
        )
        batch_op.create_index(OPEN, ["decision_id", "group_id", "reason", "region", "home", "day"], unique=False)
    _reports()


def _decisions() -> None:
    op.create_table(
        "unanswered_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=True, comment="Slug of the service it was connected to"),
        sa.Column("phrase", sa.String(length=80), nullable=False, comment="The synonym, as the service has it"),
        sa.Column("weight", sa.Double(), nullable=False, comment="0..1: how surely the synonym means the service"),
        sa.Column("reason", sa.String(length=20), nullable=False, comment="Why dismissed"),
        sa.Column("note", sa.String(length=300), nullable=False, comment="The official's words, masked"),
        sa.Column("messages", sa.Integer(), nullable=False, comment="How many messages it closed"),
        sa.Column("is_waiting", sa.Boolean(), nullable=False, comment="A synonym proposed to who keeps the service"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Who decided"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_unanswered_decisions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_decisions")),
    )
    with op.batch_alter_table("unanswered_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_decisions_group_id"), ["group_id"], unique=False)


def _examples() -> None:
    op.create_table(
        "labelled_examples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="Masked"),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["unanswered_decisions.id"],
            name=op.f("fk_labelled_examples_decision_id_unanswered_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labelled_examples")),
    )
    with op.batch_alter_table("labelled_examples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labelled_examples_decision_id"), ["decision_id"], unique=False)


def _reports() -> None:
    op.create_table(
        "info_reports",
        sa.Column("id", BIG_ID, nullable=False, comment="Order of arrival"),
        sa.Column("message_id", sa.String(length=200), nullable=False, comment="The engine's id of the tap"),
        sa.Column("pseudonym", sa.String(length=200), nullable=False, comment="Who reported, for erasing"),
        sa.Column("bot", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="Day of arrival (UTC)"),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="The citizen's words, masked"),
        sa.Column("question", sa.Text(), nullable=False, comment="What was asked, masked; empty = by button"),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column(
            "office", sa.String(length=40), nullable=True, comment="Kind of office asked about, where no service is"
        ),
        sa.Column("region", sa.String(length=60), nullable=True, comment="Slug the answer was for"),
        sa.Column("home", sa.String(length=60), nullable=True, comment="Slug of the citizen's own region then"),
        sa.Column("answer", sa.Text(), nullable=False, comment="What the answer said, as plain text"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.Date(), nullable=True),
        sa.Column(
            "is_recomposed",
            sa.Boolean(),
            nullable=False,
            comment="True = the answer was composed again when it was reported",
        ),
        sa.Column(
            "facts",
            sa.JSON(),
            nullable=False,
            comment='{"standards": [{"id", "version", "region"}], "offices": [id]}: what the answer stood on',
        ),
        sa.Column("verdict", sa.String(length=10), nullable=True, comment="NULL = nobody has looked at it yet"),
        sa.Column("verdict_note", sa.String(length=300), nullable=False, comment="The official's words, masked"),
        sa.Column("verdict_by", sa.Integer(), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["verdict_by"], ["accounts.id"], name=op.f("fk_info_reports_verdict_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_info_reports")),
        sa.UniqueConstraint("message_id", name=op.f("uq_info_reports_message_id")),
    )
    with op.batch_alter_table("info_reports", schema=None) as batch_op:
        batch_op.create_index("ix_info_reports_pseudonym_day", ["pseudonym", "day"], unique=False)
        batch_op.create_index("ix_info_reports_verdict_id", ["verdict", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_info_reports_day"), ["day"], unique=False)


def downgrade() -> None:
    op.drop_table("info_reports")
    with op.batch_alter_table("unanswered_messages", schema=None) as batch_op:
        batch_op.drop_index(OPEN)
        batch_op.drop_constraint(op.f("fk_unanswered_messages_decision_id_unanswered_decisions"), type_="foreignkey")
        batch_op.drop_column("decision_id")
    op.drop_table("labelled_examples")
    op.drop_table("unanswered_decisions")
