"""Looks for what would keep Loket from starting and names the remedy, before anything is started."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
from pathlib import Path
from typing import IO

import httpx

from loket.settings import Settings
from loket.stack.errors import StackError
from loket.stack.processes import LOOPBACK, Process

NEEDED_BYTES = 300 * 1024**2  # database, model, rotated logs
TOKEN_SHAPE = re.compile(r"\d{5,15}:[A-Za-z0-9_-]{30,100}")
TELEGRAM_SECONDS = 10.0


def check_home(home: Path) -> None:
    """Raise StackError unless files can be made in LOKET_HOME and there is room for them."""
    probe = home / "run" / f".probe-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"loket")
        probe.unlink()
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise StackError(
            f"Folder {home} (LOKET_HOME) tidak dapat ditulisi ({error.strerror}): perbaiki izinnya, atau atur "
            "LOKET_HOME ke folder lain."
        ) from error
    if free < NEEDED_BYTES:
        raise StackError(
            f"Ruang disk untuk {home} tinggal {free // 1024**2} MB, padahal Loket perlu {NEEDED_BYTES // 1024**2} MB: "
            "kosongkan ruang atau atur LOKET_HOME ke disk lain."
        )


def check_ports(processes: list[Process]) -> None:
    """Raise StackError naming the first port that is taken and the setting that moves it."""
    settings: dict[int, str] = {}
    for process in processes:
        if process.port and process.port in settings:
            raise StackError(
                f"{settings[process.port]} dan {process.port_setting} sama-sama {process.port}: beri nomor port yang "
                "berbeda."
            )
        settings[process.port] = process.port_setting
        if process.port and not _is_free(process.port):
            raise StackError(
                f"Port {process.port} ({process.name}) sedang dipakai program lain: hentikan program itu, atau atur "
                f"{process.port_setting} ke port lain."
            )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed connection lingers
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def lock_home(home: Path) -> IO[str]:
    """Take LOKET_HOME for this run; the caller keeps the file open. Raises StackError where another run has it."""
    file = (home / "run" / "stack.lock").open("w", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise StackError(
            f"Loket sudah berjalan dengan LOKET_HOME={home}: hentikan yang itu, atau atur LOKET_HOME (dan port) lain "
            "untuk menjalankan satu lagi."
        ) from error
    return file


def check_token(settings: Settings) -> str | None:
    """The bot's username by ``getMe``; None without a token, or while Telegram cannot be reached.

    Raises StackError for a token that is malformed or that Telegram refuses.
    """
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        return None
    if not TOKEN_SHAPE.fullmatch(token):
        raise StackError(
            "TELEGRAM_BOT_TOKEN tidak berbentuk token bot (angka, titik dua, lalu kode): salin lagi token dari "
            "@BotFather, atau kosongkan untuk memakai simulator."
        )
    return ask_username(settings.resolved_telegram_api, token)


def ask_username(api: str, token: str) -> str | None:
    """The username behind a token; None while the Bot API cannot be reached. Raises StackError for a refused token."""
    try:
        response = httpx.get(f"{api}{token}/getMe", timeout=TELEGRAM_SECONDS)
        body = response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return None
    if response.status_code in {401, 404}:
        raise StackError(
            "Telegram menolak TELEGRAM_BOT_TOKEN: minta token yang berlaku dari @BotFather (perintah /token), lalu "
            "ulangi."
        )
    found = body.get("result") if isinstance(body, dict) else None
    return str(found["username"]) if isinstance(found, dict) and "username" in found else None
