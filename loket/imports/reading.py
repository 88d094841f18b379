"""A file as a table: CSV in whatever encoding, or XLSX. Refuses what is no table, or more than one can be."""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from charset_normalizer import from_bytes
from defusedxml import DefusedXmlException

from loket.imports.cells import Raw, text_of
from loket.imports.columns import Column, in_a_row, normalised
from loket.imports.errors import FileRefused, RowProblem

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL_CHARS = 32_767  # what a spreadsheet's cell can hold
MAX_CSV_CHARS = 131_072  # csv's own limit, counted here: other packages (reverse_geocode) lift it for the whole process
MAX_UNPACKED = 64 * 1024 * 1024
MAX_SHARED_TEXTS = 24 * 1024 * 1024  # held in memory while rows are read
MAX_RATIO = 200  # a real sheet shrinks to a tenth, a bomb to a thousandth
DATA_SHEET = "Isi"
COMMENT = "#"  # a first cell that begins so is an example or a remark
SEPARATORS = ";,\t|"
_HEADER_WITHIN = 20
_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlsb", ".xlam")
_SAVE_AS = "Buka di Excel, pilih Simpan Sebagai, lalu jenis “Excel Workbook (.xlsx)”, dan unggah lagi."
_OTHER_FILES = ((b"%PDF", "PDF"), (b"\x89PNG", "gambar"), (b"\xff\xd8\xff", "gambar"), (b"{\\rtf", "dokumen Word"))
_BROKEN = (
    BadZipFile,
    ParseError,
    DefusedXmlException,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
    AssertionError,
)  # fmt: skip  what openpyxl raises for files that only look like one


@dataclass(frozen=True)
class Row:
    """``number`` as the spreadsheet counts; ``cells`` by column key, as text. ``formulas``: keys that held one."""

    number: int
    cells: dict[str, str]
    formulas: tuple[str, ...] = ()


@dataclass
class Table:
    """The rows under a known header, and what was odd about the file or its header."""

    rows: list[Row]
    keys: list[str]
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    number: int
    values: list[str]
    formulas: frozenset[int] = frozenset()


def read_table(path: Path, columns: Iterable[Column], name: str = "") -> Table:
    """The file's rows by the columns' keys. ``name``: as the person called it. Raises FileRefused."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise too_large()
    if size == 0:
        raise FileRefused("Berkas ini kosong.", "Pilih berkas yang sudah diisi.")
    with path.open("rb") as file:
        head = file.read(8)
    problems: list[RowProblem] = []
    _refuse_other_kinds(head, (name or path.name).lower())
    lines = _lines_of_xlsx(path) if head.startswith(b"PK") else _lines_of_csv(path.read_bytes(), problems)
    return _table(lines, list(columns), problems)


def too_large() -> FileRefused:
    """The refusal of an upload beyond ``MAX_BYTES``."""
    return FileRefused(
        f"Berkas ini lebih besar dari {MAX_BYTES // 1024**2} MB.",
        "Bagi menjadi beberapa berkas, atau hapus gambar dan lembar lain di dalamnya, lalu unggah lagi.",
    )


def _refuse_other_kinds(head: bytes, name: str) -> None:
    if name.endswith(_MACRO_ENDINGS):
        raise _has_macros()
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("Berkas ini berformat Excel lama (.xls) atau dikunci kata sandi.", _SAVE_AS)
    for sign, what in _OTHER_FILES:
        if head.startswith(sign):
            raise FileRefused(f"Berkas ini {what}, bukan tabel.", "Pakai templat XLSX atau CSV dari halaman ini.")


def _has_macros() -> FileRefused:
    return FileRefused("Berkas ini memuat makro, yang tidak diterima demi keamanan.", _SAVE_AS)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _lines_of_csv(content: bytes, problems: list[RowProblem]) -> Iterator[_Line]:
    text = _decoded(content, problems)
    if "\0" in text:
        raise FileRefused("Berkas ini bukan tabel teks.", "Pakai templat XLSX atau CSV dari halaman ini.")
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    body = text[said.end() :] if said else text
    separator = said.group(1) if said else _separator(body)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    number = 0
    try:
        for values in reader:
            if any(len(value) > MAX_CSV_CHARS for value in values):
                raise _unreadable_line(number + 1)
            number += 1
            yield _Line(number, [text_of(value) for value in values])
    except csv.Error as error:
        raise _unreadable_line(number + 1) from error


def _unreadable_line(number: int) -> FileRefused:
    return FileRefused(
        f"Baris {number} tidak dapat dibaca: ada isi yang terlalu panjang atau tanda kutip yang tidak ditutup.",
        "Perbaiki baris itu, atau simpan sebagai XLSX lalu unggah lagi.",
    )


def _decoded(content: bytes, problems: list[RowProblem]) -> str:
    """The text by its mark, as UTF-8, else by likelihood, which is said."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding)
    if content[:200].count(b"\0") > len(content[:200]) // 4:  # UTF-16 without its mark: every other byte is empty
        is_big = content[:200:2].count(b"\0") > content[1:200:2].count(b"\0")
        return _strictly(content, "utf-16-be" if is_big else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found = from_bytes(content, cp_isolation=["cp1252", "latin_1", "cp1250", "mac_roman"]).best()
    # Where several fit it is the one that spreadsheets in Indonesia write.
    is_usual = found is None or "cp1252" in (found.encoding, *found.could_be_from_charset)
    encoding = "cp1252" if found is None or is_usual else found.encoding
    problems.append(
        RowProblem(
            0, "", f"Berkas ini tidak bersandi UTF-8; dibaca sebagai {_encoding_name(encoding)}.",
            "Periksa huruf khusus seperti é dan tanda kutip di hasilnya. Bila keliru, simpan sebagai XLSX atau "
            "“CSV UTF-8” lalu unggah lagi.",
            is_warning=True,
        )
    )  # fmt: skip
    return content.decode(encoding, errors="replace")


def _encoding_name(encoding: str) -> str:
    return {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "mac_roman": "Mac Roman"}.get(encoding, encoding)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FileRefused(
            "Huruf di berkas ini tidak dapat dibaca: sandinya rusak atau bercampur.",
            "Simpan sebagai XLSX atau “CSV UTF-8”, lalu unggah lagi.",
        ) from error


def _separator(text: str) -> str:
    """The sign that parts the header most often, quoted text left out."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=bare.count)


# --- XLSX --------------------------------------------------------------------------------------------------------


def _lines_of_xlsx(path: Path) -> Iterator[_Line]:
    from openpyxl import load_workbook  # takes a third of a second, which only those who import wait for

    _check_archive(path)
    try:
        with path.open("rb") as file:  # a name would have to end in .xlsx
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = book[DATA_SHEET] if DATA_SHEET in book.sheetnames else book.worksheets[0]
            sheet.reset_dimensions()  # what the file claims of its size is not believed
            yield from _lines_of_sheet(sheet.iter_rows())
    except _BROKEN as error:
        raise FileRefused("Berkas Excel ini rusak atau tidak lengkap.", _SAVE_AS) from error


def _lines_of_sheet(rows: Iterable[tuple[Any, ...]]) -> Iterator[_Line]:
    for number, row in enumerate(rows, start=1):
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise FileRefused(
                f"Baris {number} berisi lebih dari {MAX_COLUMNS} kolom.", "Pakai kolom seperti di templat."
            )
        if number > 1_000_000:
            return
        cells = row[:MAX_COLUMNS]
        values = [_xlsx_text(cell.value) for cell in cells]
        formulas = frozenset(place for place, cell in enumerate(cells) if getattr(cell, "data_type", "") == "f")
        yield _Line(number, values, formulas)


def _xlsx_text(value: Any) -> str:
    raw: Raw = value if isinstance(value, str | int | float) or hasattr(value, "isoformat") else None
    return text_of(raw) if raw is not None or value is None else text_of(getattr(value, "text", str(value)))


def _check_archive(path: Path) -> None:
    """Raise FileRefused for macros, archives that unpack to far more than they are, and archives that are no sheet."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except (BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise FileRefused("Berkas Excel ini rusak atau tidak terunggah lengkap.", _SAVE_AS) from error
    names = {part.filename.lower() for part in parts}
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > MAX_RATIO * max(part.compress_size, 1) and part.file_size > 2**20 for part in parts)
    overlapping = sum(part.compress_size for part in parts) > path.stat().st_size
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise _has_macros()
    if unpacked > MAX_UNPACKED or swollen or overlapping or len(parts) > 2000 or texts > MAX_SHARED_TEXTS:
        raise FileRefused(
            "Isi berkas Excel ini jauh lebih besar dari ukurannya, sehingga tidak aman dibuka.",
            "Salin barisnya saja ke templat baru (tempel sebagai nilai), lalu unggah templat itu.",
        )
    if "xl/workbook.xml" not in names:
        raise FileRefused("Berkas ini bukan lembar kerja Excel (.xlsx).", _SAVE_AS)


# --- header and rows ---------------------------------------------------------------------------------------------


def _table(lines: Iterator[_Line], columns: list[Column], problems: list[RowProblem]) -> Table:
    header = next((line for line, _ in zip(lines, range(_HEADER_WITHIN), strict=False) if any(line.values)), None)
    if header is None:
        raise FileRefused("Berkas ini tidak berisi tabel.", "Unduh templat, isi, lalu unggah.")
    places = _places(header, columns, problems)
    rows: list[Row] = []
    for line in lines:
        if not any(line.values) or line.values[0].startswith(COMMENT):
            continue
        if len(rows) == MAX_ROWS:
            raise FileRefused(
                f"Berkas ini berisi lebih dari {MAX_ROWS:,} baris.".replace(",", "."),
                "Bagi menjadi beberapa berkas, lalu unggah satu per satu.",
            )
        rows.append(_row(line, places, len(header.values), problems))
    if not rows:
        raise FileRefused("Tidak ada baris yang diisi di bawah judul kolom.", "Isi templat, lalu unggah lagi.")
    return Table(rows, list(places.values()), problems)


def _places(header: _Line, columns: list[Column], problems: list[RowProblem]) -> dict[int, str]:
    """Which column stands where; raise FileRefused for one that is there twice or not at all."""
    by_name = {name: column for column in columns for name in column.names}
    places: dict[int, str] = {}
    unknown: list[str] = []
    for place, title in enumerate(header.values):
        column = by_name.get(normalised(title))
        if column is None:
            unknown += [title] if title else []
        elif column.key in places.values():
            raise FileRefused(
                f"Kolom “{column.title}” ada dua kali.", "Hapus salah satu, supaya jelas mana yang dipakai."
            )
        else:
            places[place] = column.key
    missing = [column.title for column in columns if column.is_needed and column.key not in places.values()]
    if missing:
        found = in_a_row([f"“{title[:40]}”" for title in header.values if title])
        raise FileRefused(
            f"Kolom ini tidak ada di baris judul: {in_a_row(missing)}. Yang ditemukan: {found}.",
            "Pakai judul kolom seperti di templat.",
        )
    problems.extend(
        RowProblem(
            header.number, title[:80], "Kolom ini tidak dikenal, jadi isinya tidak dibaca.",
            "Bila isinya diperlukan, ganti judulnya seperti di templat. Bila tidak, biarkan.", is_warning=True,
        )
        for title in unknown
    )  # fmt: skip
    return places


def _row(line: _Line, places: dict[int, str], width: int, problems: list[RowProblem]) -> Row:
    if any(line.values[width:]):
        problems.append(
            RowProblem(
                line.number, "", "Baris ini berisi lebih banyak kolom daripada judulnya.",
                "Periksa tanda pemisah dan tanda kutip di baris ini; isi yang memuat pemisah harus diapit tanda kutip.",
            )
        )  # fmt: skip
    cells = {key: line.values[place] if place < len(line.values) else "" for place, key in places.items()}
    for key, text in cells.items():
        if len(text) > MAX_CELL_CHARS:
            problems.append(
                RowProblem(
                    line.number, key, f"Isinya terlalu panjang ({len(text)} huruf).",
                    "Singkatkan. Di CSV, periksa tanda kutip yang tidak ditutup.",
                )
            )  # fmt: skip
            cells[key] = text[:MAX_CELL_CHARS]
    return Row(line.number, cells, tuple(places[place] for place in sorted(line.formulas) if place in places))
