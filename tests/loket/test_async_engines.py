"""The functions of loket, called from asyncio on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func, select

from loket.citizens.models import Citizen
from loket.citizens.operations import get_or_create, pseudonym
from loket.database import make_async_engine, make_async_session_factory, make_async_write_session_factory
from loket.regions.locating import locate
from loket.regions.operations import get_region, search_regions
from loket.services.models import Component
from loket.services.operations import get_service, resolve_standard


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
