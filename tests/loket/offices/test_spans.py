"""Spans of hours: what can be typed, what overlaps, what ends before it begins."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.offices.hours import HoursUnclear, Span, format_hours, parse_hours, read_time, span_problems

times = st.integers(0, 23 * 60 + 59).map(lambda value: time(value // 60, value % 60))
spans = st.lists(st.tuples(st.integers(0, 6), times, times), max_size=12)


def minutes(span: Span) -> set[tuple[int, int]]:
    """Every minute of the week in which it is open."""
    day, opens, closes = span
    return {(day, minute) for minute in range(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)}


@given(spans)
def test_a_problem_is_said_exactly_where_minutes_are_taken_twice_or_time_runs_back(week: list[Span]) -> None:
    for day in range(7):
        own = [one for one in week if one[0] == day]
        runs_back = any(opens >= closes for _, opens, closes in own)
        taken = [minute for one in own for minute in minutes(one)]
        is_wrong = runs_back or len(taken) != len(set(taken))

        assert any(one.weekday == day for one in span_problems(week)) == is_wrong


@given(spans)
def test_what_has_no_problem_is_what_can_be_read_back(week: list[Span]) -> None:
    text = "; ".join(format_hours([one]) for one in week)
    try:
        read = parse_hours(text)
    except HoursUnclear:
        assert span_problems(week)
    else:
        assert not span_problems(week)
        assert read == sorted(week)


@given(
    st.permutations([(0, time(8), time(12)), (0, time(9), time(10)), (0, time(11), time(13)), (1, time(8), time(9))])
)
def test_the_order_of_rows_does_not_matter(week: list[Span]) -> None:
    assert [one.message for one in span_problems(week)] == [
        "Senin: 08.00-12.00 dan 09.00-10.00 bertumpuk. Ubah salah satu, atau gabungkan.",
        "Senin: 08.00-12.00 dan 11.00-13.00 bertumpuk. Ubah salah satu, atau gabungkan.",
    ]


def test_spans_that_touch_may_stand() -> None:
    assert span_problems([(0, time(8), time(12)), (0, time(12), time(15))]) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("8", time(8)), ("08.00", time(8)), (" 8:30 ", time(8, 30)), ("0800", time(8)), ("24.00", time(23, 59)),
        ("24", time(23, 59)), ("00.00", time(0)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_type_it(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize(
    "text", ["", "jam 8", "25.00", "24.30", "8.60", "8.5", "-8", "08.00.00", "٨", "8.00 WIB", "8" * 99]
)
def test_anything_else_is_no_time(text: str) -> None:
    assert read_time(text) is None


@given(times)
def test_a_time_written_by_us_is_read_back(moment: time) -> None:
    assert read_time(f"{moment:%H.%M}") == moment


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_time(text)

    assert found is None or isinstance(found, time)
