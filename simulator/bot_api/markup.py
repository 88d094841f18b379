"""Keyboards, checked as Telegram checks them."""

import re
from typing import Any

from simulator.bot_api.errors import bad_request

_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_SCHEME = re.compile(r"(?i)^(?:(https?|tg|ton|tonsite)://)?([^\s/?#]+)(.*)$")


def checked_markup(markup: object) -> dict[str, Any] | None:
    """Return the reply markup, or None without one; raise ApiError as Telegram would."""
    if markup is None or markup == "" or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    kinds = [kind for kind in _KINDS if kind in markup]
    if len(kinds) != 1:
        raise bad_request(
            "inline keyboard, reply keyboard, its removal and force reply exclude one another"
            if kinds
            else "can't parse reply keyboard markup: unknown kind of markup"
        )
    if kinds[0] in ("inline_keyboard", "keyboard"):
        _check_rows(markup[kinds[0]], kinds[0])
    return {"inline_keyboard": markup["inline_keyboard"]} if kinds[0] == "inline_keyboard" else markup


def is_inline(markup: dict[str, Any] | None) -> bool:
    """Whether this keyboard belongs to its message (and stands in the ``Message``)."""
    return bool(markup) and "inline_keyboard" in (markup or {})


def _check_rows(rows: object, kind: str) -> None:
    field = "inline_keyboard" if kind == "inline_keyboard" else "keyboard"
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the reply markup must be an Array of Arrays')
    if sum(len(row) for row in rows) > 300 or any(len(row) > 8 for row in rows if kind == "inline_keyboard"):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            (_check_inline if kind == "inline_keyboard" else _check_reply)(button)


def _check_inline(button: object) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: object expected")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    actions = [action for action in _ACTIONS if action in button]
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if actions[0] == "callback_data":
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "replace")) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif actions[0] == "url":
        _check_url(button["url"])


def _check_url(url: object) -> None:
    found = _SCHEME.match(url) if isinstance(url, str) else None
    if found is None:
        raise bad_request("BUTTON_URL_INVALID")
    scheme, host = (found[1] or "").lower(), found[2].rsplit("@", 1)[-1].split(":")[0]
    if scheme in ("tg", "ton"):
        return
    if "." not in host.strip(".") or not re.fullmatch(r"[\w.-]+", host):
        raise bad_request(f"inline keyboard button URL '{str(url)[:100]}' is invalid: Wrong HTTP URL")


def _check_reply(button: object) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("keyboard button text must not be empty")
