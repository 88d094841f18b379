"""``loket``: the command line. Every command's work is done elsewhere; here it is only named and shown."""

from __future__ import annotations

import typer

from loket.cli import bots, data, evaluate, qr, serve, story
from loket.cli.output import speak_indonesian

app = typer.Typer(
    name="loket",
    help="Loket: layanan publik lewat Telegram. Pengaturan LOKET_* dijelaskan di docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
speak_indonesian()
serve.register(app)
evaluate.register(app)
qr.register(app)
data.register(app)
app.add_typer(story.app, name="story")
app.add_typer(bots.app, name="bot")

if __name__ == "__main__":
    app(prog_name="loket")
