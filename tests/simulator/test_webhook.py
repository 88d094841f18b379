"""Webhook delivery: secret, order in a chat, chats side by side, again until taken."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.schema.checks import type_problems
from tests.simulator.conftest import Bot, Citizen, eventually


class Receiver:
    """A webhook route; ``statuses`` are answered in turn, then 200. A chat in ``stuck`` is not answered."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.stuck: set[int] = set()
        self.texts: list[str] = []
        self.secrets: set[str | None] = set()
        self.arrived = asyncio.Condition()
        self.released = asyncio.Event()

    async def receive(self, request: Request) -> Response:
        update = await request.json()
        assert type_problems("Update", update) == []
        if update["message"]["chat"]["id"] in self.stuck:
            await self.released.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        async with self.arrived:
            self.texts.append(f"{update['message']['text']}:{status}")
            self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
            self.arrived.notify_all()
        return Response(status_code=status)

    async def wait_for(self, count: int) -> list[str]:
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: len(self.texts) >= count), 20)
        return self.texts


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = Starlette(routes=[Route("/hook", made.receive, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0))
    made.url = f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield made
    made.released.set()
    server.should_exit = True
    await running


async def test_updates_arrive_with_the_secret_and_are_not_kept(bot: Bot, citizen: Citizen, receiver: Receiver) -> None:
    await citizen.send(text="sebelum")
    await bot("setWebhook", url=receiver.url, secret_token="rahasia-1")
    await citizen.send(text="sesudah")

    assert await receiver.wait_for(2) == ["sebelum:200", "sesudah:200"]
    assert receiver.secrets == {"rahasia-1"}

    async def nothing_waits() -> bool:
        info = await bot("getWebhookInfo", "WebhookInfo")
        return bool(info["pending_update_count"] == 0)

    await eventually(nothing_waits)


async def test_what_is_refused_comes_again_before_the_next(bot: Bot, citizen: Citizen, receiver: Receiver) -> None:
    receiver.statuses = [500]
    await bot("setWebhook", url=receiver.url)
    await citizen.send(text="satu")
    await citizen.send(text="dua")

    assert await receiver.wait_for(3) == ["satu:500", "satu:200", "dua:200"]
    info = await bot("getWebhookInfo", "WebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_one_chat_that_hangs_holds_up_no_other(bot: Bot, client: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.stuck = {8}
    await bot("setWebhook", url=receiver.url)
    await Citizen(client, 8).send(text="macet")
    await Citizen(client, 9).send(text="lancar")

    assert await receiver.wait_for(1) == ["lancar:200"]
    receiver.released.set()
    assert await receiver.wait_for(2) == ["lancar:200", "macet:200"]


async def test_pending_updates_are_dropped_on_request(bot: Bot, citizen: Citizen) -> None:
    await citizen.send(text="satu")

    await bot("deleteWebhook", drop_pending_updates=True)

    assert await bot("getUpdates") == []


@pytest.mark.parametrize(
    "url", ["http://example.id/x", "ftp://example.id", "https://example.id:1234/", "x", "http://["]
)
async def test_refuses_addresses_that_telegram_refuses(bot: Bot, url: str) -> None:
    code, description = await bot.refused("setWebhook", url=url)

    assert (code, description.startswith("Bad Request: bad webhook: ")) == (400, True)
