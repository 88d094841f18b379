"""Citizens read: the bot's messages, and everything the chat page shows."""

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from simulator.bots import Bot, all_bots
from simulator.chats import Chat, StoredMessage, all_chats, find_chat, messages_after, messages_since
from simulator.citizen.requests import chat_id_of, chosen_bot, number_of
from simulator.store import from_json
from simulator.world import World

_LONGEST_WAIT = 60
_LIMIT = 500


async def messages(request: Request) -> JSONResponse:
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
    return JSONResponse({"messages": [shown(m) for m in found], "revision": revision, "bot": bot.username})


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


async def chats(request: Request) -> JSONResponse:
    """GET /chats: every chat of the bot, and the bots there are."""
    world: World = request.app.state.world
    bot = chosen_bot(request, world)
    listed = [
        {"chat_id": c.id, "chat": c.chat, "blocked": c.blocked, "last_message_id": c.last_message_id}
        for c in all_chats(world.store, bot.id)
    ]
    bots = [{"id": b.id, "username": b.username, "name": b.profile["name"]} for b in all_bots(world.store)]
    return JSONResponse({"bot": bot.username, "chats": listed, "bots": bots})


def happened(world: World, bot: Bot, chat_id: int, since: int) -> dict[str, Any]:
    """Return what changed in a chat since a revision: messages, callback answers, and what the bot is doing now."""
    chat = find_chat(world.store, bot.id, chat_id)
    stored = messages_since(world.store, bot.id, chat_id, since, _LIMIT)
    return {
        "messages": [shown(m) for m in sorted(stored, key=lambda m: m.message_id)],
        "callback_answers": _callback_answers(world, bot.id, chat_id, since),
        "action": _action(world, bot.id, chat_id),
        "started": chat is not None,
        "blocked": chat.blocked if chat else False,
    }


def changed(world: World, bot: Bot, chat: Chat | int, since: int) -> bool:
    """Whether anything at all happened in the chat since a revision."""
    chat_id = chat if isinstance(chat, int) else chat.id
    action = world.actions.get((bot.id, chat_id))
    state = find_chat(world.store, bot.id, chat_id)
    return bool(
        messages_since(world.store, bot.id, chat_id, since, 1)
        or _callback_answers(world, bot.id, chat_id, since)
        or (action is not None and action.revision > since)
        or (state is not None and state.revision > since)
    )


def _action(world: World, bot_id: int, chat_id: int) -> dict[str, Any] | None:
    action = world.actions.get((bot_id, chat_id))
    left = action.ends - time.time() if action else 0
    return {"action": action.action, "seconds": round(left, 2)} if action and left > 0 else None


def _callback_answers(world: World, bot_id: int, chat_id: int, since: int) -> list[dict[str, Any]]:
    rows = world.store.all(
        "SELECT id, message_id, answer FROM callback_queries"
        " WHERE bot_id = ? AND chat_id = ? AND revision > ? AND answer IS NOT NULL ORDER BY revision LIMIT 50",
        bot_id,
        chat_id,
        since,
    )
    return [{"id": r["id"], "message_id": r["message_id"], **from_json(r["answer"])} for r in rows]
