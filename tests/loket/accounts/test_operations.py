"""Inviting, granting, resetting, disabling: who may, what it does, and that each leaves its trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from loket.accounts import operations
from loket.accounts.errors import (
    AccountRefused,
    EmailTaken,
    InvitationInvalid,
    NotPermitted,
    PasswordRefused,
)
from loket.accounts.models import Account, AccountStatus, Invitation, Role
from loket.accounts.passwords import check_password, hash_password, verify_password
from loket.audit.models import AuditEntry
from loket.database import utc_now
from loket.regions.models import Region
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import PASSWORD, make_account

ORIGIN = "192.0.2.7"


@pytest.fixture
def region(session: Session) -> Region:
    return make_region(session, make_province(session))


@pytest.fixture
def boss(session: Session, region: Region) -> Account:
    return make_account(session, Role.ADMIN_DAERAH, region)


def invite(session: Session, actor: Account | str, region: Region | None, **values: Any) -> tuple[Account, str]:
    given = {"email": "Rini@Sleman.go.id", "name": " Rini  Astuti ", "role": Role.PENYUSUN, "partner": None} | values
    return operations.invite(session, actor, region=region, origin=ORIGIN, hours=72, **given)


def test_an_invitation_becomes_an_account_by_a_password(session: Session, boss: Account, region: Region) -> None:
    account, token = invite(session, boss, region)

    operations.accept_invitation(session, token, password=PASSWORD, origin=ORIGIN)

    assert (account.email, account.name, account.status) == ("rini@sleman.go.id", "Rini Astuti", AccountStatus.ACTIVE)
    assert verify_password(PASSWORD, account.password_hash)
    assert account.password_hash.startswith("$argon2id$")
    actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["account.invite", "account.grant", "account.accept"]
    with pytest.raises(InvitationInvalid):
        operations.accept_invitation(session, token, password=PASSWORD, origin=ORIGIN)


def test_a_link_ends_by_time_and_by_a_newer_one(session: Session, boss: Account, region: Region) -> None:
    account, first = invite(session, boss, region)
    second = operations.invite_again(session, boss, account, origin=ORIGIN, hours=72)

    with pytest.raises(InvitationInvalid):
        operations.find_invitation(session, first)
    assert operations.find_invitation(session, second).account is account
    session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
    session.expire_all()
    with pytest.raises(InvitationInvalid):
        operations.find_invitation(session, second)


def test_only_the_links_hash_is_kept(session: Session, boss: Account, region: Region) -> None:
    _, token = invite(session, boss, region)

    assert token not in str(session.execute(select(Invitation.__table__)).all())


@pytest.mark.parametrize("email", ["", "rini", "rini@", "@x.id", "a b@x.id", "x@y", "<b>@x.id", "a@x.id\nbcc:b@y.id"])
def test_what_is_no_address_is_refused_by_its_field(
    session: Session, boss: Account, region: Region, email: str
) -> None:
    with pytest.raises(AccountRefused) as refused:
        invite(session, boss, region, email=email)
    assert refused.value.field == "email"


def test_one_address_one_account(session: Session, boss: Account, region: Region) -> None:
    invite(session, boss, region)

    with pytest.raises(EmailTaken):
        invite(session, boss, region, email=" RINI@sleman.GO.id ")


@pytest.mark.parametrize("role", [Role.ADMIN_PROGRAM, Role.MITRA])
def test_a_grant_that_makes_no_sense_is_refused(session: Session, region: Region, role: Role) -> None:
    with pytest.raises(AccountRefused):
        invite(session, "perintah", region, role=role)


def test_a_region_admin_invites_nobody_elsewhere(session: Session, boss: Account, region: Region) -> None:
    other = make_region(session, region.parent, code="34.02", slug="kab_bantul")  # type: ignore[arg-type]
    for where in (other, None):
        with pytest.raises(NotPermitted):
            invite(session, boss, where)


def test_a_reset_takes_password_and_second_factor_away(session: Session, boss: Account, region: Region) -> None:
    account = make_account(session, Role.VERIFIKATOR, region)

    token = operations.reset(session, boss, account, origin=ORIGIN, hours=72)

    assert (account.password_hash, account.totp_secret, account.status) == ("", "", AccountStatus.INVITED)
    operations.accept_invitation(session, token, password="lima kata acak sekali lagi", origin=ORIGIN)
    assert account.status == AccountStatus.ACTIVE


def test_who_has_a_grant_beyond_the_superiors_is_out_of_reach(session: Session, boss: Account, region: Region) -> None:
    other = make_region(session, region.parent, code="34.02", slug="kab_bantul")  # type: ignore[arg-type]
    both = make_account(session, Role.PENYUSUN, region)
    operations.grant(session, "perintah", both, role=Role.PENYUSUN, region=other, partner=None, origin=ORIGIN)
    higher = make_account(session, Role.ADMIN_PROGRAM)
    without = make_account(session, None)

    for account in (both, higher, without):
        for act in (operations.disable, operations.enable):
            with pytest.raises(NotPermitted):
                act(session, boss, account, origin=ORIGIN)
        with pytest.raises(NotPermitted):
            operations.reset(session, boss, account, origin=ORIGIN, hours=72)
    assert operations.manageable_accounts(session, boss) == [boss]


def test_the_last_programme_admin_stays(session: Session) -> None:
    last = make_account(session, Role.ADMIN_PROGRAM)

    with pytest.raises(AccountRefused):
        operations.disable(session, "perintah", last, origin=ORIGIN)
    with pytest.raises(AccountRefused):
        operations.revoke(session, "perintah", last, last.grants[0].id, origin=ORIGIN)
    make_account(session, Role.ADMIN_PROGRAM)
    operations.disable(session, "perintah", last, origin=ORIGIN)
    assert last.status == AccountStatus.DISABLED


def test_nobody_disables_themselves(session: Session, boss: Account) -> None:
    with pytest.raises(AccountRefused):
        operations.disable(session, boss, boss, origin=ORIGIN)


def test_the_first_admin_names_themselves_and_then_there_is_no_further_link(session: Session) -> None:
    first = operations.first_admin_invitation(session, 72)
    second = operations.first_admin_invitation(session, 72)
    assert first
    assert second
    with pytest.raises(InvitationInvalid):
        operations.find_invitation(session, first)

    account = operations.accept_invitation(
        session, second, password=PASSWORD, origin=ORIGIN, email="Ani@Uji.go.id", name="Ani"
    )

    assert (account.email, [grant.role for grant in account.grants]) == ("ani@uji.go.id", [Role.ADMIN_PROGRAM])
    assert operations.first_admin_invitation(session, 72) is None


@pytest.mark.parametrize(
    "password",
    ["", "pendek", "aaaaaaaaaaaaaaaa", "password1234", "rini.astuti1", "qwerty123456", "katasandi123", "x" * 201],
)
def test_weak_passwords_are_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(password, "rini.astuti@uji.go.id", "Rini Astuti")


@pytest.mark.parametrize(
    "password", ["empat kata acak saja", "Kb7#pq!zR2wx", "sawah kuda payung teh", "日本語の長いパスワードです"]
)
def test_strong_passwords_pass(password: str) -> None:
    check_password(password, "rini.astuti@uji.go.id", "Rini Astuti")

    assert verify_password(password, hash_password(password))
    assert not verify_password(password + "x", hash_password(password))
    assert not verify_password(password, "")
    assert not verify_password(password, "not a hash")
