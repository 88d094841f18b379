"""A region with its province, a national service, and people of each role."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.models import Region
from loket.services.models import Service
from tests.loket.builders import add, make_province, make_region, make_service


@dataclass
class World:
    """What the tests of editing stand on."""

    province: Region
    sleman: Region
    bantul: Region
    service: Service
    partner: Partner
    writer: Account  # penyusun of Sleman
    reviewer: Account  # verifikator of Sleman
    neighbour: Account  # verifikator of Bantul
    national: Account  # admin_program
    mitra: Account


def make_account(
    session: Session, name: str, role: Role, region: Region | None, partner: Partner | None = None
) -> Account:
    """An active account with one grant."""
    grant = Grant(role=role, region=region, partner=partner)
    email = f"{name.replace(' ', '.').lower()}@contoh.go.id"
    return add(session, Account(email=email, name=name, status=AccountStatus.ACTIVE, grants=[grant]))


@pytest.fixture
def world(session: Session) -> World:
    province = make_province(session)
    sleman = make_region(session, province)
    bantul = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    partner = add(session, Partner(slug="bpjs", name="BPJS Kesehatan", kind=PartnerKind.PUSAT))
    add(session, Admission(partner_id=partner.id, region_id=sleman.id))
    made = World(
        province,
        sleman,
        bantul,
        make_service(session),
        partner,
        make_account(session, "Ani Penyusun", Role.PENYUSUN, sleman),
        make_account(session, "Budi Verifikator", Role.VERIFIKATOR, sleman),
        make_account(session, "Citra Bantul", Role.VERIFIKATOR, bantul),
        make_account(session, "Dewi Program", Role.ADMIN_PROGRAM, None),
        make_account(session, "Eko Mitra", Role.MITRA, sleman, partner),
    )
    session.commit()
    return made
