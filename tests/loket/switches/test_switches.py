"""Kill switches: who may throw them, what they say, and that bot and answers heed them at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Role
from loket.answers.operations import Turn, answer_turn
from loket.audit.models import AuditEntry
from loket.regions.models import Region
from loket.services.models import Component
from loket.switches.errors import SwitchRefused
from loket.switches.operations import (
    is_bot_off,
    is_region_off,
    put_back,
    throw_for_bot,
    throw_for_region,
    visible_switches,
)
from tests.loket.answers.asking import heard
from tests.loket.builders import make_province, make_region, make_service, make_standard
from tests.web.signing_in import make_account


@pytest.fixture
def region(session: Session) -> Region:
    return make_region(session, make_province(session))


def test_a_switch_holds_until_it_is_put_back_and_leaves_its_reason(session: Session, region: Region) -> None:
    operator = make_account(session, Role.ADMIN_DAERAH, region)

    switch = throw_for_region(session, operator, region, " data  biaya keliru ", origin="192.0.2.1")
    assert is_region_off(session, region.id)
    assert visible_switches(session, operator) == [switch]
    put_back(session, operator, switch.id, origin="192.0.2.1")

    assert not is_region_off(session, region.id)
    kept = [(entry.action, (entry.after or {})["reason"]) for entry in session.scalars(select(AuditEntry))]
    assert kept == [("switch.throw", "data biaya keliru"), ("switch.put_back", "data biaya keliru")]


def test_only_a_national_operator_stops_a_whole_bot(session: Session, region: Region) -> None:
    operator = make_account(session, Role.ADMIN_DAERAH, region)
    with pytest.raises(NotPermitted):
        throw_for_bot(session, operator, "utama", "coba-coba", origin="x")

    throw_for_bot(session, make_account(session, Role.ADMIN_PROGRAM), "utama", "jawaban keliru", origin="x")

    assert is_bot_off(session, "utama")
    assert not is_bot_off(session, "lain")
    assert visible_switches(session, operator) == []


def test_another_region_is_out_of_reach(session: Session, region: Region) -> None:
    other = make_region(session, session.get_one(Region, region.parent_id), code="34.02", slug="kab_bantul")
    operator = make_account(session, Role.ADMIN_DAERAH, region)
    with pytest.raises(NotPermitted):
        throw_for_region(session, operator, other, "data keliru", origin="x")
    switch = throw_for_region(session, "perintah", other, "data keliru", origin="cli")
    with pytest.raises(NotPermitted):
        put_back(session, operator, switch.id, origin="x")


def test_no_switch_without_a_reason_and_none_twice(session: Session, region: Region) -> None:
    with pytest.raises(SwitchRefused) as refused:
        throw_for_region(session, "perintah", region, "  x ", origin="cli")
    assert refused.value.field == "reason"
    throw_for_region(session, "perintah", region, "data keliru", origin="cli")
    with pytest.raises(SwitchRefused):
        throw_for_region(session, "perintah", region, "data keliru", origin="cli")


@pytest.mark.parametrize(("aspect", "is_paused"), [("cost", True), ("list_services", True), ("emergency", False)])
def test_a_stopped_region_answers_with_a_kind_notice_and_emergencies_as_ever(
    session: Session, region: Region, aspect: str, is_paused: bool
) -> None:
    service = make_service(session)
    make_standard(session, service, None, {Component.COST: {"amount_rupiah": 0, "text": "", "note": ""}})
    switch = throw_for_region(session, "perintah", region, "data keliru", origin="cli")
    turn = Turn(heard(aspect, "ktp_el", "kab_sleman"))

    answer = answer_turn(session, turn).answer
    assert ("dihentikan sementara" in answer.title) == is_paused
    put_back(session, "perintah", switch.id, origin="cli")
    assert "dihentikan sementara" not in answer_turn(session, turn).answer.title
