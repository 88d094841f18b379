"""A partner's system hands in drafts: only with its key, only where it was admitted, never past the reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account, AccountStatus, Role
from loket.audit.models import AuditEntry
from loket.audit.operations import verify
from loket.partner_keys.errors import PartnerKeyRefused
from loket.partner_keys.models import PartnerKey
from loket.partner_keys.operations import create_key, list_keys, revoke_key
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.models import Region
from loket.services.models import Component, Standard, StandardState
from loket.standards.publishing import send_back
from tests.loket.builders import make_province, make_region, make_service, make_standard
from tests.web.openapi.conftest import settings_for
from tests.web.signing_in import make_account
from web.app import create_app

DRAFTS = "/api/v1/drafts"
NATIONAL: dict[Component, dict[str, Any]] = {
    Component.REQUIREMENTS: {"items": ["KK"]},
    Component.PROCEDURE: {"items": ["Datang"]},
    Component.DURATION: {"working_days": 1, "text": ""},
    Component.COST: {"amount_rupiah": 0, "text": "", "note": ""},
    Component.PRODUCT: {"text": "KTP-el"},
    Component.COMPLAINTS: {"text": "lapor.go.id"},
}
LINK = {"items": ["javascript:x"], "source": "uji", "verified_at": "2026-11-20"}
COST = {"amount_rupiah": 5000, "source": "Perda Sleman", "verified_at": "2026-11-20"}
GOOD: dict[str, Any] = {
    "service": "ktp_el",
    "region": "34.04",
    "components": {"cost": COST},
    "remark": "Mohon ditinjau",
}


@dataclass
class Desk:
    """The site, a partner that Sleman admitted, and its key."""

    client: TestClient
    open_session: sessionmaker[Session]
    key: str

    def hand_in(self, body: Any, key: str | None = None) -> Any:
        return self.client.post(DRAFTS, json=body, headers={"Authorization": f"Bearer {key or self.key}"})


@pytest.fixture
def desk(tmp_path: Path, open_session: sessionmaker[Session], database_url: str) -> Iterator[Desk]:
    with open_session.begin() as session:
        province = make_province(session)
        sleman = make_region(session, province)
        make_region(session, province, code="34.02", slug="kab_bantul", name="Kabupaten Bantul")
        make_standard(session, make_service(session), None, NATIONAL)
        partner = Partner(slug="yayasan", name="Yayasan Uji", kind=PartnerKind.NIRLABA)
        session.add(partner)
        session.flush()
        session.add(Admission(partner_id=partner.id, region_id=sleman.id))
        _, key = create_key(session, "perintah", "yayasan", "portal", "uji")
    with TestClient(create_app(settings_for(tmp_path, database_url)), raise_server_exceptions=False) as client:
        yield Desk(client, open_session, key)


def test_a_draft_waits_for_the_reviewer_and_nobody_is_told_before(desk: Desk) -> None:
    said = desk.hand_in(GOOD)

    assert said.status_code == 201, said.text
    body = said.json()
    assert (body["state"], body["service"], body["region"]) == ("in_review", "ktp_el", "kab_sleman")
    assert [one["text"] for one in body["comments"]] == ["Mohon ditinjau"]
    shown = desk.client.get("/api/v1/regions/34.04/standards/ktp_el").json()
    assert {one["level"] for one in shown["components"]} == {"nasional"}
    assert desk.client.get("/api/v1/standards?region=34.04").json()["data"] == []
    with desk.open_session() as session:
        draft = session.get_one(Standard, body["id"])
        assert (draft.state, draft.partner_id is not None, draft.author) == ("in_review", True, "API Yayasan Uji")
        assert {entry.action for entry in session.scalars(select(AuditEntry))} >= {"standard.submit", "standard.save"}
        assert verify(session).broken_at is None
        assert session.scalars(select(PartnerKey)).one().used_at is not None


def test_a_returned_draft_is_mended_and_handed_in_again(desk: Desk) -> None:
    number = desk.hand_in(GOOD).json()["id"]
    again = desk.hand_in(GOOD)
    assert again.status_code == 409
    assert str(number) in again.json()["detail"]
    with desk.open_session.begin() as session:
        draft = session.get_one(Standard, number)
        reviewer = make_account(session, Role.VERIFIKATOR, session.get_one(Region, draft.region_id))
        send_back(session, reviewer, draft, draft.lock_version, "Sebut pasalnya.")

    key = {"Authorization": f"Bearer {desk.key}"}
    state = desk.client.get(f"{DRAFTS}/{number}", headers=key).json()
    assert state["state"] == "draft"
    assert state["comments"][-1]["text"] == "Sebut pasalnya."
    mended = {**GOOD, "components": {"cost": {**COST, "source": "Perda Sleman Pasal 3"}}}
    assert desk.hand_in(mended).json()["id"] == number


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"service": "tidak_ada"}, "service"),
        ({"region": "kab_tidak_ada"}, "region"),
        ({"region": "nasional"}, "region"),
        ({"components": {}}, "components"),
        ({"components": {"harga": COST}}, "components.harga.[key]"),
        ({"components": {"cost": {**COST, "items": ["a"]}}}, "components.cost.items"),
        ({"components": {"cost": {**COST, "amount_rupiah": -1}}}, "components.cost.amount_rupiah"),
        ({"components": {"cost": {**COST, "amount_rupiah": "mahal"}}}, "components.cost.amount_rupiah"),
        ({"components": {"cost": {**COST, "verified_at": "kemarin"}}}, "components.cost.verified_at"),
        ({"components": {"cost": {**COST, "verified_at": "2099-01-01"}}}, "components.cost.verified_at"),
        ({"components": {"cost": {**COST, "source": ""}}}, "components.cost.source"),
        ({"components": {"cost": {**COST, "verified_at": None}}}, "components.cost.verified_at"),
        ({"components": {"online_link": LINK}}, "components.online_link.items[0]"),
        ({"harga": 1}, "harga"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_remedy_and_nothing_is_stored(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    said = desk.hand_in({**GOOD, **change})

    assert said.status_code == 422, said.text
    found = {one["field"]: one for one in said.json()["errors"]}
    assert field in found
    assert found[field]["detail"]
    assert found[field]["remedy"]
    with desk.open_session() as session:
        assert session.scalars(select(Standard).where(Standard.state != StandardState.PUBLISHED)).all() == []


def test_a_region_that_did_not_admit_the_partner_is_closed_to_it(desk: Desk) -> None:
    assert desk.hand_in({**GOOD, "region": "kab_bantul"}).status_code == 403


@pytest.mark.parametrize("header", [None, "Bearer salah", "Basic abc", "Bearer lk_\u00e9", "Bearer "])
def test_without_a_key_that_works_nothing_is_taken(desk: Desk, header: str | None) -> None:
    headers = {"Authorization": header.encode("latin-1")} if header else {}

    said = desk.client.post(DRAFTS, json=GOOD, headers=headers)

    assert said.status_code == 401
    assert said.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_a_closed_partner_and_a_closed_account_end_at_once(desk: Desk) -> None:
    with desk.open_session.begin() as session:
        key = session.scalars(select(PartnerKey)).one()
        key.account.status = AccountStatus.DISABLED
    assert desk.hand_in(GOOD).status_code == 401
    with desk.open_session.begin() as session:
        key = session.scalars(select(PartnerKey)).one()
        key.account.status = AccountStatus.ACTIVE
        key.partner.is_active = False
    assert desk.hand_in(GOOD).status_code == 401
    with desk.open_session.begin() as session:
        key = session.scalars(select(PartnerKey)).one()
        key.partner.is_active = True
        revoke_key(session, "perintah", key.id, "uji")
        with pytest.raises(PartnerKeyRefused, match="sudah dicabut"):
            revoke_key(session, "perintah", key.id, "uji")
    assert desk.hand_in(GOOD).status_code == 401


def test_another_partners_draft_is_not_there(desk: Desk) -> None:
    number = desk.hand_in(GOOD).json()["id"]
    with desk.open_session.begin() as session:
        session.add(Partner(slug="lain", name="Lain", kind=PartnerKind.SWASTA))
        session.flush()
        _, other = create_key(session, "perintah", "lain", "portal", "uji")

    said = desk.client.get(f"{DRAFTS}/{number}", headers={"Authorization": f"Bearer {other}"})

    assert said.status_code == 404


def test_the_key_itself_is_kept_nowhere_and_opens_no_login(desk: Desk) -> None:
    with desk.open_session() as session:
        stored = [str(value) for row in list_keys(session) for value in vars(row).values()]
        entries = [str(entry.after) for entry in session.scalars(select(AuditEntry))]
        account = session.scalars(select(Account).where(Account.email == "api.yayasan@mitra.invalid")).one()

        assert not any(desk.key in text for text in stored + entries)
        assert account.password_hash == ""
    said = desk.client.post("/admin/login", data={"email": account.email, "password": ""})
    assert said.status_code in (403, 422, 200)
    assert "loket_sesi" not in said.headers.get("set-cookie", "")


@pytest.mark.parametrize(("partner", "label"), [("tidak_ada", "x"), ("yayasan", "  "), ("yayasan", "x" * 81)])
def test_a_key_needs_a_known_partner_and_a_name(desk: Desk, partner: str, label: str) -> None:
    with desk.open_session.begin() as session, pytest.raises(PartnerKeyRefused):
        create_key(session, "perintah", partner, label, "uji")


def test_only_who_manages_keys_for_the_nation_makes_one(desk: Desk) -> None:
    with desk.open_session.begin() as session:
        sleman = session.scalars(select(Region).where(Region.slug == "kab_sleman")).one()
        for role, region in [(Role.VERIFIKATOR, None), (Role.ADMIN_DAERAH, sleman)]:
            with pytest.raises(NotPermitted):
                create_key(session, make_account(session, role, region), "yayasan", "portal", "uji")
        create_key(session, make_account(session, Role.ADMIN_PROGRAM), "yayasan", "portal", "uji")
