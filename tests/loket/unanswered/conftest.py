"""Messages of three regions and the officials who read them; on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from loket.accounts.models import Account, Role
from loket.regions.models import Region
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import make_account


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
