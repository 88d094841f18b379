"""Admit partners to one's regions; for the programme, make and end their API keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, may
from loket.partner_keys.errors import PartnerKeyRefused
from loket.partner_keys.operations import create_key, list_keys, revoke_key
from loket.partners.errors import PartnerRefused
from loket.partners.models import Partner
from loket.partners.operations import active_partners, admissions, admit, dismiss
from loket.regions.models import Region
from web.accounts.current import permitted
from web.accounts.login import text_of
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.pages import page, redirect
from web.region_choice import chosen_region
from web.security import address_of, form_of

HOME = "/admin/mitra"
router = APIRouter(prefix=HOME)
Form = Annotated[FormData, Depends(form_of)]
Admitter = Annotated[Account, Depends(permitted(Action.ADMIT_PARTNERS))]
KeyMaker = Annotated[Account, Depends(permitted(Action.MANAGE_API_KEYS))]
MENU.append(
    MenuEntry("Penerimaan mitra", HOME, Action.ADMIT_PARTNERS, 81, "Lembaga yang boleh ikut menulis di wilayah Anda.")
)


@router.get("")
def home(request: Request, account: Admitter, session: DbSession) -> Response:
    """Whom one's regions admitted; keys for who may make them."""
    return page(request, "admin/partners/home.html", _context(session, account))


@router.post("/terima")
def take_in(request: Request, account: Admitter, session: DbSession, form: Form) -> Response:
    """Let a partner contribute to a region."""
    try:
        with session.begin_nested():
            partner, region = _partner(session, text_of(form, "partner")), _region(session, text_of(form, "region"))
            admit(session, account, partner, region, address_of(request))
    except PartnerRefused as error:
        return _again(request, session, account, form, error)
    message = f"{partner.name} diterima di {region.name}. Sekarang undang orangnya lewat Akun dan peran."
    return redirect(request, HOME, message)


@router.post("/terima/{admission_id}/akhiri")
def send_off(request: Request, admission_id: int, account: Admitter, session: DbSession) -> Response:
    """No longer; what is published stays."""
    ended = dismiss(session, account, admission_id, address_of(request))
    message = f"{ended.partner.name} tidak lagi mengusulkan isi di {ended.region.name}. Yang sudah terbit tetap."
    return redirect(request, HOME, message)


@router.post("/kunci")
def make_key(request: Request, account: KeyMaker, session: DbSession, form: Form) -> Response:
    """A key for a partner's system, shown this once: only its hash is kept."""
    try:
        with session.begin_nested():
            partner, label = text_of(form, "partner"), text_of(form, "label")
            key, text = create_key(session, account, partner, label, address_of(request))
    except PartnerKeyRefused as error:
        return _again(request, session, account, form, error)
    return page(request, "admin/partners/key.html", {"key": key, "text": text})


@router.post("/kunci/{key_id}/cabut")
def end_key(request: Request, key_id: int, account: KeyMaker, session: DbSession) -> Response:
    """The key no longer works."""
    ended = revoke_key(session, account, key_id, address_of(request))
    return redirect(request, HOME, f"Kunci “{ended.label}” milik {ended.partner.name} dicabut.")


def _again(
    request: Request, session: Session, account: Account, form: FormData, error: PartnerRefused | PartnerKeyRefused
) -> Response:
    """The page once more with the reason, and with what was typed."""
    typed = {name: text_of(form, name) for name in ("partner", "region", "label")}
    told = {"error": error.sentence, "field_name": error.field, "typed": typed}
    return page(request, "admin/partners/home.html", {**_context(session, account), **told}, status_code=422)


def _context(session: Session, account: Account) -> dict[str, Any]:
    scope = allowed_regions(session, account, Action.ADMIT_PARTNERS)
    makes_keys = may(account, Action.MANAGE_API_KEYS, None)
    return {
        "admitted": admissions(session, account), "partners": active_partners(session), "typed": {}, "field_name": "",
        "regions": session.scalars(select(Region).where(scope.condition(Region.id)).order_by(Region.code)).all(),
        "makes_keys": makes_keys, "keys": list_keys(session) if makes_keys else [],
        "registers": may(account, Action.MANAGE_PARTNERS, None),
    }  # fmt: skip


def _partner(session: Session, typed: str) -> Partner:
    found = session.scalar(select(Partner).where(Partner.slug == typed.strip()))
    if found is None:
        raise PartnerRefused("Pilih lembaganya dari daftar.", "partner")
    return found


def _region(session: Session, typed: str) -> Region:
    found, problem = chosen_region(session, typed)
    if found is None:
        raise PartnerRefused(problem, "region")
    return found
