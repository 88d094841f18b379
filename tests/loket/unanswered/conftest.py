"""Messages of three regions and the officials who read them; on SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from loket.accounts.models import Account, Role
from loket.regions.models import Region
from loket.unanswered.models import Reason, UnansweredMessage
from tests.loket.builders import add, make_province, make_region
from tests.web.signing_in import make_account

TODAY = date(2026, 11, 24)
_numbers = itertools.count(1)


def make_message(session: Session, text: str = "brp duit ktp", **values: Any) -> UnansweredMessage:
    """A message nobody has dealt with; ``group_id`` None = not grouped yet."""
    given = {
        "message_id": f"utama:{next(_numbers)}", "pseudonym": "a" * 64, "bot": "utama", "day": TODAY,
        "reason": Reason.FALLBACK, "text": text, "aspect": "cost", "confidence": 0.3, "offered": [],
    }  # fmt: skip
    return add(session, UnansweredMessage(**(given | values)))


@pytest.fixture
def regions(session: Session) -> dict[str, Region]:
    own = make_province(session)
    other = make_province(session, code="33", slug="prov_jawa_tengah", name="Jawa Tengah")
    places = [
        make_region(session, own),
        make_region(session, own, code="34.02", slug="kab_bantul", name="Kabupaten Bantul"),
        make_region(session, other, code="33.10", slug="kab_klaten", name="Kabupaten Klaten"),
    ]
    return {one.slug: one for one in (own, other, *places)}


@pytest.fixture
def official(session: Session, regions: dict[str, Region]) -> Callable[..., Account]:
    """An account of a role in a region; no region = the programme."""

    def make(role: Role = Role.VERIFIKATOR, region: str | None = "kab_sleman") -> Account:
        if region is None:
            role = Role.ADMIN_PROGRAM
        return make_account(session, role, regions[region] if region else None)

    return make
