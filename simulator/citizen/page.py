"""The chat page at ``/``, and what it asks for: everything that changed in its chats, in one held request."""

import time
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from simulator.bots import Bot, all_bots, find_bot
from simulator.chats import find_chat, messages_since, newest_messages
from simulator.citizen.reading import shown
from simulator.citizen.requests import Refused, chat_id_of, chosen_bot, number_of
from simulator.files import file_content
from simulator.json_text import Json
from simulator.store import from_json
from simulator.world import World

STATIC = Path(__file__).resolve().parent.parent / "static"
_LONGEST_WAIT = 50
_NEWEST = 200
_CHANGES = 500
_MOST_CHATS = 30
# Shown in place; everything else is handed out as a download.
_IMAGES = {"image/jpeg", "image/png", "image/webp", "image/gif"}


async def index(request: Request) -> FileResponse:
    """GET /: the chat page."""
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def updates(request: Request) -> Json:
    """GET /page/updates?chats=1,2&since=R&wait=S: the bot, and what changed in these chats since revision R.

    With ``since=0`` the newest messages of each chat. ``bot`` is null until one has called; ``bots`` are all there are.
    """
    world: World = request.app.state.world
    chat_ids = _chat_ids(request)
    since = int(number_of(request, "since", default=0, high=2**52))
    wait = number_of(request, "wait", default=0, high=_LONGEST_WAIT)
    name = request.query_params.get("bot")
    bot = find_bot(world.store, name)
    bells = ["bots", *([f"profile {bot.id}", *(f"chat {bot.id} {chat_id}" for chat_id in chat_ids)] if bot else [])]

    def look() -> bool:
        return since == 0 or _news(world, find_bot(world.store, name), bot, chat_ids, since)

    await world.bells.until(look, wait, *bells)
    bot, named = find_bot(world.store, name), [_named(known) for known in all_bots(world.store)]
    if bot is None:
        return Json({"bot": None, "bots": named, "revision": 0, "chats": {}})
    revision = world.store.current("revision")
    happened = {str(chat_id): _happened(world, bot, chat_id, since) for chat_id in chat_ids}
    full = [c["messages"][-1]["revision"] for c in happened.values() if since and len(c["messages"]) == _CHANGES]
    return Json({"bot": _described(world, bot), "bots": named, "revision": min([revision, *full]), "chats": happened})


async def chat_file(request: Request) -> Response:
    """GET /chats/{chat_id}/files/{file_id}: a photo to show or a document to keep."""
    world: World = request.app.state.world
    chat_id_of(request)
    found = file_content(world.store, chosen_bot(request, world).id, file_id=request.path_params["file_id"])
    if found is None:
        raise Refused(404, "no such file")
    content, mime = found
    if mime in _IMAGES:
        return Response(content, media_type=mime)
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})


def _chat_ids(request: Request) -> list[int]:
    raw = [part for part in request.query_params.get("chats", "").split(",") if part]
    if len(raw) > _MOST_CHATS or not all(p.isascii() and p.isdigit() and 0 < len(p) <= 15 for p in raw):
        raise Refused(400, f"chats must be at most {_MOST_CHATS} chat ids, separated by commas")
    return [int(part) for part in raw]


def _news(world: World, now: Bot | None, before: Bot | None, chat_ids: list[int], since: int) -> bool:
    if now is None or before is None:
        return now is not before
    if now.id != before.id or now.revision > since:
        return True
    return any(_changed(world, now, chat_id, since) for chat_id in chat_ids)


def _changed(world: World, bot: Bot, chat_id: int, since: int) -> bool:
    action, chat = world.actions.get((bot.id, chat_id)), find_chat(world.store, bot.id, chat_id)
    return bool(
        messages_since(world.store, bot.id, chat_id, since, 1)
        or _callback_answers(world, bot.id, chat_id, since)
        or (action is not None and action.revision > since)
        or (chat is not None and chat.revision > since)
    )


def _happened(world: World, bot: Bot, chat_id: int, since: int) -> dict[str, Any]:
    chat, action = find_chat(world.store, bot.id, chat_id), world.actions.get((bot.id, chat_id))
    if since:
        stored = messages_since(world.store, bot.id, chat_id, since, _CHANGES)
    else:
        stored = newest_messages(world.store, bot.id, chat_id, _NEWEST)
    left = action.ends - time.time() if action else 0
    return {
        "messages": [shown(message) for message in stored],
        "callback_answers": _callback_answers(world, bot.id, chat_id, since) if since else [],
        "action": {"action": action.action, "seconds": round(left, 2)} if action and left > 0 else None,
        "started": chat is not None,
        "blocked": chat is not None and chat.blocked,
    }


def _callback_answers(world: World, bot_id: int, chat_id: int, since: int) -> list[dict[str, Any]]:
    rows = world.store.all(
        "SELECT id, message_id, answer FROM callback_queries"
        " WHERE bot_id = ? AND chat_id = ? AND revision > ? AND answer IS NOT NULL ORDER BY revision LIMIT 50",
        bot_id,
        chat_id,
        since,
    )
    return [{"id": row["id"], "message_id": row["message_id"], **from_json(row["answer"])} for row in rows]


def _named(bot: Bot) -> dict[str, Any]:
    return {
        "id": bot.id,
        "username": bot.username,
        "name": bot.profile["texts"].get("name:id") or bot.profile["name"],
    }


def _described(world: World, bot: Bot) -> dict[str, Any]:
    texts = bot.profile["texts"]
    return {
        **_named(bot),
        "description": texts.get("description:id") or texts.get("description:") or "",
        "short_description": texts.get("short_description:id") or texts.get("short_description:") or "",
        "commands": _commands(bot),
        "connected": bool(bot.webhook) or world.is_connected(bot.id),
    }


def _commands(bot: Bot) -> list[dict[str, str]]:
    """Return the commands of a private chat in Indonesian, by Telegram's order of scopes."""
    for scope in ("all_private_chats", "default"):
        for language in ("id", ""):
            commands: list[dict[str, str]] = bot.profile["commands"].get(f"{scope}:::{language}", [])
            if commands:
                return commands
    return []
