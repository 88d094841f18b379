"""Bring a database to the schema this version of Loket needs. Nothing here asks the user for an alembic.ini."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from loket.database import make_engine
from loket.errors import LoketError

FOLDER = Path(__file__).resolve().parent
LOCK_KEY = 0x4C4F4B4554  # any number no other program takes a PostgreSQL advisory lock on


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; with a connection, commands run on it and inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> bool:
    """Migrate the database at ``url`` to the newest schema; of several processes at once, one does it.

    All or nothing, on SQLite too. Returns whether anything was to do.
    """
    with migrating(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        if _revision(connection) == head_revision():
            return False
        command.upgrade(alembic_config(connection), "head")
        return True


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A connection in a transaction in which tables may be copied and dropped.

    SQLite changes a table by copying it, dropping the old one and renaming the copy: with foreign keys enforced the
    drop deletes or refuses the rows that point to it, so they are checked once at the end instead.
    """
    engine = make_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=OFF"))
    try:
        with engine.execution_options(loket_write=True).begin() as connection:
            yield connection
            if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise MigrationFailed(f"a row of {broken[0]} points to a row of {broken[2]} that is gone")
    finally:
        engine.dispose()


class MigrationFailed(LoketError):
    """The new schema does not hold the old rows; nothing was changed."""


def is_current(url: str) -> bool:
    """Whether the database at ``url`` has the newest schema."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return _revision(connection) == head_revision()
    finally:
        engine.dispose()


def head_revision() -> str | None:
    """The newest revision in the code."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
