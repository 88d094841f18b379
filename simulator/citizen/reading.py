"""Citizens read: the bot's messages."""

from typing import Any

from starlette.requests import Request

from simulator.bots import all_bots
from simulator.chats import StoredMessage, all_chats, messages_after, messages_since
from simulator.citizen.requests import chat_id_of, chosen_bot, number_of
from simulator.json_text import Json
from simulator.world import World

_LONGEST_WAIT = 60
_LIMIT = 500


async def messages(request: Request) -> Json:
    """GET /chats/{chat_id}/messages?after=N&wait=S, or ?since=R for edits and deletions too.

    ``after`` is a message id: the bot's messages with a greater one. ``since`` is a revision (each message has one, and
    so has the answer of /send): what the bot sent, edited or deleted after it.
    """
    world: World = request.app.state.world
    chat_id, bot = chat_id_of(request), chosen_bot(request, world)
    wait = number_of(request, "wait", default=0, high=_LONGEST_WAIT)
    after = int(number_of(request, "after", default=0, high=2**52))
    since = int(number_of(request, "since", default=0, high=2**52)) if "since" in request.query_params else None

    def look() -> list[StoredMessage]:
        if since is None:
            return messages_after(world.store, bot.id, chat_id, after, _LIMIT)
        return [m for m in messages_since(world.store, bot.id, chat_id, since, _LIMIT) if m.from_bot]

    found = await world.bells.until(look, wait, f"chat {bot.id} {chat_id}")
    revision = world.store.current("revision")
    return Json({"messages": [shown(m) for m in found], "revision": revision, "bot": bot.username})


def shown(stored: StoredMessage) -> dict[str, Any]:
    """Return a message as the citizen's side gives it: the Bot API ``Message`` with parse_mode and any keyboard."""
    if stored.deleted:
        return {"message_id": stored.message_id, "deleted": True, "revision": stored.revision}
    kept = {k: v for k, v in stored.message.items() if k not in ("chat", "from", "reply_markup")}
    sender = stored.message.get("from", {})
    return {
        **kept,
        "from_bot": stored.from_bot,
        "sender": {"id": sender.get("id"), "name": sender.get("first_name", "")},
        "parse_mode": stored.shown.get("parse_mode"),
        "reply_markup": stored.shown.get("reply_markup"),
        "revision": stored.revision,
    }


async def chats(request: Request) -> Json:
    """GET /chats: every chat of the bot, and the bots there are."""
    world: World = request.app.state.world
    bot = chosen_bot(request, world)
    listed = [
        {"chat_id": c.id, "chat": c.chat, "blocked": c.blocked, "last_message_id": c.last_message_id}
        for c in all_chats(world.store, bot.id)
    ]
    bots = [{"id": b.id, "username": b.username, "name": b.profile["name"]} for b in all_bots(world.store)]
    return Json({"bot": bot.username, "chats": listed, "bots": bots})
