"""Open now, or when next: by weekday, breaks, closures, holidays, in the office's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.offices.hours import HoursUnclear, format_hours, parse_hours
from loket.offices.models import Office, OfficeClosure, OfficeHours
from loket.offices.operations import OpeningStatus, opening_state
from loket.regions.models import Region

WEEK = "Senin-Kamis 08.00-12.00, 13.00-15.00; Jumat 08.00-11.00"
MONDAY = date(2026, 11, 23)


def office(hours: str = WEEK, timezone: str = "Asia/Jakarta", **values: Any) -> Office:
    rows = [OfficeHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in parse_hours(hours)]
    return Office(
        region=Region(timezone=timezone), hours=rows, **({"closures": [], "open_on_holidays": False} | values)
    )


def at(day: date, clock: str, timezone: str = "Asia/Jakarta") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(timezone))


@pytest.mark.parametrize(
    ("clock", "status", "when"),
    [
        ("07:59", OpeningStatus.CLOSED, at(MONDAY, "08:00")),
        ("08:00", OpeningStatus.OPEN, at(MONDAY, "12:00")),
        ("11:59", OpeningStatus.OPEN, at(MONDAY, "12:00")),
        ("12:00", OpeningStatus.CLOSED, at(MONDAY, "13:00")),
        ("14:00", OpeningStatus.OPEN, at(MONDAY, "15:00")),
        ("15:00", OpeningStatus.CLOSED, at(MONDAY + timedelta(days=1), "08:00")),
    ],
)
def test_a_day_with_a_break(clock: str, status: OpeningStatus, when: datetime) -> None:
    state = opening_state(office(), at(MONDAY, clock))

    assert (state.status, state.closes_at or state.next_open) == (status, when)


def test_after_friday_comes_monday() -> None:
    friday = MONDAY + timedelta(days=4)

    assert opening_state(office(), at(friday, "11:00")).next_open == at(MONDAY + timedelta(days=7), "08:00")


@pytest.mark.parametrize(
    ("timezone", "status"),
    [
        ("Asia/Jakarta", OpeningStatus.CLOSED),
        ("Asia/Makassar", OpeningStatus.OPEN),
        ("Asia/Jayapura", OpeningStatus.OPEN),
    ],
)
def test_the_clock_is_the_offices_own(timezone: str, status: OpeningStatus) -> None:
    now = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 07.30 WIB, 08.30 WITA, 09.30 WIT

    state = opening_state(office(timezone=timezone), now)

    assert state.status == status
    turn = state.closes_at or state.next_open
    assert turn is not None
    assert str(turn.tzinfo) == timezone


def test_holiday_closes_and_says_why() -> None:
    christmas = date(2026, 12, 25)  # a Friday; the 24th is cuti bersama

    state = opening_state(office(), at(christmas, "09:00"))

    assert (state.status, state.reason) == (OpeningStatus.CLOSED, "Hari Raya Natal")
    assert opening_state(office(), at(date(2026, 12, 24), "09:00")).status == OpeningStatus.CLOSED
    assert opening_state(office(), at(date(2026, 12, 23), "16:00")).next_open == at(date(2026, 12, 28), "08:00")


def test_office_open_on_holidays_is() -> None:
    assert opening_state(office(open_on_holidays=True), at(date(2026, 12, 25), "09:00")).status == OpeningStatus.OPEN


def test_closure_holds_on_its_first_and_last_day() -> None:
    closure = OfficeClosure(first_day=MONDAY, last_day=MONDAY + timedelta(days=1), reason="Pindah gedung")
    closed = office(closures=[closure])

    state = opening_state(closed, at(MONDAY, "09:00"))

    assert (state.status, state.reason) == (OpeningStatus.CLOSED, "Pindah gedung")
    assert state.next_open == at(MONDAY + timedelta(days=2), "08:00")
    assert opening_state(closed, at(MONDAY + timedelta(days=2), "09:00")).status == OpeningStatus.OPEN


def test_closed_for_longer_than_a_month_has_no_next_opening() -> None:
    closure = OfficeClosure(first_day=MONDAY, last_day=MONDAY + timedelta(days=90), reason="Renovasi")

    assert opening_state(office(closures=[closure]), at(MONDAY, "09:00")).next_open is None


def test_hours_nobody_stated_stay_unknown() -> None:
    state = opening_state(office(""), at(MONDAY, "09:00"))

    assert (state.status, state.closes_at, state.next_open) == (OpeningStatus.UNKNOWN, None, None)


def test_closure_is_known_even_where_hours_are_not() -> None:
    closure = OfficeClosure(first_day=MONDAY, last_day=MONDAY, reason="")

    state = opening_state(office("", closures=[closure]), at(MONDAY, "09:00"))

    assert (state.status, state.reason) == (OpeningStatus.CLOSED, "Tutup sementara")


def test_round_the_clock_has_no_closing_time() -> None:
    always = office("Senin-Minggu 00.00-23.59", open_on_holidays=True)

    for clock in ("00:00", "12:00", "23:59"):
        state = opening_state(always, at(MONDAY, clock))
        assert (state.status, state.closes_at) == (OpeningStatus.OPEN, None), clock


def test_now_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        opening_state(office(), datetime(2026, 11, 23, 9))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Senin 08.00-15.00", {0}),
        ("senin – jumat 8:00–15:30", {0, 1, 2, 3, 4}),
        ("Sabtu-Senin 08.00-10.00", {5, 6, 0}),
        ("", set()),
    ],
)
def test_clear_hours_are_read(text: str, days: set[int]) -> None:
    assert {day for day, _, _ in parse_hours(text)} == days


@pytest.mark.parametrize(
    "text",
    [
        "Mulai sekitar 08.00 (2023)",
        "08.00-14.00",
        "Hari kerja, lazimnya tutup 14.00",
        "Senin-Kamis 08.00–14.00; Jumat mulai 08.00",
        "Senin 15.00-08.00",
        "Senin 08.00-25.00",
        "Senin 08.00-12.00, 11.00-15.00",
        "Senin 08.00-12.00; Senin 10.00-11.00",
        "x" * 4096,
    ],
)
def test_unclear_hours_are_refused_not_guessed(text: str) -> None:
    with pytest.raises(HoursUnclear):
        parse_hours(text)


minutes = st.integers(0, 23 * 60 + 59).map(lambda value: time(value // 60, value % 60))


@given(st.dictionaries(st.integers(0, 6), st.lists(minutes, min_size=2, max_size=2, unique=True).map(sorted)))
def test_hours_survive_being_written_and_read(week: dict[int, list[time]]) -> None:
    spans = sorted((day, opens, closes) for day, (opens, closes) in week.items())

    assert parse_hours(format_hours(spans)) == spans


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_state_agrees_with_itself_at_any_time(moment: datetime) -> None:
    now = moment.replace(tzinfo=ZoneInfo("Asia/Makassar"))
    state = opening_state(office(timezone="Asia/Makassar"), now)

    turn = state.closes_at if state.status == OpeningStatus.OPEN else state.next_open
    assert turn is not None
    assert turn > now
    after = opening_state(office(timezone="Asia/Makassar"), turn)
    assert {state.status, after.status} == {OpeningStatus.OPEN, OpeningStatus.CLOSED}
