"""``loket qr``: codes that lead a citizen to one service in one region."""

from __future__ import annotations

import re
from pathlib import Path

import segno
import typer

from loket.bots.links import deep_link
from loket.cli.output import command, console, print_json
from loket.cli.sessions import writing
from loket.regions.operations import get_region
from loket.services.operations import get_service
from loket.settings import Settings, get_settings
from loket.stack.errors import StackError
from loket.stack.preflight import check_token

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
SCALE = 12


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("qr", help="Buat kode QR tautan bot: di terminal, atau PNG dan SVG dengan --out.")(qr)


@command
def qr(
    region: str = typer.Option("", help="Slug wilayah, misalnya kota_yogyakarta."),
    service: str = typer.Option("", help="Slug layanan, misalnya ktp_el."),
    out: Path | None = typer.Option(None, help="Folder tujuan berkas PNG dan SVG."),
    username: str = typer.Option("", help="Nama bot tanpa @; kosong = ditanyakan ke Telegram dengan token."),
    as_json: bool = typer.Option(False, "--json", help="Hasil sebagai JSON."),
) -> None:
    """Show the link and its code."""
    settings = get_settings()
    if region or service:
        check_slugs(settings, region, service)
    link = deep_link(_username(settings, username), region, service)
    code = segno.make(link, error="m", micro=False)
    files = _save(code, out, "-".join(filter(None, ("loket", region, service)))) if out else []
    if as_json:
        print_json({"link": link, "files": [str(path) for path in files]})
        return
    if not files:
        code.terminal(compact=True)
    console.print(link, highlight=False, soft_wrap=True)
    for path in files:
        console.print(str(path), highlight=False, soft_wrap=True)


def check_slugs(settings: Settings, region: str, service: str) -> None:
    """Raise RegionNotFound or ServiceNotFound: a printed code cannot be mended."""
    with writing(settings) as session:
        if region:
            get_region(session, region)
        if service:
            get_service(session, service)


def _username(settings: Settings, given: str) -> str:
    name = given.removeprefix("@") or check_token(settings)
    if name is None:
        raise StackError(
            "Nama bot tidak diketahui: beri --username, atau atur TELEGRAM_BOT_TOKEN dan sambungkan internet."
        )
    if not USERNAME.fullmatch(name):
        raise StackError(f"{name!r} bukan nama bot Telegram.")
    return name


def _save(code: segno.QRCode, folder: Path, name: str) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{name}.{kind}" for kind in ("png", "svg")]
        for path in paths:
            code.save(str(path), scale=SCALE, border=4)
    except OSError as error:
        raise StackError(f"{folder} tidak dapat ditulisi ({error.strerror}): pilih folder lain untuk --out.") from error
    return paths
