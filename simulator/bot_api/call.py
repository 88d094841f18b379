"""One call of a bot, and what almost every method needs to know about it."""

from dataclasses import dataclass, field
from typing import Any

from simulator.bot_api.errors import bad_request, forbidden
from simulator.bot_api.parameters import Upload
from simulator.bots import Bot
from simulator.chats import Chat, StoredMessage, find_chat, find_message
from simulator.json_text import whole_characters
from simulator.world import World


@dataclass
class Call:
    """The bot, the method's published name, its decoded parameters and its uploads."""

    world: World
    bot: Bot
    method: str
    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string parameter, empty if it is missing."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise bad_request(f'field "{name}" must be of type String')
        return whole_characters(value)

    def whole(self, name: str, default: int) -> int:
        """Return an integer parameter."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**62:
            raise bad_request(f'field "{name}" must be a valid Number')
        return value

    def number(self, name: str) -> float:
        """Return a required number (latitude, longitude)."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise bad_request(f"{name} must be a valid Number" if value is not None else f"{name} is empty")
        return float(value)

    def chat(self) -> Chat:
        """Return the chat that ``chat_id`` names; refuse as Telegram does where there is none."""
        chat_id = self.values.get("chat_id", "")
        if chat_id == "":
            raise bad_request("chat_id is empty")
        known = isinstance(chat_id, int) and not isinstance(chat_id, bool) and abs(chat_id) < 2**62
        chat = find_chat(self.world.store, self.bot.id, chat_id) if known else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def open_chat(self) -> Chat:
        """Return the chat if the bot may write there; 403 where the citizen blocked it."""
        chat = self.chat()
        if chat.blocked:
            raise forbidden("bot was kicked from the group chat" if chat.id < 0 else "bot was blocked by the user")
        return chat

    def own_message(self, chat: Chat, purpose: str) -> StoredMessage:
        """Return the bot's message that ``message_id`` names; ``purpose`` is ``edit`` or ``delete``."""
        if "inline_message_id" in self.values:
            raise bad_request("MESSAGE_ID_INVALID")
        stored = find_message(self.world.store, chat, self.values.get("message_id"))
        if stored is None:
            raise bad_request(f"message to {purpose} not found")
        if not stored.from_bot:
            raise bad_request(f"message can't be {'edited' if purpose == 'edit' else 'deleted'}")
        return stored
