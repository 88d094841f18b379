"""The accounts one manages: invite, grant, revoke, disable, reset. Only whom one could have appointed oneself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.errors import AccountRefused
from loket.accounts.login_sessions import end_all, open_login_sessions
from loket.accounts.models import Account, Role
from loket.accounts.operations import (
    disable,
    enable,
    get_account,
    grant,
    invite,
    invite_again,
    manageable_accounts,
    require_superior,
    reset,
    revoke,
)
from loket.accounts.permissions import Action, allowed_regions, grantable_roles
from loket.audit.operations import record
from loket.partners.models import Partner
from loket.regions.models import Region
from web.accounts.current import permitted, settings_of
from web.accounts.login import text_of
from web.accounts.wording import ROLE_HINTS, ROLE_NAMES, STATUS_NAMES, describe_browser, describe_grant
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.pages import page, redirect
from web.region_choice import chosen_region
from web.security import address_of, form_of

HOME = "/admin/akun"
router = APIRouter(prefix=HOME)
Form = Annotated[FormData, Depends(form_of)]
Manager = Annotated[Account, Depends(permitted(Action.MANAGE_ACCOUNTS))]
MENU.append(MenuEntry("Akun dan peran", HOME, Action.MANAGE_ACCOUNTS, 80, "Undang rekan, beri peran, atur ulang."))


@router.get("")
def list_page(request: Request, manager: Manager, session: DbSession, q: str = "") -> Response:
    """Whom one manages, filtered by a word of name, email or region."""
    accounts = manageable_accounts(session, manager)
    rows = [(one, [describe_grant(grant) for grant in one.grants], STATUS_NAMES[one.status]) for one in accounts]
    word = q.strip().casefold()
    found = [row for row in rows if word in f"{row[0].name} {row[0].email} {' '.join(row[1])}".casefold()]
    return page(request, "admin/accounts.html", {"rows": found, "q": q, "total": len(rows)})


@router.get("/undang")
def invite_page(request: Request, manager: Manager, session: DbSession) -> Response:
    """The form for a new account."""
    return page(request, "admin/account_invite.html", {**_choices(session, manager), "typed": {}})


@router.post("/undang")
def send_invitation(request: Request, manager: Manager, session: DbSession, form: Form) -> Response:
    """Make the account and show its link, this once: only its hash is kept."""
    try:
        with session.begin_nested():
            account, token = invite(
                session,
                manager,
                email=text_of(form, "email"),
                name=text_of(form, "name"),
                origin=address_of(request),
                hours=settings_of(request).invitation_hours,
                **_chosen(session, form),
            )
    except AccountRefused as error:
        context = {
            **_choices(session, manager),
            "typed": dict(form),
            "error": error.sentence,
            "field_name": error.field,
        }
        return page(request, "admin/account_invite.html", context, status_code=422)
    return _show_link(request, account, token, is_reset=False)


@router.get("/{account_id}")
def account_page(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """One account: its roles, where it is logged in, what can be done."""
    account = _own(session, manager, account_id)
    return page(request, "admin/account.html", _account_context(request, session, manager, account))


@router.post("/{account_id}/peran")
def add_grant(request: Request, account_id: int, manager: Manager, session: DbSession, form: Form) -> Response:
    """Give a further role."""
    account = _own(session, manager, account_id)
    try:
        with session.begin_nested():
            given = grant(session, manager, account, origin=address_of(request), **_chosen(session, form))
    except AccountRefused as error:
        context = {**_account_context(request, session, manager, account), "typed": dict(form)}
        context |= {"error": error.sentence, "field_name": error.field}
        return page(request, "admin/account.html", context, status_code=422)
    return redirect(request, f"{HOME}/{account.id}", f"Peran ditambahkan: {describe_grant(given)}.")


@router.post("/{account_id}/peran/{grant_id}/cabut")
def remove_grant(request: Request, account_id: int, grant_id: int, manager: Manager, session: DbSession) -> Response:
    """Take a role away."""
    account = _own(session, manager, account_id)
    revoke(session, manager, account, grant_id, origin=address_of(request))
    return redirect(request, HOME if not account.grants else f"{HOME}/{account.id}", "Peran dicabut.")


@router.post("/{account_id}/nonaktifkan")
def lock_out(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """Lock the account out at once."""
    account = _own(session, manager, account_id)
    disable(session, manager, account, origin=address_of(request))
    return redirect(request, f"{HOME}/{account.id}", f"Akun {account.name} dinonaktifkan dan dikeluarkan.")


@router.post("/{account_id}/aktifkan")
def let_in(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """Let the account in again."""
    account = _own(session, manager, account_id)
    enable(session, manager, account, origin=address_of(request))
    return redirect(request, f"{HOME}/{account.id}", f"Akun {account.name} aktif lagi.")


@router.post("/{account_id}/atur-ulang")
def reset_password(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """A link to set a new password; the old one and the second factor no longer count."""
    account = _own(session, manager, account_id)
    hours = settings_of(request).invitation_hours
    token = reset(session, manager, account, origin=address_of(request), hours=hours)
    return _show_link(request, account, token, is_reset=True)


@router.post("/{account_id}/undang-lagi")
def repeat_invitation(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """A fresh link; the old one no longer works."""
    account = _own(session, manager, account_id)
    hours = settings_of(request).invitation_hours
    token = invite_again(session, manager, account, origin=address_of(request), hours=hours)
    return _show_link(request, account, token, is_reset=False)


@router.post("/{account_id}/keluarkan")
def log_out_everywhere(request: Request, account_id: int, manager: Manager, session: DbSession) -> Response:
    """End all of the account's sessions."""
    account = _own(session, manager, account_id)
    count = end_all(session, account)
    origin = address_of(request)
    record(session, manager, "account.end_sessions", "account", account.id, None, {"count": count}, origin)
    return redirect(request, f"{HOME}/{account.id}", f"{account.name} dikeluarkan dari {count} peramban.")


def _own(session: Session, manager: Account, account_id: int) -> Account:
    account = get_account(session, account_id)
    require_superior(manager, account)
    return account


def _show_link(request: Request, account: Account, token: str, *, is_reset: bool) -> Response:
    settings = settings_of(request)
    link = f"{settings.resolved_web_url}/admin/undangan/{token}"
    context = {"invited": account, "link": link, "hours": round(settings.invitation_hours), "is_reset": is_reset}
    return page(request, "admin/account_link.html", context)


def _chosen(session: Session, form: FormData) -> dict[str, Any]:
    """Role, region and partner of the form; raises AccountRefused for what is not on the lists."""
    try:
        role = Role(text_of(form, "role"))
    except ValueError as error:
        raise AccountRefused("Peran belum dipilih: pilih satu peran.", "role") from error
    region, partner = text_of(form, "region").strip(), text_of(form, "partner").strip()
    return {"role": role, "region": _region(session, region), "partner": _partner(session, partner)}


def _region(session: Session, typed: str) -> Region | None:
    """Empty = national."""
    if not typed:
        return None
    found, problem = chosen_region(session, typed)
    if found is None:
        raise AccountRefused(problem, "region")
    return found


def _partner(session: Session, typed: str) -> Partner | None:
    if not typed:
        return None
    found = session.scalar(select(Partner).where(or_(Partner.slug == typed, Partner.name == typed), Partner.is_active))
    if found is None:
        raise AccountRefused(f"Lembaga “{typed}” tidak dikenal: pilih dari daftar.", "partner")
    return found


def _choices(session: Session, manager: Account) -> dict[str, Any]:
    """What this manager may give, and where."""
    scope = allowed_regions(session, manager, Action.MANAGE_ACCOUNTS)
    regions = session.scalars(select(Region).where(scope.condition(Region.id)).order_by(Region.code)).all()
    roles = grantable_roles(manager, None) if scope.is_national else frozenset[Role]()
    for region in regions[:1]:
        roles |= grantable_roles(manager, region.slug)
    return {
        "roles": [(role, ROLE_NAMES[role], ROLE_HINTS[role]) for role in Role if role in roles],
        "regions": regions,
        "is_national": scope.is_national,
        "partners": session.scalars(select(Partner).where(Partner.is_active).order_by(Partner.name)).all(),
        "typed": {},
    }


def _account_context(request: Request, session: Session, manager: Account, account: Account) -> dict[str, Any]:
    logins = open_login_sessions(session, account, settings_of(request))
    return {
        **_choices(session, manager),
        "shown": account,
        "status": STATUS_NAMES[account.status],
        "shown_grants": [(given, describe_grant(given)) for given in account.grants],
        "sessions": [(login, describe_browser(login.browser)) for login in logins],
        "is_self": account.id == manager.id,
    }
