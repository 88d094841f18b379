"""Citizens write: messages, button presses, edits, blocking."""

import secrets
import time
from typing import Any

from starlette.requests import Request

from simulator.bots import Bot
from simulator.chats import (
    Chat,
    StoredMessage,
    add_message,
    change_message,
    find_chat,
    find_message,
    open_chat,
    set_blocked,
)
from simulator.citizen.contents import content_of, text_content
from simulator.citizen.requests import Refused, body_of, chat_id_of, chosen_bot, is_whole, person_of
from simulator.json_text import Json
from simulator.updates import queue_update
from simulator.world import World


async def send(request: Request) -> Json:
    """POST /chats/{chat_id}/send: a citizen writes, presses a button or edits. 202 once it is stored."""
    world: World = request.app.state.world
    chat_id, bot, body = chat_id_of(request), chosen_bot(request, world), await body_of(request)
    person = person_of(body, chat_id)
    chat = find_chat(world.store, bot.id, chat_id)
    if chat is not None and chat.blocked:
        raise Refused(409, "this citizen has blocked the bot; unblock first")
    if "callback" in body:
        sent = _press(world, bot, chat_id, person, body)
    elif "edit" in body:
        sent = _edit(world, bot, chat, person, body)
    else:
        sent = await _write(world, bot, chat_id, person, body)
    return Json(sent | {"bot": bot.username}, status_code=202)


async def _write(world: World, bot: Bot, chat_id: int, person: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    with_upload = any(hasattr(value, "read") for value in body.values())
    content = await content_of(world.store, bot.id, {k: v for k, v in body.items() if k != "from"})
    with world.store.transaction():
        chat = open_chat(world.store, bot.id, chat_id, person)
        message = {"from": person, **_reply(world, chat, body), **content}
        message_id = add_message(world.store, chat, message, from_bot=False, shown={"uploaded": with_upload})
        queue_update(world.store, world.bells, bot, chat.id, "message", message)
    world.bells.ring(chat.bell)
    return {"message_id": message_id, "revision": world.store.current("revision")}


def _reply(world: World, chat: Chat, body: dict[str, Any]) -> dict[str, Any]:
    reply_to = body.get("reply_to")
    if isinstance(reply_to, str) and reply_to.isdecimal() and len(reply_to) < 16:
        reply_to = int(reply_to)
    if reply_to is None:
        return {}
    stored = _message(world, chat, reply_to)
    return {"reply_to_message": {k: v for k, v in stored.message.items() if k != "reply_to_message"}}


def _press(world: World, bot: Bot, chat_id: int, person: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Press an inline button; ``message_id`` of the answer is the newest in the chat, for ``after=``."""
    data, message_id = body["callback"], body.get("message_id")
    if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "replace")) <= 64:
        raise Refused(400, "callback must be a string of 1 to 64 bytes")
    if not is_whole(message_id) or not 0 < message_id < 2**52:
        raise Refused(400, "message_id must be a whole number above 0")
    chat = open_chat(world.store, bot.id, chat_id, person)
    query_id = str(secrets.randbits(62))
    query = {
        "id": query_id,
        "from": person,
        "message": _pressed_message(world, chat, message_id),
        "chat_instance": str(bot.id * 2**53 + chat.id),
        "data": data,
    }
    with world.store.transaction():
        world.store.run(
            "INSERT INTO callback_queries (id, bot_id, chat_id, message_id, asked, revision) VALUES (?, ?, ?, ?, ?, ?)",
            query_id,
            bot.id,
            chat.id,
            message_id,
            int(time.time()),
            world.store.next("revision"),
        )
        queue_update(world.store, world.bells, bot, chat.id, "callback_query", query)
    revision = world.store.current("revision")
    return {"message_id": chat.last_message_id, "callback_query_id": query_id, "revision": revision}


def _pressed_message(world: World, chat: Chat, message_id: int) -> dict[str, Any]:
    """Return the bot's message, or ``InaccessibleMessage`` where it is gone (or never was), as Telegram does."""
    stored = find_message(world.store, chat, message_id)
    if stored is not None and stored.from_bot:
        return stored.message
    return {"chat": chat.chat, "message_id": message_id, "date": 0}


def _edit(world: World, bot: Bot, chat: Chat | None, person: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    if chat is None:
        raise Refused(404, "no such chat; write a message first")
    stored = _message(world, chat, body["edit"])
    if stored.from_bot or stored.message["from"]["id"] != person["id"] or "text" not in stored.message:
        raise Refused(400, "a citizen edits only own text messages")
    kept = {k: v for k, v in stored.message.items() if k not in ("text", "entities")}
    stored.message = {**kept, **text_content(body.get("text")), "edit_date": int(time.time())}
    with world.store.transaction():
        change_message(world.store, chat, stored)
        queue_update(world.store, world.bells, bot, chat.id, "edited_message", stored.message)
    world.bells.ring(chat.bell)
    return {"message_id": stored.message_id, "revision": stored.revision}


def _message(world: World, chat: Chat, message_id: object) -> StoredMessage:
    if not is_whole(message_id):
        raise Refused(400, "the message id must be a whole number")
    stored = find_message(world.store, chat, message_id)
    if stored is None:
        raise Refused(404, "no such message in this chat")
    return stored


async def block(request: Request) -> Json:
    """POST /chats/{chat_id}/block: the bot gets my_chat_member, and 403 from now on."""
    return _change_block(request, blocked=True)


async def unblock(request: Request) -> Json:
    """POST /chats/{chat_id}/unblock: the bot may write again."""
    return _change_block(request, blocked=False)


def _change_block(request: Request, *, blocked: bool) -> Json:
    world: World = request.app.state.world
    chat_id, bot = chat_id_of(request), chosen_bot(request, world)
    chat = find_chat(world.store, bot.id, chat_id)
    if chat is None:
        raise Refused(404, "no such chat; write a message first")
    if chat.blocked != blocked:
        with world.store.transaction():
            set_blocked(world.store, chat, blocked)
            queue_update(world.store, world.bells, bot, chat.id, "my_chat_member", _membership(bot, chat, blocked))
        world.bells.ring(chat.bell)
    return Json({"blocked": blocked})


def _membership(bot: Bot, chat: Chat, blocked: bool) -> dict[str, Any]:
    member = {"status": "member", "user": bot.user}
    gone = (
        {"status": "kicked", "user": bot.user, "until_date": 0} if chat.id > 0 else {"status": "left", "user": bot.user}
    )
    before, after = (member, gone) if blocked else (gone, member)
    names = {k: v for k, v in chat.chat.items() if k in ("first_name", "last_name", "username")}
    person = {"id": abs(chat.id), "is_bot": False, "first_name": f"Warga {abs(chat.id)}", **names}
    return {
        "chat": chat.chat,
        "from": person,
        "date": int(time.time()),
        "old_chat_member": before,
        "new_chat_member": after,
    }
