"""``loket evaluate``: how well the running stack understands labelled questions."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from loket.cli.output import command, errors, print_json
from loket.cli.running import running_or_started
from loket.evaluation import history
from loket.evaluation.asking import Asker
from loket.evaluation.page import render
from loket.evaluation.records import Record, read_records
from loket.evaluation.scoring import CONFIDENT, PARTS, Judged, report
from loket.secrets import secret
from loket.settings import Settings, get_settings
from loket.stack.health import health_of
from loket.stack.model_store import ModelStore
from loket.stack.processes import processes_of

_SHOWN_WRONG = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help="Ukur ketepatan pemahaman: hal yang ditanyakan, layanan, wilayah, dan ketiganya.")(
        evaluate
    )


@command
def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="Berkas JSONL berisi pertanyaan berlabel.", exists=True, dir_okay=False)
    ],
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Tulis hasil lengkap sebagai JSON ke berkas ini (- untuk layar).")
    ] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Tulis laporan lengkap sebagai satu HTML.")] = None,
    confident: Annotated[
        float, typer.Option(min=0, max=1, help="Keyakinan sekurangnya agar jawaban salah disebut yakin.")
    ] = CONFIDENT,
) -> None:
    """Ask every question of FILES, show the figures, write them where asked."""
    settings = get_settings()
    to_screen = json_out is not None and str(json_out) == "-"
    console = errors if to_screen else Console()
    records = [record for file in files for record in read_records(file)]
    name = "+".join(dict.fromkeys(file.stem for file in files))
    with running_or_started(settings, only=frozenset({"engine", "actions"})):
        model = _model_of(settings)
        judged = asyncio.run(_ask_all(records, settings, console))
    result = {"set": name, "at": _now(), "digest": _digest(files), "model": model, **report(judged, confident)}
    before = history.last(settings.home, name)
    history.keep(settings.home, name, result)
    if html_out is not None:
        _write(html_out, render(result, before))
    if json_out is not None and not to_screen:
        _write(json_out, json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    _show(result, before, console)
    if html_out is not None:
        console.print(f"Laporan: {html_out}", markup=False)
    if to_screen:
        print_json(result)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _digest(files: list[Path]) -> str:
    """Tells whether the questions are still the same."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _model_of(settings: Settings) -> str:
    """The name of the model that answers: its version, or its id where it is none of ours."""
    engine = next(process for process in processes_of(settings) if process.name == "engine")
    said = health_of(engine.health_url()) or {}
    return ModelStore(settings.home).live() or str(said.get("model_id") or "")


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
    order = {id(record): number for number, record in enumerate(records)}
    return sorted(judged, key=lambda one: (order[id(one.record)], one.number))


def _show(result: dict[str, Any], before: dict[str, Any] | None, console: Console) -> None:
    table = Table("gaya", "n", *PARTS, "semua", title="Ketepatan")
    for style, row in [("SEMUA", result), *result["by_style"].items()]:
        table.add_row(style, str(row["n"]), *(f"{row[part]:.1%}" for part in (*PARTS, "joint")))
    console.print(table)
    turns = result["turns"]
    console.print(
        f"Giliran dialog yang benar: {turns['joint']:.1%} dari {turns['n']}; ditanya balik: {result['asked_back']}"
    )
    sure = result["confident"]
    console.print(
        f"Salah tetapi yakin (keyakinan {sure['threshold']:.2f} ke atas): {sure['share']:.1%} dari {sure['n']}; "
        f"galat kalibrasi {result['calibration']['ece']:.1%}; p95 {result['latency_ms']['p95']} ms"
    )
    if before is not None:
        change = history.changes(before, result)
        console.print(
            f"Dari yang lalu ({before['at'][:16]}): ketiganya {(result['joint'] - before['joint']) * 100:+.1f} poin; "
            f"kini benar {len(change['mended'])}, kini salah {len(change['broken'])}"
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
