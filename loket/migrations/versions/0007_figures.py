"""Counts of questions and daily readiness."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_figures"
down_revision = "0007_offices"
branch_labels = None
depends_on = None

OF_REGION = "As in daily_counts"
LOCAL_DAY = "In the region's time zone"
A_RESULT = "Result of loket.figures.results"


def upgrade() -> None:
    op.create_table(
        "daily_counts",
        sa.Column(
            "region_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Region read or of the citizen's own; 0 = none",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="In the region's time zone; Jakarta's for none"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="Result or Signal of loket.figures.results"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "day", "kind", name=op.f("pk_daily_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hourly_counts",
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False, comment=OF_REGION),
        sa.Column("day", sa.Date(), nullable=False, comment=LOCAL_DAY),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False, comment="0..23 of the region's time zone"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_hourly_counts_hour_of_day")),
        sa.PrimaryKeyConstraint("region_id", "day", "hour", name=op.f("pk_hourly_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "topic_counts",
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False, comment=OF_REGION),
        sa.Column("day", sa.Date(), nullable=False, comment=LOCAL_DAY),
        sa.Column("service", sa.String(length=40), nullable=False, comment="Slug; empty = none named"),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False, comment=A_RESULT),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "day", "service", "aspect", "result", name=op.f("pk_topic_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "readiness_days",
        sa.Column("day", sa.Date(), nullable=False, comment="In Jakarta's time zone"),
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Double(), nullable=False, comment="0..100, see loket.figures.readiness"),
        sa.Column("citizen", sa.Double(), nullable=False, comment="0..1: the six components that face the citizen"),
        sa.Column("internal", sa.Double(), nullable=False, comment="0..1: the eight inner components"),
        sa.Column("offices", sa.Double(), nullable=False, comment="0..1: offices"),
        sa.Column(
            "stale", sa.Integer(), nullable=False, comment="Services with a component checked more than 180 days ago"
        ),
        sa.Column("outdated", sa.Integer(), nullable=False, comment="Of them, more than a year ago"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_readiness_days_score_of_100")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_readiness_days_region_id_regions")),
        sa.PrimaryKeyConstraint("day", "region_id", name=op.f("pk_readiness_days")),
    )


def downgrade() -> None:
    for table in ("readiness_days", "topic_counts", "hourly_counts", "daily_counts"):
        op.drop_table(table)
