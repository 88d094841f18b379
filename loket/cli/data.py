"""``loket db``, ``seed``, ``lexicon``, ``import``: the installation's data."""

from __future__ import annotations

from pathlib import Path

import typer

from loket.cli import imports as table_imports
from loket.cli.output import command, console, print_json
from loket.cli.sessions import writing
from loket.database import utc_now
from loket.lexicon.operations import publish_lexicon
from loket.seed.operations import SeedReport, load_seed
from loket.settings import get_settings
from loket.stack.backup import back_up
from loket.stack.errors import StackError
from loket.stack.setup import SEED_FOLDER, upgrade_database

AS_JSON = typer.Option(False, "--json", help="Hasil sebagai JSON.")

database = typer.Typer(help="Basis data.", no_args_is_help=True)
lexicon = typer.Typer(help="Leksikon: nama layanan dan wilayah yang dikenali mesin bahasa.", no_args_is_help=True)
imports = typer.Typer(help="Impor data dari berkas.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(database, name="db")
    app.add_typer(lexicon, name="lexicon")
    table_imports.register(imports)
    app.add_typer(imports, name="import")
    app.command("seed", help="Muat data awal dari data/seed; yang sudah disunting admin tidak diubah.")(seed)


@database.callback()
@lexicon.callback()
@imports.callback()
def _group() -> None:
    """Keeps a single command a command of its own."""


@database.command("upgrade", help="Bawa basis data ke skema terbaru.")
@command
def upgrade(as_json: bool = AS_JSON) -> None:
    """Migrate."""
    changed = upgrade_database(get_settings())
    if as_json:
        print_json({"changed": changed})
    else:
        console.print("Skema diperbarui." if changed else "Skema sudah terbaru.")


@database.command("backup", help="Salin basis data dan rahasia ke folder cadangan; Loket boleh tetap berjalan.")
@command
def backup(
    folder: Path = typer.Argument(
        help="Folder cadangan; setiap cadangan mendapat folder baru di dalamnya.", show_default=False
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Copy SQLite files and secrets; PostgreSQL has its own tools."""
    settings = get_settings()
    copied = back_up(settings, folder, utc_now())
    if as_json:
        print_json({"folder": str(copied[0].parent if copied else folder), "files": [str(path) for path in copied]})
        return
    for path in copied:
        console.print(str(path), highlight=False, soft_wrap=True)
    if settings.database_url.startswith("postgres"):
        console.print("Basis data PostgreSQL belum termasuk: pakai pg_dump (docs/panduan-operator.md).")


@command
def seed(as_json: bool = AS_JSON) -> None:
    """Load the seed, also where this very seed was loaded before."""
    with writing(get_settings()) as session:
        report: SeedReport = load_seed(session, SEED_FOLDER)
    if as_json:
        print_json(report.__dict__)
    else:
        console.print(
            f"Data awal dimuat: {report.created} baru, {report.updated} diperbarui, {report.kept} hasil suntingan "
            f"dipertahankan, {report.withdrawn} ditarik, {report.unchanged} tetap."
        )


@lexicon.command("publish", help="Terbitkan leksikon; mesin bahasa memakainya dalam satu detik tanpa latihan ulang.")
@command
def publish(as_json: bool = AS_JSON) -> None:
    """Write LOKET_HOME/lexicon.json."""
    settings = get_settings()
    with writing(settings) as session:
        done = publish_lexicon(session, settings.home / "lexicon.json", is_whole=True)
    if as_json:
        problems = [problem.__dict__ for problem in done.problems]
        print_json({"version": done.version, "changed": done.has_changed, "problems": problems})
        return
    console.print(f"Leksikon versi {done.version} {'diterbitkan' if done.has_changed else 'sudah terbaru'}.")
    for problem in done.problems:
        console.print(f"  dilewati: {problem.row} {problem.phrase!r}: {problem.reason}", markup=False)


@imports.command("boundaries", help="Muat batas wilayah resmi (GeoJSON, WGS 84); lalu batas itu yang menentukan.")
@command
def boundaries(
    file: Path = typer.Argument(help="Berkas .geojson.", show_default=False),
    source: str = typer.Option("", help="Sumber batas, bila berkas tidak menyebutnya."),
    as_json: bool = AS_JSON,
) -> None:
    """Load outlines of kabupaten and kota."""
    if not file.is_file():
        raise StackError(f"Berkas {file} tidak ada.")
    from loket.regions.boundaries import import_boundaries  # numpy and shapely, which no other command here needs

    with writing(get_settings()) as session:
        count = import_boundaries(session, file, source)
    if as_json:
        print_json({"loaded": count})
    else:
        console.print(f"{count} batas wilayah dimuat.")
