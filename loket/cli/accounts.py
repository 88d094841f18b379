"""``loket account``: the operator's way to accounts, for the first one and for when nobody can log in."""

from __future__ import annotations

from typing import Any

import typer
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts import operations
from loket.accounts.errors import AccountNotFound, AccountRefused
from loket.accounts.models import Role
from loket.cli.output import command, console, print_json
from loket.cli.sessions import writing
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.settings import get_settings

ACTOR, ORIGIN = "perintah", "cli"
app = typer.Typer(help="Akun situs admin.", no_args_is_help=True)
ROLE = typer.Option("admin_program", "--role", help=f"Peran: {', '.join(Role)}.")
REGION = typer.Option("", "--region", help="Slug wilayah, misalnya kab_sleman; kosong = seluruh Indonesia.")
PARTNER = typer.Option("", "--partner", help="Slug lembaga, hanya untuk peran mitra.")
JSON = typer.Option(False, "--json", help="Hasil sebagai JSON.")
EMAIL = typer.Argument(help="Email akun.", show_default=False)


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="account")


@app.command(
    "invite", help="Undang orang: cetak tautan untuk membuat kata sandi. Akun yang menunggu mendapat tautan baru."
)
@command
def invite(
    email: str = EMAIL,
    name: str = typer.Option("", "--name", help="Nama lengkap."),
    role: str = ROLE,
    region: str = REGION,
    partner: str = PARTNER,
    as_json: bool = JSON,
) -> None:
    """Make the account, or a fresh link for one that is still waiting."""
    settings = get_settings()
    hours = settings.invitation_hours
    with writing(settings) as session:
        try:
            account = operations.find_account(session, email)
        except AccountNotFound:
            _, token = operations.invite(
                session,
                ACTOR,
                email=email,
                name=name or email.partition("@")[0],
                origin=ORIGIN,
                hours=hours,
                role=_role(role),
                region=_region(session, region),
                partner=_partner(session, partner),
            )
        else:
            token = operations.invite_again(session, ACTOR, account, origin=ORIGIN, hours=hours)
    _say_link(email, token, as_json=as_json)


@app.command("reset", help="Atur ulang: kata sandi dan kode masuk lama tidak berlaku; cetak tautan baru.")
@command
def reset(email: str = EMAIL, as_json: bool = JSON) -> None:
    """A link to set a new password."""
    settings = get_settings()
    with writing(settings) as session:
        account = operations.find_account(session, email)
        token = operations.reset(session, ACTOR, account, origin=ORIGIN, hours=settings.invitation_hours)
    _say_link(email, token, as_json=as_json)


@app.command("disable", help="Nonaktifkan akun dan keluarkan dari semua peramban; --enable mengaktifkannya lagi.")
@command
def disable(
    email: str = EMAIL, enable: bool = typer.Option(False, "--enable", help="Aktifkan lagi."), as_json: bool = JSON
) -> None:
    """Lock out, or let in again."""
    with writing(get_settings()) as session:
        account = operations.find_account(session, email)
        (operations.enable if enable else operations.disable)(session, ACTOR, account, origin=ORIGIN)
        status = account.status
    _say({"email": email, "status": status}, f"Akun {email}: {status}.", as_json=as_json)


@app.command("grant", help="Beri peran kepada akun yang sudah ada.")
@command
def grant(
    email: str = EMAIL, role: str = ROLE, region: str = REGION, partner: str = PARTNER, as_json: bool = JSON
) -> None:
    """A further grant."""
    with writing(get_settings()) as session:
        operations.grant(
            session,
            ACTOR,
            operations.find_account(session, email),
            role=_role(role),
            region=_region(session, region),
            partner=_partner(session, partner),
            origin=ORIGIN,
        )
    _say({"email": email, "role": role, "region": region or None}, f"Peran {role} diberikan.", as_json=as_json)


@app.command("list", help="Tampilkan akun, perannya, dan keadaannya.")
@command
def list_accounts(as_json: bool = JSON) -> None:
    """Every account."""
    with writing(get_settings()) as session:
        rows: list[dict[str, Any]] = [
            {
                "email": account.email,
                "name": account.name,
                "status": account.status,
                "roles": [f"{one.role}:{one.region.slug if one.region else 'nasional'}" for one in account.grants],
                "second_factor": bool(account.totp_secret),
            }
            for account in operations.list_accounts(session)
        ]
    if as_json:
        print_json(rows)
        return
    table = Table("email", "nama", "keadaan", "peran", "kode masuk")
    for row in rows:
        has_code = "ya" if row["second_factor"] else "-"
        roles = [f"{one}" for one in row["roles"]]
        table.add_row(row["email"], row["name"], row["status"], ", ".join(roles), has_code)
    console.print(table)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise AccountRefused(f"Peran {name!r} tidak dikenal. Pilih: {', '.join(Role)}.") from error


def _region(session: Session, slug: str) -> Region | None:
    return get_region(session, slug) if slug else None


def _partner(session: Session, slug: str) -> Partner | None:
    if not slug:
        return None
    found = session.scalar(select(Partner).where(Partner.slug == slug))
    if found is None:
        raise AccountRefused(f"Lembaga {slug!r} tidak dikenal.")
    return found


def _say_link(email: str, token: str, *, as_json: bool) -> None:
    settings = get_settings()
    link = f"{settings.resolved_web_url}/admin/undangan/{token}"
    text = f"Kirim tautan ini hanya kepada {email} (berlaku {settings.invitation_hours:g} jam, sekali pakai):\n{link}"
    _say({"email": email, "link": link}, text, as_json=as_json)


def _say(values: dict[str, object], text: str, *, as_json: bool) -> None:
    if as_json:
        print_json(values)
    else:
        console.print(text, highlight=False, soft_wrap=True)
