"""The figures' words."""

from __future__ import annotations

from datetime import date

import pytest

from loket.figures.readiness import CITIZEN, INTERNAL, OfficePart
from loket.figures.results import QUESTIONS
from web.figures import wording


def test_everything_that_can_be_shown_has_a_word() -> None:
    assert set(wording.COMPONENT_NAMES) == {*CITIZEN, *INTERNAL}
    assert set(wording.RESULTS) == set(wording.RESULT_HINTS) == set(QUESTIONS)
    assert set(wording.OFFICE_PARTS) == set(OfficePart)


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(1234567, 0, "1.234.567"), (0, 0, "0"), (12.5, 1, "12,5"), (1234.56, 2, "1.234,56")]
)
def test_numbers_as_indonesians_write_them(value: float, decimals: int, text: str) -> None:
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(
    ("change", "text"), [(None, "–"), (0.04, "0,0"), (-0.04, "0,0"), (3.21, "+3,2"), (-3.21, "−3,2")]
)
def test_points_carry_their_sign(change: float | None, text: str) -> None:
    assert wording.points(change) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), "3 Nov"),
        (date(2026, 11, 2), date(2026, 11, 8), "2-8 Nov"),
        (date(2026, 10, 26), date(2026, 11, 1), "26 Okt-1 Nov"),
        (date(2026, 11, 1), date(2026, 11, 30), "Nov 2026"),
    ],
)
def test_a_piece_of_the_period_in_short(first: date, last: date, text: str) -> None:
    assert wording.between(first, last) == text
