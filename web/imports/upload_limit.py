"""Refuses a request body beyond the limit while it arrives, before anything of it is kept."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from loket.errors import LoketError
from loket.imports.reading import MAX_BYTES, too_large
from web.accounts.refusals import wants_json
from web.pages import page

# A little more than a file may be: the form around it counts too.
MAX_BODY_BYTES = MAX_BYTES + 256 * 1024
TOO_LARGE = 413


class BodyTooLarge(LoketError):
    """More arrived than may."""

    def __init__(self) -> None:
        super().__init__(str(too_large()))


class BodyLimitMiddleware:
    """Counts what arrives. A length that is announced is believed at once; one that is not is counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            response = await refuse_body(Request(scope, receive), BodyTooLarge())
            response.headers["Connection"] = "close"  # the rest is not read
            await response(scope, receive, send)
            return
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > MAX_BODY_BYTES:
                raise BodyTooLarge
            return message

        await self.app(scope, counted, send)


async def refuse_body(request: Request, error: Exception) -> Response:
    """One sentence: how large a file may be and what to do."""
    if wants_json(request):
        return JSONResponse({"error": str(error)}, TOO_LARGE)
    context = {"title": "Berkas terlalu besar", "sentence": str(error)}
    return page(request, "admin/refused.html", context, status_code=TOO_LARGE)
