"""Database sessions for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from loket.database import make_engine, make_session_factory
from loket.settings import Settings
from loket.stack.errors import StackError


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A session whose transaction is committed at the end; raises StackError where there is no database of ours."""
    engine = make_engine(settings.resolved_database_url).execution_options(loket_write=True)
    try:
        with make_session_factory(engine).begin() as session:
            yield session
    except (OperationalError, ProgrammingError) as error:
        raise StackError(
            "Basis data belum siap atau tidak dapat dibuka: jalankan 'make setup', dan periksa LOKET_DATABASE_URL."
        ) from error
    finally:
        engine.dispose()
