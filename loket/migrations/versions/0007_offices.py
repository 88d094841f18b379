"""Editing offices: who saved what when, holidays on which one opens, holidays of a region."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_offices"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "lock_version",
                sa.Integer(),
                nullable=False,
                server_default="1",
                comment="Counts the saves: who saves must have seen the last",
            )
        )
        batch_op.add_column(
            sa.Column("editor", sa.String(length=120), nullable=False, server_default="", comment="Who saved last")
        )
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.alter_column("lock_version", server_default=None)
        batch_op.alter_column("editor", server_default=None)
    op.create_table(
        "office_open_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_open_days_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_open_days")),
        sa.UniqueConstraint("office_id", "day", name=op.f("uq_office_open_days_office_id")),
    )
    with op.batch_alter_table("office_open_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_open_days_office_id"), ["office_id"], unique=False)
    op.create_table(
        "local_holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="Decree or circular that says so"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_local_holidays_first_before_last")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_local_holidays_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_holidays")),
        sa.UniqueConstraint("region_id", "name", "first_day", name=op.f("uq_local_holidays_region_id")),
    )
    with op.batch_alter_table("local_holidays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_holidays_region_id"), ["region_id"], unique=False)


def downgrade() -> None:
    op.drop_table("local_holidays")
    op.drop_table("office_open_days")
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.drop_column("edited_at")
        batch_op.drop_column("editor")
        batch_op.drop_column("lock_version")
