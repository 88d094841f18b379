"""Hours as sources word them: read where they are plain, left as text where anything is in doubt."""

from __future__ import annotations

import csv
from datetime import time

import pytest

from loket.offices.hours import plain_hours
from loket.seed.rows import OfficeRow
from loket.settings import PROJECT_ROOT

WEEK = range(5)


def days(spans: list[tuple[int, time, time]]) -> dict[int, str]:
    return {day: f"{opens:%H.%M}-{closes:%H.%M}" for day, opens, closes in spans}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07.00-16.00 hari kerja", dict.fromkeys(WEEK, "07.00-16.00")),
        ("Hari kerja 08.00–15.00", dict.fromkeys(WEEK, "08.00-15.00")),
        ("Senin-Kamis 08.00-15.30, Jumat 08.00-14.30", {**dict.fromkeys(range(4), "08.00-15.30"), 4: "08.00-14.30"}),
        ("Senin–Jumat pukul 08:00 – 15:00 WIB", dict.fromkeys(WEEK, "08.00-15.00")),
        ("senin s.d. jumat 07.30 s/d 15.30 (keterangan 2024)", dict.fromkeys(WEEK, "07.30-15.30")),
        ("Senin sampai Sabtu, 08.00-12.00", dict.fromkeys(range(6), "08.00-12.00")),
        ("07.00–16.00 hari kerja; gerai mal Sabtu 16.00–21.00; daftar daring 08.00–12.00 (Maret 2024)",
         dict.fromkeys(WEEK, "07.00-16.00")),
        ("Setiap hari 08.00-16.00", dict.fromkeys(range(7), "08.00-16.00")),
    ],
)  # fmt: skip
def test_plain_hours_are_read(text: str, expected: dict[int, str]) -> None:
    assert days(plain_hours(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "Mulai sekitar 08.00 (2023)", "Hari kerja, lazimnya tutup 14.00", "08.00–14.00; ITC BSD 16.00–19.00",
        "Senin–Kamis 08.00–14.00; Jumat mulai 08.00 (jam 2021, cek ulang)",
        "09.00–12.00 (2024–2025, berubah tiap hari)",
        "24 jam", "Senin-Jumat", "Senin-Jumat 15.00-08.00", "hari kerja 08.00-15.00, berubah tiap hari",
        "Senin-Jumat 08.00-14.00; Sabtu kadang buka", "Senin-Jumat 08.00-12.00; Senin 11.00-14.00",
    ],
)  # fmt: skip
def test_what_is_in_doubt_stays_text(text: str) -> None:
    assert plain_hours(text) == []


def test_the_seed_gives_structured_hours_where_its_text_is_plain_and_keeps_the_text() -> None:
    with (PROJECT_ROOT / "data/seed/offices.csv").open() as file:
        rows = [OfficeRow.model_validate(row) for row in csv.DictReader(file)]

    told = [row for row in rows if row.hours_text]
    assert any(row.hours for row in told)
    assert all(row.hours == plain_hours(row.hours_text) for row in told)
    assert all(row.source and row.confidence for row in told)
