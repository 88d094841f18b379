"""The functions of loket, called from asyncio on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, make_url, select

from loket.citizens.models import Citizen
from loket.citizens.operations import get_or_create, pseudonym
from loket.database import (
    empty_write_ahead_log,
    make_async_engine,
    make_async_session_factory,
    make_async_write_session_factory,
)
from loket.regions.locating import locate
from loket.regions.operations import get_region, search_regions
from loket.services.models import Component
from loket.services.operations import get_service, resolve_standard
from tests.conftest import Databases


async def test_questions_are_answered_through_run_sync(seeded_database_url: str) -> None:
    engine = make_async_engine(seeded_database_url)

    async with make_async_session_factory(engine)() as session:
        found = await session.run_sync(search_regions, "jogja")
        guesses = await session.run_sync(locate, -7.783, 110.367)
        service = await session.run_sync(get_service, "ktp_el")
        region = await session.run_sync(get_region, "kota_yogyakarta")
        standard = await session.run_sync(resolve_standard, service, region)

    assert found[0].region.slug == guesses[0].region.slug == "kota_yogyakarta"
    cost = standard.fields[Component.COST]
    assert (cost.content["amount_rupiah"], cost.level) == (0, "nasional")
    await engine.dispose()


async def test_writers_side_by_side_all_get_through(database_url: str) -> None:
    engine = make_async_engine(database_url)
    open_writing = make_async_write_session_factory(engine)

    async def meet(number: int) -> None:
        async with open_writing() as session, session.begin():
            await session.run_sync(get_or_create, pseudonym("utama", number % 10, key="kunci"))

    await asyncio.gather(*(meet(number) for number in range(30)))

    async with make_async_session_factory(engine)() as session:
        assert await session.scalar(select(func.count()).select_from(Citizen)) == 10
        seen = (await session.scalars(select(Citizen.seen_at))).first()
    assert seen is not None
    assert seen.tzinfo == UTC
    assert seen <= datetime.now(UTC)
    await engine.dispose()


async def test_what_was_erased_is_in_no_file(sqlite_databases: Databases) -> None:
    sqlite_url = sqlite_databases.migrated()
    engine = make_async_engine(sqlite_url)
    open_writing = make_async_write_session_factory(engine)
    name = pseudonym("utama", 4711, None, "kunci-uji")
    async with open_writing() as session, session.begin():
        await session.run_sync(get_or_create, name)
    async with open_writing() as session, session.begin():
        await session.execute(delete(Citizen).where(Citizen.pseudonym == name))

    await empty_write_ahead_log(engine)
    await engine.dispose()

    database = Path(make_url(sqlite_url).database or "")
    files = list(database.parent.glob(f"{database.name}*"))
    assert files
    assert not any(name.encode() in file.read_bytes() for file in files)
