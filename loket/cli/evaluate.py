"""``loket evaluate``: how well the running stack understands labelled questions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from loket.cli.output import command, errors, print_json
from loket.cli.running import running_or_started
from loket.evaluation.asking import Asker
from loket.evaluation.records import Record, read_records
from loket.evaluation.scoring import PARTS, Judged, report
from loket.secrets import secret
from loket.settings import Settings, get_settings

_SHOWN_WRONG = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help="Ukur ketepatan pemahaman: hal yang ditanyakan, layanan, wilayah, dan ketiganya.")(
        evaluate
    )


@command
def evaluate(
    file: Annotated[Path, typer.Argument(help="Berkas JSONL berisi pertanyaan berlabel.", exists=True, dir_okay=False)],
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Tulis hasil lengkap sebagai JSON ke berkas ini (- untuk layar).")
    ] = None,
) -> None:
    """Ask every question of FILE, show the figures, write them where asked."""
    settings = get_settings()
    to_screen = json_out is not None and str(json_out) == "-"
    console = errors if to_screen else Console()
    records = read_records(file)
    with running_or_started(settings, only=frozenset({"engine", "actions"})):
        result = report(asyncio.run(_ask_all(records, settings, console)))
    _show(result, console)
    if to_screen:
        print_json(result)
    elif json_out is not None:
        json_out.parent.mkdir(parents=True, exist_ok=True)
        json_out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


async def _ask_all(records: list[Record], settings: Settings, console: Console) -> list[Judged]:
    asker = Asker(f"http://127.0.0.1:{settings.engine_port}", secret("engine_token", settings))
    columns = (SpinnerColumn(), TextColumn("{task.completed} dari {task.total} pertanyaan"), TimeElapsedColumn())
    judged: list[Judged] = []
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=len(records))
            async for one in asker.judge_all(records):
                judged.extend(one)
                progress.advance(task)
    finally:
        await asker.close()
    order = {record.id: number for number, record in enumerate(records)}
    return sorted(judged, key=lambda one: (order[one.record.id], one.number))


def _show(result: dict[str, Any], console: Console) -> None:
    table = Table("gaya", "n", *PARTS, "semua", title="Ketepatan")
    for style, row in [("SEMUA", result), *result["by_style"].items()]:
        table.add_row(style, str(row["n"]), *(f"{row[part]:.1%}" for part in (*PARTS, "joint")))
    console.print(table)
    turns = result["turns"]
    console.print(
        f"Giliran dialog yang benar: {turns['joint']:.1%} dari {turns['n']}; ditanya balik: {result['asked_back']}"
    )
    if result["confusions"]:
        confusions = Table("seharusnya", "terbaca", "n", title="Paling sering tertukar")
        for row in result["confusions"]:
            confusions.add_row(row["expected"], row["heard"], str(row["n"]))
        console.print(confusions)
    for wrong in result["wrong"][:_SHOWN_WRONG]:
        changes = "; ".join(
            f"{part}: {wrong['heard'][part]} (seharusnya {wrong['expected'][part]})" for part in wrong["wrong"]
        )
        console.print(
            f"{wrong['id']}.{wrong['turn']} ({wrong['confidence']:.2f}) {wrong['text']!r}\n    {changes}", markup=False
        )
    if len(result["wrong"]) > _SHOWN_WRONG:
        console.print(f"... dan {len(result['wrong']) - _SHOWN_WRONG} lagi; lihat --json.")
