"""What housekeeping notes by itself."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot.housekeeping import keep_house
from bot.store import Store
from loket.figures.models import ReadinessDay
from loket.services.operations import today_in
from tests.bot.serving import make_settings
from tests.loket.builders import make_province, make_region


async def test_readiness_of_all_regions_is_noted_without_being_asked(
    tmp_path: Path, database_url: str, open_session: sessionmaker[Session]
) -> None:
    with open_session.begin() as session:
        make_region(session, make_province(session))
    store = Store(database_url)
    await store.open()
    task = asyncio.create_task(keep_house(store, make_settings(tmp_path, database_url, engine_port=1)))
    try:
        assert await _noted(store) == [today_in(None)] * 2
    finally:
        task.cancel()
        await store.close()


async def _noted(store: Store) -> list[date]:
    async with asyncio.timeout(20):
        while True:
            days = await store.read(lambda session: list(session.scalars(select(ReadinessDay.day))))
            if days:
                return days
            await asyncio.sleep(0.05)  # between two looks
