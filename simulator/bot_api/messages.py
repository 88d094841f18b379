"""Sending, editing and deleting messages."""

import time
from typing import Any

from simulator.bot_api.call import Call
from simulator.bot_api.errors import bad_request
from simulator.bot_api.markup import checked_markup, is_inline
from simulator.chats import Chat, add_message, change_message, find_message
from simulator.formatting.html import BadFormatting
from simulator.formatting.texts import FormattedText, format_text

MAX_TEXT = 4096
MAX_CAPTION = 1024


def formatted(call: Call, name: str) -> FormattedText:
    """Return a text parameter, parsed by ``parse_mode`` or its entities; refuse as Telegram does."""
    entities = call.values.get("entities" if name == "text" else "caption_entities")
    if entities is not None and not _well_formed(entities):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    try:
        return format_text(call.text(name), call.text("parse_mode"), entities)
    except BadFormatting as error:
        raise bad_request(f"can't parse entities: {error}") from error


def text_content(call: Call) -> dict[str, Any]:
    """Return ``text`` and ``entities`` of a Message."""
    text = formatted(call, "text")
    if not text.text:
        raise bad_request("message text is empty")
    if text.length > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text.text, **({"entities": text.entities} if text.entities else {})}


def caption_content(call: Call) -> dict[str, Any]:
    """Return ``caption`` and ``caption_entities`` of a Message, nothing without a caption."""
    caption = formatted(call, "caption")
    if caption.length > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not caption.text:
        return {}
    return {"caption": caption.text, **({"caption_entities": caption.entities} if caption.entities else {})}


def deliver(call: Call, chat: Chat, content: dict[str, Any]) -> dict[str, Any]:
    """Store the bot's message with its keyboard and reply, show it, and return the ``Message``."""
    world, markup = call.world, checked_markup(call.values.get("reply_markup"))
    message = {"from": call.bot.user, **_reply(call, chat), **content}
    if is_inline(markup) and (markup or {}).get("inline_keyboard"):
        message["reply_markup"] = markup
    if call.values.get("protect_content") is True:
        message["has_protected_content"] = True
    shown = {"parse_mode": call.values.get("parse_mode"), "reply_markup": markup}
    with world.store.transaction():
        add_message(world.store, chat, message, from_bot=True, shown=shown)
    world.end_action(call.bot.id, chat.id)
    world.bells.ring(chat.bell)
    return message


async def send_message(call: Call) -> dict[str, Any]:
    """sendMessage."""
    chat = call.open_chat()
    return deliver(call, chat, text_content(call))


async def edit_message_text(call: Call) -> dict[str, Any]:
    """editMessageText: text and keyboard are replaced together, as at Telegram."""
    return _edit(call, "text", text_content(call))


async def edit_message_caption(call: Call) -> dict[str, Any]:
    """editMessageCaption."""
    return _edit(call, "caption", caption_content(call))


async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """editMessageReplyMarkup."""
    return _edit(call, "", {})


async def delete_message(call: Call) -> bool:
    """deleteMessage: the bot's own, and in private chats the citizen's too."""
    chat = call.open_chat()
    stored = find_message(call.world.store, chat, call.values.get("message_id"))
    if stored is None:
        raise bad_request("message to delete not found")
    if not stored.from_bot and chat.id < 0:
        raise bad_request("message can't be deleted")
    stored.deleted = True
    with call.world.store.transaction():
        change_message(call.world.store, chat, stored)
    call.world.bells.ring(chat.bell)
    return True


def _edit(call: Call, field: str, content: dict[str, Any]) -> dict[str, Any]:
    chat = call.open_chat()
    stored = call.own_message(chat, "edit")
    if field == "text" and "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    if field == "caption" and not {"photo", "document"} & set(stored.message):
        raise bad_request("there is no caption in the message to edit")
    markup = checked_markup(call.values.get("reply_markup"))
    if markup and not is_inline(markup):
        raise bad_request("inline keyboard expected")
    replaced = {field, "entities" if field == "text" else "caption_entities"} if field else set()
    kept = {k: v for k, v in stored.message.items() if k not in {*replaced, "reply_markup", "edit_date"}}
    changed = {**kept, **content, **({"reply_markup": markup} if markup and markup["inline_keyboard"] else {})}
    if changed == {k: v for k, v in stored.message.items() if k != "edit_date"}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    stored.message = {**changed, "edit_date": _now()}
    stored.shown["reply_markup"] = markup
    if field:
        stored.shown["parse_mode"] = call.values.get("parse_mode")
    with call.world.store.transaction():
        change_message(call.world.store, chat, stored)
    call.world.bells.ring(chat.bell)
    return stored.message


def _reply(call: Call, chat: Chat) -> dict[str, Any]:
    asked = call.values.get("reply_parameters")
    message_id = asked.get("message_id") if isinstance(asked, dict) else call.values.get("reply_to_message_id")
    if message_id is None:
        return {}
    stored = find_message(call.world.store, chat, message_id)
    if stored is not None:
        return {"reply_to_message": {k: v for k, v in stored.message.items() if k != "reply_to_message"}}
    if isinstance(asked, dict) and asked.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _well_formed(entities: object) -> bool:
    return isinstance(entities, list) and all(
        isinstance(e, dict)
        and isinstance(e.get("type"), str)
        and isinstance(e.get("offset"), int)
        and isinstance(e.get("length"), int)
        for e in entities
    )


def _now() -> int:
    return int(time.time())


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
}
