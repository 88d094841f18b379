"""The figures as tables: below each chart, and as files to take along."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import HTTPException
from fastapi.responses import Response, StreamingResponse

from loket.figures.programme import Programme, Row, WaveSummary
from loket.figures.readiness import Readiness, Step
from loket.figures.reading import RegionFigures, Topic
from loket.figures.results import Result
from loket.imports.writing import csv_table, write_tables
from web.figures import wording
from web.figures.wording import number

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    """``key`` stands in addresses. Shares are percent, 0..100; None = cannot be told."""

    key: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def region_tables(figures: RegionFigures, ready: Readiness, steps: Sequence[Step]) -> list[Table]:
    """Everything a region's page shows."""
    totals = figures.totals
    results: list[Sequence[Cell]] = [
        (wording.RESULTS[one], totals.by_kind[one], wording.RESULT_HINTS[one])
        for one in Result
        if one is not Result.TALK
    ]
    days: list[Sequence[Cell]] = [
        (one.first.isoformat(), one.last.isoformat(), one.questions, one.answered) for one in figures.days
    ]
    parts: list[Sequence[Cell]] = [(title, round(100 * getattr(ready, name), 1)) for name, title in wording.PARTS]
    return [
        Table("hasil", "Hasil", ("Hasil", "Jumlah", "Artinya"), results),
        Table("hari", "Per hari", ("Dari", "Sampai", "Pertanyaan", "Terjawab"), days),
        Table("jam", "Per jam", ("Jam", "Pertanyaan"), [(f"{hour:02}.00", n) for hour, n in enumerate(figures.hours)]),
        _topics("layanan", "Layanan", figures.services),
        _topics("aspek", "Isi pertanyaan", figures.aspects),
        Table("kesiapan", "Kesiapan", ("Bagian", "Persen"), [("Nilai kesiapan", round(ready.score, 1)), *parts]),
        Table(
            "langkah",
            "Yang perlu dilakukan",
            ("Langkah", "Tambahan nilai", "Ditanyakan"),
            [(wording.step_text(one), round(one.gain, 2), one.asked) for one in steps],
        ),
    ]


def _topics(key: str, title: str, topics: Sequence[Topic]) -> Table:
    results = (Result.ANSWERED, Result.ASKED_BACK, Result.NOT_KNOWN, Result.NOT_UNDERSTOOD)
    header = (title, "Pertanyaan", *(wording.RESULTS[one] for one in results))
    rows: list[Sequence[Cell]] = [
        (topic_name(key, one), one.total, *(one.by_result[result] for result in results)) for one in topics
    ]
    return Table(key, title, header, rows)


def topic_name(kind: str, topic: Topic) -> str:
    """A service or aspect as officials read it."""
    if kind == "layanan":
        return topic.name or wording.NO_SERVICE
    return wording.ASPECTS.get(topic.key, topic.key.replace("_", " "))


def programme_tables(found: Programme, rows: Sequence[Row], waves: Sequence[WaveSummary]) -> list[Table]:
    """The waves and the regions."""
    return [_waves(waves), _regions(found, rows)]


def _waves(waves: Sequence[WaveSummary]) -> Table:
    header = (
        "Gelombang",
        "Wilayah",
        "Rata-rata kesiapan",
        "Perubahan",
        "Nilai 60 ke atas",
        "Pertanyaan",
        "Terjawab (%)",
    )
    rows: list[Sequence[Cell]] = [
        (
            wording.WAVES[one.wave], one.regions, _rounded(one.score), _rounded(one.change), one.ready,
            one.totals.questions, _percent(one.totals.answered),
        )
        for one in waves
    ]  # fmt: skip
    return Table("gelombang", "Gelombang", header, rows)


def _regions(found: Programme, rows: Sequence[Row]) -> Table:
    header = (
        "Kode", "Wilayah", "Provinsi", "Gelombang", "Kesiapan", f"Perubahan sejak {found.before or '-'}",
        "Bagian untuk warga (%)", "Bagian internal (%)", "Kantor (%)", "Pertanyaan 30 hari", "Terjawab (%)",
        "Ditanya balik", "Belum tercatat", "Tidak dipahami", "Terima kasih di antara tanda (%)",
        "Layanan dicek lebih dari 180 hari lalu", "Layanan dicek lebih dari setahun lalu",
    )  # fmt: skip
    return Table("wilayah", "Wilayah", header, [_region(row) for row in rows])


def _region(row: Row) -> Sequence[Cell]:
    noted, kinds = row.noted, row.totals.by_kind
    shares = (noted.citizen, noted.internal, noted.offices) if noted else (None, None, None)
    return (
        row.region.code, row.region.name, row.province.name if row.province else "", wording.WAVES[row.wave],
        _rounded(noted.score if noted else None), _rounded(row.change), *(_percent(share) for share in shares),
        row.totals.questions, _percent(row.totals.answered), kinds[Result.ASKED_BACK], kinds[Result.NOT_KNOWN],
        kinds[Result.NOT_UNDERSTOOD], _percent(row.totals.content),
        noted.stale if noted else None, noted.outdated if noted else None,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def download(tables: Sequence[Table], ending: str, wanted: str, name: str) -> Response:
    """One table as CSV (``wanted`` is its key, the first where it is none), or all as the sheets of a workbook."""
    if ending == "csv":
        table = next((one for one in tables if one.key == wanted), tables[0])
        lines = csv_table([table.header, *([_csv(cell) for cell in row] for row in table.rows)])
        headers = {"Content-Disposition": f'attachment; filename="{name}-{table.key}.csv"'}
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)
    if ending == "xlsx":
        book = io.BytesIO()
        write_tables(book, [(one.title, one.header, one.rows) for one in tables])
        headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return Response(book.getvalue(), media_type=XLSX, headers=headers)
    raise HTTPException(404)


def _csv(cell: Cell) -> str:
    if isinstance(cell, float):
        return number(cell, 2).replace(".", "").rstrip("0").rstrip(",")
    return "" if cell is None else str(cell)
