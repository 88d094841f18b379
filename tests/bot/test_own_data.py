"""What Loket keeps of a citizen is shown, and erased when they say so twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import texts
from bot.handlers.own_data import ASK, CONFIRMED, KEEP, SHOW
from bot.runner import Done, Later
from loket.citizens.masking import HIDDEN
from loket.citizens.models import Citizen
from loket.delivery.models import CallbackToken, InboxUpdate, OutboxMessage
from tests.bot.desk import Desk, message
from tests.bot.serving import StandInEngine, make_settings, serve

# In parts: the tree holds nothing of the shape of a citizen's number.
NIK, PHONE, MAIL = "3404" + "0112" + "0190" + "0001", "0812" + "-3456" + "-7890", "siti" + "@" + "contoh.id"


@pytest.fixture
async def engine() -> AsyncIterator[tuple[StandInEngine, int]]:
    stand_in = StandInEngine()
    async with serve(stand_in.app) as port:
        yield stand_in, port


@pytest.fixture
async def desk(tmp_path: Path, sqlite_url: str, engine: tuple[StandInEngine, int]) -> AsyncIterator[Desk]:
    opened = await Desk.open(sqlite_url, make_settings(tmp_path, sqlite_url, engine_port=engine[1]))
    yield opened
    await opened.store.close()


async def press(desk: Desk, payload: str, chat: int = 7) -> Done | Later:
    """Press the newest button of this payload in the chat."""

    def newest(session: Session) -> str:
        query = select(CallbackToken.id).where(
            CallbackToken.payload == payload, CallbackToken.chat_key == f"{desk.name}:{chat}"
        )
        found = session.scalars(query.order_by(CallbackToken.created_at.desc())).first()
        assert found is not None, f"no button {payload}"
        return found

    token = await desk.store.read(newest)
    query = {"id": "1", "chat_instance": "x", "data": f"c:{token}", "from": message()["from"]}
    return await desk.run({"callback_query": {**query, "message": message("lama", chat=chat)}})


def said(outcome: Done | Later) -> str:
    assert isinstance(outcome, Done)
    return "\n".join(str(one.params.get("text")) for one in outcome.finished.messages)


async def counts(desk: Desk, chat: int = 7) -> dict[str, int]:
    key = f"{desk.name}:{chat}"

    def count(session: Session) -> dict[str, int]:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model).where(model.chat_key == key))
            or 0
            for model in (InboxUpdate, OutboxMessage, CallbackToken)
        } | {"citizens": session.scalar(select(func.count()).select_from(Citizen)) or 0}

    return await desk.store.read(count)


async def test_what_is_kept_is_said_plainly(desk: Desk) -> None:
    await desk.run({"message": message("biaya ktp")})

    shown = "\n".join(await desk.texts({"message": message("/dataku", number=2)}))

    assert "Daerah: belum dipilih" in shown
    assert "2 pesan Anda dan 1 jawaban; dihapus 24 jam" in shown
    assert "dihapus setelah 2 hari" in shown
    assert "tidak disimpan" in shown


async def test_erasing_is_asked_once_more_and_can_be_left(desk: Desk) -> None:
    await desk.run({"message": message("biaya ktp")})

    assert await desk.texts({"message": message("/hapusdata", number=2)}) == [texts.ERASE_ASK]
    assert texts.ERASE_KEPT in said(await press(desk, KEEP))
    assert (await counts(desk))["citizens"] == 1


async def test_all_is_erased_but_the_last_word(desk: Desk, engine: tuple[StandInEngine, int]) -> None:
    await desk.run({"message": message("biaya ktp")})
    await desk.run({"message": message("punya orang lain", chat=8)})
    await desk.run({"message": message("/dataku", number=2)})
    await press(desk, ASK)

    done = await press(desk, CONFIRMED)

    assert "sudah dihapus" in said(done)
    assert await counts(desk) == {"inbox": 1, "outbox": 1, "callback_tokens": 0, "citizens": 1}
    assert (await counts(desk, 8))["inbox"] == 1
    assert len(engine[0].forgotten) == 1


async def test_while_the_engine_is_away_nothing_is_half_erased(desk: Desk, engine: tuple[StandInEngine, int]) -> None:
    await desk.run({"message": message("biaya ktp")})
    await desk.run({"message": message("/hapusdata", number=2)})
    engine[0].status = 503

    outcome = await press(desk, CONFIRMED)

    assert isinstance(outcome, Later)
    assert (await counts(desk))["inbox"] == 3
    assert (await counts(desk))["citizens"] == 1


async def test_in_a_group_only_what_the_member_wrote_is_erased(desk: Desk) -> None:
    group = -1001
    other = {"from": {"id": 901, "is_bot": False, "first_name": "Budi"}}
    await desk.run({"message": message("@loket_bot biaya ktp", chat=group)})
    await desk.run({"message": message("@loket_bot biaya kk", chat=group, number=2) | other})
    await desk.run({"message": message("/hapusdata@loket_bot", chat=group, number=3)})

    await press(desk, CONFIRMED, group)

    def authors(session: Session) -> list[int]:
        rows = session.scalars(select(InboxUpdate.raw).where(InboxUpdate.chat_key == f"{desk.name}:{group}"))
        return [part["from"]["id"] for raw in rows for part in raw.values() if isinstance(part, dict)]

    assert sorted(await desk.store.read(authors)) == [900, 901]  # the last word to the one, all of the other


async def test_a_button_shows_the_data_too(desk: Desk, engine: tuple[StandInEngine, int]) -> None:
    engine[0].replies = [{"text": "privasi", "buttons": [{"title": "Lihat data saya", "payload": SHOW}]}]
    await desk.run({"message": message("data saya disimpan apa aja")})

    assert texts.DATA_TITLE in said(await press(desk, SHOW))


async def test_personal_numbers_are_hidden_once_the_message_is_answered(
    desk: Desk, engine: tuple[StandInEngine, int]
) -> None:
    text = f"nik saya {NIK} hp {PHONE} surel {MAIL} ktp hilang"
    engine[0].replies = [{"text": "jawaban"}]

    await desk.run({"message": message(text)})
    await desk.run({"message": message(photo=[], caption=text, number=2)})

    raws = await desk.store.read(lambda session: list(session.scalars(select(InboxUpdate.raw))))
    stored = str(raws)
    assert stored.count(HIDDEN) == 6
    assert not any(secret in stored for secret in (NIK, PHONE, MAIL))
    assert engine[0].asked[0]["text"] == text
    assert "ktp hilang" in stored
