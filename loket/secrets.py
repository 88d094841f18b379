"""Secrets of this installation: from the environment, else made once and kept in a file only the owner reads."""

from __future__ import annotations

import os
import secrets as token_source
from pathlib import Path

from loket.errors import LoketError
from loket.settings import Settings, get_settings

SECRET_NAMES = ("engine_token", "citizen_key", "webhook_secret", "web_key")
TOKEN_BYTES = 32


class SecretUnreadable(LoketError):
    """A secret's file is there but empty or not text."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(f"the file of secret {name!r} is empty or not text; delete it to have a new one made")
        self.name = name
        self.path = path


def secret(name: str, settings: Settings | None = None) -> str:
    """Return the secret: the setting where it is set, else the file ``LOKET_HOME/secrets/<name>``, made on first use.

    The value holds only letters, digits, ``-`` and ``_`` when we made it (Telegram's rule for webhook secrets).
    Raises KeyError for a name that is no secret of ours, SecretUnreadable for a broken file.
    """
    if name not in SECRET_NAMES:
        raise KeyError(name)
    settings = settings or get_settings()
    value: str = getattr(settings, name).get_secret_value()
    return value or _from_file(name, settings.home / "secrets" / name)


def _from_file(name: str, path: Path) -> str:
    if not path.exists():
        _create(path)
    try:
        value = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise SecretUnreadable(name, path) from error
    if not value:
        raise SecretUnreadable(name, path)
    return value


def _create(path: Path) -> None:
    """Put a whole file in place or none; of two processes that race, one wins and both read the winner's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{token_source.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(token_source.token_urlsafe(TOKEN_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails where another process was first; a rename would overwrite its secret
    except FileExistsError:
        return
    finally:
        draft.unlink()
