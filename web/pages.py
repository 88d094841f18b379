"""How a page of the admin site is made: one template folder, one context, messages that survive a redirect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from web.navigation import Shown
from web.security import csrf_token, set_cookie, web_key
from web.wording import field_label, is_told

MESSAGE_COOKIE = "loket_pesan"
MESSAGE_SECONDS = 120
SEE_OTHER = 303
HERE = Path(__file__).parent
WIB = ZoneInfo("Asia/Jakarta")


def _context(request: Request) -> dict[str, Any]:
    """What every template may use."""
    account: Shown | None = getattr(request.state, "shown", None)
    return {
        "csrf_token": csrf_token(request),
        "account": account,
        "menu": account.menu if account else (),
        "messages": _messages(request),
        "path": request.url.path,
    }


TEMPLATES = Jinja2Templates(HERE / "templates", context_processors=[_context])


def page(request: Request, template: str, context: Mapping[str, Any] | None = None, status_code: int = 200) -> Response:
    """The page of this template, with what ``base.html`` needs; a message left by ``redirect`` is shown once."""
    response = TEMPLATES.TemplateResponse(request, template, dict(context or {}), status_code=status_code)
    if MESSAGE_COOKIE in request.cookies:
        response.delete_cookie(MESSAGE_COOKIE, path="/")
    return response


def redirect(request: Request, url: str, message: str = "") -> Response:
    """After a form: go on to a page of ours (303), with a sentence to show there."""
    response = RedirectResponse(url, SEE_OTHER)
    if message:
        signed = web_key(request).sign("message", message[:500])
        set_cookie(request, response, MESSAGE_COOKIE, signed, MESSAGE_SECONDS)
    return response


def local_path(url: str, otherwise: str = "/admin") -> str:
    """The address if it is a path on this site's admin pages, so that a link cannot lead elsewhere."""
    is_ours = url == "/admin" or url.startswith(("/admin/", "/admin?"))
    return url if is_ours and not any(ord(letter) < 33 or letter == "\\" for letter in url) else otherwise


def when(moment: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """An instant as officials read it, e.g. "24 Nov 2026 10.15 WIB"; a dash for none."""
    if moment is None:
        return "–"
    local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(ZoneInfo(zone))
    names = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
    return f"{format_datetime(local, 'd MMM y HH.mm', locale='id')} {names.get(zone, '')}".strip()


TEMPLATES.env.filters["when"] = when
TEMPLATES.env.filters["field_label"] = field_label
TEMPLATES.env.tests["told"] = is_told


def _messages(request: Request) -> list[str]:
    signed = request.cookies.get(MESSAGE_COOKIE)
    message = web_key(request).read("message", signed, MESSAGE_SECONDS) if signed else None
    return [message] if isinstance(message, str) else []
