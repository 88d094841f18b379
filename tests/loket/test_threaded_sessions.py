"""The functions of loket, called from asyncio on both databases."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, func, make_url, select
from sqlalchemy.orm import Session

from loket.citizens.models import Citizen
from loket.citizens.operations import get_or_create, pseudonym
from loket.regions.locating import locate
from loket.regions.operations import get_region, search_regions
from loket.services.models import Component
from loket.services.operations import get_service, resolve_standard
from loket.threaded_sessions import ThreadedSessions
from tests.conftest import Databases


async def test_questions_are_answered(seeded_database_url: str) -> None:
    sessions = ThreadedSessions(seeded_database_url)

    def cost(session: Session) -> tuple[object, str]:
        standard = resolve_standard(session, get_service(session, "ktp_el"), get_region(session, "kota_yogyakarta"))
        field = standard.fields[Component.COST]
        return field.content["amount_rupiah"], field.level

    found = await sessions.read(partial(search_regions, text="jogja"))
    guesses = await sessions.read(partial(locate, latitude=-7.783, longitude=110.367))

    assert found[0].region.slug == guesses[0].region.slug == "kota_yogyakarta"
    assert await sessions.read(cost) == (0, "nasional")
    await sessions.close()


async def test_writers_side_by_side_all_get_through(database_url: str) -> None:
    sessions = ThreadedSessions(database_url)

    async def meet(number: int) -> None:
        name = pseudonym("utama", number % 10, key="kunci")
        await sessions.write(partial(get_or_create, name=name))

    await asyncio.gather(*(meet(number) for number in range(30)))

    assert await sessions.read(lambda session: session.scalar(select(func.count()).select_from(Citizen))) == 10
    seen = await sessions.read(lambda session: session.scalars(select(Citizen.seen_at)).first())
    assert seen is not None
    assert seen.tzinfo == UTC
    assert seen <= datetime.now(UTC)
    await sessions.close()


async def test_work_that_raises_leaves_nothing_and_says_what_it_was(database_url: str) -> None:
    sessions = ThreadedSessions(database_url)

    def half(session: Session) -> None:
        get_or_create(session, pseudonym("utama", 1, key="kunci"))
        session.flush()
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        await sessions.write(half)

    assert await sessions.read(lambda session: session.scalar(select(func.count()).select_from(Citizen))) == 0
    await sessions.close()


async def test_loop_goes_on_while_work_waits(database_url: str) -> None:
    sessions = ThreadedSessions(database_url)
    may_end = threading.Event()

    waiting = asyncio.create_task(sessions.read(lambda _session: may_end.wait(10)))
    answered = await sessions.read(lambda session: session.scalar(select(1)))
    may_end.set()

    assert answered == 1
    assert await waiting
    await sessions.close()


async def test_work_knows_the_callers_context(database_url: str) -> None:
    sessions = ThreadedSessions(database_url)
    caller: ContextVar[str] = ContextVar("caller")
    caller.set("warga")

    assert await sessions.read(lambda _session: caller.get()) == "warga"
    await sessions.close()


async def test_what_was_erased_is_in_no_file(sqlite_databases: Databases) -> None:
    sqlite_url = sqlite_databases.migrated()
    sessions = ThreadedSessions(sqlite_url)
    name = pseudonym("utama", 4711, None, "kunci-uji")
    await sessions.write(partial(get_or_create, name=name))
    await sessions.write(lambda session: session.execute(delete(Citizen).where(Citizen.pseudonym == name)))

    await sessions.empty_log()
    await sessions.close()

    database = Path(make_url(sqlite_url).database or "")
    files = list(database.parent.glob(f"{database.name}*"))
    assert files
    assert not any(name.encode() in file.read_bytes() for file in files)
