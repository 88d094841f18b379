"""Faults on demand: each spoils the calls it names, once each, and says so in the log."""

import time

import httpx
import pytest

from tests.simulator.conftest import Bot, Citizen


async def fault(client: httpx.AsyncClient, **body: object) -> None:
    response = await client.post("/faults", json=body)
    assert response.status_code == 201, response.text


async def test_429_names_the_wait_and_sends_nothing(
    client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int
) -> None:
    await fault(client, kind="429", method="sendMessage", retry_after=7)

    response = await bot.raw("sendMessage", chat_id=chat, text="satu")

    assert response.status_code == 429
    assert response.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert await citizen.read() == []
    await bot("sendMessage", chat_id=chat, text="dua")


async def test_5xx_is_html(client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int) -> None:
    await fault(client, kind="5xx", times=2)

    for _ in range(2):
        response = await bot.raw("sendMessage", chat_id=chat, text="x")
        assert (response.status_code, response.text[:6]) == (502, "<html>")
    assert await citizen.read() == []
    await bot("sendMessage", chat_id=chat, text="x")


async def test_a_dropped_call_was_not_done(client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int) -> None:
    await fault(client, kind="drop", method="sendMessage")

    with pytest.raises(httpx.RemoteProtocolError):
        await bot.raw("sendMessage", chat_id=chat, text="x")

    assert await citizen.read() == []


async def test_a_lost_answer_was_done(client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int) -> None:
    await fault(client, kind="answer_lost", method="sendMessage")

    with pytest.raises(httpx.RemoteProtocolError):
        await bot.raw("sendMessage", chat_id=chat, text="terkirim")

    assert [message["text"] for message in await citizen.read()] == ["terkirim"]


async def test_a_timeout_holds_and_drops(client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int) -> None:
    await fault(client, kind="timeout", seconds=0.3)
    started = time.monotonic()

    with pytest.raises(httpx.RemoteProtocolError):
        await bot.raw("sendMessage", chat_id=chat, text="x")

    assert time.monotonic() - started >= 0.3
    assert await citizen.read() == []


async def test_slow_goes_through(client: httpx.AsyncClient, bot: Bot, chat: int) -> None:
    await fault(client, kind="slow", seconds=0.3)
    started = time.monotonic()

    await bot("sendMessage", "Message", chat_id=chat, text="x")

    assert time.monotonic() - started >= 0.3


async def test_a_fault_hits_only_the_chat_it_names(client: httpx.AsyncClient, bot: Bot, chat: int) -> None:
    await Citizen(client, 8).send(text="halo")
    await fault(client, kind="429", chat_id=8)

    await bot("sendMessage", chat_id=chat, text="x")

    assert (await bot.raw("sendMessage", chat_id=8, text="x")).status_code == 429
    log = (await client.get("/calls", params={"method": "sendMessage", "chat_id": "8"})).json()["calls"]
    assert [(call["status"], call["fault"]) for call in log] == [(429, "429")]


async def test_faults_are_listed_and_taken_back(client: httpx.AsyncClient, bot: Bot, chat: int) -> None:
    await fault(client, kind="403", times=5)
    assert (await client.get("/faults")).json()["faults"][0]["times"] == 5

    assert (await client.delete("/faults")).status_code == 204

    await bot("sendMessage", chat_id=chat, text="x")


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "x"}, {"kind": "429", "times": 0}, {"kind": "429", "x": 1}, {"kind": "slow", "seconds": "1"}, [1]],
)
async def test_a_senseless_fault_is_refused(client: httpx.AsyncClient, body: object) -> None:
    response = await client.post("/faults", json=body)

    assert response.status_code == 400
    assert response.json()["error"]
