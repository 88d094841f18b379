"""A name that several services share: what another region alone offers is no choice here."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from loket.answers.heard import Context, Linked
from loket.answers.operations import Outcome, Turn, answer_turn
from loket.regions.operations import get_region
from tests.loket.answers.asking import TUESDAY_TEN_WIB, heard, payloads
from tests.loket.builders import make_service

SHARED = Linked("kartu_sleman", ("kartu_sleman", "ktp_el"), ambiguous=True)


def ask_for_ktp(session: Session, *, home: str | None = None, named: str | None = None) -> Outcome:
    make_service(session, slug="kartu_sleman", region_id=get_region(session, "kab_sleman").id)
    asked = replace(heard("requirements", region=named), service=SHARED)
    return answer_turn(session, Turn(asked, Context(home=home)), TUESDAY_TEN_WIB)


def test_who_lives_elsewhere_is_not_asked_back_for_it(seeded_session: Session) -> None:
    outcome = ask_for_ktp(seeded_session, home="kota_bandung")

    assert outcome.answer.reading
    assert outcome.answer.reading.service == "ktp_el"
    assert "Syarat KTP-el baru" in outcome.answer.title


def test_the_region_named_decides_before_the_citizens_own(seeded_session: Session) -> None:
    outcome = ask_for_ktp(seeded_session, home="kab_sleman", named="kota_bandung")

    assert "Syarat KTP-el baru, Kota Bandung" in outcome.answer.title


def test_where_it_is_offered_both_are(seeded_session: Session) -> None:
    outcome = ask_for_ktp(seeded_session, home="kab_sleman")

    assert ["kartu_sleman" in one or "ktp_el" in one for one in payloads(outcome.answer)][:2] == [True, True]


def test_without_a_region_both_are(seeded_session: Session) -> None:
    outcome = ask_for_ktp(seeded_session)

    assert ["kartu_sleman" in one or "ktp_el" in one for one in payloads(outcome.answer)][:2] == [True, True]
