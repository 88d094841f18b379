"""Alembic's entry: runs on the connection ``loket.migrations`` hands over, or on LOKET_DATABASE_URL for developers."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import loket.models  # noqa: F401  every table must be known
from loket.database import Base, UtcDateTime, make_engine
from loket.settings import get_settings


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations stay readable when our classes change: write plain SQLAlchemy types."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Run the migrations inside the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite changes a table by copying it
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Take the caller's connection, or open one for the developer's command line."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    engine = make_engine(get_settings().resolved_database_url)
    with engine.execution_options(loket_write=True).begin() as own:
        run(own)
    engine.dispose()


main()
