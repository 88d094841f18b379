"""The bots: every well-formed token is a bot of its own, known from its first call on."""

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from simulator.store import Store, from_json, to_json

_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{3,100}")
_DEFAULT_NAME = "Loket"


@dataclass
class Bot:
    """One bot: ``profile`` holds name, descriptions, commands and menu button; ``webhook`` is None while polling."""

    token: str
    id: int
    username: str
    profile: dict[str, Any]
    allowed_updates: list[str] | None
    webhook: dict[str, Any] | None
    revision: int

    @property
    def user(self) -> dict[str, Any]:
        """The bot as Bot API ``User``, as it stands in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.profile["name"], "username": self.username}


def is_token(token: str) -> bool:
    """Whether this is a well-formed token; the simulator takes shorter ones than Telegram makes."""
    return _TOKEN.fullmatch(token) is not None


def bot_of_token(store: Store, token: str) -> Bot:
    """Return the token's bot, made on its first call."""
    row = store.one("SELECT * FROM bots WHERE token = ?", token)
    return _bot(row) if row else _new_bot(store, token)


def find_bot(store: Store, name: str | None) -> Bot | None:
    """Return the bot with this username or id; without a name the one that was started last."""
    if name is None:
        row = store.one("SELECT * FROM bots ORDER BY seen DESC, id LIMIT 1")
    else:
        row = store.one("SELECT * FROM bots WHERE username = ? OR CAST(id AS TEXT) = ?", name.lstrip("@"), name)
    return _bot(row) if row else None


def all_bots(store: Store) -> list[Bot]:
    """Return every bot, the last seen first."""
    return [_bot(row) for row in store.all("SELECT * FROM bots ORDER BY seen DESC, id")]


def mark_seen(store: Store, bot: Bot) -> None:
    """Make this the bot that citizens write to when they name none."""
    newest = store.one("SELECT token FROM bots ORDER BY seen DESC LIMIT 1")
    if newest is None or newest["token"] != bot.token:
        store.run("UPDATE bots SET seen = ? WHERE token = ?", store.next("seen"), bot.token)


def save_profile(store: Store, bot: Bot) -> None:
    """Write the profile back; the chat page shows it at once."""
    bot.revision = store.next("revision")
    statement = "UPDATE bots SET profile = ?, revision = ? WHERE token = ?"
    store.run(statement, to_json(bot.profile), bot.revision, bot.token)


def save_delivery(store: Store, bot: Bot) -> None:
    """Write back how the bot wants its updates."""
    webhook = to_json(bot.webhook) if bot.webhook else None
    allowed = to_json(bot.allowed_updates) if bot.allowed_updates else None
    store.run("UPDATE bots SET webhook = ?, allowed_updates = ? WHERE token = ?", webhook, allowed, bot.token)


def _new_bot(store: Store, token: str) -> Bot:
    bot_id = int(token.split(":")[0])
    if bot_id == 0 or store.one("SELECT id FROM bots WHERE id = ?", bot_id):
        bot_id = int.from_bytes(hashlib.sha256(token.encode()).digest()[:6])
    store.run(
        "INSERT INTO bots (token, id, username, profile) VALUES (?, ?, ?, ?)",
        token,
        bot_id,
        f"loket{bot_id}_bot",
        to_json({"name": _DEFAULT_NAME, "texts": {}, "commands": {}, "menu_button": {"type": "commands"}}),
    )
    return bot_of_token(store, token)


def _bot(row: sqlite3.Row) -> Bot:
    return Bot(
        token=row["token"],
        id=row["id"],
        username=row["username"],
        profile=from_json(row["profile"]),
        allowed_updates=from_json(row["allowed_updates"]),
        webhook=from_json(row["webhook"]),
        revision=row["revision"],
    )
