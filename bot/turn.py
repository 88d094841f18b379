"""One update being handled: what the handlers have to say and ask, collected to be committed in one go."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.ext import Application, CallbackContext, ExtBot

from bot.engine import EngineClient
from bot.flood import FloodGuard
from bot.rendering.messages import Outgoing, Renderer
from bot.store import Store
from loket.delivery.operations import NewMessage, NewToken

SLOW_SECONDS = 0.3  # an answer comes in a tenth of a second: a call before each would be work and no news


@dataclass
class Turn:
    """What handling one update came to."""

    inbox_id: int
    bot_name: str
    chat_key: str
    chat_id: int | None
    message_id: str
    sender: str
    region: str | None
    store: Store
    engine: EngineClient
    flood: FloodGuard
    received_at: datetime
    best_effort: Callable[[str, Mapping[str, Any]], None]
    on_ask: Callable[[int], None]
    is_private: bool = True
    reply_to: int | None = None
    messages: list[NewMessage] = field(default_factory=list)
    tokens: list[NewToken] = field(default_factory=list)
    error: BaseException | None = None

    def say(self, text: str, buttons: tuple[tuple[str, str], ...] = ()) -> None:
        """Answer with one of our own texts (plain), with buttons of (title, payload)."""
        rows = [{"title": title, "payload": payload} for title, payload in buttons]
        self.add([{"text": text, "buttons": rows}])

    def add(self, replies: Sequence[Mapping[str, Any]]) -> None:
        """Answer with replies of the engine."""
        renderer = Renderer(allow_location_request=self.is_private)
        outgoing: list[Outgoing] = renderer.render(replies)
        self.tokens.extend(renderer.tokens)
        for item in outgoing:
            params: dict[str, Any] = {"chat_id": self.chat_id, **item.params}
            if self.reply_to is not None and not self.messages:
                params["reply_parameters"] = {"message_id": self.reply_to, "allow_sending_without_reply": True}
            self.messages.append(NewMessage(item.method, params))


CURRENT_TURN: contextvars.ContextVar[Turn] = contextvars.ContextVar("current_turn")


class TurnContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context every handler gets, with the turn it is part of."""

    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any], **ids: Any) -> None:
        super().__init__(application, **ids)
        self.turn = CURRENT_TURN.get()

    async def ask_text(self, text: str) -> None:
        """Put what a citizen typed to the engine and answer with what it says."""
        await self._ask({"text": text})

    async def ask_payload(self, payload: str, pressed: Mapping[str, str] | None = None) -> None:
        """Put a payload of ours to the engine and answer with what it says; ``pressed``: see ``EngineClient.ask``."""
        await self._ask({"payload": payload}, pressed)

    async def _ask(self, question: dict[str, str], pressed: Mapping[str, str] | None = None) -> None:
        turn = self.turn
        with _shown_if_slow(turn):
            replies = await turn.engine.ask(turn.sender, turn.message_id, question, turn.region, turn.bot_name, pressed)
        turn.add(replies)


@contextmanager
def _shown_if_slow(turn: Turn) -> Iterator[None]:
    """Show that an answer is being written, once it takes so long that somebody would wonder."""
    if turn.chat_id is None:
        yield
        return
    timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, turn.on_ask, turn.chat_id)
    try:
        yield
    finally:
        timer.cancel()
