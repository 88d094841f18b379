"""The web room's database: one transaction a request, committed before the answer leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from loket.database import make_engine, make_session_factory, make_write_session_factory

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Database:
    """Sync sessions for routes, which FastAPI runs in threads; one per application."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self.readers = make_session_factory(self._engine)
        # On SQLite a transaction that writes takes its lock at once; on PostgreSQL there is no difference.
        self.writers = make_write_session_factory(self._engine)

    def reading(self) -> AbstractContextManager[Session]:
        """A session to read in."""
        return self.readers()

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose transaction is committed at the end, rolled back on an error."""
        return self.writers.begin()

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()


def database_of(request: Request) -> Database:
    """The application's database, for routes that open short transactions of their own."""
    database: Database = request.app.state.database
    return database


def request_session(request: Request) -> Iterator[Session]:
    """The session of one request: GET reads, every other method writes, commits at the end or rolls back on an error.

    A route that catches a refusal and shows its form again puts the operation into ``with session.begin_nested():``,
    so that half of it is not committed.
    """
    database = database_of(request)
    with database.reading() if request.method in SAFE_METHODS else database.writing() as session:
        yield session


# Ends before the answer is sent: who is told "tersimpan" can trust it.
DbSession = Annotated[Session, Depends(request_session, scope="function")]
