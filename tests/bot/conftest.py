"""The bot between a real simulator and a small deterministic engine."""

# ruff: noqa: ASYNC110  what is waited for happens in a server or another process and rings no event
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.service import Service
from loket.database import make_engine, make_session_factory
from loket.settings import Settings
from tests.bot.serving import Citizens, make_settings, running, serve, simulated
from tests.bot.stand_in_engine import StandInEngine
from tests.conftest import Databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pytest undoes the filter of ``bot.api``: raw calls are on purpose."""
    for item in items:
        if "tests/bot/" in item.path.as_posix():
            item.add_marker(pytest.mark.filterwarnings("ignore:Please use 'Bot"))
            item.add_marker(pytest.mark.filterwarnings("ignore:.*`retry_after` will be of type"))


@pytest.fixture
def sqlite_url(sqlite_databases: Databases) -> Iterator[str]:
    """A migrated SQLite database without rows."""
    url = sqlite_databases.migrated()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def open_sqlite(sqlite_url: str) -> Iterator[sessionmaker[Session]]:
    """Makes sessions on that database."""
    engine = make_engine(sqlite_url)
    yield make_session_factory(engine)
    engine.dispose()


@dataclass
class Stage:
    """A simulator, an engine, and settings for a bot between them."""

    citizens: Citizens
    engine: StandInEngine
    settings: Settings
    with_settings: Callable[..., Settings]


@pytest.fixture
async def stage(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Stage]:
    """Everything but the bot."""
    engine = StandInEngine()
    async with simulated() as (port, citizens, _world), serve(engine.app) as engine_port:

        def with_settings(**values: Any) -> Settings:
            return make_settings(tmp_path, sqlite_url, simulator_port=port, engine_port=engine_port, **values)

        yield Stage(citizens, engine, with_settings(), with_settings)


@pytest.fixture
async def served(stage: Stage) -> AsyncIterator[Service]:
    """The bot, up and known to the simulator."""
    async with running(stage.settings) as service:
        await known(stage)
        yield service


async def known(stage: Stage, method: str = "deleteWebhook", **more: Any) -> None:
    """Wait until the bot has introduced itself to the simulator."""
    async with asyncio.timeout(10):
        while not await stage.citizens.calls(method, **more):
            await asyncio.sleep(0.01)
