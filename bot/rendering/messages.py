"""The engine's replies as calls of the Bot API, in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from pydantic import ValidationError
from telegram.constants import ParseMode

from bot import texts
from bot.rendering.keyboards import inline_keyboard, location_keyboard
from loket.answers.answer import Answer, Button, VenueBlock
from loket.delivery.operations import NewToken
from loket.rendering.layout import answer_pieces, text_pieces
from loket.rendering.spans import Piece, clean, html, paginate

logger = structlog.get_logger()

LONGEST_VENUE_TEXT = 200


@dataclass(frozen=True)
class Outgoing:
    """One call, without the chat it goes to."""

    method: str
    params: dict[str, Any]


@dataclass
class Renderer:
    """Renders the replies to one update; ``tokens`` collects what the buttons do.

    ``allow_location_request``: Telegram takes such a keyboard in private chats only.
    """

    allow_location_request: bool = True
    tokens: list[NewToken] = field(default_factory=list)

    def render(self, replies: Sequence[Mapping[str, Any]]) -> list[Outgoing]:
        """At least one call; a reply that cannot be read becomes an apology."""
        calls = [call for reply in replies for call in self._render_one(reply)]
        return calls or _messages(text_pieces(texts.OTHER_FAILURE))

    def _render_one(self, reply: Mapping[str, Any]) -> list[Outgoing]:
        try:
            if isinstance(reply.get("answer"), Mapping):
                return self._render_answer(Answer.model_validate(reply["answer"]))
            return self._render_text(reply)
        except ValidationError as error:
            # The reason may quote what a citizen wrote: only where it stumbled is logged.
            logger.error("reply could not be read", where=[".".join(map(str, item["loc"])) for item in error.errors()])
            return _messages(text_pieces(texts.OTHER_FAILURE))

    def _render_text(self, reply: Mapping[str, Any]) -> list[Outgoing]:
        buttons = [
            [Button(title=str(item.get("title", "")), payload=str(item.get("payload", "")))]
            for item in reply.get("buttons") or ()
            if isinstance(item, Mapping)
        ]
        keyboard = inline_keyboard(buttons, self.tokens)
        calls = _messages(text_pieces(str(reply.get("text") or "")))
        if keyboard and not calls:
            calls = _messages(text_pieces(texts.CHOOSE))
        return _with_keyboard(calls, keyboard)

    def _render_answer(self, answer: Answer) -> list[Outgoing]:
        pieces = answer_pieces(answer)
        if answer.request_location and not self.allow_location_request:
            pieces += text_pieces(texts.SHARE_LOCATION_GROUP)
        calls = _messages(pieces or text_pieces(texts.OTHER_FAILURE))
        keyboard = inline_keyboard(answer.buttons, self.tokens)
        wants_location = answer.request_location and self.allow_location_request
        if wants_location and keyboard is None:
            return _with_keyboard(calls, location_keyboard()) + _pins(answer)
        calls = _with_keyboard(calls, keyboard) + _pins(answer)
        if wants_location:  # one message carries one keyboard only
            calls += _with_keyboard(_messages(text_pieces(texts.SHARE_LOCATION)), location_keyboard())
        return calls


def _messages(pieces: Sequence[Piece]) -> list[Outgoing]:
    return [
        Outgoing(
            "sendMessage",
            {"text": html(page), "parse_mode": str(ParseMode.HTML), "link_preview_options": {"is_disabled": True}},
        )
        for page in paginate(pieces)
    ]


def _with_keyboard(calls: list[Outgoing], keyboard: dict[str, Any] | None) -> list[Outgoing]:
    """Put the keyboard on the last message."""
    if keyboard is None or not calls:
        return calls
    last = calls[-1]
    return [*calls[:-1], Outgoing(last.method, {**last.params, "reply_markup": keyboard})]


def _pins(answer: Answer) -> list[Outgoing]:
    return [
        Outgoing(
            "sendVenue",
            {
                "latitude": block.latitude,
                "longitude": block.longitude,
                "title": _short(block.title),
                "address": _short(block.address),
            },
        )
        for block in answer.blocks
        if isinstance(block, VenueBlock) and _is_place(block)
    ]


def _is_place(block: VenueBlock) -> bool:
    numbers = math.isfinite(block.latitude) and math.isfinite(block.longitude)
    return (
        numbers
        and abs(block.latitude) <= 90
        and abs(block.longitude) <= 180
        and bool(_short(block.title))
        and bool(_short(block.address))
    )


def _short(text: str) -> str:
    return " ".join(clean(text).split())[:LONGEST_VENUE_TEXT]
