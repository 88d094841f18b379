"""Tables into files that a spreadsheet opens well and that import again as they were: CSV and XLSX, templates too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from loket.imports.cells import NO, YES, as_csv, as_xlsx, legal
from loket.imports.columns import Column, Holds
from loket.imports.reading import COMMENT, DATA_SHEET, MAX_ROWS

Record = Mapping[str, str]
BOM = "\ufeff"  # tells spreadsheets that it is UTF-8; a "sep=" line would make Excel overlook it
SEPARATOR = ";"  # what spreadsheets set to Indonesian expect, where the comma parts decimals
GUIDE_SHEET, EXAMPLE_SHEET, CHOICE_SHEET = "Petunjuk", "Contoh", "Pilihan"
_HEADING = {"fill": "DCE6F1", "needed": "F8E0B0"}


def csv_lines(columns: Sequence[Column], records: Iterable[Record]) -> Iterator[str]:
    """The file piece by piece, header first."""
    yield BOM + _line([column.title for column in columns])
    for record in records:
        yield _line([as_csv(legal(record.get(column.key, ""))) for column in columns])


def csv_template(columns: Sequence[Column], examples: Iterable[Record]) -> Iterator[str]:
    """Header and examples; the import leaves the examples out by their first sign."""
    first = columns[0].key
    yield from csv_lines(columns, ({**one, first: f"{COMMENT}contoh {one.get(first, '')}"} for one in examples))


def csv_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Any rows as CSV, header included."""
    yield BOM
    yield from (_line([as_csv(legal(cell)) for cell in row]) for row in rows)


def write_xlsx(
    target: Path | IO[bytes],
    columns: Sequence[Column],
    records: Iterable[Record],
    choices: Mapping[str, Sequence[str]],
    examples: Sequence[Record] = (),
) -> None:
    """A workbook with the rows, a guide to the columns, and drop-downs. ``choices``: column key to words to pick."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    data = _sheet(book.create_sheet(DATA_SHEET), columns)
    _add_choices(data, columns, choices)
    _add_rows(data, columns, records)
    if examples:
        _add_rows(_sheet(book.create_sheet(EXAMPLE_SHEET), columns), columns, examples)
    _add_guide(book.create_sheet(GUIDE_SHEET), columns)
    _add_choice_lists(book.create_sheet(CHOICE_SHEET), columns, choices)
    book.save(target)


def write_tables(
    target: Path | IO[bytes], tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]
) -> None:
    """A workbook for people to read: a sheet of each (title, header, rows). Numbers stay numbers, words are text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for title, header, rows in tables:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for place, name in enumerate(header, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = max(12, min(len(name) + 4, 40))
        heading = [_text_cell(sheet, name) for name in header]
        for cell in heading:
            cell.font = Font(bold=True)
        sheet.append(heading)
        for row in rows:
            sheet.append([_text_cell(sheet, as_xlsx(one)) if isinstance(one, str) else one for one in row])
    book.save(target)


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=SEPARATOR).writerow(cells)
    return out.getvalue()


def _sheet(sheet: Any, columns: Sequence[Column]) -> Any:
    """Header in bold, held in place while scrolling, columns as wide as what they hold; all cells are text."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        dimension.number_format = "@"  # so that 0274 stays 0274 when it is typed
    cells = []
    for column in columns:
        cell = _text_cell(sheet, column.title)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=_HEADING["needed" if column.is_needed else "fill"])
        cells.append(cell)
    sheet.append(cells)
    return sheet


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell of type text whatever the text begins with: it is never calculated."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = legal(text)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _add_rows(sheet: Any, columns: Sequence[Column], records: Iterable[Record]) -> None:
    for record in records:
        texts = (record.get(column.key, "") for column in columns)
        sheet.append([_text_cell(sheet, as_xlsx(text)) if text else None for text in texts])


def words_of(column: Column, choices: Mapping[str, Sequence[str]]) -> list[str]:
    """What the column's drop-down offers; empty for a column that is free."""
    if column.key in choices:
        return list(choices[column.key])
    if column.holds == Holds.TRUTH:
        return [YES, NO]
    return list(column.choices.values()) if column.holds in (Holds.CHOICE, Holds.CHOICES) else []


def _add_choices(sheet: Any, columns: Sequence[Column], choices: Mapping[str, Sequence[str]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = [column for column in columns if words_of(column, choices)]
    for place, column in enumerate(offered, start=1):
        letter, count = get_column_letter(place), len(words_of(column, choices))
        rule = DataValidation(
            type="list",
            formula1=f"{CHOICE_SHEET}!${letter}$2:${letter}${count + 1}",
            allow_blank=True,
            # What may be several, one a line, is offered and not enforced.
            showErrorMessage=column.holds in (Holds.CHOICE, Holds.TRUTH),
            errorTitle="Pilih dari daftar",
            error=f"Pilih {column.title} dari daftar.",
            promptTitle=column.title[:32],
            prompt=column.help[:250],
            showInputMessage=True,
        )
        target = get_column_letter(list(columns).index(column) + 1)
        rule.add(f"{target}2:{target}{MAX_ROWS + 1}")
        sheet.data_validations.append(rule)


def _add_guide(sheet: Any, columns: Sequence[Column]) -> None:
    from openpyxl.styles import Alignment, Font

    for letter, width in zip("ABCD", (24, 10, 80, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    lines = [("Kolom", "Wajib", "Isinya", "Contoh")]
    lines += [(one.title, YES if one.is_needed else NO, one.help, one.example) for one in columns]
    for number, line in enumerate(lines):
        cells = [_text_cell(sheet, text) for text in line]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
        sheet.append(cells)


def _add_choice_lists(sheet: Any, columns: Sequence[Column], choices: Mapping[str, Sequence[str]]) -> None:
    lists = [[column.title, *words] for column in columns if (words := words_of(column, choices))]
    for number in range(max(map(len, lists), default=0)):
        sheet.append([_text_cell(sheet, words[number]) if number < len(words) else None for words in lists])
