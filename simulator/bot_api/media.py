"""Photos, documents, places and contacts that a bot sends; getFile."""

import math
from typing import Any

from simulator.bot_api.call import Call
from simulator.bot_api.errors import ApiError, bad_request
from simulator.bot_api.messages import caption_content, deliver
from simulator.bot_api.parameters import Upload
from simulator.files import NotAnImage, add_file, described_file, image_size

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024


async def send_photo(call: Call) -> dict[str, Any]:
    """sendPhoto: an upload, or the file id of a photo sent before."""
    chat, content = call.open_chat(), caption_content(call)
    upload = _upload(call, "photo")
    photo = _stored(call, "photo", "photos") if upload is None else _new_photo(call, upload)
    return deliver(call, chat, {"photo": [photo], **content})


async def send_document(call: Call) -> dict[str, Any]:
    """sendDocument: an upload, or the file id of a document sent before."""
    chat, content = call.open_chat(), caption_content(call)
    upload = _upload(call, "document")
    document = _stored(call, "document", "documents") if upload is None else _new_document(call, upload)
    return deliver(call, chat, {"document": document, **content})


async def send_location(call: Call) -> dict[str, Any]:
    """sendLocation."""
    chat = call.open_chat()
    return deliver(call, chat, {"location": _location(call)})


async def send_venue(call: Call) -> dict[str, Any]:
    """sendVenue: a place with title and address."""
    chat, location = call.open_chat(), _location(call)
    title, address = call.text("title").strip(), call.text("address").strip()
    if not title:
        raise bad_request("venue title must be non-empty")
    if not address:
        raise bad_request("venue address must be non-empty")
    return deliver(
        call, chat, {"location": location, "venue": {"location": location, "title": title, "address": address}}
    )


async def send_contact(call: Call) -> dict[str, Any]:
    """sendContact."""
    chat = call.open_chat()
    contact = {
        name: call.text(name) for name in ("phone_number", "first_name", "last_name", "vcard") if call.text(name)
    }
    if "phone_number" not in contact:
        raise bad_request("phone number must be non-empty")
    if "first_name" not in contact:
        raise bad_request("contact's first name must be non-empty")
    return deliver(call, chat, {"contact": contact})


async def get_file(call: Call) -> dict[str, Any]:
    """getFile: size and path for the download."""
    found = described_file(call.world.store, call.bot.id, call.text("file_id"))
    if found is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    path, details = found
    if details["file_size"] > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {name: details[name] for name in ("file_id", "file_unique_id", "file_size")} | {"file_path": path}


def _upload(call: Call, field: str) -> Upload | None:
    value = call.values.get(field)
    name = value.removeprefix("attach://") if isinstance(value, str) and value.startswith("attach://") else field
    upload = call.uploads.get(name)
    if upload is None and not value:
        raise bad_request(f"there is no {field} in the request")
    if upload is not None and not upload.content:
        raise bad_request("file must be non-empty")
    return upload


def _stored(call: Call, field: str, folder: str) -> Any:
    file_id = call.text(field)
    if file_id.startswith(("http://", "https://")):
        raise ApiError(501, "Not Implemented: the simulator downloads nothing; upload the file itself")
    found = described_file(call.world.store, call.bot.id, file_id)
    if found is None or not found[0].startswith(f"{folder}/"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return found[1]


def _new_photo(call: Call, upload: Upload) -> dict[str, Any]:
    if len(upload.content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        width, height = image_size(upload.content)
    except NotAnImage as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    details = {"width": width, "height": height}
    return add_file(
        call.world.store,
        call.bot.id,
        upload.content,
        folder="photos",
        name=upload.name,
        mime=upload.mime,
        details=details,
    )


def _new_document(call: Call, upload: Upload) -> dict[str, Any]:
    if len(upload.content) > MAX_DOCUMENT_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    details = {"file_name": upload.name, "mime_type": upload.mime or "application/octet-stream"}
    return add_file(
        call.world.store,
        call.bot.id,
        upload.content,
        folder="documents",
        name=upload.name,
        mime=upload.mime,
        details=details,
    )


def _location(call: Call) -> dict[str, Any]:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if not (math.isfinite(latitude) and -90 <= latitude <= 90):
        raise bad_request("latitude must be in the range from -90 to 90")
    if not (math.isfinite(longitude) and -180 <= longitude <= 180):
        raise bad_request("longitude must be in the range from -180 to 180")
    accuracy = call.values.get("horizontal_accuracy")
    extra = {"horizontal_accuracy": accuracy} if isinstance(accuracy, int | float) and math.isfinite(accuracy) else {}
    return {"latitude": latitude, "longitude": longitude, **extra}


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "getFile": get_file,
}
