"""The site with real accounts in a real database, and browsers that are logged in to it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.login_sessions import open_login_session
from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.accounts.passwords import hash_password
from loket.accounts.permissions import NEEDS_SECOND_FACTOR
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.settings import Settings
from web.accounts.current import SESSION_COOKIE
from web.security import CSRF_COOKIE

PASSWORD = "empat kata acak saja"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_HASH = hash_password(PASSWORD)
_BROWSER = "made-up-browser-cookie"
_numbers = itertools.count(1)


def make_account(
    session: Session,
    role: Role | None = Role.PENYUSUN,
    region: Region | None = None,
    partner: Partner | None = None,
    **values: Any,
) -> Account:
    """An active account with this one grant; roles that need a second factor have ``TOTP_SECRET``."""
    number = next(_numbers)
    given = {"email": f"orang{number}@uji.go.id", "name": f"Orang {number}", "status": AccountStatus.ACTIVE}
    secret = TOTP_SECRET if role in NEEDS_SECOND_FACTOR else ""
    account = Account(**({"password_hash": _HASH, "totp_secret": secret} | given | values))
    if role is not None:
        account.grants = [Grant(role=role, region=region, partner=partner)]
    session.add(account)
    session.flush()
    return account


def current_code(secret: str = TOTP_SECRET) -> str:
    """What the authenticator app shows now."""
    return pyotp.TOTP(secret).at(datetime.now(UTC))


@dataclass
class Site:
    """The application and its database."""

    app: FastAPI
    settings: Settings
    open_session: sessionmaker[Session]

    def browser(self) -> TestClient:
        """A browser that nobody is logged in with; redirects are not followed."""
        client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)
        client.headers["Accept"] = "text/html"
        client.cookies.set(CSRF_COOKIE, _BROWSER)
        return client

    def signed_in(self, account: Account, *, is_verified: bool = True) -> TestClient:
        """A browser the account is logged in with."""
        client = self.browser()
        with self.open_session.begin() as session:
            token = open_login_session(
                session, session.get_one(Account, account.id), self.settings, address="testclient", browser="uji",
                is_verified=is_verified,
            )  # fmt: skip
        client.cookies.set(SESSION_COOKIE, token)
        return client

    @property
    def csrf(self) -> dict[str, str]:
        """The form field that makes a POST one of our own pages'."""
        token: str = self.app.state.web_key.csrf_token(_BROWSER)
        return {"csrf_token": token}

    def make(self, role: Role | None = Role.PENYUSUN, region: str | None = None, **values: Any) -> Account:
        """Commit an account; ``region`` is a slug."""
        with self.open_session.begin() as session:
            found = session.query(Region).filter_by(slug=region).one() if region else None
            return make_account(session, role, found, **values)


def text_of(html: str) -> str:
    """What a person reads of the page, in one line."""
    without = re.sub(r"<(script|style|datalist).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())
