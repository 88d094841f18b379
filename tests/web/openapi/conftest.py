"""The site over the whole seed, and a small one to write in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from loket.database import make_engine, make_session_factory
from loket.settings import Settings
from loket.stack.stack import side_by_side
from tests.conftest import Databases
from web.app import create_app

SITE = "https://loket.example.go.id"


def settings_for(folder: Path, url: str, **values: str) -> Settings:
    """A site with its own address, so that links can be told from the request's."""
    made = side_by_side(folder, database_url=url)
    return made.model_copy(update={"web_url": SITE, "api_per_minute": 100_000, "web_per_minute": 100_000, **values})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: Databases) -> Iterator[TestClient]:
    """Reads the whole seed; tests of one module share it."""
    url = sqlite_databases.seeded()
    app = create_app(settings_for(tmp_path_factory.mktemp("openapi"), url, bot_username="loket_contoh_bot"))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened
    sqlite_databases.drop(url)


@pytest.fixture
def both(tmp_path: Path, seeded_database_url: str) -> Iterator[TestClient]:
    """Over the whole seed, on SQLite and again on PostgreSQL."""
    with TestClient(create_app(settings_for(tmp_path, seeded_database_url)), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def open_both(both: TestClient, seeded_database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on the database of ``both``."""
    engine = make_engine(seeded_database_url)
    yield make_session_factory(engine.execution_options(loket_write=True))
    engine.dispose()
