"""``loket``: the command line. Every command's work is done elsewhere; here it is only named and shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from loket.cli.output import speak_indonesian

# Only the module of the command that is called is loaded: together they take seconds.
MODULES = {
    "setup": "serve",
    "run": "serve",
    "evaluate": "evaluate",
    "story": "story",
    "model": "model",
    "unanswered": "unanswered",
    "qr": "qr",
    "seed": "data",
    "db": "data",
    "lexicon": "data",
    "import": "data",
    "bot": "bots",
    "account": "accounts",
    "partner-key": "partner_keys",
}


def build_app(modules: Iterable[str] = MODULES.values()) -> typer.Typer:
    """The application with the commands of these modules, all by default."""
    app = typer.Typer(
        name="loket",
        help="Loket: layanan publik lewat Telegram. Pengaturan LOKET_* dijelaskan di docs/settings.md.",
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_group)
    for module in dict.fromkeys(modules):
        import_module(f"loket.cli.{module}").register(app)
    return app


def _group() -> None:
    """Keeps a single command a command of its own."""


def main() -> None:
    """Run the command that was called."""
    speak_indonesian()
    called = MODULES.get(sys.argv[1]) if len(sys.argv) > 1 else None
    build_app([called] if called else MODULES.values())(prog_name="loket")


if __name__ == "__main__":
    main()
