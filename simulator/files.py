"""Files that went through the simulator: photos, documents, voice."""

import io
import secrets
from typing import Any

from PIL import Image

from simulator.store import Store, from_json, to_json


class NotAnImage(Exception):
    """The bytes are no picture that Telegram would take."""


def image_size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels; raise NotAnImage."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
            return image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAnImage from error


def add_file(
    store: Store, bot_id: int, content: bytes, *, folder: str, name: str, mime: str, details: dict[str, Any]
) -> dict[str, Any]:
    """Store the bytes and return the Bot API's description: ``file_id``, ``file_unique_id``, ``file_size``, details."""
    unique = secrets.token_urlsafe(9)
    file_id = f"sim_{folder}_{secrets.token_urlsafe(24)}"
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
    suffix = suffix if suffix.isascii() and suffix.isalnum() and len(suffix) <= 8 else "bin"
    described = {"file_id": file_id, "file_unique_id": unique, "file_size": len(content), **details}
    path = f"{folder}/file_{store.next('file')}.{suffix}"
    statement = "INSERT INTO files (id, bot_id, path, mime, name, details, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
    store.run(statement, file_id, bot_id, path, mime, name, to_json(described), content)
    return described


def described_file(store: Store, bot_id: int, file_id: str) -> tuple[str, dict[str, Any]] | None:
    """Return the path (for getFile) and the description of a stored file, or None."""
    row = store.one("SELECT path, details FROM files WHERE id = ? AND bot_id = ?", file_id, bot_id)
    return (row["path"], from_json(row["details"])) if row else None


def file_content(store: Store, bot_id: int, *, path: str = "", file_id: str = "") -> tuple[bytes, str] | None:
    """Return bytes and media type of a stored file, found by path or id, or None."""
    row = store.one("SELECT content, mime FROM files WHERE bot_id = ? AND (path = ? OR id = ?)", bot_id, path, file_id)
    return (row["content"], row["mime"]) if row else None
