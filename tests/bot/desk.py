"""The real application over a recording request, without a server: one raw update in, its outcome out."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.application import build_application
from bot.engine import EngineClient
from bot.runner import Done, Later, TurnRunner
from bot.store import Store
from bot.updates import chat_key, to_store
from loket.delivery import operations as delivery
from loket.settings import Settings

BOT_ID, USERNAME, BOT_NAME = 42, "loket_bot", "utama"
TOKEN = f"{BOT_ID}:made-up-token"


class RecordingRequest(BaseRequest):
    """Answers each call with what was prepared, and keeps what was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, bytes] | Exception] = []

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.calls.append((name, request_data.parameters if request_data else {}))
        if name == "getMe":
            return 200, ok({"id": BOT_ID, "is_bot": True, "first_name": "Loket", "username": USERNAME})
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return 200, ok([] if name == "getUpdates" else {"message_id": len(self.calls), "date": 1, "chat": {"id": 1}})


def ok(result: Any) -> bytes:
    """Telegram's yes."""
    return json.dumps({"ok": True, "result": result}).encode()


def no(code: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    """Telegram's no."""
    body = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


@dataclass
class Desk:
    """Runs raw updates; ``small_calls`` are those beside the outbox."""

    store: Store
    runner: TurnRunner
    small_calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    name: str = BOT_NAME
    home_region: str | None = None
    application: Any = None
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))

    @classmethod
    async def open(cls, database_url: str, settings: Settings) -> Desk:
        store = Store(database_url)
        await store.open()
        engine = EngineClient(settings.engine_port, "engine-secret", 2)
        desk = cls(store, TurnRunner(store, engine, settings, "key", lambda _bot, _keys: None))
        desk.application = build_application(TOKEN, "http://127.0.0.1:1/bot", RecordingRequest(), RecordingRequest())
        await desk.application.initialize()
        desk.runner.add_line(desk)
        return desk

    def typing(self, chat_id: int) -> None:
        self.best_effort("sendChatAction", {"chat_id": chat_id})

    def best_effort(self, method: str, params: Mapping[str, Any]) -> None:
        self.small_calls.append((method, params))

    async def run(self, content: dict[str, Any]) -> Done | Later:
        """Store one update (``{"message": ...}``) and handle it."""
        raw = {"update_id": next(self._ids), **content}
        new = to_store(BOT_NAME, raw)
        await self.store.write(lambda session: delivery.store_updates(session, BOT_NAME, [new]))
        rows = await self.store.read(lambda session: delivery.waiting_updates(session, new.chat_key, 50))
        outcome = await self.runner.run(rows[-1])
        if isinstance(outcome, Done):
            await self.store.write(lambda session: delivery.finish_updates(session, [outcome.finished]))
        return outcome

    async def texts(self, content: dict[str, Any]) -> list[str]:
        """What is said to one update."""
        outcome = await self.run(content)
        assert isinstance(outcome, Done)
        return [str(message.params.get("text")) for message in outcome.finished.messages]


def message(text: str | None = None, chat: int = 7, number: int = 1, **more: Any) -> dict[str, Any]:
    """A message as Telegram sends it; negative chats are groups."""
    kind = "private" if chat > 0 else "supergroup"
    body = {
        "message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": kind},
        "from": {"id": 900, "is_bot": False, "first_name": "Siti"}, **more,
    }  # fmt: skip
    return body if text is None else body | {"text": text} | entities(text)


def entities(text: str) -> dict[str, Any]:
    """Mentions and commands, marked as Telegram marks them."""
    found = []
    for word in text.split():
        kind = {"@": "mention", "/": "bot_command"}.get(word[0])
        if kind:
            found.append({"type": kind, "offset": text.index(word), "length": len(word)})
    return {"entities": found} if found else {}


__all__ = ["Desk", "chat_key", "message", "no", "ok"]
