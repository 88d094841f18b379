"""Whether a message in a group is for us, and what it says without our name."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity

_ENTITIES: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION, MessageEntity.BOT_COMMAND]


def is_addressed(message: Message, bot_id: int, username: str) -> bool:
    """Whether the message names the bot, commands it by name or replies to it."""
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return True
    name = f"@{username}".lower()
    found = {**message.parse_entities(_ENTITIES), **message.parse_caption_entities(_ENTITIES)}
    return any(_names(entity, text.lower(), bot_id, name) for entity, text in found.items())


def _names(entity: MessageEntity, text: str, bot_id: int, name: str) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot_id
    if entity.type == MessageEntity.BOT_COMMAND:
        return text.endswith(name)
    return text == name


def without_name(text: str, username: str) -> str:
    """The text without mentions of the bot."""
    return re.sub(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE).strip()
