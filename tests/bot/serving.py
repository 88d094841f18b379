"""Real HTTP servers inside a test: any ASGI application, the simulator, the bot's whole service."""

# ruff: noqa: ASYNC110  what is waited for happens in a server or another process and rings no event
from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from bot.service import Service
from loket.settings import Settings
from simulator.app import build_app
from simulator.world import World, open_world
from tests.bot.stand_in_engine import TOKEN, StandInEngine


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@contextlib.asynccontextmanager
async def serve(app: Any) -> AsyncIterator[int]:
    """Serve the application on a free loopback port."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
        server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan="on"))
        task = asyncio.create_task(server.serve(sockets=[opened]))
        await eventually(lambda: server.started)
        try:
            yield port
        finally:
            server.should_exit = True
            await task


async def eventually(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """Return the first true value of the condition; fail after so many seconds."""
    async with asyncio.timeout(seconds):
        while not (value := condition()):
            await asyncio.sleep(0.01)
        return value


class Citizens:
    """The citizens' side of the simulator."""

    def __init__(self, port: int) -> None:
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)

    async def send(self, chat: int, text: str = "", **content: Any) -> int:
        """One citizen writes; returns the message id."""
        response = await self.http.post(f"/chats/{chat}/send", json=content or {"text": text})
        assert response.status_code == 202, response.text
        return int(response.json()["message_id"])

    async def messages(self, chat: int, count: int = 1, seconds: float = 10) -> list[dict[str, Any]]:
        """What the bot has written in this chat, once there are so many messages."""
        async with asyncio.timeout(seconds):
            while True:
                response = await self.http.get(f"/chats/{chat}/messages")
                found = response.json()["messages"] if response.status_code == 200 else []
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.02)

    async def texts(self, chat: int, count: int = 1, seconds: float = 10) -> list[str]:
        """The texts of these messages."""
        return [message.get("text") or "" for message in await self.messages(chat, count, seconds)]

    async def fault(self, kind: str, **more: Any) -> None:
        """Let the next calls go wrong."""
        assert (await self.http.post("/faults", json={"kind": kind, **more})).status_code == 201

    async def calls(self, method: str = "", **more: Any) -> list[dict[str, Any]]:
        """What the bot has called."""
        query = {"method": method, **more} if method else more
        return list((await self.http.get("/calls", params=query)).json()["calls"])

    async def violations(self) -> list[dict[str, Any]]:
        """Calls that the Bot API's schema does not allow."""
        return list((await self.http.get("/violations")).json()["violations"])


@contextlib.asynccontextmanager
async def simulated() -> AsyncIterator[tuple[int, Citizens, World]]:
    """A simulator that forgets everything at the end."""
    world = open_world()
    async with serve(build_app(world)) as port:
        citizens = Citizens(port)
        try:
            yield port, citizens, world
        finally:
            await citizens.http.aclose()
            world.bells.close()
    world.store.close()


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """The bot's whole service."""
    stop = asyncio.Event()
    service = Service(settings)
    task = asyncio.create_task(service.run(stop))
    started = asyncio.create_task(eventually(lambda: (settings.home / "run" / "bot.port").exists()))
    try:
        await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield service
    finally:
        started.cancel()
        stop.set()
        await task
        (settings.home / "run" / "bot.port").unlink(missing_ok=True)


def make_settings(home: Path, database_url: str, **values: Any) -> Settings:
    """Settings of a test: nothing from the machine's environment, fast sending."""
    defaults = {
        "home": home, "database_url": database_url, "bot_port": 0, "engine_token": TOKEN, "citizen_key": "key",
        "webhook_secret": "hook-secret", "send_per_chat_second": 100, "send_per_second": 500, "telegram_bot_token": "",
    }  # fmt: skip
    return Settings(_env_file=None, **{**defaults, **values})


__all__ = ["Citizens", "StandInEngine", "eventually", "make_settings", "running", "serve", "simulated"]
