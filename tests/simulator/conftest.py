"""A running simulator per test: real uvicorn, a free port, nothing on disk."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from simulator.schema.checks import type_problems
from simulator.serving import Server
from simulator.world import open_world

TOKEN = "1:simulator"


class RunningSimulator:
    """The simulator in a thread; ``url`` is where it listens."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._ready.wait(20)

    def _serve(self) -> None:
        # Made here, because SQLite's connection belongs to the thread that opened it.
        world = open_world()
        self._server = Server(world)
        # The socket listens already: what connects before uvicorn accepts waits in the backlog.
        self._ready.set()
        self._server.run(sockets=[self._socket])
        world.store.close()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()


class Bot:
    """A bot that speaks plain HTTP; every result is held against the published schema."""

    def __init__(self, client: httpx.AsyncClient, token: str = TOKEN) -> None:
        self._client = client
        self._token = token
        self.offset = 0

    async def raw(self, method: str, **parameters: Any) -> httpx.Response:
        return await self._client.post(f"/bot{self._token}/{method}", json=parameters)

    async def __call__(self, method: str, returns: str | None = None, **parameters: Any) -> Any:
        answer = (await self.raw(method, **parameters)).json()
        assert answer["ok"], answer
        if returns:
            assert type_problems(returns, answer["result"]) == []
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> tuple[int, str]:
        response = await self.raw(method, **parameters)
        answer = response.json()
        assert answer["ok"] is False
        assert answer["error_code"] == response.status_code
        return response.status_code, answer["description"]

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """Fetch what waits, hold it against the schema and confirm it with the next call."""
        found = await self("getUpdates", "Array of Update", **{"offset": self.offset, **parameters})
        if found:
            self.offset = found[-1]["update_id"] + 1
        assert isinstance(found, list)
        return found


class Citizen:
    """A citizen who writes and reads through the simulator's JSON."""

    def __init__(self, client: httpx.AsyncClient, chat_id: int) -> None:
        self._client = client
        self.id = chat_id

    async def post(self, **body: Any) -> httpx.Response:
        return await self._client.post(f"/chats/{self.id}/send", json=body)

    async def send(self, **body: Any) -> dict[str, Any]:
        response = await self.post(**body)
        assert response.status_code == 202, response.text
        sent: dict[str, Any] = response.json()
        return sent

    async def read(self, **query: Any) -> list[dict[str, Any]]:
        response = await self._client.get(f"/chats/{self.id}/messages", params=query)
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


async def eventually(check: Callable[[], Awaitable[bool]]) -> None:
    """Return once ``check`` holds; fail after ten seconds."""
    for _ in range(500):
        if await check():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("did not come true within ten seconds")


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = RunningSimulator()
    yield running
    running.stop()


@pytest.fixture
async def client(simulator: RunningSimulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, timeout=30, trust_env=False) as opened:
        yield opened


@pytest.fixture
async def bot(client: httpx.AsyncClient) -> Bot:
    """A bot that has said getMe, so that citizens find it."""
    made = Bot(client)
    await made("getMe", "User")
    return made


@pytest.fixture
def citizen(client: httpx.AsyncClient) -> Citizen:
    return Citizen(client, 7)


@pytest.fixture
async def chat(bot: Bot, citizen: Citizen) -> int:
    """A chat in which the citizen has written once, and the bot has seen it."""
    await citizen.send(text="halo")
    await bot.updates()
    await bot("getUpdates", offset=bot.offset)
    return citizen.id
