"""What the benchmarks of the admin site share: an administrator's browser, and many services in the database."""

from __future__ import annotations

import random
import re
from typing import Any

import httpx
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.login_sessions import open_login_session
from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.database import make_engine, make_session_factory
from loket.regions.operations import get_region
from loket.services.models import Service, ServiceName
from loket.settings import Settings

SESSION_COOKIE = "loket_sesi"
SYLLABLES = "ba bi bu da di du ga gi ka ki ku la li lu ma mi mu na ni nu pa pi ra ri ru sa si su ta ti tu wa ya".split()  # noqa: SIM905


def sessions(settings: Settings) -> sessionmaker[Session]:
    """Sessions on the stack's database."""
    return make_session_factory(make_engine(settings.resolved_database_url))


class Administrator:
    """A programme administrator's browser on the admin site; with ``region`` (slug) an administrator's of it."""

    def __init__(self, settings: Settings, base_url: str, region: str = "") -> None:
        with sessions(settings).begin() as session:
            account = Account(email=f"ukur{region}@contoh.go.id", name="Ukur", status=AccountStatus.ACTIVE)
            account.totp_secret = "JBSWY3DPEHPK3PXP"  # noqa: S105  made up
            place = get_region(session, region) if region else None
            account.grants = [Grant(role=Role.ADMIN_DAERAH if place else Role.ADMIN_PROGRAM, region=place)]
            session.add(account)
            session.flush()
            token = open_login_session(
                session, account, settings, address="127.0.0.1", browser="ukur", is_verified=True
            )
        self.client = httpx.Client(base_url=base_url, cookies={SESSION_COOKIE: token}, timeout=120)
        self._token = ""

    def get(self, path: str) -> str:
        """A page; raises where it is not there."""
        response = self.client.get(path, follow_redirects=True)
        response.raise_for_status()
        found = re.search(r'name="csrf-token" content="([^"]+)"', response.text)
        self._token = found.group(1) if found else self._token
        return response.text

    def post(self, path: str, pairs: list[tuple[str, str]]) -> str:
        """Send a form that must be taken; returns where it leads."""
        content: dict[str, list[str]] = {"csrf_token": [self._token]}
        for name, value in pairs:
            content.setdefault(name, []).append(value)
        response = self.client.post(path, data=content)
        if response.status_code != httpx.codes.SEE_OTHER:
            raise RuntimeError(f"{path}: {response.status_code} {response.text[:500]}")
        return response.headers["location"]


def add_services(session: Session, count: int) -> list[int]:
    """Services with two names each, of made-up words; returns their ids.

    The words are of a vocabulary of 4,000, as those of a country's services are: only a new word costs stemming.
    """
    chance = random.Random(7)  # noqa: S311  the same ones every time
    vocabulary = ["".join(chance.choice(SYLLABLES) for _ in range(4)) for _ in range(4000)]

    def word() -> str:
        return chance.choice(vocabulary)

    rows: list[dict[str, Any]] = [
        {
            "slug": f"ukur_{number}", "name": f"Layanan {word()} {word()}", "short_name": f"Layanan {number}",
            "owner": "Dinas", "level": "daerah", "office_kinds": [], "topics": [], "is_active": True,
        }
        for number in range(count)
    ]  # fmt: skip
    if not rows:
        return []
    session.execute(insert(Service), rows)
    ids = list(session.scalars(select(Service.id).where(Service.slug.startswith("ukur_")).order_by(Service.id)))
    phrases = ((one, f"{word()} {word()} {word()}") for one in ids for _ in range(2))
    names = [{"service_id": one, "phrase": phrase, "weight": 1.0} for one, phrase in phrases]
    session.execute(insert(ServiceName), names)
    return ids
