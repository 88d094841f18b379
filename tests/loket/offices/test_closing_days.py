"""Holidays of a region close its offices, a province's those of all of it; single days may stay open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.audit.models import AuditEntry
from loket.offices.closing_days import closed_reason, holidays_between
from loket.offices.errors import LocalHolidayNotFound, OfficeConflict, OfficeRefused
from loket.offices.local_holidays import (
    LocalHolidayContent,
    add_local_holiday,
    change_local_holiday,
    get_local_holiday,
    list_local_holidays,
    remove_local_holiday,
)
from loket.offices.models import Office, OfficeClosure, OfficeOpenDay
from loket.offices.operations import OpeningStatus, offices_of, opening_state
from loket.regions.models import LocalHoliday, Region
from tests.loket.builders import make_office
from tests.loket.standards.conftest import World

WIB = ZoneInfo("Asia/Jakarta")
TUESDAY = date(2026, 12, 1)
CHRISTMAS = date(2026, 12, 25)  # a Friday
WEEK = [(day, time(8), time(15)) for day in range(5)]


def state_on(office: Office, day: date) -> tuple[OpeningStatus, str]:
    state = opening_state(office, datetime.combine(day, time(10), WIB))
    return state.status, state.reason


def found_again(session: Session, region: Region) -> Office:
    """The office as an answer reads it: by the query that answers use."""
    session.expire_all()
    return offices_of(session, ["disdukcapil"], region)[0]


def test_a_regions_holiday_closes_its_offices_until_it_is_over(session: Session, world: World) -> None:
    make_office(session, world.sleman, WEEK)
    make_office(session, world.bantul, WEEK)
    add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026"))

    own = found_again(session, world.sleman)

    assert state_on(own, TUESDAY) == (OpeningStatus.CLOSED, "Hari Jadi")
    assert state_on(own, TUESDAY + timedelta(days=1)) == (OpeningStatus.OPEN, "")
    monday = opening_state(own, datetime.combine(TUESDAY - timedelta(days=1), time(16), WIB))
    assert monday.next_open == datetime(2026, 12, 2, 8, tzinfo=WIB)
    assert state_on(found_again(session, world.bantul), TUESDAY)[0] == OpeningStatus.OPEN


def test_a_provinces_holiday_holds_in_all_of_it(session: Session, world: World) -> None:
    for region in (world.sleman, world.bantul):
        make_office(session, region, WEEK)
    add_local_holiday(
        session, world.national, world.province, LocalHolidayContent("Hari DIY", TUESDAY, TUESDAY, "Pergub 1/2026")
    )

    for region in (world.sleman, world.bantul):
        assert state_on(found_again(session, region), TUESDAY) == (OpeningStatus.CLOSED, "Hari DIY")


def test_a_day_that_is_excepted_is_open_at_its_hours(session: Session, world: World) -> None:
    office = make_office(session, world.sleman, WEEK)
    add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026"))
    office.open_days = [OfficeOpenDay(day=CHRISTMAS), OfficeOpenDay(day=TUESDAY)]
    session.flush()

    own = found_again(session, world.sleman)

    assert state_on(own, CHRISTMAS) == state_on(own, TUESDAY) == (OpeningStatus.OPEN, "")
    assert state_on(own, CHRISTMAS - timedelta(days=1))[0] == OpeningStatus.CLOSED  # cuti bersama, not excepted


def test_open_on_holidays_means_local_ones_too_but_a_closure_goes_before(session: Session, world: World) -> None:
    make_office(session, world.sleman, WEEK, open_on_holidays=True)
    add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026"))

    assert state_on(found_again(session, world.sleman), TUESDAY) == (OpeningStatus.OPEN, "")
    found_again(session, world.sleman).closures = [
        OfficeClosure(first_day=TUESDAY, last_day=TUESDAY, reason="Renovasi")
    ]
    session.flush()
    assert state_on(found_again(session, world.sleman), TUESDAY) == (OpeningStatus.CLOSED, "Renovasi")


@given(
    st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(0, 30), st.dates(date(2025, 1, 1), date(2030, 12, 31))
)
def test_a_day_is_closed_exactly_where_a_list_of_holidays_has_it(first: date, length: int, day: date) -> None:
    region = Region(name="Kabupaten Uji", type="kabupaten", timezone="Asia/Jakarta")
    local = LocalHoliday(region=region, name="Libur", first_day=first, last_day=first + timedelta(days=length))
    region.local_holidays = [local]
    office = Office(region=region)

    listed = {one.day for one in holidays_between(region, day, day)}

    assert (closed_reason(office, day) is not None) == (day in listed)


@pytest.mark.parametrize(
    ("name", "first", "last", "source", "field"),
    [
        ("", TUESDAY, None, "SE", "name"),
        ("x" * 121, TUESDAY, None, "SE", "name"),
        ("Libur", None, None, "SE", "first_day"),
        ("Libur", TUESDAY, TUESDAY - timedelta(days=1), "SE", "last_day"),
        ("Libur", TUESDAY, TUESDAY + timedelta(days=31), "SE", "last_day"),
        ("Libur", TUESDAY, None, " ", "source"),
    ],
)
def test_a_holiday_needs_a_name_days_and_a_source(
    session: Session, world: World, name: str, first: date | None, last: date | None, source: str, field: str
) -> None:
    with pytest.raises(OfficeRefused) as refusal:
        add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent(name, first, last, source))

    assert [one.field for one in refusal.value.problems] == [field]
    assert session.scalars(select(LocalHoliday)).all() == []


def test_the_same_holiday_twice_is_refused(session: Session, world: World) -> None:
    add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE"))
    with pytest.raises(OfficeRefused, match="1 hal"):
        add_local_holiday(session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE"))
    assert len(session.scalars(select(LocalHoliday)).all()) == 1


def test_who_may_and_what_they_see(session: Session, world: World) -> None:
    of_province = add_local_holiday(
        session, world.national, world.province, LocalHolidayContent("Hari DIY", TUESDAY, None, "Pergub")
    )
    of_bantul = add_local_holiday(
        session, world.neighbour, world.bantul, LocalHolidayContent("Hari Bantul", TUESDAY, None, "SE")
    )

    for region in (world.province, world.bantul):
        with pytest.raises(NotPermitted):
            add_local_holiday(session, world.writer, region, LocalHolidayContent("Libur", TUESDAY, None, "SE"))
    for row in (of_province, of_bantul):
        with pytest.raises(NotPermitted):
            get_local_holiday(session, world.writer, row.id)
        with pytest.raises(NotPermitted):
            remove_local_holiday(session, world.writer, row)
    with pytest.raises(LocalHolidayNotFound):
        get_local_holiday(session, world.writer, 10**20)
    assert [row.name for row in list_local_holidays(session, world.writer, TUESDAY)] == ["Hari DIY"]
    assert list_local_holidays(session, world.writer, TUESDAY + timedelta(days=1)) == []


def test_a_change_moves_the_day_off_and_is_audited(session: Session, world: World) -> None:
    make_office(session, world.sleman, WEEK)
    given = LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026")
    row = add_local_holiday(session, world.writer, world.sleman, given)
    later = TUESDAY + timedelta(days=1)

    change_local_holiday(session, world.writer, row, 1, replace(given, first_day=later), "10.0.0.1")

    assert row.lock_version == 2
    sleman = found_again(session, world.sleman)
    assert state_on(sleman, TUESDAY)[0] == OpeningStatus.OPEN
    assert state_on(sleman, later) == (OpeningStatus.CLOSED, "Hari Jadi")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before) == (
        "local_holiday.change", {"first_day": "2026-12-01", "last_day": "2026-12-01"},
    )  # fmt: skip


def test_the_second_of_two_who_change_it_is_shown_what_differs(session: Session, world: World) -> None:
    given = LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026")
    row = add_local_holiday(session, world.writer, world.sleman, given)
    change_local_holiday(session, world.writer, row, 1, replace(given, source="SE 2/2026"))

    with pytest.raises(OfficeConflict) as conflict:
        change_local_holiday(session, world.writer, row, 1, replace(given, name="HUT Sleman"))

    differences = [(one.field, one.theirs, one.mine) for one in conflict.value.differences]
    assert differences == [("Nama hari libur", "Hari Jadi", "HUT Sleman"), ("Sumber", "SE 2/2026", "SE 1/2026")]
    assert (row.name, row.source) == ("Hari Jadi", "SE 2/2026")


def test_a_change_to_what_is_there_already_or_of_a_neighbour_is_refused(session: Session, world: World) -> None:
    given = LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE")
    add_local_holiday(session, world.writer, world.sleman, given)
    row = add_local_holiday(session, world.writer, world.sleman, replace(given, name="Pilkada"))

    with pytest.raises(OfficeRefused):
        change_local_holiday(session, world.writer, row, 1, given)
    with pytest.raises(NotPermitted):
        change_local_holiday(session, world.neighbour, row, 1, replace(given, name="Libur"))
    session.refresh(row)
    assert row.name == "Pilkada"


def test_taking_one_away_is_audited_with_what_it_said(session: Session, world: World) -> None:
    make_office(session, world.sleman, WEEK)
    row = add_local_holiday(
        session, world.writer, world.sleman, LocalHolidayContent("Hari Jadi", TUESDAY, None, "SE 1/2026"), "10.0.0.1"
    )

    remove_local_holiday(session, world.writer, row, "10.0.0.1")

    said = {"name": "Hari Jadi", "first_day": "2026-12-01", "last_day": "2026-12-01", "source": "SE 1/2026"}
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.before, one.after) for one in entries] == [
        ("local_holiday.create", None, said),
        ("local_holiday.delete", said, None),
    ]
    assert state_on(found_again(session, world.sleman), TUESDAY)[0] == OpeningStatus.OPEN
