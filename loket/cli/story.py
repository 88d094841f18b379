"""``loket story``: conversations that testers write."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from loket.cli.output import EXIT_FAILED, command, console, errors, print_json
from loket.cli.running import running_or_started
from loket.settings import PROJECT_ROOT, Settings, get_settings
from loket.stack.errors import StackError
from loket.stack.processes import uses_simulator
from loket.stories.errors import StoryInvalid
from loket.stories.reading import find_stories
from loket.stories.runner import AT_ONCE, Outcome, Runner
from loket.stories.story import Story

STORIES = PROJECT_ROOT / "tests" / "conversations"
NEEDED = frozenset({"simulator", "bot", "engine", "actions"})
app = typer.Typer(
    help="Cerita percakapan (YAML) untuk menguji bot; lihat docs/panduan-penguji.md.", no_args_is_help=True
)
_PATH = typer.Argument(STORIES, help="Berkas .yml atau folder cerita.", show_default="tests/conversations")
_WORD = typer.Option("", "--kata", "-k", help="Hanya cerita yang nama atau berkasnya memuat kata ini.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="story")


@app.command("run", help="Jalankan cerita pada Loket yang sedang berjalan (atau jalankan dulu); gagal = kode keluar 1.")
@command
def run(
    path: Path = _PATH,
    word: str = _WORD,
    at_once: int = typer.Option(
        AT_ONCE, "--serentak", "-n", min=1, max=50, help="Banyak cerita yang berjalan serentak."
    ),
    as_json: bool = typer.Option(False, "--json", help="Hasil sebagai JSON."),
) -> None:
    """Progress, then the transcript of each story that failed."""
    stories = _selected(path, word)
    settings = get_settings()
    if not uses_simulator(settings):
        raise StackError("Cerita hanya berjalan lewat simulator: kosongkan TELEGRAM_BOT_TOKEN dan LOKET_TELEGRAM_API.")
    with running_or_started(settings, NEEDED):
        outcomes = _played(settings, stories, at_once)
    failed = [outcome for outcome in outcomes if outcome.failure]
    if as_json:
        print_json([_as_dict(outcome) for outcome in outcomes])
    else:
        _show(outcomes, failed)
    if failed:
        raise typer.Exit(EXIT_FAILED)


@app.command("check", help="Periksa penulisan cerita tanpa menjalankannya.")
@command
def check(path: Path = _PATH) -> None:
    """Say how many stories there are, or what is wrong with them."""
    stories = find_stories(path)
    console.print(f"{len(stories)} cerita tertulis dengan benar.", style="green", highlight=False)


def _selected(path: Path, word: str) -> list[Story]:
    stories = find_stories(path)
    found = [story for story in stories if word.casefold() in f"{story.path.name} {story.name}".casefold()]
    if not found:
        raise StoryInvalid([f"Tidak ada cerita yang nama atau berkasnya memuat {word!r}."])
    return found


def _played(settings: Settings, stories: Sequence[Story], at_once: int) -> list[Outcome]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as progress:
        task = progress.add_task("Cerita", total=len(stories))

        def ended(outcome: Outcome) -> None:
            progress.advance(task)
            if outcome.failure:
                progress.console.print(f"✗ {outcome.story.name}", style="red", markup=False, highlight=False)

        return asyncio.run(Runner(settings, at_once).run(stories, ended))


def _show(outcomes: Sequence[Outcome], failed: Sequence[Outcome]) -> None:
    for outcome in failed:
        console.rule(f"{outcome.story.path.name}: {outcome.story.name}", style="red")
        console.print("\n".join(outcome.transcript), markup=False, highlight=False, soft_wrap=True)
        console.print(outcome.failure, style="bold red", markup=False, highlight=False, soft_wrap=True)
    gaps = [outcome for outcome in outcomes if outcome.gap]
    for outcome in gaps:
        where = f"{outcome.story.path.name}: {outcome.story.name}"
        console.print(f"belum bisa: {where}: {outcome.story.case.expected_failure}", markup=False, highlight=False)
    passed = len(outcomes) - len(failed) - len(gaps)
    waiting = f", {len(gaps)} belum bisa (sudah diketahui)" if gaps else ""
    console.print(f"{passed} cerita berhasil, {len(failed)} gagal{waiting}.", style="red" if failed else "green")


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.story.path.name,
        "test_case": outcome.story.name,
        "metadata": outcome.story.case.metadata,
        "passed": not outcome.failure and not outcome.gap,
        "seconds": round(outcome.seconds, 2),
        "failure": outcome.failure,
        "gap": outcome.gap,
        "transcript": outcome.transcript,
    }
