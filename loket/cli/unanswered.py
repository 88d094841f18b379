"""``loket unanswered``: what citizens asked and Loket did not answer well."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text
from sqlalchemy.orm import Session

from loket.answers.aspects import COMING, FALLBACK, INFO, REPEATABLE, SOCIAL
from loket.cli.output import command, console, errors, print_json
from loket.cli.sessions import writing
from loket.errors import LoketError
from loket.regions.operations import get_region
from loket.settings import get_settings
from loket.unanswered.decided import live_examples
from loket.unanswered.exporting import nlu_yaml, table_csv
from loket.unanswered.grouping import Filter, Group, group_new, groups, messages
from loket.unanswered.models import LabelledExample, Reason

_ASPECTS = frozenset((*INFO, *COMING, *SOCIAL, *REPEATABLE, "change_region", FALLBACK))
_REASONS = {
    Reason.FALLBACK: "tidak paham",
    Reason.OUT_OF_SCOPE: "di luar layanan?",
    Reason.ASKED_BACK: "ditanya balik",
    Reason.NOT_KNOWN: "belum tercatat",
    Reason.CORRECTED: "dibetulkan warga",
}


class BadFilter(LoketError):
    """An aspect nobody knows."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("unanswered", help="Daftar pesan warga yang belum terjawab baik (disamarkan), dikelompokkan.")(
        unanswered
    )


@command
def unanswered(
    region: Annotated[str | None, typer.Option(help="Hanya wilayah ini (slug), yang disebut atau milik warga.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Hanya sejak tanggal ini, misalnya 2026-11-01.")
    ] = None,
    aspect: Annotated[str | None, typer.Option(help="Hanya hal ini, misalnya cost.")] = None,
    reason: Annotated[list[Reason] | None, typer.Option(help="Hanya alasan ini; boleh berulang.")] = None,
    bot: Annotated[str | None, typer.Option(help="Hanya bot ini.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Paling banyak kelompok yang ditampilkan.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Hasil sebagai JSON.")] = False,
    export: Annotated[
        Path | None, typer.Option(help="Tulis contoh NLU Rasa (YAML) untuk dilabeli; - untuk layar.")
    ] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Tulis semua pesannya sebagai CSV.")] = None,
) -> None:
    """List groups, largest first; export all that the filters leave."""
    if aspect is not None and aspect not in _ASPECTS:
        raise BadFilter(f"Hal {aspect!r} tidak dikenal; namanya seperti di domain.yml, misalnya cost.")
    wanted = Filter(region, aspect, since.date() if since else None, tuple(reason or ()), bot)
    with writing(get_settings()) as session:
        if region is not None:
            get_region(session, region)
        with errors.status("Mengelompokkan pesan baru ..."):
            group_new(session)
        if csv_out is not None:
            _write(csv_out, table_csv(messages(session, wanted)))
        if export is not None:
            _write(export, nlu_yaml(groups(session, wanted), _labelled(session, wanted)))
        if export is None and csv_out is None:
            _show(groups(session, wanted, limit), as_json=as_json)


def _labelled(session: Session, wanted: Filter) -> list[LabelledExample]:
    """What officials labelled; the filters are about messages, only the aspect is known of these."""
    return [one for one in live_examples(session) if wanted.aspect in (None, one.aspect)]


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        typer.echo(text, nl=False)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    errors.print(f"Ditulis: {path}", markup=False)


def _show(found: list[Group], *, as_json: bool) -> None:
    if as_json:
        print_json([one.as_json() for one in found])
        return
    if not found:
        console.print("Tidak ada pesan yang belum terjawab dalam saringan ini.")
        return
    table = Table("n", Column("pesan", min_width=18), "alasan", "terbaca", "dipilih warga", "terakhir")
    for one in found:
        table.add_row(
            str(one.count),
            Text(one.text if not one.followed_by else f"{one.text}\n→ {one.followed_by}"),  # never markup
            _REASONS[one.reason],
            f"{_reading(one.aspect, one.service, one.region)} ({one.confidence:.2f})",
            _reading(one.chosen_aspect, one.chosen_service, one.chosen_region),
            _day(one.last_day),
        )
    console.print(table)


def _reading(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{day:%d-%m-%y}"
