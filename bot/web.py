"""The bot's own page: health with queue depths, and the webhook's way in."""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.receiver import store_batch
from bot.store import Store
from bot.updates import is_update
from loket.delivery.outgoing import queue_depths

logger = structlog.get_logger()

LARGEST_BODY = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
HOST = "127.0.0.1"


class Page:
    """Answers on the bot's port; webhooks only for the bots in ``webhook_bots``."""

    def __init__(
        self, store: Store, webhook_secret: str, on_stored: Callable[[set[str]], None],
        status: Callable[[], dict[str, Any]],
    ) -> None:  # fmt: skip
        self._store = store
        self._secret = webhook_secret
        self._on_stored = on_stored
        self._status = status
        self.webhook_bots: set[str] = set()
        self.app = Starlette(
            routes=[
                Route("/health", self.health),
                Route("/telegram/{bot}", self.receive, methods=["POST"]),
            ]
        )

    async def health(self, _request: Request) -> Response:
        """200 while the database answers, with how much waits."""
        try:
            depths = await self._store.read(queue_depths)
        except Exception:
            logger.exception("health: database does not answer")
            return JSONResponse({"status": "error"}, 503)
        return JSONResponse({"status": "ok", "queues": depths, "bots": self._status()})

    async def receive(self, request: Request) -> Response:
        """Store the update, then say 200; Telegram sends again what did not get one."""
        bot = request.path_params["bot"]
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret.encode()) or bot not in self.webhook_bots:
            return Response(status_code=403)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not is_update(raw):
            return Response(status_code=400)
        try:
            self._on_stored(await store_batch(self._store, bot, [raw]))
        except Exception:
            logger.exception("update could not be stored", bot=bot)
            return Response(status_code=503)
        return Response(status_code=200)


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


class QuietServer(uvicorn.Server):
    """A server that leaves signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def open_port(port: int) -> socket.socket:
    """A listening socket on this port of the loopback address, 0 = any free one. Raises OSError when taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((HOST, port))
    except OSError:
        opened.close()
        raise
    return opened


def write_port(home: Path, port: int) -> None:
    """Say which port it is, whole or not at all."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / ".bot.port"
    draft.write_text(f"{port}\n", encoding="ascii")
    os.replace(draft, folder / "bot.port")


def make_server(app: Starlette) -> QuietServer:
    """A server for the page; its own logs are ours to write."""
    return QuietServer(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False))
