"""The admin site on a seeded database, with people of Sleman logged in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.login_sessions import open_login_session
from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.database import make_engine, make_session_factory
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.operations import get_region
from loket.settings import Settings
from loket.stack.stack import side_by_side
from tests.conftest import Databases
from web.accounts.current import SESSION_COOKIE
from web.app import create_app

PEOPLE = {
    "ani": (Role.PENYUSUN, "kab_sleman", None),
    "budi": (Role.VERIFIKATOR, "kab_sleman", None),
    "citra": (Role.VERIFIKATOR, "kab_bantul", None),
    "dewi": (Role.ADMIN_PROGRAM, None, None),
    "eko": (Role.MITRA, "kab_sleman", "bpjs"),
}


class Fields(HTMLParser):
    """What a browser would send of the form with this id: names with values, in order; no buttons."""

    def __init__(self, html: str, form_id: str) -> None:
        super().__init__()
        self._form_id, self._inside, self._area, self._select = form_id, False, "", ""
        self.pairs: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._form_id
        if not self._inside or not (given.get("name") or tag == "option"):
            return
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._area = given["name"]
            self.pairs.append((self._area, ""))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and "selected" in given:
            self.pairs.append((self._select, given["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.pairs[-1] = (self._area, self.pairs[-1][1] + data)


class Browser:
    """One person's browser: keeps cookies, sends the token of the page it last saw, follows no redirect by itself."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self._token = ""

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        response = self.client.get(path, follow_redirects=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', response.text)
        self._token = found.group(1) if found else self._token
        return response

    def post(self, path: str, data: Any = (), **headers: str) -> httpx.Response:
        """Send a form: a dict or (name, value) pairs."""
        pairs = list(data.items()) if isinstance(data, dict) else list(data)
        content: dict[str, list[str]] = {"csrf_token": [self._token]}
        for name, value in pairs:
            if name != "csrf_token":
                content.setdefault(name, []).append(value)
        return self.client.post(path, data=content, headers=headers, follow_redirects=False)

    def form(self, path: str, form_id: str = "editor") -> list[tuple[str, str]]:
        """The fields of a page's form as they would be sent."""
        return Fields(self.get(path).text, form_id).pairs


def changed(pairs: list[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    """The form with fields typed over; ``component__field`` names ``component.field``."""
    wanted = {name.replace("__", "."): value for name, value in values.items()}
    done = [(name, wanted.pop(name, value) if name in wanted else value) for name, value in pairs]
    return [*done, *wanted.items()]


@pytest.fixture
def settings(tmp_path: Path, sqlite_databases: Databases) -> Iterator[Settings]:
    url = sqlite_databases.seeded()
    yield side_by_side(tmp_path, database_url=url, web_per_minute=100_000)
    sqlite_databases.drop(url)


@pytest.fixture
def open_session(settings: Settings) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(settings.resolved_database_url)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
def people(open_session: sessionmaker[Session], settings: Settings) -> dict[str, str]:
    """Name to the token of an open login."""
    tokens = {}
    with open_session.begin() as session:
        partner = Partner(slug="bpjs", name="BPJS Kesehatan", kind=PartnerKind.PUSAT)
        session.add(partner)
        session.flush()
        session.add(Admission(partner_id=partner.id, region_id=get_region(session, "kab_sleman").id))
        for name, (role, region, organisation) in PEOPLE.items():
            place = get_region(session, region) if region else None
            grant = Grant(role=role, region=place, partner=partner if organisation else None)
            account = Account(email=f"{name}@contoh.go.id", name=name.title(), status=AccountStatus.ACTIVE)
            account.grants, account.totp_secret = [grant], "JBSWY3DPEHPK3PXP"
            session.add(account)
            session.flush()
            tokens[name] = open_login_session(
                session, account, settings, address="127.0.0.1", browser="uji", is_verified=True
            )
    return tokens


@pytest.fixture
def browse(settings: Settings, people: dict[str, str]) -> Iterator[Callable[[str], Browser]]:
    """Makes the browser of a person by name."""
    app = create_app(settings)
    with TestClient(app) as first:

        def make(name: str) -> Browser:
            client = TestClient(first.app)
            client.cookies.set(SESSION_COOKIE, people[name])
            browser = Browser(client)
            browser.get("/admin")
            return browser

        yield make


@pytest.fixture
def account_of(open_session: sessionmaker[Session]) -> Callable[[Session, str], Account]:
    """The account of a person in a session."""

    def find(session: Session, name: str) -> Account:
        return session.scalars(select(Account).where(Account.email == f"{name}@contoh.go.id")).one()

    return find
