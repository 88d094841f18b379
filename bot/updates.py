"""Raw updates as Telegram sends them: whose they are and what of them is kept. Any shape is survived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loket.delivery.operations import NewUpdate

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LOCATION_DECIMALS = 3  # about 110 m: enough for the nearest office, too little for a home
LARGEST_ID = 2**63 - 1
NO_CHAT = "0"
_PERSONAL = frozenset(
    {"first_name", "last_name", "username", "sender_user_name", "author_signature", "title", "address"}
    | {"phone_number", "vcard", "passport_data"}
)
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def is_update(raw: object) -> bool:
    """Whether this is an update we can tell from others."""
    if not isinstance(raw, dict):
        return False
    update_id = raw.get("update_id")
    return isinstance(update_id, int) and not isinstance(update_id, bool) and 0 <= update_id <= LARGEST_ID


def to_store(bot: str, raw: dict[str, Any]) -> NewUpdate:
    """What goes into the inbox for this update."""
    return NewUpdate(raw["update_id"], chat_key(bot, chat_id_of(raw)), _minimised(raw))


def chat_key(bot: str, chat_id: int | str) -> str:
    """The key under which updates and answers of one chat stay in order."""
    return f"{bot}:{chat_id}"


def chat_id_of_key(key: str) -> int:
    """The chat id in a ``chat_key``."""
    return int(key.rpartition(":")[2])


def chat_id_of(raw: dict[str, Any]) -> int | str:
    """The chat an update belongs to, or ``"0"`` for one without a chat."""
    for part in _parts(raw):
        chat = part.get("chat")
        chat_id = chat.get("id") if isinstance(chat, dict) else None
        if isinstance(chat_id, int) and not isinstance(chat_id, bool) and abs(chat_id) <= LARGEST_ID:
            return chat_id
    return NO_CHAT


def _parts(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in raw.values():
        if isinstance(value, dict):
            yield value
            message = value.get("message")
            if isinstance(message, dict):
                yield message


def _minimised(value: Any, key: str = "") -> Any:
    """The same update without names, numbers and exact places, and without characters no database takes."""
    if isinstance(value, dict):
        return {_clean(str(name)): _minimised(item, str(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_minimised(item, key) for item in value]
    if key in _PERSONAL:
        return ""
    if key in ("latitude", "longitude") and isinstance(value, float):
        return round(value, LOCATION_DECIMALS)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return _UNREADABLE.sub("", text)
