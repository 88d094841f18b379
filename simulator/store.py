"""What Telegram remembers, in one SQLite file: bots, chats, messages, undelivered updates, files.

Every change is committed before it is answered, so a killed simulator loses nothing. Synchronous on purpose: each
statement takes microseconds, and nothing else of the process runs in between.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bots (
    token TEXT PRIMARY KEY, id INTEGER NOT NULL UNIQUE, username TEXT NOT NULL, profile TEXT NOT NULL,
    allowed_updates TEXT, webhook TEXT, revision INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS chats (
    bot_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, chat TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0,
    last_message_id INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (bot_id, chat_id));
CREATE TABLE IF NOT EXISTS messages (
    bot_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, from_bot INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL, message TEXT NOT NULL, shown TEXT NOT NULL,
    PRIMARY KEY (bot_id, chat_id, message_id));
CREATE INDEX IF NOT EXISTS messages_by_revision ON messages (bot_id, chat_id, revision);
CREATE TABLE IF NOT EXISTS updates (
    bot_id INTEGER NOT NULL, update_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (bot_id, update_id));
CREATE TABLE IF NOT EXISTS callback_queries (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    asked INTEGER NOT NULL, answer TEXT, revision INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS callback_queries_by_revision ON callback_queries (bot_id, chat_id, revision);
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, path TEXT NOT NULL, mime TEXT NOT NULL, name TEXT NOT NULL,
    details TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS files_by_path ON files (bot_id, path);
"""


class Store:
    """One SQLite connection; ``path`` None keeps everything in memory."""

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # NORMAL with a write-ahead log survives a killed process; only a power cut may cost the last commits.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -8000", "busy_timeout = 5000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all statements of the block together, or none; a block inside a block joins it."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def run(self, statement: str, *values: object) -> int:
        """Run one statement and return the number of rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Return all rows."""
        return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> sqlite3.Row | None:
        """Return the first row or None."""
        row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def next(self, counter: str, *, first: int = 1) -> int:
        """Return the next value of a named counter."""
        row = self._connection.execute(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (counter, first),
        ).fetchone()
        return int(row["value"])

    def current(self, counter: str) -> int:
        """Return the counter's last value, 0 before its first."""
        row = self.one("SELECT value FROM counters WHERE name = ?", counter)
        return int(row["value"]) if row else 0

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def to_json(value: object) -> str:
    """Return compact JSON; lone surrogates stay escaped, so that every text can be stored."""
    return json.dumps(value, separators=(",", ":"))


def from_json(text: str | None) -> Any:
    """Return what ``to_json`` stored; None for NULL."""
    return None if text is None else json.loads(text)
