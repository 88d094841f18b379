"""What housekeeping notes by itself."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot.housekeeping import keep_house, offer_what_is_due
from bot.store import Store
from loket.figures.models import ReadinessDay
from loket.services.operations import today_in
from loket.standards.scheduling import offer_due
from tests.bot.serving import make_settings
from tests.loket.builders import make_province, make_region, make_service, make_standard


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


async def test_a_new_service_is_offered_on_its_day_and_understood(
    tmp_path: Path, database_url: str, open_session: sessionmaker[Session]
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
        service.is_active = False
        make_standard(session, service, None, {}, valid_from=today_in(None))
        slug = service.slug
    settings = make_settings(tmp_path, database_url, engine_port=1)
    store = Store(database_url)
    await store.open()
    try:
        assert await offer_what_is_due(store, settings) == 1
        assert await offer_what_is_due(store, settings) == 0
    finally:
        await store.close()

    lexicon = json.loads((settings.home / "lexicon.json").read_text(encoding="utf-8"))
    assert [one["slug"] for one in lexicon["services"]] == [slug]


async def test_a_service_offered_before_a_kill_is_understood_after_the_next_round(
    tmp_path: Path, database_url: str, open_session: sessionmaker[Session]
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
        service.is_active = False
        make_standard(session, service, None, {}, valid_from=today_in(None))
        slug = service.slug
    settings = make_settings(tmp_path, database_url, engine_port=1)
    store = Store(database_url)
    await store.open()
    try:
        assert await store.write(offer_due) == 1  # committed; the process is killed before it writes the lexicon

        assert await offer_what_is_due(store, settings) == 0
    finally:
        await store.close()

    lexicon = json.loads((settings.home / "lexicon.json").read_text(encoding="utf-8"))
    assert [one["slug"] for one in lexicon["services"]] == [slug]


async def _noted(store: Store) -> list[date]:
    async with asyncio.timeout(20):
        while True:
            days = await store.read(lambda session: list(session.scalars(select(ReadinessDay.day))))
            if days:
                return days
            await asyncio.sleep(0.05)  # between two looks
