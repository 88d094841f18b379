"""What the citizen's side accepts, checked; every refusal is JSON with a reason in one sentence."""

import math
from typing import Any, TypeGuard

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from simulator.bots import Bot, find_bot
from simulator.json_text import parse_json
from simulator.world import World

MAX_JSON_BYTES = 200_000
MAX_UPLOAD_BYTES = 52_000_000
MAX_TEXT = 4096
_LARGEST_ID = 2**52


class Refused(Exception):
    """The request is not understood; ``status`` and a reason for its JSON answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def chat_id_of(request: Request) -> int:
    """Return the chat id of the path; private chats above zero, groups below."""
    raw = request.path_params["chat_id"]
    digits = raw.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 16 and 0 < int(digits) < _LARGEST_ID):
        raise Refused(400, "chat_id must be a whole number other than 0, below 2^52")
    return int(raw)


def chosen_bot(request: Request, world: World) -> Bot:
    """Return the bot that ``?bot=`` names (username or id), or the one that was started last."""
    name = request.query_params.get("bot")
    bot = find_bot(world.store, name)
    if bot is None:
        raise Refused(404 if name else 503, "no such bot" if name else "no bot has called yet; start the bot first")
    return bot


def number_of(request: Request, name: str, *, default: float, high: float) -> float:
    """Return a number of the query string from 0 to ``high``."""
    raw = request.query_params.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError as error:
        raise Refused(400, f"{name} must be a number") from error
    if not 0 <= value <= high:
        raise Refused(400, f"{name} must be from 0 to {high:g}")
    return value


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object, or the multipart fields (uploads as ``UploadFile``, other fields as text)."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    limit = MAX_UPLOAD_BYTES if kind == "multipart/form-data" else MAX_JSON_BYTES
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise Refused(411, "Content-Length is required")
    if int(length) > limit:
        raise Refused(413, f"at most {limit} bytes")
    if kind == "application/json":
        return _json_object(await request.body())
    if kind == "multipart/form-data":
        return dict(await _form(request))
    raise Refused(415, "send application/json or multipart/form-data")


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = parse_json(raw)
    except ValueError as error:
        raise Refused(400, "the body is no JSON") from error
    if not isinstance(value, dict):
        raise Refused(400, "expected a JSON object")
    return value


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=1, max_fields=10, max_part_size=MAX_JSON_BYTES)
    except MultiPartException as error:
        raise Refused(400, "the form cannot be read") from error


def person_of(body: dict[str, Any], chat_id: int) -> dict[str, Any]:
    """Return who writes, as Bot API ``User``: ``from`` of the body, else a name made from the chat."""
    given = body.get("from", {})
    if isinstance(given, str):
        given = _json_object(given.encode("utf-8", "replace"))
    if not isinstance(given, dict):
        raise Refused(400, "from must be an object")
    user_id = given.get("id", abs(chat_id))
    if not is_whole(user_id) or not 0 < user_id < _LARGEST_ID:
        raise Refused(400, "from.id must be a whole number above 0")
    if chat_id > 0 and user_id != chat_id:
        raise Refused(400, "in a private chat from.id is the chat id")
    person = {"id": user_id, "is_bot": False, "first_name": f"Warga {user_id}", "language_code": "id"}
    for name in ("first_name", "last_name", "username", "language_code"):
        if name in given:
            person[name] = short_text(given, name, 64)
    return person


def short_text(body: dict[str, Any], name: str, limit: int) -> str:
    """Return a non-empty string field of at most ``limit`` characters."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(400, f"{name} must be a non-empty string")
    if len(value) > limit:
        raise Refused(400, f"{name} is longer than {limit} characters")
    return value


def location_of(value: object) -> dict[str, float]:
    """Return a checked ``{"latitude", "longitude"}``; a place at sea or abroad is a place."""
    if not isinstance(value, dict):
        raise Refused(400, "location must be an object")
    result = {}
    for name, high in (("latitude", 90), ("longitude", 180)):
        number = value.get(name)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise Refused(400, f"location.{name} must be a number")
        if abs(number) > high:
            raise Refused(400, f"location.{name} must be from -{high} to {high}")
        result[name] = float(number)
    return result


def is_whole(value: object) -> TypeGuard[int]:
    """Whether this is an integer (and not true or false)."""
    return isinstance(value, int) and not isinstance(value, bool)
