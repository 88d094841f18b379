"""What is hidden before anything is stored or logged, and what is left to be read."""

from __future__ import annotations

import pytest

from loket.citizens.masking import HIDDEN, holds_citizen_number, masked

DIGITS = "34040112" + "01900001"  # in parts: the tree holds nothing of the shape of a citizen's number


@pytest.mark.parametrize(
    "personal",
    [
        DIGITS,
        "34.04.01." + "120190.0001",
        "0812 3456" + " 7890",
        "+62 812-" + "3456-7890",
        "siti.nur@" + "contoh.co.id",
    ],
)
def test_personal_numbers_and_addresses_are_hidden(personal: str) -> None:
    assert masked(f"punyaku {personal} ya min") == f"punyaku {HIDDEN} ya min"


@pytest.mark.parametrize(
    "text", ["Rp350.000", "UU 27/2022", "tgl 23-11-2026", "112 dan 119", "buka 08.00-15.30", "@loket_bot"]
)
def test_what_answers_need_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (f"nik {DIGITS} ga ketemu", True),
        ("kk 3404-0112-" + "0190-0001", True),
        ("340401 120190" + " 0001", True),
        ("hp 0812 3456" + " 7890", False),
        (f"resi {DIGITS}12", False),
        ("Rp350.000, tgl 23-11-2026", False),
    ],
)
def test_a_citizen_number_has_sixteen_digits(text: str, *, holds: bool) -> None:
    assert holds_citizen_number(text) is holds
