"""Reports of wrong answers: kept once, masked, a few a day, forgotten; read and judged by region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.audit.models import AuditEntry
from loket.citizens.operations import forget as forget_citizen
from loket.database import utc_now
from loket.info_reports.errors import AnswerGone, ReportNotFound, TooManyReports, VerdictRefused
from loket.info_reports.models import InfoReport, Part, Verdict
from loket.info_reports.operations import A_DAY, Told, add_note, count_of, forget_old, keep
from loket.info_reports.reported import About
from loket.info_reports.reviewing import WantedReports, find_report, judge, like, list_reports, reopen
from loket.info_reports.standing import facts_now, standing_of
from loket.services.models import Component
from loket.services.operations import get_service
from tests.loket.answers.asking import TUESDAY_TEN_WIB
from tests.loket.builders import make_standard
from tests.loket.unanswered.builders import make_report
from tests.loket.unanswered.conftest import official, regions

__all__ = ["official", "regions"]  # fixtures
ABOUT = About("cost", "skck", "kab_sleman")
TOLD = Told("utama:1", "a" * 64, "utama", date(2026, 11, 24), Part.COST, ABOUT, "kab_sleman")


def store(session: Session, told: Told = TOLD) -> int:
    return keep(session, told, standing_of(session, told.about, TUESDAY_TEN_WIB))


def only(session: Session) -> InfoReport:
    return session.scalars(select(InfoReport)).one()


def test_a_report_holds_question_answer_source_and_what_they_stood_on(seeded_session: Session) -> None:
    seen = replace(TOLD, answer="Biaya SKCK\n\nRp30.000", question="saya Budi 000000000000, brp skck")
    store(seeded_session, seen)
    row = only(seeded_session)

    assert (row.answer, row.question) == ("Biaya SKCK\n\nRp30.000", "saya Budi [disamarkan], brp skck")
    assert row.source
    assert row.verified_at is not None
    assert [sorted(one) for one in row.facts["standards"]] == [["id", "region", "version"]]
    assert not row.is_recomposed


def test_without_what_the_citizen_saw_the_answer_is_composed_again(seeded_session: Session) -> None:
    store(seeded_session)

    assert "Rp30.000" in only(seeded_session).answer
    assert only(seeded_session).is_recomposed


def test_an_answer_about_offices_stands_on_their_ids(seeded_session: Session) -> None:
    about = About("hours", None, "kab_sleman", office="disdukcapil")

    assert standing_of(seeded_session, about, TUESDAY_TEN_WIB).facts["offices"]


@pytest.mark.parametrize(
    "about",
    [About("cost", "paspor_antariksa"), About("cost", "skck", "kab_x\0"), About("cost"), About("greet", "skck"),
     About("hours", None, "kab_sleman", "warung")],
)  # fmt: skip
def test_what_names_no_answer_is_gone(seeded_session: Session, about: About) -> None:
    with pytest.raises(AnswerGone):
        standing_of(seeded_session, about, TUESDAY_TEN_WIB)


def test_what_is_published_later_is_another_standing(seeded_session: Session) -> None:
    before, skck = facts_now(seeded_session, ABOUT), get_service(seeded_session, "skck")
    make_standard(seeded_session, skck, None, {Component.COST: {"text": "Rp1"}}, version=99, published_at=utc_now())

    assert facts_now(seeded_session, ABOUT) != before


def test_the_same_is_kept_once_and_only_so_many_a_day(seeded_session: Session) -> None:
    first = store(seeded_session)
    assert store(seeded_session) == first
    assert store(seeded_session, replace(TOLD, message_id="utama:2")) == first
    for number, slug in enumerate(("ktp_el", "kk_baru", "akta_lahir", "sim_baru")[: A_DAY - 1]):
        store(seeded_session, replace(TOLD, message_id=f"x:{number}", about=About("overview", slug)))

    with pytest.raises(TooManyReports) as refused:
        store(seeded_session, replace(TOLD, message_id="y", about=About("duration", "skck")))
    assert refused.value.count == A_DAY
    store(seeded_session, replace(TOLD, message_id="z", day=date(2026, 11, 25), about=About("duration", "skck")))
    store(seeded_session, replace(TOLD, message_id="w", pseudonym="b" * 64))


def test_words_are_added_masked_and_by_the_reporter_alone(seeded_session: Session) -> None:
    number = store(seeded_session)

    assert add_note(seeded_session, "b" * 64, number, "usil") is False
    assert add_note(seeded_session, TOLD.pseudonym, 10**9, "x") is False
    assert add_note(seeded_session, TOLD.pseudonym, number, "nama saya Budi, tarif naik\n" + "x" * 9000) is True
    assert only(seeded_session).note.startswith("nama saya [disamarkan], tarif naik xxx")
    assert len(only(seeded_session).note) == 500


def test_erased_with_the_citizen_and_in_time(session: Session) -> None:
    make_report(session)
    make_report(session, pseudonym="b" * 64, day=date(2026, 8, 1))

    assert forget_citizen(session, "a" * 64) is True
    assert (count_of(session, "a" * 64), count_of(session, "b" * 64)) == (0, 1)
    assert forget_old(session, date(2026, 8, 2)) == 1


def test_each_reads_the_reports_of_the_own_regions(session: Session, official: Callable[..., Account]) -> None:
    own = make_report(session, region="kab_sleman")
    home = make_report(session, home="kab_sleman")
    other = make_report(session, region="kab_klaten", part=Part.HOURS)
    nowhere = make_report(session)
    sleman, programme = official(), official(region=None)

    assert [one.id for one in list_reports(session, sleman, WantedReports()).rows] == [home.id, own.id]
    assert list_reports(session, programme, WantedReports()).total == 4
    assert [one.id for one in list_reports(session, programme, WantedReports(part=Part.HOURS)).rows] == [other.id]
    assert [one.id for one in list_reports(session, programme, WantedReports(region="-")).rows] == [nowhere.id]
    with pytest.raises(ReportNotFound):
        find_report(session, sleman, other.id, Action.SEE_UNANSWERED)


def test_a_verdict_leaves_the_list_is_in_the_audit_and_can_be_taken_back(
    session: Session,
    official: Callable[..., Account],
) -> None:
    report, account = make_report(session, region="kab_sleman"), official()
    make_report(session, region="kab_sleman")

    for verdict, note, field in (("", "", "hasil"), ("right", " ", "catatan"), ("fixed", "x " * 200, "catatan")):
        with pytest.raises(VerdictRefused) as refused:
            judge(session, account, report, verdict, note)
        assert refused.value.field == field
    assert like(session, account, report) == 1
    judge(session, account, report, "right", "sesuai PP", "uji")
    assert list_reports(session, account, WantedReports()).total == 1
    assert list_reports(session, account, WantedReports(is_open=False)).rows[0].verdict == Verdict.RIGHT
    with pytest.raises(VerdictRefused, match="orang lain"):
        judge(session, account, report, "fixed", "")
    reopen(session, account, report, "uji")
    assert list_reports(session, account, WantedReports()).total == 2
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.action for one in entries] == ["info_report.judge", "info_report.reopen"]
    assert {one.region_id for one in entries} == {account.grants[0].region_id}
