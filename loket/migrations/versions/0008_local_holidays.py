"""Local holidays are changed, not only added and taken away: who saves must have seen the last save."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_local_holidays"
down_revision = "0007_questions"
branch_labels = None
depends_on = None

SAVES = "Counts the saves: who saves must have seen the last"


def upgrade() -> None:
    with op.batch_alter_table("local_holidays", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lock_version", sa.Integer(), nullable=False, server_default="1", comment=SAVES))
        batch_op.add_column(
            sa.Column("editor", sa.String(length=120), nullable=False, server_default="", comment="Who saved last")
        )
    with op.batch_alter_table("local_holidays", schema=None) as batch_op:
        batch_op.alter_column("lock_version", existing_type=sa.Integer(), server_default=None, existing_comment=SAVES)
        batch_op.alter_column(
            "editor", existing_type=sa.String(length=120), server_default=None, existing_comment="Who saved last"
        )


def downgrade() -> None:
    with op.batch_alter_table("local_holidays", schema=None) as batch_op:
        batch_op.drop_column("editor")
        batch_op.drop_column("lock_version")
