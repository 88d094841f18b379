"""A region's figures of a period."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from loket.figures.counting import Counted, add_counts
from loket.figures.models import DailyCount
from loket.figures.reading import MAX_BARS, Totals, asked_of_services, region_figures, spans
from loket.figures.results import Result, Signal
from tests.loket.builders import make_province, make_region, make_service

TODAY = date(2026, 11, 26)


def asked(day: date, service: str | None = "ktp_el", region: str = "kab_sleman", hour: int = 2) -> Counted:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Counted(moment, region, service, "cost", Result.ANSWERED)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_a_period_is_cut_into_pieces_without_gap_or_overlap(since: date, days: int) -> None:
    until = since + timedelta(days=days)

    pieces = spans(since, until)

    covered = [first + timedelta(days=n) for first, last in pieces for n in range((last - first).days + 1)]
    assert covered == [since + timedelta(days=n) for n in range(days + 1)]
    assert len(pieces) <= MAX_BARS + 1


@pytest.mark.parametrize(("days", "pieces"), [(7, 7), (30, 30), (90, 14), (365, 13)])
def test_the_periods_offered_are_days_weeks_and_months(days: int, pieces: int) -> None:
    assert len(spans(TODAY - timedelta(days=days - 1), TODAY)) == pieces


def test_shares_are_unknown_where_there_is_nothing_to_take_them_of() -> None:
    nothing = Totals(Counter({Result.TALK: 3, Result.EMERGENCY: 1}))
    some = Totals(Counter({Result.ANSWERED: 3, Result.NOT_KNOWN: 1, Signal.THANKED: 1, Signal.CORRECTED: 3}))

    assert (nothing.questions, nothing.answered, nothing.content) == (1, None, None)
    assert (some.questions, some.answered, some.content) == (4, 0.75, 0.25)


def test_both_ends_of_a_period_are_in_it_and_other_regions_are_not(open_session: sessionmaker[Session]) -> None:
    since = TODAY - timedelta(days=6)
    with open_session.begin() as session:
        province = make_province(session)
        region = make_region(session, province)
        make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
        make_service(session, short_name="KTP")
        add_counts(
            session,
            {
                asked(since): 1, asked(TODAY): 2, asked(TODAY, None): 4, asked(TODAY, "kk"): 8,
                asked(since - timedelta(days=1)): 16, asked(TODAY + timedelta(days=1)): 32,
                asked(TODAY, "kk", "kab_bantul"): 64,
            },
        )  # fmt: skip
    with open_session() as session:
        found = region_figures(session, region, since, TODAY)
        whole = region_figures(session, province, since, TODAY)
        services = asked_of_services(session, region, since, TODAY)

    assert found.totals.questions == 15
    assert [(one.first, one.questions) for one in found.days if one.questions] == [(since, 1), (TODAY, 14)]
    assert found.hours[9] == sum(found.hours) == 15
    assert [(one.key, one.short_name, one.total) for one in found.services] == [
        ("kk", "kk", 8), ("", "", 4), ("ktp_el", "KTP", 3),
    ]  # fmt: skip
    assert services == {"kk": 8, "": 4, "ktp_el": 3}
    assert whole.totals.questions == 79


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),  # whole months alone
        (date(2025, 11, 27), date(2026, 11, 26)),  # months with days before and after
        (date(2026, 10, 1), date(2026, 11, 26)),
        (date(2026, 9, 15), date(2026, 10, 31)),
        (date(2026, 11, 2), date(2026, 11, 29)),  # no whole month
        (date(2026, 10, 20), date(2026, 11, 10)),
    ],
)
def test_a_province_s_figures_are_the_sum_of_its_regions_over_any_period(
    open_session: sessionmaker[Session], since: date, until: date
) -> None:
    with open_session.begin() as session:
        province = make_province(session)
        regions = [province, make_region(session, province)]
        regions.append(make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul"))
        for step in range(0, 440, 3):  # days around and between all of the ends
            day = date(2025, 10, 25) + timedelta(days=step)
            add_counts(session, {asked(day, region=one.slug): 1 + step % 5 for one in regions})
        for edge in (since, until, since - timedelta(days=1), until + timedelta(days=1)):
            add_counts(session, {asked(edge, "kk", one.slug): 7 for one in regions})
    with open_session() as session:
        whole = region_figures(session, province, since, until)
        daily = session.scalar(
            select(func.sum(DailyCount.count)).where(
                DailyCount.region_id.in_([one.id for one in regions]), DailyCount.day.between(since, until)
            )
        )

    assert whole.totals.questions == daily > 0
    assert sum(one.questions for one in whole.days) == daily
    assert sum(whole.hours) == whole.hours[9] == daily
    assert sum(one.total for one in whole.services) == sum(one.total for one in whole.aspects) == daily
