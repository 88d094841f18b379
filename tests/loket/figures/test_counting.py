"""Counters: the region's own hour and day, and how turns end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.answers.answer import Answer, Reading, TextBlock
from loket.answers.heard import Context, Pending
from loket.answers.texts import facts as texts
from loket.answers.texts import talk
from loket.figures.counting import Counted, add_counts
from loket.figures.models import (
    NOWHERE,
    DailyCount,
    HourlyCount,
    ProvinceDay,
    ProvinceHour,
    ProvinceTopic,
    TopicCount,
)
from loket.figures.results import Result, Signal, result_of
from tests.loket.builders import make_province, make_region

LATE = datetime(2026, 11, 26, 16, tzinfo=UTC)  # 23.00 WIB, 01.00 WIT of the next day


def message(region: str | None, result: Result = Result.ANSWERED, signals: tuple[Signal, ...] = ()) -> Counted:
    return Counted(LATE, region, "ktp_el", "cost", result, signals)


def test_a_message_counts_on_the_day_and_in_the_hour_of_its_region(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        west = make_region(session, make_province(session)).id
        papua = make_province(session, "91", "prov_papua", name="Papua", timezone="Asia/Jayapura")
        east = make_region(session, papua, "91.71", "kota_jayapura", name="Kota Jayapura").id
    with open_session.begin() as session:
        add_counts(session, {message("kab_sleman"): 2, message("kota_jayapura"): 1, message("kab_entah"): 1})

    with open_session() as session:
        hours = {one.region_id: (one.day, one.hour, one.count) for one in session.scalars(select(HourlyCount))}
        assert hours == {
            west: (date(2026, 11, 26), 23, 2),
            east: (date(2026, 11, 27), 1, 1),
            NOWHERE: (date(2026, 11, 26), 23, 1),
        }


def test_a_province_is_counted_with_all_its_regions(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        province = make_province(session)
        make_region(session, province)
        add_counts(session, {message("kab_sleman"): 2, message(province.slug, Result.NOT_KNOWN): 1, message(None): 8})
        add_counts(session, {message("kab_sleman"): 4})

    with open_session() as session:
        kinds = {(one.province_id, one.day, one.kind): one.count for one in session.scalars(select(ProvinceDay))}
        hours = {(one.month, one.hour): one.count for one in session.scalars(select(ProvinceHour))}
        topics = {(one.month, one.service, one.result): one.count for one in session.scalars(select(ProvinceTopic))}
    day, month = date(2026, 11, 26), date(2026, 11, 1)
    assert kinds == {(province.id, day, "answered"): 6, (province.id, day, "not_known"): 1}
    assert hours == {(month, 23): 7}
    assert topics == {(month, "ktp_el", "answered"): 6, (month, "ktp_el", "not_known"): 1}


def test_what_is_counted_again_adds_to_the_row(open_session: sessionmaker[Session]) -> None:
    seen = {message(None): 2, message(None, Result.NOT_KNOWN, (Signal.CORRECTED,)): 1}
    for _ in range(3):
        with open_session.begin() as session:
            add_counts(session, seen)

    with open_session() as session:
        kinds = {one.kind: one.count for one in session.scalars(select(DailyCount))}
        topics = {one.result: one.count for one in session.scalars(select(TopicCount))}
    assert kinds == {"answered": 6, "not_known": 3, "corrected": 3}
    assert topics == {"answered": 6, "not_known": 3}


def test_talk_is_no_question(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        add_counts(session, {message(None, Result.TALK, (Signal.THANKED,)): 1})

    with open_session() as session:
        assert {one.kind for one in session.scalars(select(DailyCount))} == {"talk", "thanked"}
        assert session.scalars(select(HourlyCount)).all() == session.scalars(select(TopicCount)).all() == []


def test_many_kinds_at_once_fit_into_the_database(open_session: sessionmaker[Session]) -> None:
    seen = {Counted(LATE, None, f"layanan_{number}", "cost", Result.ANSWERED): 1 for number in range(1200)}
    with open_session.begin() as session:
        add_counts(session, seen)

    with open_session() as session:
        assert len(session.scalars(select(TopicCount)).all()) == 1200
        assert session.scalars(select(DailyCount.count)).all() == [1200]


def said(text: str, aspect: str = "cost", kind: str = "answer") -> Answer:
    return Answer(kind=kind, blocks=[TextBlock(text=text)], reading=Reading(aspect=aspect, service="ktp_el"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "after", "result"),
    [
        (said("Gratis."), Context(), Result.ANSWERED),
        (said(texts.UNKNOWN), Context(), Result.NOT_KNOWN),
        (said(texts.NO_OFFICE.format(region="Kabupaten Nias"), "location"), Context(), Result.NOT_KNOWN),
        (said("KUA di Kabupaten Nias belum tercatat di Loket.", "location"), Context(), Result.NOT_KNOWN),
        (said(texts.HOURS_ALL_UNKNOWN, "hours"), Context(), Result.NOT_KNOWN),
        (said("Wilayah mana?", "location", "ask"), Context(pending=Pending("location")), Result.ASKED_BACK),
        (said("Yang mana?", kind="ask"), Context(pending=Pending("cost", needs="service")), Result.ASKED_BACK),
        (said("?", "nlu_fallback", "ask"), Context(), Result.NOT_UNDERSTOOD),
        (said("112", "emergency"), Context(), Result.EMERGENCY),
        (said("Segera hadir", "queue_book", "notice"), Context(), Result.COMING),
        (said("Maaf", "out_of_scope", "notice"), Context(), Result.OUT_OF_SCOPE),
        (said(talk.PAUSED, kind="notice"), Context(), Result.PAUSED),
        (said("Sama-sama", "thanks", "notice"), Context(), Result.TALK),
        (said("Wilayah mana?", "change_region", "ask"), Context(), Result.TALK),
    ],
)
def test_how_a_turn_ends(answer: Answer, after: Context, result: Result) -> None:
    assert result_of(answer, after, "cost", 0.9) is result
