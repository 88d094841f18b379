"""What stands before every route of the API: a polite limit for each address, a limit of size, HEAD for every GET."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.openapi.problems import problem
from web.security import address_of

MAX_BODY_BYTES = 256 * 1024
IPV6_PREFIX = 64  # one household or office has as many addresses below it as it likes


class PoliteLimit:
    """429 with Retry-After for what one address asks beyond the limit; what is left stands in every answer."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        who = _network(address_of(HTTPConnection(scope)))
        is_within = self._limiter.hit(self._limit, "api", who)
        window = self._limiter.get_window_stats(self._limit, "api", who)
        said = {"RateLimit-Limit": str(self._limit.amount), "RateLimit-Remaining": str(max(window.remaining, 0))}
        if is_within:
            await self.app(scope, receive, _adding(send, said))
            return
        detail = f"Batasnya {self._limit.amount} permintaan per menit dari satu alamat. Tunggu sebentar, lalu ulangi."
        refusal = problem(scope["path"], 429, detail, headers={**said, "Retry-After": "60"})
        await refusal(scope, receive, send)


class SizeLimit:
    """413 for a body over the limit, whether it says its length or not."""

    def __init__(self, app: ASGIApp, most: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        body = b"" if not said.isdigit() or int(said) <= self._most else None
        while body is not None:
            message = await receive()
            body = body + message.get("body", b"") if message["type"] == "http.request" else None
            if body is not None and len(body) > self._most:
                body = None
            if not message.get("more_body", False):
                break
        if body is None:
            detail = f"Kiriman paling besar {self._most // 1024} KB. Bagi menjadi beberapa kiriman."
            await problem(scope["path"], 413, detail)(scope, receive, send)
            return
        await self.app(scope, _replaying(body, receive), send)


class HeadAsGet:
    """Answers HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))


def _adding(send: Send, headers: Mapping[str, str]) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with


def _replaying(body: bytes, receive: Receive) -> Receive:
    is_sent = False

    async def replay() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
