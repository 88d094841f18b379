"""Coming in and going out: password, second factor, logout."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts import throttling
from loket.accounts.errors import AccountRefused, CodeWrong, LoginFailed, TooManyAttempts
from loket.accounts.login_sessions import end_login_session, find_login_session, open_login_session
from loket.accounts.models import Account, LoginSession
from loket.accounts.operations import get_account, login_candidate, require_login
from loket.accounts.passwords import verify_password
from loket.accounts.second_factor import check_code
from loket.audit.operations import record
from loket.database import utc_now
from web.accounts.current import SESSION_COOKIE, WHO_COOKIE, WHO_PURPOSE, half_logged_in, login_session, settings_of
from web.accounts.resuming import FIELD, typed_in
from web.database import database_of
from web.pages import local_path, page, redirect
from web.security import address_of, check_csrf, form_of, set_cookie, web_key

router = APIRouter(prefix="/admin", dependencies=[Depends(check_csrf)])
Form = Annotated[FormData, Depends(form_of)]


def text_of(form: FormData, name: str) -> str:
    """The field as text; empty where it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


@router.get("/login")
def login_page(request: Request, next: str = "") -> Response:
    """Ask for email and password."""
    return page(request, "admin/login.html", {"next": local_path(next)})


@router.post("/login")
def log_in(request: Request, form: Form) -> Response:
    """Check the password; who has a second factor goes on to type it."""
    email = text_of(form, "email")
    sources = (throttling.of_account(email), throttling.of_address(address_of(request)))
    database = database_of(request)
    try:
        with database.writing() as session:
            throttling.begin_attempt(session, *sources)
        with database.reading() as session:
            found = login_candidate(session, email)
        # Outside any transaction: a hash takes long on purpose, and others want to write.
        is_right = verify_password(text_of(form, "password"), found.password_hash if found else "")
        account_id = require_login(found, is_password_right=is_right).id
    except (LoginFailed, TooManyAttempts) as error:
        return _again(request, "admin/login.html", form, error, {"email": email})
    with database.writing() as session:
        throttling.give_back(session, sources[1])
        account = get_account(session, account_id)
        has_second_factor = bool(account.totp_secret)
        if not has_second_factor:
            throttling.succeeded(session, sources[0])
        else:
            throttling.give_back(session, sources[0])
        token = _open(request, session, account, is_verified=not has_second_factor)
    if has_second_factor:
        context = {"next": local_path(text_of(form, "next")), FIELD: text_of(form, FIELD)}
        response = page(request, "admin/login_code.html", context)
    else:
        response = after_login(request, account_id, form)
    return _with_cookie(request, response, token, None if has_second_factor else account_id)


@router.get("/login/kode")
def code_page(request: Request, _login: Annotated[LoginSession, Depends(half_logged_in)], next: str = "") -> Response:
    """Ask for the second factor."""
    return page(request, "admin/login_code.html", {"next": local_path(next)})


@router.post("/login/kode")
def check_second_factor(request: Request, form: Form) -> Response:
    """Check the code of the app, or a recovery code, and open the session that counts."""
    database = database_of(request)
    with database.writing() as session:
        half = login_session(request, session)
        account_id, email = half.account_id, half.account.email
    sources = (throttling.of_account(f"kode:{email}"), throttling.of_address(address_of(request)))
    try:
        with database.writing() as session:
            throttling.begin_attempt(session, *sources)
        with database.writing() as session:
            account = get_account(session, account_id)
            was_recovery = check_code(session, account, text_of(form, "code"))
            throttling.succeeded(session, sources[0], throttling.of_account(email))
            throttling.give_back(session, sources[1])
            end_login_session(session, login_session(request, session))
            token = _open(request, session, account, is_verified=True)
            if was_recovery:
                origin = address_of(request)
                record(session, account, "account.recovery_code", "account", account.id, None, None, origin)
    except (CodeWrong, TooManyAttempts) as error:
        return _again(request, "admin/login_code.html", form, error, {})
    message = "Anda masuk dengan kode cadangan. Kode itu tidak berlaku lagi." if was_recovery else ""
    return _with_cookie(request, after_login(request, account_id, form, message), token, account_id)


@router.post("/keluar")
def log_out(request: Request) -> Response:
    """End this browser's session; without one there is nothing to end."""
    with database_of(request).writing() as session:
        login = find_login_session(session, request.cookies.get(SESSION_COOKIE, ""))
        if login is not None:
            end_login_session(session, login)
    response = redirect(request, "/admin/login", "Anda sudah keluar.")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def after_login(request: Request, account_id: int, form: FormData, message: str = "") -> Response:
    """Where to go now: back to the form that could not be saved, with what was typed, or on."""
    typed = typed_in(request, form.get(FIELD), account_id)
    if typed is not None:
        return page(request, "admin/resume.html", {"typed": typed})
    return redirect(request, local_path(text_of(form, "next")), message)


def _open(request: Request, session: Session, account: Account, *, is_verified: bool) -> str:
    address = address_of(request)
    if is_verified:
        account.last_login_at = utc_now()
        record(session, account, "account.login", "account", account.id, None, None, address)
    browser = request.headers.get("user-agent", "")
    settings = settings_of(request)
    return open_login_session(session, account, settings, address=address, browser=browser, is_verified=is_verified)


def _with_cookie(request: Request, response: Response, token: str, verified_id: int | None) -> Response:
    # Without an age: the cookie goes when the browser closes; how long it counts is the server's affair.
    set_cookie(request, response, SESSION_COOKIE, token)
    if verified_id is not None:
        set_cookie(request, response, WHO_COOKIE, web_key(request).sign(WHO_PURPOSE, verified_id))
    return response


def _again(request: Request, template: str, form: FormData, error: AccountRefused, context: dict[str, str]) -> Response:
    kept = {"next": local_path(text_of(form, "next")), FIELD: text_of(form, FIELD), "has_typed": FIELD in form}
    status = 429 if isinstance(error, TooManyAttempts) else 422
    response = page(request, template, {**kept, **context, "error": error.sentence}, status_code=status)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.seconds)
    return response
