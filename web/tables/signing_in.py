"""Who opens a table: our login session, seen by starlette-admin."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette_admin.auth import AdminUser, BaseAuthProvider

from loket.accounts.login_sessions import end_login_session, find_login_session, is_open
from loket.accounts.models import Account
from loket.accounts.permissions import Action, AllowedRegions, allowed_regions, may_somewhere, needs_second_factor
from loket.settings import Settings
from web.accounts.current import SESSION_COOKIE
from web.database import Database
from web.pages import SEE_OTHER
from web.security import address_of


@dataclass(frozen=True)
class Visitor:
    """The account and, by action, where it may do it; taken anew for each request."""

    account: Account
    scopes: dict[Action, AllowedRegions]
    address: str


def visitor_of(request: Request) -> Visitor:
    """Who this request is from; there is always one behind the provider below."""
    visitor: Visitor = request.state.visitor
    return visitor


class LoketAuth(BaseAuthProvider):
    """Lets in who is fully logged in at our own pages, and sends everybody else there."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(allow_routes=["logout"])
        self._database = database
        self._settings = settings

    async def authenticate(self, request: Request) -> AdminUser | None:
        visitor = await run_in_threadpool(self._find, request)
        if visitor is None:
            return None
        request.state.visitor = visitor
        return AdminUser(username=visitor.account.name)

    def get_routes(self, templates: Jinja2Templates) -> list[Route]:
        return [
            Route("/login", self._to_login, name="login"),
            Route("/logout", self._log_out, methods=["POST"], name="logout"),
        ]

    def _find(self, request: Request) -> Visitor | None:
        with self._database.reading() as session:
            login = find_login_session(session, request.cookies.get(SESSION_COOKIE, ""))
            if login is None or not login.is_verified or not is_open(login, self._settings):
                return None
            account = login.account
            if needs_second_factor(account) and not account.totp_secret:
                return None
            scopes = {
                action: allowed_regions(session, account, action) for action in Action if may_somewhere(account, action)
            }
            return Visitor(account, scopes, address_of(request))

    async def _to_login(self, _request: Request) -> Response:
        return RedirectResponse("/admin/login?next=/admin/data/", SEE_OTHER)

    async def _log_out(self, request: Request) -> Response:
        await run_in_threadpool(self._end, request)
        response = RedirectResponse("/admin/login", SEE_OTHER)
        response.delete_cookie(SESSION_COOKIE, path="/")
        return response

    def _end(self, request: Request) -> None:
        with self._database.writing() as session:
            login = find_login_session(session, request.cookies.get(SESSION_COOKIE, ""))
            if login is not None:
                end_login_session(session, login)
