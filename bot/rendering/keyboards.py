"""Buttons within Telegram's limits. Payloads stay with us: Telegram gets a short random id."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import InlineKeyboardMarkupLimit

from bot import texts
from loket.answers.answer import Button
from loket.delivery.operations import NewToken
from loket.rendering.layout import short_title
from loket.rendering.spans import clean

CALLBACK_PREFIX = "c:"
TOKEN_BYTES = 9
MOST_BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
MOST_IN_ROW = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)


def inline_keyboard(rows: Iterable[Sequence[Button]], tokens: list[NewToken]) -> dict[str, Any] | None:
    """The keyboard as Telegram takes it, or None without buttons; what each does is added to ``tokens``."""
    keyboard: list[list[dict[str, str]]] = []
    left = MOST_BUTTONS
    for row in rows:
        made = [button for button in (_inline_button(button, tokens) for button in row[:left]) if button]
        left -= len(made)
        keyboard += [made[start : start + MOST_IN_ROW] for start in range(0, len(made), MOST_IN_ROW)]
    return {"inline_keyboard": keyboard} if keyboard else None


def location_keyboard() -> dict[str, Any]:
    """A reply keyboard that offers to share the location, once."""
    button = {"text": texts.SHARE_LOCATION_BUTTON, "request_location": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}


def _inline_button(button: Button, tokens: list[NewToken]) -> dict[str, str] | None:
    title = short_title(button.title)
    if not title:
        return None
    if button.url:
        return {"text": title, "url": button.url} if _is_safe_address(button.url) else None
    if not button.payload.startswith("/"):
        return None
    token = NewToken(secrets.token_urlsafe(TOKEN_BYTES), clean(button.payload), title)
    tokens.append(token)
    return {"text": title, "callback_data": CALLBACK_PREFIX + token.id}


def _is_safe_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and port_is_valid and url.isprintable() and " " not in url
