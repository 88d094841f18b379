"""Rows as CSV that Excel opens as a table: a byte order mark, every text quoted, no cell that is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

SEPARATORS = {"koma": ",", "titik_koma": ";"}
MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MAX_CELL_CHARS = 32_767  # Excel's limit; it cuts a longer one and shifts what follows


def as_csv(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], separator: Literal["koma", "titik_koma"] = "koma"
) -> bytes:
    """UTF-8 with a byte order mark; CRLF between rows (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATORS[separator], quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return (MARK + text.getvalue()).encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        value = " | ".join(str(one) for one in value)
    return neutral(str(value))[:MAX_CELL_CHARS]


def neutral(text: str) -> str:
    """Text a spreadsheet would calculate gets an apostrophe in front and stays text."""
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA_STARTS) else text
