"""Counts of provinces with all their regions, so that a year of one is not added up anew at each look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_province_counts"
down_revision = "0008_local_holidays"
branch_labels = None
depends_on = None

WITH_ALL = "The province with all its regions"
FIRST_DAY = "The month's first day"


def upgrade() -> None:
    op.create_table(
        "province_days",
        _province(),
        sa.Column("day", sa.Date(), nullable=False, comment="In the region's time zone"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="As in daily_counts"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "day", "kind", name=op.f("pk_province_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "province_hours",
        _province(),
        sa.Column("month", sa.Date(), nullable=False, comment=FIRST_DAY),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False, comment="0..23 of the region's time zone"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_province_hours_hour_of_day")),
        sa.PrimaryKeyConstraint("province_id", "month", "hour", name=op.f("pk_province_hours")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "province_topics",
        _province(),
        sa.Column("month", sa.Date(), nullable=False, comment=FIRST_DAY),
        sa.Column("service", sa.String(length=40), nullable=False, comment="Slug; empty = none named"),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False, comment="Result of loket.figures.results"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "month", "service", "aspect", "result", name=op.f("pk_province_topics")),
        sqlite_with_rowid=False,
    )
    _fill()


def _province() -> sa.Column[int]:
    return sa.Column("province_id", sa.Integer(), autoincrement=False, nullable=False, comment=WITH_ALL)


def _fill() -> None:
    """From the counts that are there."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    month = "date(c.day, 'start of month')" if is_sqlite else "CAST(date_trunc('month', c.day) AS date)"
    for target, source, day, key in (
        ("province_days", "daily_counts", "c.day", "kind"),
        ("province_hours", "hourly_counts", month, "hour"),
        ("province_topics", "topic_counts", month, "service, aspect, result"),
    ):
        columns = ", ".join(f"c.{one}" for one in key.split(", "))
        name = "day" if day == "c.day" else "month"
        op.execute(
            f"INSERT INTO {target} (province_id, {name}, {key}, count) "  # noqa: S608  names of our own
            f"SELECT coalesce(r.parent_id, r.id), {day}, {columns}, sum(c.count) FROM {source} c "
            f"JOIN regions r ON r.id = c.region_id GROUP BY coalesce(r.parent_id, r.id), {day}, {columns}"
        )


def downgrade() -> None:
    for table in ("province_topics", "province_hours", "province_days"):
        op.drop_table(table)
