"""Files that are no table, whatever else runs in the process."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loket.imports.errors import FileRefused
from loket.imports.operations import KINDS
from loket.imports.reading import MAX_CSV_CHARS, read_table
from loket.imports.writing import csv_lines


@pytest.fixture
def lifted_limit() -> Iterator[None]:
    """The csv module as reverse_geocode leaves it on import: no limit on a field."""
    before = csv.field_size_limit(sys.maxsize)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("lifted_limit")
def test_an_unclosed_quote_is_refused_also_where_another_package_lifted_the_limit(tmp_path: Path) -> None:
    columns = KINDS["offices"].columns
    file = tmp_path / "kantor.csv"
    file.write_text("".join(csv_lines(columns, [])) + '"tidak ditutup;' + "x" * MAX_CSV_CHARS, encoding="utf-8")

    with pytest.raises(FileRefused, match="tanda kutip yang tidak ditutup"):
        read_table(file, columns)
