"""Who may do what where: grants by nation, province, region and partner."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import AccountStatus, Role
from loket.accounts.permissions import (
    ROLE_ACTIONS,
    Action,
    allowed_regions,
    grantable_roles,
    may,
    may_somewhere,
    partner_scope,
    require,
)
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.models import Region
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import make_account

PROVINCE, OWN, SISTER, OTHER = "prov_di_yogyakarta", "kab_sleman", "kab_bantul", "kab_klaten"


@pytest.fixture
def places(session: Session) -> dict[str, Region]:
    province = make_province(session)
    other = make_province(session, code="33", slug="prov_jawa_tengah", name="Jawa Tengah")
    return {
        PROVINCE: province,
        OWN: make_region(session, province),
        SISTER: make_region(session, province, code="34.02", slug=SISTER),
        "prov_jawa_tengah": other,
        OTHER: make_region(session, other, code="33.10", slug=OTHER),
    }


@pytest.fixture
def partner(session: Session, places: dict[str, Region]) -> Partner:
    made = Partner(slug="mitra", name="Mitra", kind=PartnerKind.NIRLABA)
    session.add(made)
    session.flush()
    session.add(Admission(partner_id=made.id, region_id=places[OWN].id))
    session.flush()
    return made


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (OWN, {OWN}),
        (PROVINCE, {PROVINCE, OWN, SISTER}),
        (None, {None, PROVINCE, OWN, SISTER, OTHER, "prov_jawa_tengah"}),
    ],
)
def test_a_grant_reaches_its_scope_and_no_further(
    session: Session, places: dict[str, Region], scope: str | None, reached: set[str | None]
) -> None:
    account = make_account(session, Role.PENYUSUN, places[scope] if scope else None)

    found = {slug for slug in (None, *places) if may(account, Action.WRITE_STANDARD, slug)}
    listed = allowed_regions(session, account, Action.WRITE_STANDARD)
    rows = set(session.scalars(select(Region.slug).where(listed.condition(Region.id))))

    assert found == reached
    assert rows == reached - {None}
    assert listed.is_national == (None in reached)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MITRA, Role.ADMIN_PROGRAM}])
@pytest.mark.parametrize("action", Action)
def test_a_role_does_what_its_table_says(
    session: Session, places: dict[str, Region], role: Role, action: Action
) -> None:
    account = make_account(session, role, places[OWN])

    assert may(account, action, OWN) == may_somewhere(account, action) == (action in ROLE_ACTIONS[role])
    assert not may(account, action, OTHER)


def test_an_unknown_region_is_nobodys(session: Session, places: dict[str, Region]) -> None:
    account = make_account(session, Role.ADMIN_DAERAH, places[PROVINCE])

    with pytest.raises(NotPermitted):
        require(account, Action.WRITE_STANDARD, "kab_atlantis")


@pytest.mark.parametrize("status", [AccountStatus.INVITED, AccountStatus.DISABLED])
def test_who_is_not_active_may_nothing(session: Session, places: dict[str, Region], status: AccountStatus) -> None:
    account = make_account(session, Role.ADMIN_DAERAH, places[OWN], status=status)

    assert not may(account, Action.WRITE_STANDARD, OWN)
    assert not may_somewhere(account, Action.WRITE_STANDARD)
    assert not grantable_roles(account, OWN)
    assert session.scalar(select(Region).where(
        allowed_regions(session, account, Action.WRITE_STANDARD).condition(Region.id))) is None  # fmt: skip


def test_a_partner_writes_its_own_rows_where_it_was_admitted(
    session: Session, places: dict[str, Region], partner: Partner
) -> None:
    account = make_account(session, Role.MITRA, places[PROVINCE], partner)

    assert may(account, Action.WRITE_STANDARD, OWN, partner.id)
    assert not may(account, Action.WRITE_STANDARD, OWN)  # the government's own
    assert not may(account, Action.WRITE_STANDARD, OWN, partner.id + 1)
    assert not may(account, Action.WRITE_STANDARD, SISTER, partner.id)  # not admitted
    assert not may(account, Action.PUBLISH_STANDARD, OWN, partner.id)
    assert allowed_regions(session, account, Action.WRITE_STANDARD).region_ids == frozenset()
    assert partner_scope(session, account, Action.WRITE_STANDARD)[partner.id].region_ids == {places[OWN].id}


def test_a_regions_verifikator_reviews_what_a_partner_wrote_there(
    session: Session, places: dict[str, Region], partner: Partner
) -> None:
    account = make_account(session, Role.VERIFIKATOR, places[OWN])

    assert may(account, Action.PUBLISH_STANDARD, OWN, partner.id)
    assert not may(account, Action.PUBLISH_STANDARD, SISTER, partner.id)


def test_nobody_gives_more_than_they_have(session: Session, places: dict[str, Region]) -> None:
    program = make_account(session, Role.ADMIN_PROGRAM)
    region = make_account(session, Role.ADMIN_DAERAH, places[OWN])
    writer = make_account(session, Role.VERIFIKATOR, places[OWN])

    assert grantable_roles(program, None) == frozenset(Role)
    assert grantable_roles(region, OWN) == frozenset(Role) - {Role.ADMIN_PROGRAM}
    assert grantable_roles(region, None) == grantable_roles(region, OTHER) == frozenset()
    assert grantable_roles(writer, OWN) == frozenset()
