"""``loket partner-key``: keys with which a partner's own system hands in drafts."""

from __future__ import annotations

import typer
from rich.table import Table

from loket.cli.output import command, console, print_json
from loket.cli.sessions import writing
from loket.partner_keys import operations
from loket.settings import get_settings

ACTOR, ORIGIN = "perintah", "cli"
app = typer.Typer(help="Kunci API mitra untuk mengirim draf.", no_args_is_help=True)
JSON = typer.Option(False, "--json", help="Hasil sebagai JSON.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="partner-key")


@app.command("create", help="Buat kunci untuk satu lembaga. Kunci hanya ditampilkan sekali.")
@command
def create(
    partner: str = typer.Argument(help="Slug lembaga.", show_default=False),
    label: str = typer.Option(..., "--label", help="Sistem yang memakainya, misalnya 'portal layanan'."),
    as_json: bool = JSON,
) -> None:
    """Make one and show it."""
    with writing(get_settings()) as session:
        key, text = operations.create_key(session, ACTOR, partner, label, ORIGIN)
        number, name = key.id, key.partner.name
    if as_json:
        print_json({"id": number, "partner": partner, "key": text})
        return
    console.print(f"Kunci nomor {number} untuk {name}. Salin sekarang; kunci ini tidak dapat ditampilkan lagi:")
    console.print(text, highlight=False, soft_wrap=True, markup=False)


@app.command("list", help="Tampilkan kunci: milik siapa, kapan dipakai, masih berlaku atau tidak.")
@command
def list_keys(as_json: bool = JSON) -> None:
    """Every key, without its text."""
    with writing(get_settings()) as session:
        rows = [
            {
                "id": key.id,
                "partner": key.partner.slug,
                "label": key.label,
                "start": key.start,
                "created_at": key.created_at,
                "used_at": key.used_at,
                "revoked_at": key.revoked_at,
            }
            for key in operations.list_keys(session)
        ]
    if as_json:
        print_json(rows)
        return
    table = Table("nomor", "lembaga", "nama", "awalan", "terakhir dipakai", "keadaan")
    for row in rows:
        used = f"{row['used_at']:%Y-%m-%d %H:%M} UTC" if row["used_at"] else "-"
        state = "dicabut" if row["revoked_at"] else "berlaku"
        table.add_row(str(row["id"]), str(row["partner"]), str(row["label"]), f"{row['start']}…", used, state)
    console.print(table)


@app.command("revoke", help="Cabut kunci; sejak itu tidak dapat dipakai lagi.")
@command
def revoke(number: int = typer.Argument(help="Nomor kunci.", show_default=False), as_json: bool = JSON) -> None:
    """End one."""
    with writing(get_settings()) as session:
        key = operations.revoke_key(session, ACTOR, number, ORIGIN)
        partner = key.partner.slug
    if as_json:
        print_json({"id": number, "partner": partner, "revoked": True})
    else:
        console.print(f"Kunci nomor {number} ({partner}) dicabut.")
