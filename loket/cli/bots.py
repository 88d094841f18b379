"""``loket bot``: the table of bots this installation serves."""

from __future__ import annotations

import re

import typer
from rich.table import Table
from sqlalchemy import select

from loket.bots.models import Bot
from loket.bots.operations import SIMULATOR_BOT, active_bots
from loket.cli.output import command, console, print_json
from loket.cli.sessions import writing
from loket.regions.operations import get_region
from loket.settings import get_settings
from loket.stack.errors import StackError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,79}")
app = typer.Typer(help="Bot Telegram yang dilayani.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="bot")


@app.command("add", help="Tambahkan bot. Token tetap di variabel lingkungan atau berkas, tidak di basis data.")
@command
def add(
    name: str = typer.Argument(help="Nama kita untuk bot ini: huruf kecil, angka, - dan _.", show_default=False),
    token_env: str = typer.Option("", "--token-env", help="Nama variabel lingkungan yang berisi token."),
    token_file: str = typer.Option("", "--token-file", help="Berkas token (relatif terhadap LOKET_HOME/secrets)."),
    region: str = typer.Option("", help="Slug wilayah asal warga baru, misalnya kota_yogyakarta."),
    as_json: bool = typer.Option(False, "--json", help="Hasil sebagai JSON."),
) -> None:
    """Add a row; the bot process serves it after its next start."""
    if not NAME.fullmatch(name) or name == SIMULATOR_BOT:
        raise StackError(f"Nama bot {name!r} tidak dapat dipakai: pakai huruf kecil, angka, - atau _.")
    if bool(token_env) == bool(token_file):
        raise StackError("Beri tepat satu dari --token-env dan --token-file.")
    if token_env and not VARIABLE.fullmatch(token_env):
        raise StackError("--token-env adalah nama variabel seperti TOKEN_BOT_SLEMAN, bukan tokennya sendiri.")
    with writing(get_settings()) as session:
        if session.scalar(select(Bot).where(Bot.name == name)) is not None:
            raise StackError(f"Bot {name!r} sudah ada: pilih nama lain.")
        home = get_region(session, region) if region else None
        session.add(Bot(name=name, token_env=token_env, token_file=token_file, home_region=home))
    if as_json:
        print_json({"name": name, "region": region or None})
    else:
        console.print(f"Bot {name} ditambahkan; dilayani setelah Loket dijalankan ulang.")


@app.command("list", help="Tampilkan bot beserta keadaannya.")
@command
def list_bots(as_json: bool = typer.Option(False, "--json", help="Hasil sebagai JSON.")) -> None:
    """Every bot that is served, and why the others are not."""
    with writing(get_settings()) as session:
        found = active_bots(session)
    rows = [{"name": bot.name, "region": bot.home_region, "state": "siap"} for bot in found.ready]
    rows += [{"name": refused.name, "region": None, "state": refused.reason} for refused in found.refused]
    if as_json:
        print_json(rows)
        return
    table = Table("bot", "wilayah asal", "keadaan")
    for row in rows:
        table.add_row(row["name"], row["region"] or "-", row["state"])
    console.print(table)
