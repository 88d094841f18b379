"""Who is asking: the dependencies that give a route its account, or send the visitor to the login page.

Every route of the admin site takes ``CurrentAccount`` or, better, ``permitted(Action.X)``; a test walks all routes and
fails for one that has neither. Rows are a second question, asked with ``require(account, action, region_slug)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from sqlalchemy.exc import OperationalError

from loket.accounts.errors import NotPermitted
from loket.accounts.login_sessions import SEEN_EVERY, find_login_session, is_open, note_seen
from loket.accounts.models import Account, LoginSession
from loket.accounts.permissions import Action, may_somewhere, needs_second_factor
from loket.database import utc_now
from loket.errors import LoketError
from loket.settings import Settings
from web.database import DbSession, database_of
from web.navigation import shown
from web.security import check_csrf, web_key

SESSION_COOKIE = "loket_sesi"
WHO_COOKIE, WHO_PURPOSE, WHO_SECONDS = "loket_siapa", "who", 24 * 3600
logger = structlog.get_logger("web")


class LoginNeeded(LoketError):
    """Nobody is logged in, or no longer. ``account_id`` says who was, so that only they get back what they typed."""

    def __init__(self, account_id: int | None = None) -> None:
        super().__init__("Silakan masuk dulu.")
        self.account_id = account_id


class SecondFactorNeeded(LoketError):
    """Logged in, but the second factor is still to be typed (``is_set``) or to be set up."""

    def __init__(self, *, is_set: bool, account_id: int) -> None:
        super().__init__("Langkah masuk kedua diperlukan.")
        self.is_set = is_set
        self.account_id = account_id


def settings_of(request: Request) -> Settings:
    """The application's settings."""
    settings: Settings = request.app.state.settings
    return settings


def login_session(request: Request, session: DbSession) -> LoginSession:
    """The open session of this browser, its second factor typed or not; raises LoginNeeded."""
    token = request.cookies.get(SESSION_COOKIE)
    login = find_login_session(session, token) if token else None
    if login is None:
        raise LoginNeeded(last_account(request))
    if not is_open(login, settings_of(request)):
        raise LoginNeeded(login.account_id if login.is_verified else None)
    _note_seen(request, login, session)
    request.state.login = login
    return login


def last_account(request: Request) -> int | None:
    """Whose browser this was, for a form that is sent after logging out in another tab; gives no rights whatever."""
    found = web_key(request).read(WHO_PURPOSE, request.cookies.get(WHO_COOKIE, ""), WHO_SECONDS)
    return found if isinstance(found, int) else None


def half_logged_in(login: Annotated[LoginSession, Depends(login_session)]) -> LoginSession:
    """A session whose second factor may still be missing: for the pages that ask for it."""
    return login


async def current_account(request: Request, login: Annotated[LoginSession, Depends(login_session)]) -> Account:
    """The logged-in account, in the request's session (``DbSession``), and a form that is really from one of our pages.

    Raises LoginNeeded, SecondFactorNeeded, CsrfRefused; web/accounts/refusals.py turns them into pages.
    """
    account = login.account
    if not login.is_verified:
        raise SecondFactorNeeded(is_set=True, account_id=account.id)
    if needs_second_factor(account) and not account.totp_secret:
        raise SecondFactorNeeded(is_set=False, account_id=account.id)
    await check_csrf(request)
    request.state.shown = shown(account)
    return account


CurrentAccount = Annotated[Account, Depends(current_account)]


def permitted(action: Action) -> Callable[..., Any]:
    """A dependency: the logged-in account, if it may do this anywhere at all; raises NotPermitted.

    ``Annotated[Account, Depends(permitted(Action.SEE_AUDIT))]``. ``dependency.action`` is what the matrix test reads.
    """

    def permitted_account(account: CurrentAccount) -> Account:
        if not may_somewhere(account, action):
            raise NotPermitted(action)
        return account

    permitted_account.action = action  # type: ignore[attr-defined]
    return permitted_account


def _note_seen(request: Request, login: LoginSession, session: DbSession) -> None:
    now = utc_now()
    if now - login.seen_at < SEEN_EVERY:
        return
    if request.method in {"GET", "HEAD"}:  # this session only reads
        try:
            with database_of(request).writing() as own:
                note_seen(own, login.id, now)
        except OperationalError as error:  # a writer is at work: the next request notes it, this page opens now
            logger.warning("visit not noted", error=type(error).__name__)
    else:
        note_seen(session, login.id, now)
