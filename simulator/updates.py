"""Updates waiting for a bot: queued on commit, kept until confirmed."""

import time
from typing import Any

from simulator.bells import Bells
from simulator.bots import Bot
from simulator.store import Store, from_json, to_json

# Rung when there is something to deliver to a webhook, or a webhook changed.
WEBHOOKS = "webhooks"
# Kept away from whoever does not ask for them by name.
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


def bell_of(bot_id: int) -> str:
    """The name that is rung when the bot has something to fetch."""
    return f"updates {bot_id}"


def queue_update(store: Store, bells: Bells, bot: Bot, chat_id: int, kind: str, content: dict[str, Any]) -> int | None:
    """Queue ``{"update_id", kind: content}`` for the bot; returns the update id, None if it does not want this kind."""
    wanted = kind in bot.allowed_updates if bot.allowed_updates else kind not in _ON_REQUEST
    if not wanted:
        return None
    # A simulator that lost its data must not use an id twice: the bot would take the update for one it has had.
    update_id = store.next(f"update {bot.id}", first=int(time.time()))
    update = to_json({"update_id": update_id, kind: content})
    store.run("INSERT INTO updates VALUES (?, ?, ?, ?)", bot.id, update_id, chat_id, update)
    bells.ring(bell_of(bot.id), *([WEBHOOKS] if bot.webhook else []))
    return update_id


def waiting(store: Store, bot_id: int, limit: int) -> list[dict[str, Any]]:
    """Return the oldest unconfirmed updates."""
    statement = "SELECT content FROM updates WHERE bot_id = ? ORDER BY update_id LIMIT ?"
    return [from_json(row["content"]) for row in store.all(statement, bot_id, limit)]


def confirm_before(store: Store, bot_id: int, offset: int) -> None:
    """Forget updates as ``getUpdates`` with this offset does: below it, or all but the last ``-offset``."""
    if offset > 0:
        store.run("DELETE FROM updates WHERE bot_id = ? AND update_id < ?", bot_id, offset)
    elif offset < 0:
        store.run(
            "DELETE FROM updates WHERE bot_id = ? AND update_id NOT IN"
            " (SELECT update_id FROM updates WHERE bot_id = ? ORDER BY update_id DESC LIMIT ?)",
            bot_id,
            bot_id,
            -offset,
        )


def confirm_one(store: Store, bot_id: int, update_id: int) -> None:
    """Forget one update that a webhook has taken."""
    store.run("DELETE FROM updates WHERE bot_id = ? AND update_id = ?", bot_id, update_id)


def forget_all(store: Store, bot_id: int) -> None:
    """Forget everything that waits (``drop_pending_updates``)."""
    store.run("DELETE FROM updates WHERE bot_id = ?", bot_id)


def count_waiting(store: Store, bot_id: int) -> int:
    """Return how many updates wait."""
    row = store.one("SELECT count(*) AS n FROM updates WHERE bot_id = ?", bot_id)
    return int(row["n"]) if row else 0
