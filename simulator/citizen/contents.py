"""What a citizen may send, turned into the content of a Bot API ``Message``."""

import secrets
from typing import Any

from starlette.datastructures import UploadFile

from simulator.citizen.requests import MAX_TEXT, Refused, is_whole, location_of, short_text
from simulator.files import NotAnImage, add_file, image_size
from simulator.formatting.texts import format_text
from simulator.formatting.units import utf16_length
from simulator.store import Store

KINDS = ("text", "location", "contact", "photo", "document", "voice", "sticker")
# A phone shrinks a photo before it sends it; this is the most that Telegram takes as one.
_MAX_PHOTO_BYTES = 20 * 1024 * 1024
# Two bytes of a voice message nobody listens to; getFile has something to hand out.
_EMPTY_VOICE = b"OggS"
_EMPTY_STICKER = b"RIFF"


async def content_of(store: Store, bot_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Return the part of ``Message`` that holds what was sent; raise Refused where it makes no sense."""
    kinds = [kind for kind in KINDS if kind in body]
    if len(kinds) != 1:
        raise Refused(400, f"send exactly one of {', '.join(KINDS)}, callback, edit")
    value = body[kinds[0]]
    if kinds[0] == "text":
        return text_content(value)
    if kinds[0] == "location":
        return {"location": location_of(value)}
    if kinds[0] == "contact":
        return {"contact": _contact(value)}
    if kinds[0] in ("photo", "document"):
        return {**await _upload(store, bot_id, kinds[0], value), **_caption(body)}
    return await _voice(store, bot_id, value) if kinds[0] == "voice" else _sticker(store, bot_id, value)


def text_content(value: object) -> dict[str, Any]:
    """Return ``text`` and ``entities``, cleaned and limited as Telegram's apps do."""
    if not isinstance(value, str):
        raise Refused(400, "text must be a string")
    formatted = format_text(value, "")
    if not formatted.text:
        raise Refused(400, "text is empty; Telegram's apps do not send that")
    if formatted.length > MAX_TEXT:
        raise Refused(400, f"text is longer than {MAX_TEXT} characters; Telegram's apps would split it")
    return {"text": formatted.text, **({"entities": formatted.entities} if formatted.entities else {})}


def _caption(body: dict[str, Any]) -> dict[str, Any]:
    if not body.get("caption"):
        return {}
    formatted = format_text(short_text(body, "caption", 4096), "")
    if utf16_length(formatted.text) > 1024:
        raise Refused(400, "caption is longer than 1024 characters")
    return {"caption": formatted.text, **({"caption_entities": formatted.entities} if formatted.entities else {})}


def _contact(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(400, "contact must be an object")
    contact = {name: short_text(value, name, 64) for name in ("phone_number", "first_name")}
    if "last_name" in value:
        contact["last_name"] = short_text(value, "last_name", 64)
    if "user_id" in value and not is_whole(value["user_id"]):
        raise Refused(400, "contact.user_id must be a whole number")
    return {**contact, **({"user_id": value["user_id"]} if "user_id" in value else {})}


async def _upload(store: Store, bot_id: int, kind: str, value: object) -> dict[str, Any]:
    if not isinstance(value, UploadFile):
        raise Refused(400, f"send the {kind} as multipart/form-data")
    content, name = await value.read(), (value.filename or kind)[:200]
    if not content:
        raise Refused(400, "the file is empty")
    mime = value.content_type or "application/octet-stream"
    if kind == "document":
        details: dict[str, Any] = {"file_name": name, "mime_type": mime}
        return {kind: add_file(store, bot_id, content, folder="documents", name=name, mime=mime, details=details)}
    if len(content) > _MAX_PHOTO_BYTES:
        raise Refused(413, "the photo is larger than 20 MB; Telegram would send it as a document")
    try:
        width, height = image_size(content)
    except NotAnImage as error:
        raise Refused(400, "the photo is no picture") from error
    details = {"width": width, "height": height}
    return {kind: [add_file(store, bot_id, content, folder="photos", name=name, mime=mime, details=details)]}


async def _voice(store: Store, bot_id: int, value: object) -> dict[str, Any]:
    content, duration = _EMPTY_VOICE, 1
    if isinstance(value, UploadFile):
        content = await value.read()
    elif isinstance(value, dict) and is_whole(value.get("duration", 1)) and 0 <= value.get("duration", 1) <= 86_400:
        duration = value.get("duration", 1)
    else:
        raise Refused(400, 'voice must be a file or {"duration": seconds}')
    details = {"duration": duration, "mime_type": "audio/ogg"}
    name = "voice.oga"
    return {"voice": add_file(store, bot_id, content, folder="voice", name=name, mime="audio/ogg", details=details)}


def _sticker(store: Store, bot_id: int, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(400, 'sticker must be an object such as {"emoji": "👍"}')
    details: dict[str, Any] = {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": short_text(value, "emoji", 16) if "emoji" in value else "👍",
        "set_name": f"simulasi_{secrets.token_hex(2)}",
    }
    return {
        "sticker": add_file(
            store, bot_id, _EMPTY_STICKER, folder="stickers", name="sticker.webp", mime="image/webp", details=details
        )
    }
