"""How the command line speaks: one error sentence on stderr, JSON on request, Indonesian headings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import typer
from rich.console import Console
from typer import rich_utils

from loket.bots.errors import BotRefused
from loket.errors import LoketError
from loket.regions.errors import BoundariesInvalid, RegionNotFound
from loket.seed.errors import SeedInvalid
from loket.services.errors import ServiceNotFound

console = Console()
errors = Console(stderr=True)

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


def speak_indonesian() -> None:
    """typer's own headings; its sentences about wrong options stay as the library has them."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Argumen"
    rich_utils.OPTIONS_PANEL_TITLE = "Pilihan"
    rich_utils.COMMANDS_PANEL_TITLE = "Perintah"
    rich_utils.ERRORS_PANEL_TITLE = "Kesalahan"
    rich_utils.RICH_HELP = "Coba [blue]'{command_path} {help_option}'[/] untuk bantuan."


def fail(sentence: str) -> typer.Exit:
    """Say the sentence on stderr; the caller raises what comes back."""
    errors.print(sentence, style="bold red", highlight=False, soft_wrap=True, markup=False)
    return typer.Exit(EXIT_FAILED)


def print_json(value: Any) -> None:
    """One JSON document on stdout, nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def in_words(error: LoketError) -> str:
    """The sentence an operator reads; errors of ``loket.stack``, stories and evaluation bring their own."""
    match error:
        case RegionNotFound():
            return f"Wilayah {error.slug!r} tidak dikenal; slug ada di data/seed/regions.csv."
        case ServiceNotFound():
            return f"Layanan {error.slug!r} tidak dikenal atau tidak aktif; slug ada di data/seed."
        case BoundariesInvalid():
            return "Batas wilayah tidak dimuat: " + "; ".join(error.problems[:10])
        case SeedInvalid():
            return f"Data awal tidak dimuat karena ada {len(error.problems)} kesalahan: {error}"
        case BotRefused():
            return f"Bot {error.name}: {error.reason}"
    return str(error)


@contextmanager
def refusals_as_sentences() -> Iterator[None]:
    """Turn a named refusal or an interrupted command into its exit code, without a traceback."""
    try:
        yield
    except LoketError as error:
        raise fail(in_words(error)) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(EXIT_INTERRUPTED) from error


def command[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a typer command: its refusals become sentences."""

    @wraps(function)
    def wrapped(*arguments: P.args, **named: P.kwargs) -> R:
        with refusals_as_sentences():
            return function(*arguments, **named)

    return wrapped
