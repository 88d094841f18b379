"""What a bot says about itself: getMe, name, descriptions, commands, menu button, chats."""

from typing import Any

from simulator.bot_api.call import Call
from simulator.bot_api.errors import bad_request
from simulator.bots import mark_seen, save_profile

_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_COMMAND_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789_")


async def get_me(call: Call) -> dict[str, Any]:
    """getMe; the bot becomes the one that citizens write to."""
    mark_seen(call.world.store, call.bot)
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _set_text(field: str) -> Any:
    async def set_text(call: Call) -> bool:
        value = call.text(field)
        if len(value) > _LIMITS[field]:
            raise bad_request(f"{'name' if field == 'name' else field.replace('_', ' ')} is too long")
        language = call.text("language_code")
        call.bot.profile["texts"][f"{field}:{language}"] = value
        if field == "name" and not language:
            call.bot.profile["name"] = value or "Loket"
        _save(call)
        return True

    return set_text


def _get_text(field: str) -> Any:
    async def get_text(call: Call) -> dict[str, str]:
        texts, language = call.bot.profile["texts"], call.text("language_code")
        default = call.bot.profile["name"] if field == "name" else ""
        return {field: texts.get(f"{field}:{language}") or texts.get(f"{field}:") or default}

    return get_text


async def set_my_commands(call: Call) -> bool:
    """setMyCommands, by scope and language."""
    commands = call.values.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("expected an Array of BotCommand")
    for command in commands:
        _check_command(command)
    call.bot.profile["commands"][_scope_key(call)] = commands
    _save(call)
    return True


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    """getMyCommands of exactly this scope and language."""
    commands: list[dict[str, str]] = call.bot.profile["commands"].get(_scope_key(call), [])
    return commands


async def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    call.bot.profile["commands"].pop(_scope_key(call), None)
    _save(call)
    return True


async def set_chat_menu_button(call: Call) -> bool:
    """setChatMenuButton; one for all chats."""
    button = call.values.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "default", "web_app"):
        raise bad_request("MenuButton has unsupported type")
    call.bot.profile["menu_button"] = button
    _save(call)
    return True


async def get_chat_menu_button(call: Call) -> dict[str, Any]:
    """getChatMenuButton."""
    button: dict[str, Any] = call.bot.profile["menu_button"]
    return {"type": "commands"} if button["type"] == "default" else button


async def get_chat(call: Call) -> dict[str, Any]:
    """getChat, as ``ChatFullInfo``."""
    chat = call.chat()
    return {**chat.chat, "accent_color_id": chat.id % 7, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


async def send_chat_action(call: Call) -> bool:
    """sendChatAction: shown in the chat for five seconds."""
    chat = call.open_chat()
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.show_action(call.bot.id, chat.id, action)
    call.world.bells.ring(chat.bell)
    return True


async def log_out(call: Call) -> bool:
    """logOut and close: nothing to leave here."""
    return True


def _check_command(command: object) -> None:
    if not isinstance(command, dict):
        raise bad_request("expected an Object as BotCommand")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not isinstance(description, str):
        raise bad_request("can't parse BotCommand")
    name = name.lstrip("/")
    if not 1 <= len(name) <= 32 or not set(name) <= _COMMAND_CHARACTERS:
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _scope_key(call: Call) -> str:
    scope = call.values.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope")
    parts = (scope["type"], scope.get("chat_id", ""), scope.get("user_id", ""), call.text("language_code"))
    return ":".join(str(part) for part in parts)


def _save(call: Call) -> None:
    save_profile(call.world.store, call.bot)
    call.world.bells.ring(f"profile {call.bot.id}")


_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}

METHODS = {
    "getMe": get_me,
    "setMyName": _set_text("name"),
    "getMyName": _get_text("name"),
    "setMyDescription": _set_text("description"),
    "getMyDescription": _get_text("description"),
    "setMyShortDescription": _set_text("short_description"),
    "getMyShortDescription": _get_text("short_description"),
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getChat": get_chat,
    "sendChatAction": send_chat_action,
    "logOut": log_out,
    "close": log_out,
}
