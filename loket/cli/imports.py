"""``loket import KIND FILE``: tables, checked, then stored whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table as ShownTable

from loket.accounts.operations import find_account
from loket.cli.output import command, console, errors, print_json
from loket.cli.sessions import writing
from loket.imports.errors import FileRefused, RowProblem, RowsRefused
from loket.imports.kinds import Landing
from loket.imports.operations import KINDS, Report, dry_run
from loket.imports.reading import read_table
from loket.imports.storing import Order, store_rows
from loket.lexicon.operations import publish_lexicon
from loket.settings import get_settings

ORIGIN = "cli"
SHOWN = 50


def register(group: typer.Typer) -> None:
    """Add one command for each kind."""
    for kind in KINDS.values():
        group.command(kind.name, help=f"Impor {kind.title.lower()} dari CSV atau XLSX. {kind.about}")(
            _importer(kind.name)
        )


def _importer(name: str):  # type: ignore[no-untyped-def]  # typer reads the inner function's annotations
    @command
    def run(
        file: Annotated[Path, typer.Argument(help="Berkas .csv atau .xlsx.", show_default=False)],
        account: Annotated[str, typer.Option(help="Email akun yang mengimpor; haknya berlaku di setiap baris.")],
        dry: Annotated[bool, typer.Option("--dry-run", help="Periksa saja, jangan simpan.")] = False,
        landing: Annotated[
            Landing, typer.Option("--to", help="Standar: draft, review (diajukan), atau publish (terbit).")
        ] = Landing.DRAFT,
        as_json: Annotated[bool, typer.Option("--json", help="Hasil sebagai JSON.")] = False,
    ) -> None:
        """Check, then store."""
        report = _run(name, file, account, landing, is_dry=dry)
        _show(report, is_dry=dry, as_json=as_json)
        if report.errors:
            raise typer.Exit(1)

    return run


def _run(name: str, file: Path, email: str, landing: Landing, *, is_dry: bool) -> Report:
    if not file.is_file():
        raise FileRefused(f"Berkas {file} tidak ada.", "Periksa namanya.")
    settings, kind = get_settings(), KINDS[name]
    table = read_table(file, kind.columns)
    try:
        if is_dry:
            with writing(settings) as session:
                return dry_run(session, find_account(session, email), kind, table, landing)
        order = Order(lambda session: find_account(session, email), kind, table, landing, ORIGIN)
        with Progress(console=errors, transient=True) as bar:
            task = bar.add_task("Menyimpan", total=None)
            report = store_rows(
                lambda: writing(settings), settings.home / "imports", order,
                lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
    except RowsRefused as error:
        return Report(len(table.rows), 0, 0, len(error.problems), 0, tuple(error.problems))
    if report.needs_lexicon:
        with writing(settings) as session:
            publish_lexicon(session, settings.home / "lexicon.json")
    return report


def _show(report: Report, *, is_dry: bool, as_json: bool) -> None:
    if as_json:
        counts = {"rows": report.rows, "new": report.new, "changed": report.changed, "errors": report.errors,
                  "warnings": report.warnings, "stored": not is_dry and not report.errors}  # fmt: skip
        print_json({**counts, "problems": [_plain(one) for one in report.problems]})
        return
    if report.problems:
        table = ShownTable("baris", "kolom", "masalah", "perbaikan")
        for one in report.problems[:SHOWN]:
            table.add_row(str(one.row or "-"), one.column, one.problem, one.remedy)
        console.print(table, markup=False)
    if report.errors:
        console.print(f"{report.errors} hal harus diperbaiki dulu. Tidak ada yang disimpan.")
        return
    same = report.rows - report.new - report.changed
    done = "Siap disimpan" if is_dry else "Tersimpan"
    console.print(f"{done}: {report.new} baris baru, {report.changed} diubah, {same} sudah sama.")


def _plain(one: RowProblem) -> dict[str, object]:
    return {"row": one.row, "column": one.column, "problem": one.problem, "remedy": one.remedy,
            "warning": one.is_warning}  # fmt: skip
