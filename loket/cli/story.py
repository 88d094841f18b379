"""``loket story``: conversations that testers write."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from loket.cli.output import EXIT_FAILED, command, console, errors, print_json
from loket.cli.running import running_or_started
from loket.settings import PROJECT_ROOT, get_settings
from loket.stack.errors import StackError
from loket.stack.processes import uses_simulator
from loket.stories.runner import Outcome, Runner
from loket.stories.story import find_stories

STORIES = PROJECT_ROOT / "tests" / "conversations"
app = typer.Typer(help="Cerita percakapan (YAML) untuk menguji bot.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps ``run`` a command of its own."""


@app.command("run", help="Jalankan cerita pada Loket yang sedang berjalan (atau jalankan dulu); gagal = kode keluar 1.")
@command
def run(
    path: Path = typer.Argument(STORIES, help="Berkas .yml atau folder cerita.", show_default=False),
    as_json: bool = typer.Option(False, "--json", help="Hasil sebagai JSON."),
) -> None:
    """Progress, then the transcript of each story that failed."""
    stories = find_stories(path)
    settings = get_settings()
    if not uses_simulator(settings):
        raise StackError("Cerita hanya berjalan lewat simulator: kosongkan TELEGRAM_BOT_TOKEN dan LOKET_TELEGRAM_API.")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with running_or_started(settings), Progress(*columns, console=errors) as progress:
        task = progress.add_task("Cerita", total=len(stories))
        outcomes = asyncio.run(Runner(settings).run(stories, lambda _outcome: progress.advance(task)))
    failed = [outcome for outcome in outcomes if outcome.failure]
    if as_json:
        print_json([_as_dict(outcome) for outcome in outcomes])
    else:
        _show(outcomes, failed)
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _show(outcomes: list[Outcome], failed: list[Outcome]) -> None:
    for outcome in failed:
        console.rule(f"{outcome.story.path.name}: {outcome.story.name}", style="red")
        console.print("\n".join(outcome.transcript), markup=False, highlight=False)
        console.print(outcome.failure, style="bold red", markup=False, highlight=False)
    passed = len(outcomes) - len(failed)
    console.print(f"{passed} cerita berhasil, {len(failed)} gagal.", style="red" if failed else "green")


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.story.path.name,
        "test_case": outcome.story.name,
        "seconds": round(outcome.seconds, 2),
        "failure": outcome.failure,
        "transcript": outcome.transcript,
    }
