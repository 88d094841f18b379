"""``loket evaluate``: how well labelled questions are understood."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from loket.cli.output import command, console, errors
from loket.cli.running import running_or_started
from loket.evaluation.asking import ask_all
from loket.evaluation.records import FIELDS, read_records
from loket.evaluation.scoring import Turn, confusions, summary
from loket.settings import get_settings
from loket.stack.errors import StackError

TITLES = {"aspect": "hal", "service": "layanan", "region": "wilayah", "joint": "ketiganya"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help="Ukur ketepatan pemahaman pada pertanyaan berlabel (JSONL, satu objek per baris).")(
        evaluate
    )


@command
def evaluate(
    file: Path = typer.Argument(help="Berkas .jsonl berlabel.", show_default=False),
    json_file: Path | None = typer.Option(None, "--json", help="Tulis hasil lengkap ke berkas ini.", metavar="BERKAS"),
) -> None:
    """Ask the running stack, or start its language side for the time being."""
    records = read_records(file)
    settings = get_settings()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        running_or_started(settings, only=frozenset({"engine", "actions"})),
        Progress(*columns, console=errors) as progress,
    ):
        task = progress.add_task("Pertanyaan", total=len(records))
        turns = asyncio.run(ask_all(settings, records, lambda: progress.advance(task)))
    report = summary(turns)
    if json_file:
        _write(json_file, report)
    _show(report, turns)


def _write(path: Path, report: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StackError(f"{path} tidak dapat ditulis ({error.strerror}): pilih berkas lain untuk --json.") from error


def _percent(fraction: float | None) -> str:
    return "-" if fraction is None else f"{100 * fraction:.1f} %"


def _show(report: dict[str, Any], turns: list[Turn]) -> None:
    table = Table("gaya", "n", *TITLES.values(), title="Ketepatan")
    for style, row in [*report["by_style"].items(), ("semua", report)]:
        table.add_row(style, str(row["n"]), *(_percent(row[field]) for field in TITLES))
    console.print(table)
    if report["turns"]["n"]:
        console.print(f"Giliran dalam dialog: {report['turns']['n']}, benar {_percent(report['turns']['joint'])}")
    for field in FIELDS:
        rows = confusions(turns, field)
        if rows:
            wrong = Table("seharusnya", "dipahami", "kali", title=f"Kekeliruan {TITLES[field]}")
            for wanted, got, count in rows:
                wrong.add_row(wanted, got, str(count))
            console.print(wrong)
