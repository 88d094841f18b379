"""starlette-admin under /admin/data."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette_admin.contrib.sqla import Admin
from starlette_admin.contrib.sqla.middleware import DBSessionMiddleware
from starlette_admin.i18n import I18nConfig, TimezoneConfig
from starlette_admin.views import Link

from loket.accounts.permissions import Action
from loket.settings import Settings
from web.database import SAFE_METHODS, Database
from web.navigation import MENU, MenuEntry
from web.tables.language import LOCALE, add_indonesian
from web.tables.signing_in import LoketAuth
from web.tables.views import TABLES

BASE = "/admin/data"
# The library's pages have scripts and styles in the page itself; nothing of theirs comes from elsewhere.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MENU.append(
    MenuEntry(
        "Nomor darurat",
        f"{BASE}/darurat/list",
        Action.MANAGE_OFFICES,
        25,
        "Nomor telepon yang dijawab bot saat darurat.",
    )
)
MENU.append(
    MenuEntry(
        "Lembaga mitra",
        f"{BASE}/mitra/list",
        Action.MANAGE_PARTNERS,
        76,
        "Instansi, perusahaan, dan yayasan penyumbang isi.",
    )
)


class SessionByMethod(DBSessionMiddleware):
    """Like the library's, but what changes rows begins its transaction as a writer (SQLite)."""

    def __init__(self, app: object, reading: sessionmaker[Session], writing: sessionmaker[Session]) -> None:
        super().__init__(app, reading)  # type: ignore[arg-type]
        self._reading, self._writing = reading, writing

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        provider = self._reading if request.method in SAFE_METHODS else self._writing
        return await self._dispatch_sync(request, call_next, provider)


class ContentPolicy(BaseHTTPMiddleware):
    """The pages' own content policy."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        return response


def mount_tables(app: FastAPI, database: Database, settings: Settings, key: str) -> Admin:
    """Add the tables to the application."""
    add_indonesian()
    admin = Admin(
        database.readers,
        title="Loket",
        base_url=BASE,
        route_name="tables",
        templates_dir=str(Path(__file__).parent.parent / "templates" / "tables"),
        static_dir=str(Path(__file__).parent / "static"),
        auth_provider=LoketAuth(database, settings),
        secret_key=key,
        middlewares=[Middleware(ContentPolicy)],
        i18n_config=I18nConfig(default_locale=LOCALE, language_cookie_name=None, language_header_name=None),
        timezone_config=TimezoneConfig(default_timezone="Asia/Jakarta", use_user_locale_timezone=False),
    )
    admin.middlewares = [
        Middleware(SessionByMethod, database.readers, database.writers)
        if getattr(one, "cls", None) is DBSessionMiddleware
        else one
        for one in admin.middlewares
    ]
    admin.add_link(Link(menu_label="Kembali ke menu Loket", url="/admin"))
    for make in TABLES:
        admin.add_view(make())
    admin.mount_to(app)
    return admin
