"""What guards every page: headers, the CSRF token, signed values, cookies, a limit of requests an address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import FormData, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from loket.errors import LoketError
from web.database import SAFE_METHODS

CSRF_COOKIE = "loket_csrf"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
MAX_FORM_FIELDS = 5000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class CsrfRefused(LoketError):
    """The form did not come from a page of ours, or its page is older than the browser's cookies."""

    def __init__(self) -> None:
        super().__init__("Formulir ini tidak dapat diterima. Muat ulang halaman, lalu kirim lagi.")


class WebKey:
    """Signs what goes through the browser and comes back. Each ``purpose`` has a key of its own."""

    def __init__(self, key: str) -> None:
        self._key = key

    def sign(self, purpose: str, value: Any) -> str:
        """The value as signed text."""
        return URLSafeTimedSerializer(self._key, salt=purpose).dumps(value)

    def read(self, purpose: str, text: str, seconds: int) -> Any:
        """What was signed, None if it was not by us, for something else, or longer ago than ``seconds``."""
        try:
            return URLSafeTimedSerializer(self._key, salt=purpose).loads(text, max_age=seconds)
        except BadSignature:
            return None

    def derived(self, purpose: str, value: str) -> bytes:
        """32 bytes that are the same whenever the same is asked, and that nobody without the key can tell."""
        return hmac.new(self._key.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).digest()

    def csrf_token(self, browser: str) -> str:
        """The form token of a browser's CSRF cookie."""
        return hmac.new(self._key.encode(), f"csrf:{browser}".encode(), hashlib.sha256).hexdigest()


def web_key(request: Request) -> WebKey:
    """The application's key."""
    key: WebKey = request.app.state.web_key
    return key


def csrf_token(request: Request) -> str:
    """The token a form of this page carries. Its cookie is set with the answer if the browser has none yet."""
    browser = request.cookies.get(CSRF_COOKIE) or request.scope.get("loket_new_csrf")
    if not browser:
        browser = secrets.token_urlsafe(24)
        request.scope["loket_new_csrf"] = browser
    return web_key(request).csrf_token(browser)


async def check_csrf(request: Request) -> None:
    """Dependency: raise CsrfRefused for a changing request without the token of a page of ours."""
    if request.method not in SAFE_METHODS and not await has_csrf(request):
        raise CsrfRefused


async def has_csrf(request: Request) -> bool:
    """Whether header or form carry the token that fits the browser's cookie."""
    browser = request.cookies.get(CSRF_COOKIE, "")
    if not browser or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    given = request.headers.get(CSRF_HEADER) or (await form_of(request)).get(CSRF_FIELD)
    wanted = web_key(request).csrf_token(browser)
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())


async def form_of(request: Request) -> FormData:
    """Dependency and function: the form, read once a request; empty where the body is no form."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return FormData()
    return await request.form(max_fields=MAX_FORM_FIELDS)


def address_of(request: HTTPConnection) -> str:
    """Where the request came from; behind the reverse proxy uvicorn has put the client's address there."""
    return request.client.host if request.client else "tidak diketahui"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie scripts cannot read and other sites cannot send; Secure wherever the site is on HTTPS."""
    is_https = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=is_https, path="/")


class SecurityMiddleware:
    """Adds the headers a page did not set itself, and the CSRF cookie where a page made a token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/admin"):
                    headers.setdefault("Cache-Control", "no-store")
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                if browser := scope.get("loket_new_csrf"):
                    secure = "; Secure" if scope["scheme"] == "https" else ""
                    headers.append("Set-Cookie", f"{CSRF_COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax{secure}")
            await send(message)

        await self.app(scope, receive, send_guarded)


class RateLimitMiddleware:
    """Refuses with 429 what one address asks beyond the limit; ``/health`` and ``/metrics`` are not counted."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and not scope["path"].startswith(("/health", "/metrics", "/static"))
        if is_page and not self._limiter.hit(self._limit, address_of(HTTPConnection(scope))):
            response = PlainTextResponse(
                "Terlalu banyak permintaan. Tunggu satu menit, lalu coba lagi.", 429, {"Retry-After": "60"}
            )
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)
