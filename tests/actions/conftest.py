"""The action server's application on a seeded database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session, sessionmaker

from actions import sessions
from actions.server import create_app
from loket.database import make_engine, make_session_factory
from loket.threaded_sessions import ThreadedSessions
from tests.actions.calls import TOKEN


@pytest.fixture
def database(sqlite_databases: Any) -> Iterator[str]:
    """The URL of a fresh seeded database."""
    url = sqlite_databases.seeded()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def look(database: str) -> Iterator[sessionmaker[Session]]:
    """Sessions to look into what the actions stored."""
    engine = make_engine(database)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
async def client(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client that carries the secret, on the whole application."""
    opened_sessions = ThreadedSessions(database)
    monkeypatch.setattr(sessions, "database", lambda: opened_sessions)
    async with serve(create_app(token=TOKEN, seconds=5)) as opened:
        yield opened
    await opened_sessions.close()


def serve(app: Any) -> httpx.AsyncClient:
    """A client on an application."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions", headers=headers)
