"""One's own account: password, second factor, recovery codes, where one is logged in."""

from __future__ import annotations

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts import throttling
from loket.accounts.errors import AccountRefused, NotPermitted, PasswordRefused
from loket.accounts.login_sessions import end_all, end_login_session, open_login_sessions
from loket.accounts.models import Account, LoginSession
from loket.accounts.operations import change_password
from loket.accounts.passwords import MIN_LENGTH, verify_password
from loket.accounts.permissions import needs_second_factor
from loket.accounts.second_factor import (
    check_code,
    provisioning_uri,
    remaining_recovery_codes,
    renew_recovery_codes,
    secret_of,
    set_second_factor,
)
from loket.audit.operations import record
from web.accounts.current import CurrentAccount, SecondFactorNeeded, half_logged_in, settings_of
from web.accounts.login import text_of
from web.accounts.wording import describe_browser, describe_grant
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.pages import local_path, page, redirect
from web.security import address_of, check_csrf, form_of, web_key

router = APIRouter(prefix="/admin/akun-saya")
Form = Annotated[FormData, Depends(form_of)]
HalfLogin = Annotated[LoginSession, Depends(half_logged_in)]
HOME = "/admin/akun-saya"
SET_UP_PURPOSE = "totp"
SET_UP_SECONDS = 30 * 60
MENU.append(MenuEntry("Akun saya", HOME, None, 90, "Ganti kata sandi, pasang kode masuk, lihat di mana Anda masuk."))


@router.get("")
def own_page(request: Request, account: CurrentAccount, session: DbSession) -> Response:
    """Everything about one's own account."""
    return page(request, "admin/own.html", _context(request, account, session))


@router.post("/kata-sandi")
def set_password(request: Request, account: CurrentAccount, session: DbSession, form: Form) -> Response:
    """Change the password; all other browsers are logged out."""
    source = throttling.of_account(f"sandi:{account.email}")
    try:
        _require_same(form)
        throttling.begin_attempt(session, source)
        is_right = verify_password(text_of(form, "old_password"), account.password_hash)
        with session.begin_nested():
            change_password(
                session,
                account,
                is_old_right=is_right,
                new=text_of(form, "password"),
                keep=request.state.login,
                origin=address_of(request),
            )
        throttling.succeeded(session, source)
    except AccountRefused as error:  # answered, not raised: the attempt stays counted
        return _own_again(request, account, session, error)
    return redirect(request, HOME, "Kata sandi diganti. Peramban lain sudah dikeluarkan.")


@router.post("/sesi/akhiri-lain")
def end_others(request: Request, account: CurrentAccount, session: DbSession) -> Response:
    """Log out everywhere but here."""
    count = end_all(session, account, but=request.state.login)
    record(session, account, "account.end_sessions", "account", account.id, None, {"count": count}, address_of(request))
    return redirect(request, HOME, f"{count} peramban lain sudah dikeluarkan.")


@router.post("/sesi/{login_id}/akhiri")
def end_one(request: Request, login_id: int, account: CurrentAccount, session: DbSession) -> Response:
    """Log one browser of one's own out."""
    login = session.get(LoginSession, login_id)
    if login is None or login.account_id != account.id:
        raise NotPermitted("end_session")
    end_login_session(session, login)
    record(session, account, "account.end_session", "account", account.id, None, None, address_of(request))
    return redirect(request, HOME, "Peramban itu sudah dikeluarkan.")


@router.post("/kode-cadangan")
def new_recovery_codes(request: Request, account: CurrentAccount, session: DbSession, form: Form) -> Response:
    """Ten new recovery codes, for whoever has the app at hand."""
    try:
        _require_code(session, account, form)
    except AccountRefused as error:
        return _own_again(request, account, session, error)
    codes = renew_recovery_codes(session, account)
    record(session, account, "account.recovery_codes", "account", account.id, None, None, address_of(request))
    return page(request, "admin/recovery_codes.html", {"codes": codes, "next": HOME})


@router.get("/kode")
def set_up_page(request: Request, login: HalfLogin, next: str = "") -> Response:
    """A QR code to scan with an authenticator app."""
    _refuse_half_done(login)
    context = {"next": local_path(next), **_secret_context(request, login.account, _pending_secret(request, login))}
    return page(request, "admin/second_factor.html", context)


@router.post("/kode", dependencies=[Depends(check_csrf)])
def set_up(request: Request, login: HalfLogin, session: DbSession, form: Form) -> Response:
    """Take the app over once its code proves it works; whoever has one already shows the old one's code first."""
    _refuse_half_done(login)
    account, going_on = login.account, local_path(text_of(form, "next"))
    secret = web_key(request).read(SET_UP_PURPOSE, text_of(form, "setup"), SET_UP_SECONDS)
    is_ours = isinstance(secret, list) and len(secret) == 2 and secret[0] == account.id
    chosen = str(secret[1]) if is_ours else _pending_secret(request, login)
    try:
        if not is_ours:
            raise AccountRefused("Halaman ini terlalu lama terbuka. Pindai lagi kotaknya, ketik angkanya.", "code")
        if account.totp_secret:
            _require_code(session, account, form, "old_code")
        with session.begin_nested():
            codes = set_second_factor(session, account, chosen, text_of(form, "code"))
            record(session, account, "account.second_factor", "account", account.id, None, None, address_of(request))
    except AccountRefused as error:
        context = {"next": going_on, "error": error.sentence, **_secret_context(request, account, chosen)}
        return page(request, "admin/second_factor.html", context, status_code=422)
    end_all(session, account, but=login)
    return page(request, "admin/recovery_codes.html", {"codes": codes, "next": going_on})


def _pending_secret(request: Request, login: LoginSession) -> str:
    """The secret this session offers: the same when the page is loaded again, as a phone does on the way back from
    the authenticator app, which has it by then. Another one in each session and for each change of apps.
    """
    value = f"{login.token_hash}:{login.account.totp_secret}"
    return secret_of(web_key(request).derived(SET_UP_PURPOSE, value))


def _refuse_half_done(login: LoginSession) -> None:
    """Who has a second factor types it before anything can be changed about it."""
    if not login.is_verified:
        raise SecondFactorNeeded(is_set=True, account_id=login.account_id)


def _require_code(session: Session, account: Account, form: FormData, field: str = "code") -> None:
    source = throttling.of_account(f"kode:{account.email}")
    throttling.begin_attempt(session, source)
    check_code(session, account, text_of(form, field))
    throttling.succeeded(session, source)


def _require_same(form: FormData) -> None:
    if text_of(form, "password") != text_of(form, "password_again"):
        raise PasswordRefused("Kedua kata sandi baru tidak sama. Ketik yang sama dua kali.", "password_again")


def _secret_context(request: Request, account: Account, secret: str) -> dict[str, Any]:
    picture = segno.make(provisioning_uri(account.email, secret)).svg_inline(scale=5, border=4, light="#fff")
    return {
        "app_link": provisioning_uri(account.email, secret),
        "qr": Markup(picture),  # noqa: S704  drawn by segno, nothing of it is typed by anybody
        "spelled": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "setup": web_key(request).sign(SET_UP_PURPOSE, [account.id, secret]),
        "has_old": bool(account.totp_secret),
    }


def _own_again(request: Request, account: Account, session: Session, error: AccountRefused) -> Response:
    context = {**_context(request, account, session), "error": error.sentence, "field_name": error.field}
    return page(request, "admin/own.html", context, status_code=422)


def _context(request: Request, account: Account, session: Session) -> dict[str, Any]:
    settings = settings_of(request)
    return {
        "grants": [describe_grant(grant) for grant in account.grants],
        "sessions": [
            (login, describe_browser(login.browser), login.id == request.state.login.id)
            for login in open_login_sessions(session, account, settings)
        ],
        "has_second_factor": bool(account.totp_secret),
        "must_have_second_factor": needs_second_factor(account),
        "recovery_codes_left": remaining_recovery_codes(session, account),
        "min_length": MIN_LENGTH,
        "session_minutes": round(settings.session_minutes),
    }
