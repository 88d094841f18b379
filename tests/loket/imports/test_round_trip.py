"""Whatever stands in a cell comes back as it was, and no spreadsheet calculates with it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loket.imports.cells import as_csv, as_xlsx, date_of, is_risky, restored, time_of, whole_of
from loket.imports.columns import Column
from loket.imports.reading import read_table
from loket.imports.writing import BOM, SEPARATOR, csv_lines, write_xlsx

COLUMNS = (Column("kode", "Kode", "uji"), Column("isi", "Isi", "uji"))
# What an editor lets into a text: no control characters, no blanks around it, lines parted by \n.
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf", "Zs", "Zl", "Zp"]), min_size=1)
RISKY = st.sampled_from(
    ["=1+1", "+62 274", "-", "-7.5", "'-7,5", "@a", "'=a", "''+b", "'", '"a";b', ",", "=", "+1", "#"]
)
TEXT = st.lists(st.one_of(LINE, RISKY), min_size=1, max_size=4).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_marks_can_always_be_undone(text: str) -> None:
    assert restored(as_csv(text)) == text
    assert restored(as_xlsx(text)) == text
    assert not is_risky(as_csv(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
@example(["=cmd|' /C calc'!A0", "+62 274", "-", "''=a", "@SUM(1)", "007", "1,5", "ya"])
def test_files_hold_every_text(texts: list[str]) -> None:
    records = [{"kode": "x", "isi": text} for text in texts]
    with TemporaryDirectory() as folder:
        as_text, as_book = Path(folder) / "a.csv", Path(folder) / "a.xlsx"
        as_text.write_text("".join(csv_lines(COLUMNS, records)), encoding="utf-8", newline="")
        write_xlsx(as_book, COLUMNS, records, {})
        for path in (as_text, as_book):
            assert [row.cells["isi"] for row in read_table(path, COLUMNS).rows] == texts, path.suffix
        for row in csv.reader(io.StringIO(as_text.read_text("utf-8").removeprefix(BOM)), delimiter=SEPARATOR):
            assert not any(map(is_risky, row))


def test_a_formula_is_read_as_text_and_said(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kode", "Isi"])
    sheet.append(["x", "=1+1"])
    book.save(tmp_path / "a.xlsx")

    row = read_table(tmp_path / "a.xlsx", COLUMNS).rows[0]

    assert (row.cells["isi"], row.formulas) == ("=1+1", ("isi",))


@pytest.mark.parametrize(
    ("text", "wanted"), [("30000", 30000), ("Rp30.000", 30000), ("Rp 1.250.000,00", 1250000), ("30 ribu", None)]
)
def test_amounts_as_officials_write_them(text: str, wanted: int | None) -> None:
    assert whole_of(text) == wanted


def test_days_and_times_as_spreadsheets_give_them() -> None:
    assert str(date_of("24/11/2026")) == str(date_of("2026-11-24")) == "2026-11-24"
    assert date_of("11/24/2026") is None
    assert [str(time_of(text)) for text in ("8:00", "08.00", "0.3333333", "07:30:00")] == [
        "08:00:00", "08:00:00", "08:00:00", "07:30:00",
    ]  # fmt: skip
    assert time_of("24.00") is None
