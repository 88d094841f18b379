"""A region admits partners, the programme gives them keys: by the pages alone, without a command line."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from loket.accounts.models import Role
from loket.audit.models import AuditEntry
from loket.partner_keys.models import PartnerKey
from loket.partner_keys.operations import find_key
from loket.partners.models import Admission, Partner, PartnerKind
from tests.web.signing_in import Site, text_of

HOME = "/admin/mitra"


@pytest.fixture
def with_partner(site: Site) -> Site:
    with site.open_session.begin() as session:
        session.add(Partner(slug="bpjs", name="BPJS Kesehatan", kind=PartnerKind.PUSAT))
    return site


def test_admitted_partner_may_be_invited_and_no_longer_once_the_admission_ends(with_partner: Site) -> None:
    admin = with_partner.signed_in(with_partner.make(Role.ADMIN_DAERAH, "kab_sleman"))
    invited = {"name": "Eko", "email": "eko@bpjs.go.id", "role": "mitra", "region": "kab_sleman", "partner": "bpjs"}

    before = admin.post("/admin/akun/undang", data={**invited, **with_partner.csrf})
    admitted = admin.post(f"{HOME}/terima", data={"partner": "bpjs", "region": "kab_sleman", **with_partner.csrf})
    after = admin.post("/admin/akun/undang", data={**invited, **with_partner.csrf})

    assert before.status_code == 422
    assert HOME in before.text  # says where to admit it
    assert admitted.status_code == 303
    assert after.status_code == 200
    assert "BPJS Kesehatan" in text_of(admin.get(HOME).text)
    with with_partner.open_session() as session:
        admission = session.scalars(select(Admission)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "partner.admit")).one()
        assert entry.region_id == admission.region_id
    ended = admin.post(f"{HOME}/terima/{admission.id}/akhiri", data=with_partner.csrf)
    assert ended.status_code == 303
    with with_partner.open_session() as session:
        assert session.scalars(select(Admission)).all() == []
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "partner.dismiss")).one()


def test_region_admits_for_itself_alone_and_only_what_is_there(with_partner: Site) -> None:
    admin = with_partner.signed_in(with_partner.make(Role.ADMIN_DAERAH, "kab_sleman"))

    elsewhere = admin.post(f"{HOME}/terima", data={"partner": "bpjs", "region": "kab_klaten", **with_partner.csrf})
    unknown = admin.post(f"{HOME}/terima", data={"partner": "x", "region": "kab_sleman", **with_partner.csrf})
    nowhere = admin.post(f"{HOME}/terima", data={"partner": "bpjs", "region": "Atlantis", **with_partner.csrf})
    key = admin.post(f"{HOME}/kunci", data={"partner": "bpjs", "label": "portal", **with_partner.csrf})

    assert (elsewhere.status_code, unknown.status_code, nowhere.status_code) == (403, 422, 422)
    assert "Atlantis" in nowhere.text
    assert key.status_code == 403
    assert "Kunci API" not in text_of(admin.get(HOME).text)
    with with_partner.open_session() as session:
        assert session.scalars(select(Admission)).all() == []
        assert session.scalars(select(PartnerKey)).all() == []


def test_programme_makes_a_key_that_is_shown_once_and_can_be_ended(with_partner: Site) -> None:
    admin = with_partner.signed_in(with_partner.make(Role.ADMIN_PROGRAM))

    nameless = admin.post(f"{HOME}/kunci", data={"partner": "bpjs", "label": " ", **with_partner.csrf})
    made = admin.post(f"{HOME}/kunci", data={"partner": "bpjs", "label": "Portal <b>", **with_partner.csrf})

    assert nameless.status_code == 422
    found = re.search(r'value="(lk_[\w-]+)"', made.text)
    assert found
    text = found.group(1)
    page = admin.get(HOME).text
    assert text not in page
    assert "Portal &lt;b&gt;" in page
    with with_partner.open_session() as session:
        key_id = find_key(session, text).id
    assert admin.post(f"{HOME}/kunci/{key_id}/cabut", data=with_partner.csrf).status_code == 303
    again = admin.post(f"{HOME}/kunci/{key_id}/cabut", data=with_partner.csrf)
    assert again.status_code == 422
    assert "sudah dicabut" in text_of(again.text)
