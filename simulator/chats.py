"""Chats of a bot and the messages in them."""

import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from simulator.store import Store, from_json, to_json


@dataclass
class Chat:
    """One chat of one bot: ``chat`` is the Bot API ``Chat``; ``blocked`` = the citizen blocked the bot."""

    bot_id: int
    id: int
    chat: dict[str, Any]
    blocked: bool
    last_message_id: int
    revision: int

    @property
    def bell(self) -> str:
        """The name that is rung when something happens in this chat."""
        return f"chat {self.bot_id} {self.id}"


@dataclass
class StoredMessage:
    """One message: ``message`` is the Bot API ``Message``, ``shown`` what only the chat page needs."""

    message_id: int
    from_bot: bool
    deleted: bool
    revision: int
    message: dict[str, Any]
    shown: dict[str, Any]


def find_chat(store: Store, bot_id: int, chat_id: int) -> Chat | None:
    """Return the chat, or None where the citizen never wrote to this bot."""
    row = store.one("SELECT * FROM chats WHERE bot_id = ? AND chat_id = ?", bot_id, chat_id)
    return _chat(row) if row else None


def open_chat(store: Store, bot_id: int, chat_id: int, person: dict[str, Any]) -> Chat:
    """Return the chat, made if it is new; ``person`` is the Bot API ``User`` who writes."""
    found = find_chat(store, bot_id, chat_id)
    description = _described(chat_id, person)
    if found and (chat_id < 0 or found.chat == description):
        return found
    store.run(
        "INSERT INTO chats (bot_id, chat_id, chat) VALUES (?, ?, ?)"
        " ON CONFLICT (bot_id, chat_id) DO UPDATE SET chat = excluded.chat",
        bot_id,
        chat_id,
        to_json(description),
    )
    return open_chat(store, bot_id, chat_id, person)


def all_chats(store: Store, bot_id: int) -> list[Chat]:
    """Return the bot's chats by id."""
    return [_chat(row) for row in store.all("SELECT * FROM chats WHERE bot_id = ? ORDER BY chat_id", bot_id)]


def set_blocked(store: Store, chat: Chat, blocked: bool) -> None:
    """Remember that the citizen blocked the bot, or took it back."""
    chat.blocked, chat.revision = blocked, store.next("revision")
    statement = "UPDATE chats SET blocked = ?, revision = ? WHERE bot_id = ? AND chat_id = ?"
    store.run(statement, int(blocked), chat.revision, chat.bot_id, chat.id)


def add_message(store: Store, chat: Chat, message: dict[str, Any], *, from_bot: bool, shown: dict[str, Any]) -> int:
    """Store a new message; ``message_id``, ``date`` and ``chat`` are filled in. Returns its id."""
    chat.last_message_id += 1
    content = {"message_id": chat.last_message_id, "date": int(time.time()), "chat": chat.chat, **message}
    message.update(content)
    store.run(
        "INSERT INTO messages (bot_id, chat_id, message_id, from_bot, revision, message, shown)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        chat.bot_id,
        chat.id,
        chat.last_message_id,
        int(from_bot),
        store.next("revision"),
        to_json(content),
        to_json(shown),
    )
    statement = "UPDATE chats SET last_message_id = ? WHERE bot_id = ? AND chat_id = ?"
    store.run(statement, chat.last_message_id, chat.bot_id, chat.id)
    return chat.last_message_id


def find_message(store: Store, chat: Chat, message_id: object) -> StoredMessage | None:
    """Return a message that is still there, or None."""
    statement = "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND deleted = 0"
    row = store.one(statement, chat.bot_id, chat.id, message_id) if _is_id(message_id) else None
    return _message(row) if row else None


def change_message(store: Store, chat: Chat, stored: StoredMessage) -> None:
    """Write an edited or deleted message back under a new revision."""
    stored.revision = store.next("revision")
    store.run(
        "UPDATE messages SET message = ?, shown = ?, deleted = ?, revision = ?"
        " WHERE bot_id = ? AND chat_id = ? AND message_id = ?",
        to_json(stored.message),
        to_json(stored.shown),
        int(stored.deleted),
        stored.revision,
        chat.bot_id,
        chat.id,
        stored.message_id,
    )


def messages_after(store: Store, bot_id: int, chat_id: int, message_id: int, limit: int) -> list[StoredMessage]:
    """Return the bot's messages with a greater id, oldest first."""
    rows = store.all(
        "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND message_id > ? AND from_bot = 1 AND deleted = 0"
        " ORDER BY message_id LIMIT ?",
        bot_id,
        chat_id,
        message_id,
        limit,
    )
    return [_message(row) for row in rows]


def messages_since(store: Store, bot_id: int, chat_id: int, revision: int, limit: int) -> list[StoredMessage]:
    """Return what was sent, edited or deleted by anyone since a revision, in that order."""
    rows = store.all(
        "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND revision > ? ORDER BY revision LIMIT ?",
        bot_id,
        chat_id,
        revision,
        limit,
    )
    return [_message(row) for row in rows]


def newest_messages(store: Store, bot_id: int, chat_id: int, limit: int) -> list[StoredMessage]:
    """Return the last messages that are still there, oldest first."""
    rows = store.all(
        "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND deleted = 0 ORDER BY message_id DESC LIMIT ?",
        bot_id,
        chat_id,
        limit,
    )
    return [_message(row) for row in reversed(rows)]


def _is_id(value: object) -> bool:
    return isinstance(value, int) and abs(value) < 2**63


def _described(chat_id: int, person: dict[str, Any]) -> dict[str, Any]:
    if chat_id < 0:
        kind = "supergroup" if chat_id <= -(10**12) else "group"
        return {"id": chat_id, "type": kind, "title": f"Grup {abs(chat_id)}"}
    names: dict[str, Any] = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
    return {"id": chat_id, "type": "private", **names}


def _chat(row: sqlite3.Row) -> Chat:
    return Chat(
        bot_id=row["bot_id"],
        id=row["chat_id"],
        chat=from_json(row["chat"]),
        blocked=bool(row["blocked"]),
        last_message_id=row["last_message_id"],
        revision=row["revision"],
    )


def _message(row: sqlite3.Row) -> StoredMessage:
    return StoredMessage(
        message_id=row["message_id"],
        from_bot=bool(row["from_bot"]),
        deleted=bool(row["deleted"]),
        revision=row["revision"],
        message=from_json(row["message"]),
        shown=from_json(row["shown"]),
    )
