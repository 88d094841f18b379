"""Nothing is confirmed before it is stored, whatever Telegram or a stranger sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs
from telegram import Bot

from bot import receiver as receiving
from bot.receiver import Receiver
from bot.store import Store
from bot.updates import chat_id_of, is_update, to_store
from bot.web import SECRET_HEADER, Page
from loket.delivery.models import InboxUpdate
from tests.bot.desk import TOKEN, RecordingRequest, message, no, ok
from tests.bot.serving import eventually, serve


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = Store(sqlite_url)
    await opened.open()
    yield opened
    await opened.close()


class Polls(RecordingRequest):
    """Hands out the prepared answers, then waits as Telegram does when there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._is_prepared = asyncio.Event()

    def hand_out(self, *answers: Any) -> None:
        self.answers = list(answers)
        self._is_prepared.set()

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        if "getUpdates" in url:
            await self._is_prepared.wait()
        if "getUpdates" in url and not self.answers:
            self.calls.append(("getUpdates", kwargs["request_data"].parameters))
            await asyncio.Event().wait()
        return await super().do_request(url, *args, **kwargs)


@pytest.fixture
async def polled(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Polls, set[str]]]:
    monkeypatch.setattr(receiving, "NETWORK_BACKOFF", receiving.Backoff(0.01, 0.02))
    polls, told = Polls(), set[str]()
    bot = Bot(TOKEN, "http://127.0.0.1:1/bot", request=RecordingRequest(), get_updates_request=polls)
    await bot.initialize()
    task = asyncio.create_task(Receiver("utama", bot, store, told.update).run())
    yield polls, told
    task.cancel()


async def stored(store: Store) -> list[InboxUpdate]:
    return await store.read(lambda session: list(session.scalars(select(InboxUpdate).order_by(InboxUpdate.id))))


def update(number: int, **content: Any) -> dict[str, Any]:
    return {"update_id": number, **(content or {"message": message("halo")})}


async def test_batch_is_stored_once_and_confirmed_by_the_next_call(
    store: Store, polled: tuple[Polls, set[str]]
) -> None:
    polls, told = polled
    polls.hand_out((200, ok([update(12), update(11)])), (200, ok([update(12), update(13)])))
    await eventually(lambda: len(polls.calls) == 3)

    assert [row.update_id for row in await stored(store)] == [11, 12, 13]
    assert told == {"utama:7"}
    assert "offset" not in polls.calls[0][1]
    assert [int(params["offset"]) for _, params in polls.calls[1:]] == [13, 14]


async def test_updates_of_any_shape_do_not_stop_the_others(store: Store, polled: tuple[Polls, set[str]]) -> None:
    polls, _ = polled
    odd = [update(1, message={"from": 3}), update(2, message="x"), {"no": "id"}, "text", update(3, x=[[]]), update(4)]
    polls.hand_out((200, ok(odd)))
    await eventually(lambda: len(polls.calls) == 2)

    assert [row.update_id for row in await stored(store)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "bad", [(502, b"<html>"), no(409, "Conflict: other getUpdates"), (200, b"no json"), httpx.ReadError("gone")]
)
async def test_bad_answers_are_waited_out(store: Store, polled: tuple[Polls, set[str]], bad: Any) -> None:
    polls, _ = polled
    polls.hand_out(bad, bad, (200, ok([update(5)])))
    await eventually(lambda: len(polls.calls) == 4)

    assert [row.update_id for row in await stored(store)] == [5]


async def test_database_that_is_away_costs_no_update_and_one_traceback(
    store: Store, polled: tuple[Polls, set[str]]
) -> None:
    polls, _ = polled
    await store.write(lambda session: session.execute(text("ALTER TABLE inbox RENAME TO away")))
    batch = (200, ok([update(5)]))
    with capture_logs() as logs:
        polls.hand_out(batch, batch, batch)
        await eventually(lambda: len([line for line in logs if "stored" in line["event"]]) == 3)
        await store.write(lambda session: session.execute(text("ALTER TABLE away RENAME TO inbox")))

    said = [line for line in logs if line["event"] == "batch could not be stored"]
    assert [(line["times"], line["exc_info"]) for line in said] == [(1, True), (2, False), (3, False)]
    assert all("offset" not in params for _, params in polls.calls)


async def test_refused_token_is_said_once_and_not_tried_in_a_hurry(polled: tuple[Polls, set[str]]) -> None:
    polls, _ = polled
    with capture_logs() as logs:
        polls.hand_out(*[no(401, "Unauthorized")] * 5)
        await eventually(lambda: polls.calls)
        await asyncio.sleep(0.3)  # long enough for a hot loop to show itself

    assert len(polls.calls) == 1
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert TOKEN not in str(logs)


def test_personal_data_is_not_kept() -> None:
    raw = update(1, message=message("halo", contact={"phone_number": "0811", "first_name": "Siti", "vcard": "x"},
                                    location={"latitude": -7.123456, "longitude": 110.987654}))  # fmt: skip
    kept = to_store("utama", raw).raw["message"]

    assert kept["from"] == {"id": 900, "is_bot": False, "first_name": ""}
    assert kept["contact"] == {"phone_number": "", "first_name": "", "vcard": ""}
    assert kept["location"] == {"latitude": -7.123, "longitude": 110.988}
    assert kept["text"] == "halo"


@pytest.mark.parametrize(("raw", "is_one"), [({"update_id": 1}, True), ({"update_id": True}, False), ({}, False),
                                             ({"update_id": 2**63}, False), ([], False), (None, False)])  # fmt: skip
def test_update_is_known_by_its_id(raw: Any, is_one: bool) -> None:
    assert is_update(raw) is is_one


def test_chat_of_a_button_is_that_of_its_message() -> None:
    assert chat_id_of(update(1, callback_query={"id": "1", "message": message("x", chat=-8)})) == -8
    assert chat_id_of(update(1, poll={"id": "1"})) == "0"


@pytest.fixture
async def page(store: Store, tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, set[str]]]:
    told = set[str]()
    made = Page(store, "hook-secret", told.update, dict)
    made.webhook_bots = {"utama"}
    async with serve(made.app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client, told


@pytest.mark.parametrize(
    ("path", "secret", "body", "status"),
    [
        ("utama", "hook-secret", json.dumps(update(1)), 200),
        ("utama", "wrong", json.dumps(update(1)), 403),
        ("utama", "", json.dumps(update(1)), 403),
        ("utama", "h\u00e9", json.dumps(update(1)), 403),
        ("lain", "hook-secret", json.dumps(update(1)), 403),
        ("utama", "hook-secret", "{", 400),
        ("utama", "hook-secret", "[" * 100_000, 400),
        ("utama", "hook-secret", "[]", 400),
        ("utama", "hook-secret", '{"update_id": "1"}', 400),
        ("utama", "hook-secret", b"\xff\xfe", 400),
        ("utama", "hook-secret", " " * 1_000_001, 413),
    ],
)
async def test_webhook_takes_updates_from_telegram_only(
    store: Store, page: tuple[httpx.AsyncClient, set[str]], path: str, secret: str, body: Any, status: int
) -> None:
    headers = {SECRET_HEADER: secret.encode("latin-1")} if secret else {}
    response = await page[0].post(f"/telegram/{path}", content=body, headers=headers)

    assert response.status_code == status
    assert len(await stored(store)) == (1 if status == 200 else 0)
    assert page[1] == ({"utama:7"} if status == 200 else set())


async def test_update_delivered_twice_is_stored_once(store: Store, page: tuple[httpx.AsyncClient, set[str]]) -> None:
    for _ in range(2):
        response = await page[0].post("/telegram/utama", json=update(1), headers={SECRET_HEADER: "hook-secret"})
        assert response.status_code == 200

    assert len(await stored(store)) == 1


async def test_health_tells_what_waits(page: tuple[httpx.AsyncClient, set[str]]) -> None:
    await page[0].post("/telegram/utama", json=update(1), headers={SECRET_HEADER: "hook-secret"})

    health = (await page[0].get("/health")).json()
    assert health["status"] == "ok"
    assert health["queues"]["inbox_new"] == 1
