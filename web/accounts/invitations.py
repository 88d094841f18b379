"""The page an invitation's link opens: its holder sets a password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from loket.accounts import throttling
from loket.accounts.errors import AccountRefused, InvitationInvalid, PasswordRefused
from loket.accounts.models import Invitation, InvitationPurpose
from loket.accounts.operations import accept_invitation, find_invitation, is_first_admin
from loket.accounts.passwords import MIN_LENGTH
from web.accounts.login import text_of
from web.database import database_of
from web.pages import page, redirect
from web.security import address_of, check_csrf, form_of

router = APIRouter(prefix="/admin/undangan", dependencies=[Depends(check_csrf)])
Form = Annotated[FormData, Depends(form_of)]


@router.get("/{token}")
def invitation_page(request: Request, token: str) -> Response:
    """Say who is invited and ask for a password. Raises InvitationInvalid."""
    invitation = _find(request, token)
    return page(request, "admin/invitation.html", _context(invitation))


@router.post("/{token}")
def accept(request: Request, token: str, form: Form) -> Response:
    """Open the account; the login page is next, with the new password."""
    invitation = _find(request, token)
    email, name = text_of(form, "email"), text_of(form, "name")
    try:
        _require_same(form)
        with database_of(request).writing() as session:
            accept_invitation(
                session, token, password=text_of(form, "password"), origin=address_of(request), email=email, name=name
            )
    except InvitationInvalid:
        raise
    except AccountRefused as error:
        typed = {"error": error.sentence, "field_name": error.field, "email": email, "name": name}
        return page(request, "admin/invitation.html", {**_context(invitation), **typed}, status_code=422)
    return redirect(request, "/admin/login", "Kata sandi tersimpan. Masuklah dengan email dan kata sandi baru Anda.")


def _find(request: Request, token: str) -> Invitation:
    address = throttling.of_address(address_of(request))
    with database_of(request).writing() as session:
        throttling.begin_attempt(session, address)  # links cannot be guessed through either
    with database_of(request).writing() as session:
        invitation = find_invitation(session, token)
        throttling.give_back(session, address)
        return invitation


def _context(invitation: Invitation) -> dict[str, object]:
    return {
        "invited": invitation.account,
        "is_first": is_first_admin(invitation.account),
        "is_reset": invitation.purpose == InvitationPurpose.RESET,
        "min_length": MIN_LENGTH,
    }


def _require_same(form: FormData) -> None:
    if text_of(form, "password") != text_of(form, "password_again"):
        raise PasswordRefused("Kedua kata sandi tidak sama. Ketik kata sandi yang sama dua kali.", "password_again")
