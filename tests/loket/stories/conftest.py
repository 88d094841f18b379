"""The real simulator with a tiny bot on its Bot API, in one event loop, without a port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from loket.settings import PROJECT_ROOT, Settings
from loket.stories.reading import read_stories
from loket.stories.runner import Outcome, Runner
from simulator.app import build_app
from simulator.world import open_world

TOKEN = "1:simulator"
PRIVACY = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]["utter_privacy"][0][
    "text"
]
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Biaya", "callback_data": "biaya"}, {"text": "Situs", "url": "https://example.go.id/"}],
    ]
}


class EchoBot:
    """Repeats what it gets; ``menu`` shows buttons, ``diam`` is not answered, ``dua`` gets two messages."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = (await self._client.post(f"/bot{TOKEN}/{method}", json=parameters)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                await self._answer(update)

    async def _answer(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self.call("answerCallbackQuery", callback_query_id=query["id"])
            await self._say(query["message"]["chat"]["id"], f"Ditekan: {query['data']}")
            return
        message = update.get("message") or update["edited_message"]
        chat, text = message["chat"]["id"], message.get("text")
        if text == "diam":
            return
        if text == "/privasi":
            await self._say(chat, PRIVACY)
        elif text == "menu":
            await self._say(chat, "<b>Pilih</b> &amp; tekan", parse_mode="HTML", reply_markup=KEYBOARD)
        elif text == "dua":
            await self._say(chat, "Yang pertama")
            await self._say(chat, "Yang kedua")
        else:
            kind = next((one for one in ("photo", "voice", "sticker", "contact", "location") if one in message), "teks")
            await self._say(chat, f"{'Diedit' if 'edited_message' in update else 'Diterima'} {kind}: {text}")

    async def _say(self, chat: int, text: str, **more: Any) -> None:
        await self.call("sendMessage", chat_id=chat, text=text, **more)


@pytest.fixture
async def transport() -> AsyncIterator[httpx.ASGITransport]:
    """The simulator as httpx reaches it, with the bot at work."""
    world = open_world()
    transport = httpx.ASGITransport(build_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
        bot = EchoBot(client)
        await bot.call("getMe")
        work = asyncio.create_task(bot.run())
        yield transport
        world.bells.close()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    world.store.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a story file."""

    def written(text: str) -> Path:
        path = tmp_path / "cerita.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def play(transport: httpx.ASGITransport, settings: Settings, write: Callable[[str], Path]) -> Callable[..., Any]:
    """Plays one story, given its steps (and more) as YAML; returns its outcome."""

    async def played(steps: str, more: str = "") -> Outcome:
        lines = "\n".join(f"      {line}" for line in steps.strip().splitlines())
        extra = f"    {more}\n" if more else ""
        path = write(f"test_cases:\n  - test_case: percobaan\n{extra}    steps:\n{lines}\n")
        runner = Runner(settings, step_seconds=10, transport=transport)
        return (await runner.run(read_stories(path)))[0]

    return played
