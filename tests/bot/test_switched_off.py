"""A stopped bot: a kind notice to whatever is written, and citizens' rights to their own data as ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot import texts
from bot.runner import Done
from loket.delivery.models import CallbackToken
from loket.switches.models import Switch
from loket.switches.operations import put_back, throw_for_bot
from tests.bot.conftest import make_settings
from tests.bot.desk import BOT_NAME, USERNAME, Desk, message
from tests.bot.serving import serve
from tests.bot.stand_in_engine import StandInEngine

GROUP = -5


@pytest.fixture
async def desk(tmp_path: Path, sqlite_url: str, open_sqlite: sessionmaker[Session]) -> AsyncIterator[Desk]:
    engine = StandInEngine()
    async with serve(engine.app) as port:
        opened = await Desk.open(sqlite_url, make_settings(tmp_path, sqlite_url, engine_port=port))
        with open_sqlite.begin() as session:
            throw_for_bot(session, "perintah", BOT_NAME, "jawaban keliru", origin="cli")
        yield opened
        await opened.store.close()


@pytest.mark.parametrize("said", ["biaya ktp", "/start", "/darurat", "/tidakada", "halo"])
async def test_everything_written_gets_the_notice(desk: Desk, said: str) -> None:
    assert await desk.texts({"message": message(said)}) == [texts.SWITCHED_OFF]


async def test_another_bot_and_later_the_same_answer_as_ever(desk: Desk, open_sqlite: sessionmaker[Session]) -> None:
    with open_sqlite.begin() as session:
        put_back(session, "perintah", session.scalars(select(Switch.id)).one(), origin="cli")
        throw_for_bot(session, "perintah", "lain", "jawaban keliru", origin="cli")

    assert await desk.texts({"message": message("biaya ktp")}) == ["jawaban: biaya ktp"]


async def test_a_group_gets_it_only_when_it_asks(desk: Desk) -> None:
    assert await desk.texts({"message": message("halo semua", chat=GROUP)}) == []
    assert await desk.texts({"message": message("x", chat=GROUP, new_chat_title="baru")}) == []
    assert await desk.texts({"message": message(f"@{USERNAME} ktp", chat=GROUP)}) == [texts.SWITCHED_OFF]


async def test_an_edited_message_is_not_answered_twice(desk: Desk) -> None:
    assert await desk.texts({"edited_message": message("biaya ktp")}) == []


async def test_own_data_is_shown_and_erased_all_the_same(desk: Desk, open_sqlite: sessionmaker[Session]) -> None:
    shown = await desk.texts({"message": message("/dataku")})
    asked = await desk.run({"message": message("/hapusdata")})
    assert isinstance(asked, Done)
    with open_sqlite() as session:
        token = session.scalars(
            select(CallbackToken.id).where(CallbackToken.payload == "/erase_data_confirmed")
        ).first()
    pressed = {
        "id": "1",
        "from": message()["from"],
        "chat_instance": "1",
        "data": f"c:{token}",
        "message": message("x"),
    }
    erased = await desk.texts({"callback_query": pressed})

    assert texts.SWITCHED_OFF not in [*shown, *erased]
    assert erased
