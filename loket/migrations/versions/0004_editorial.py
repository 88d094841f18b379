"""Editing standards: who saved what when, unfinished drafts, comments, unsaved typing, review tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "archived_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="NULL and not active = new, nothing published yet",
            )
        )
        batch_op.create_index(batch_op.f("ix_services_name"), ["name"], unique=False)
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "oldest_verified_at", sa.Date(), nullable=True, comment="Of its components; for lists of what is stale"
            )
        )
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
        batch_op.create_index("ix_standards_region_state", ["region_id", "state"], unique=False)
        batch_op.create_index("ix_standards_state_oldest_verified_at", ["state", "oldest_verified_at"], unique=False)
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.alter_column("lock_version", server_default=None)
        batch_op.alter_column("editor", server_default=None)
    with op.batch_alter_table("standard_components", schema=None) as batch_op:
        batch_op.alter_column(
            "verified_at",
            existing_type=sa.Date(),
            nullable=True,
            comment="When somebody last checked it; NULL in drafts only",
            existing_comment="When somebody last checked it",
        )
    op.execute(
        "UPDATE standards SET oldest_verified_at = (SELECT min(verified_at) FROM standard_components "
        "WHERE standard_components.standard_id = standards.id)"
    )
    op.execute("UPDATE services SET archived_at = CURRENT_TIMESTAMP WHERE NOT is_active")
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "standard_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=120), nullable=False, comment="Name at that time"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "component", sa.String(length=30), nullable=False, comment="Component it is about; empty = all of it"
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('remark', 'submitted', 'returned', 'published')", name=op.f("ck_standard_comments_kind_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_standard_comments_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_standard_comments_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_comments")),
    )
    with op.batch_alter_table("standard_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_comments_standard_id"), ["standard_id"], unique=False)
    op.create_table(
        "standard_autosaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False, comment="Of the standard when the form was opened"),
        sa.Column("form", sa.JSON(), nullable=False, comment="The form's fields as [name, value], in order"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_standard_autosaves_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_standard_autosaves_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_autosaves")),
        sa.UniqueConstraint("standard_id", "account_id", name=op.f("uq_standard_autosaves_standard_id")),
    )
    with op.batch_alter_table("standard_autosaves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_autosaves_account_id"), ["account_id"], unique=False)
    op.create_table(
        "review_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False, comment="The region that overrides"),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False, comment="The version above that changed"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="NULL = still to do"),
        sa.Column("done_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_review_tasks_region_id_regions")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_review_tasks_service_id_services")),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name=op.f("fk_review_tasks_standard_id_standards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_tasks")),
    )
    with op.batch_alter_table("review_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_review_tasks_region_id_done_at", ["region_id", "done_at"], unique=False)
        batch_op.create_index(
            "uq_review_tasks_open",
            ["service_id", "region_id", "component"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("review_tasks")
    op.drop_table("standard_autosaves")
    op.drop_table("standard_comments")
    # A draft that nobody has checked yet has no place in the older schema.
    op.execute("DELETE FROM standard_components WHERE verified_at IS NULL")
    with op.batch_alter_table("standard_components", schema=None) as batch_op:
        batch_op.alter_column("verified_at", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.drop_index("ix_standards_state_oldest_verified_at")
        batch_op.drop_index("ix_standards_region_state")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("editor")
        batch_op.drop_column("lock_version")
        batch_op.drop_column("oldest_verified_at")
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_services_name"))
        batch_op.drop_column("archived_at")
