"""What the sender does when Telegram refuses, slows down, or does not say."""

# ruff: noqa: ASYNC110  what is waited for happens in other tasks, in the database, and rings no event
from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.api import Failure, classify
from bot.sender import Sender
from bot.store import Store
from loket.citizens.operations import find_citizen, get_or_create, pseudonym
from loket.database import utc_now
from loket.delivery import outgoing
from loket.delivery.models import OutboxKind, OutboxMessage, OutboxState
from tests.bot.conftest import Stage
from tests.bot.desk import TOKEN, RecordingRequest, no
from tests.bot.serving import eventually, make_settings

CHAT = 601


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = Store(sqlite_url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def request_() -> RecordingRequest:
    return RecordingRequest()


@pytest.fixture
async def sender(store: Store, request_: RecordingRequest, tmp_path: Path) -> AsyncIterator[Sender]:
    bot = Bot(TOKEN, "http://127.0.0.1:1/bot", request=request_, get_updates_request=RecordingRequest())
    await bot.initialize()
    made = Sender("utama", bot, store, make_settings(tmp_path, "sqlite://"))
    yield made
    await made.close(1)


async def put(store: Store, text: str = "halo", kind: OutboxKind = OutboxKind.ANSWER, chat: int = CHAT) -> int:
    params = {"chat_id": chat, "text": text, "parse_mode": "HTML"}
    row = await store.write(
        lambda session: outgoing.enqueue(session, "utama", f"utama:{chat}", "sendMessage", params, kind)
    )
    return row.id


async def row_of(store: Store, row_id: int) -> OutboxMessage:
    return await store.read(lambda session: session.scalars(select(OutboxMessage).filter_by(id=row_id)).one())


async def settled(store: Store, row_id: int, seconds: float = 5) -> OutboxMessage:
    async with asyncio.timeout(seconds):
        while (row := await row_of(store, row_id)).state in (OutboxState.NEW, OutboxState.SENDING):
            await asyncio.sleep(0.01)
    return row


def lost() -> Exception:
    error = TimedOut()
    error.__cause__ = httpx.ReadTimeout("late")
    return error


def not_sent() -> Exception:
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = httpx.ConnectError("refused")
    return error


def sent_texts(request: RecordingRequest) -> list[str]:
    return [params["text"] for name, params in request.calls if name == "sendMessage"]


@pytest.mark.parametrize("answer", [(502, b"<html>502</html>"), not_sent(), lost(), no(429, "slow", retry_after=0.1)])
async def test_answer_is_sent_again_until_it_goes(
    store: Store, sender: Sender, request_: RecordingRequest, answer: Any
) -> None:
    request_.answers = [answer]
    row_id = await put(store)
    sender.notify([f"utama:{CHAT}"])

    assert (await settled(store, row_id)).state == OutboxState.SENT
    assert sent_texts(request_) == ["halo", "halo"]


async def test_broadcast_that_may_have_arrived_is_held(
    store: Store, sender: Sender, request_: RecordingRequest
) -> None:
    request_.answers = [lost()]
    held, after = await put(store, kind=OutboxKind.BROADCAST), await put(store, "kedua")
    sender.notify([f"utama:{CHAT}"])

    assert (await settled(store, after)).state == OutboxState.SENT
    assert (await row_of(store, held)).state == OutboxState.HELD
    assert sent_texts(request_) == ["halo", "kedua"]


async def test_who_blocked_us_is_marked_and_the_rest_for_them_is_dropped(
    store: Store, sender: Sender, request_: RecordingRequest
) -> None:
    who = pseudonym("utama", CHAT, key="key")
    await store.write(lambda session: get_or_create(session, who))
    request_.answers = [no(403, "Forbidden: bot was blocked by the user")]
    first, second = await put(store), await put(store, "kedua")
    sender.notify([f"utama:{CHAT}"])

    assert (await settled(store, first)).state == OutboxState.FAILED
    assert (await settled(store, second)).state == OutboxState.FAILED
    citizen = await store.read(lambda session: find_citizen(session, who))
    assert citizen is not None
    assert not citizen.is_reachable
    assert sent_texts(request_) == ["halo"]


async def test_html_that_telegram_refuses_goes_as_plain_text(
    store: Store, sender: Sender, request_: RecordingRequest
) -> None:
    request_.answers = [no(400, "Bad Request: can't parse entities: unexpected end tag")]
    row_id = await put(store, "<b>A &amp; B</b>")
    sender.notify([f"utama:{CHAT}"])

    assert (await settled(store, row_id)).state == OutboxState.SENT
    assert sent_texts(request_) == ["<b>A &amp; B</b>", "A & B"]
    assert "parse_mode" not in request_.calls[-1][1]


@pytest.mark.parametrize(
    ("words", "state"),
    [("Bad Request: message is not modified", "sent"), ("Bad Request: message is too long", "failed")],
)
async def test_refusal_is_final(
    store: Store, sender: Sender, request_: RecordingRequest, words: str, state: str
) -> None:
    request_.answers = [no(400, words)]
    row_id = await put(store)
    sender.notify([f"utama:{CHAT}"])

    assert (await settled(store, row_id)).state == state
    assert len(sent_texts(request_)) == 1


async def test_chat_that_moved_gets_its_messages_at_its_new_place(
    store: Store, sender: Sender, request_: RecordingRequest
) -> None:
    request_.answers = [no(400, "group chat was upgraded", migrate_to_chat_id=-1009)]
    row_id = await put(store, chat=-5)
    sender.notify(["utama:-5"])

    row = await settled(store, row_id)
    assert row.state == OutboxState.SENT
    assert str(request_.calls[-1][1]["chat_id"]) == "-1009"


async def test_interrupted_answers_go_again_and_broadcasts_are_held(store: Store) -> None:
    answer, broadcast = await put(store), await put(store, kind=OutboxKind.BROADCAST, chat=CHAT + 1)
    for chat in (CHAT, CHAT + 1):
        key = f"utama:{chat}"
        await store.write(lambda session, key=key: outgoing.claim_next(session, key, utc_now()))  # type: ignore[misc]

    assert await store.write(lambda session: outgoing.recover_interrupted(session, ["utama"])) == (1, 1)
    assert (await row_of(store, answer)).state == OutboxState.NEW
    assert (await row_of(store, broadcast)).state == OutboxState.HELD


@pytest.mark.usefixtures("served")
async def test_chat_told_to_slow_down_does_not_slow_the_others(stage: Stage) -> None:
    await stage.citizens.fault("429", method="sendMessage", chat_id=CHAT, retry_after=2)
    await stage.citizens.send(CHAT, "satu")
    await eventually(lambda: stage.engine.asked)
    start = time.monotonic()
    await stage.citizens.send(CHAT + 1, "dua")

    assert await stage.citizens.texts(CHAT + 1) == ["jawaban: dua"]
    assert time.monotonic() - start < 1.5
    assert await stage.citizens.texts(CHAT) == ["jawaban: satu"]
    assert await stage.citizens.violations() == []


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("kind", ["5xx", "drop", "429"])
async def test_bad_day_at_telegram_loses_nothing_and_keeps_order(stage: Stage, kind: str) -> None:
    await stage.citizens.fault(kind, method="sendMessage", times=2)
    for number in range(4):
        await stage.citizens.send(CHAT, f"pesan {number}")

    assert await stage.citizens.texts(CHAT, 4) == [f"jawaban: pesan {number}" for number in range(4)]


@pytest.mark.usefixtures("served")
async def test_slow_call_for_one_chat_holds_up_nobody_else(stage: Stage) -> None:
    await stage.citizens.fault("slow", method="sendMessage", chat_id=CHAT, seconds=4)
    await stage.citizens.send(CHAT, "satu")
    await eventually(lambda: stage.engine.asked)
    await stage.citizens.send(CHAT + 1, "dua")

    assert await stage.citizens.texts(CHAT + 1, seconds=2) == ["jawaban: dua"]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (RetryAfter(3), Failure.SLOW_DOWN),
        (Forbidden("Forbidden: bot was kicked"), Failure.UNREACHABLE),
        (BadRequest("Chat not found"), Failure.UNREACHABLE),
        (BadRequest("Query is too old and response timeout expired"), Failure.NOTHING_TO_DO),
        (InvalidToken("Unauthorized"), Failure.REVOKED),
        (NetworkError("Bad Gateway"), Failure.NOT_SENT),
        (not_sent(), Failure.NOT_SENT),
        (lost(), Failure.UNKNOWN),
    ],
)
def test_failures_are_named_by_what_to_do(error: Any, failure: Failure) -> None:
    assert classify(error).failure is failure
