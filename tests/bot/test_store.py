"""The process's one door to the database, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.dispatcher import Dispatcher
from bot.housekeeping import tidy_up
from bot.store import Store
from loket.delivery import operations as delivery
from loket.delivery.models import CallbackToken, InboxUpdate, OutboxMessage, OutboxState
from loket.info_reports.models import InfoReport
from tests.bot.desk import Desk, message
from tests.bot.serving import StandInEngine, make_settings, serve
from tests.loket.unanswered.builders import make_report


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    await opened.open()
    yield opened
    await opened.close()


def add_token(session: Session, name: str) -> str:
    session.add(CallbackToken(id=name, bot="utama", chat_key="utama:7", payload="/help"))
    session.flush()
    return name


async def test_one_write_that_fails_does_not_take_the_others_with_it(store: Store) -> None:
    names = ["a", "b", "a", "c"]
    results = await asyncio.gather(
        *(store.write(lambda session, name=name: add_token(session, name)) for name in names),  # type: ignore[misc]
        return_exceptions=True,
    )

    assert [results[0], results[1], results[3]] == ["a", "b", "c"]
    assert isinstance(results[2], IntegrityError)
    count = await store.read(lambda session: session.scalar(select(func.count()).select_from(CallbackToken)))
    assert count == 3


async def test_what_is_written_is_committed_before_the_caller_goes_on(store: Store) -> None:
    await store.write(lambda session: add_token(session, "a"))

    assert await store.read(lambda session: delivery.find_token(session, "a")) is not None


async def test_inbox_is_worked_off_in_order_and_forgotten_in_time(tmp_path: Path, database_url: str) -> None:
    engine = StandInEngine()
    async with serve(engine.app) as port:
        settings = make_settings(tmp_path, database_url, engine_port=port, delivery_hours=0)
        desk = await Desk.open(database_url, settings)
        updates = [
            delivery.NewUpdate(n, f"utama:{1 + n % 3}", {"update_id": n, "message": message(f"p{n}", chat=1 + n % 3)})
            for n in range(30)
        ]
        await desk.store.write(lambda session: delivery.store_updates(session, "utama", updates))
        task = asyncio.create_task(Dispatcher(desk.store, desk.runner).run())
        rows = await answered(desk.store, 30)
        task.cancel()

        for chat in (1, 2, 3):
            said = [row.params["text"] for row in rows if row.chat_key == f"utama:{chat}"]
            assert said == [f"jawaban: p{n}" for n in range(30) if 1 + n % 3 == chat]

        await desk.store.write(settle_all)
        await desk.store.write(lambda session: make_report(session, day=date(2020, 1, 1)) and None)
        assert await tidy_up(desk.store, settings) == 30
        left = await desk.store.read(lambda session: session.scalar(select(func.count()).select_from(InboxUpdate)))
        assert left == 0
        assert await desk.store.read(lambda session: session.scalar(select(func.count()).select_from(InfoReport))) == 0
        await desk.store.close()


def settle_all(session: Session) -> None:
    for row in session.scalars(select(OutboxMessage)):
        row.state = OutboxState.SENT


async def answered(store: Store, count: int) -> list[OutboxMessage]:
    async with asyncio.timeout(20):
        while True:
            rows = await store.read(
                lambda session: list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
            )
            if len(rows) >= count:
                return rows
            await asyncio.sleep(0.02)
