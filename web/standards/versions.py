"""Every version at one level: which holds since when, any two side by side, and back to an earlier one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.regions.models import Region
from loket.services.editing import find_service
from loket.services.models import Service, Standard, StandardState
from loket.services.operations import today_in
from loket.standards.content import content_of
from loket.standards.contributors import contributing_partner
from loket.standards.differences import compare
from loket.standards.drafts import scheduled, standing, versions_of
from loket.standards.errors import EditRefused, StandardNotFound
from loket.standards.publishing import roll_back, withdraw
from loket.standards.scheduling import call_off
from web.database import DbSession
from web.pages import page, redirect
from web.security import address_of
from web.standards import wording
from web.standards.list_pages import HOME
from web.standards.places import Form, Reviewer, Writer, number_of, region_at

router = APIRouter(prefix=HOME + "/{slug}/{wilayah}")


@router.get("/versi")
def versions_page(
    request: Request, slug: str, wilayah: str, account: Writer, session: DbSession, a: str = "", b: str = ""
) -> Response:
    """All versions; ``a`` and ``b`` are the two to compare, the one that holds and the one before if not given."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    contributing_partner(session, account, region)
    context = _context(session, account, service, region, number_of(a, 0), number_of(b, 0))
    return page(request, "admin/standards/versions.html", context)


@router.post("/pulihkan")
def go_back(request: Request, slug: str, wilayah: str, account: Reviewer, session: DbSession, form: Form) -> Response:
    """Say again what an earlier version said."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    number = number_of(str(form.get("version") or ""), 0)
    old = next((one for one in versions_of(session, service, region) if one.version == number), None)
    if old is None:
        raise StandardNotFound(number)
    try:
        with session.begin_nested():
            roll_back(session, account, old, str(form.get("text") or ""), address_of(request))
    except EditRefused as error:
        context = {**_context(session, account, service, region, 0, number), "error": error.sentence}
        context |= {"problems": getattr(error, "problems", []), "typed": str(form.get("text") or "")}
        return page(request, "admin/standards/versions.html", context, status_code=422)
    return redirect(request, f"{HOME}/{slug}/{wilayah}/versi", f"Isi versi {number} berlaku lagi.")


@router.post("/batalkan-jadwal")
def drop_schedule(
    request: Request, slug: str, wilayah: str, account: Reviewer, session: DbSession, form: Form
) -> Response:
    """What was to hold from a later day on does not."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    number = number_of(str(form.get("version") or ""), 0)
    found = next((one for one in scheduled(session, service, region) if one.version == number), None)
    if found is None:
        raise StandardNotFound(number)
    is_draft_again = call_off(session, account, found, address_of(request))
    after = "Isinya kembali menjadi draf." if is_draft_again else "Isinya disimpan di riwayat perubahan."
    return redirect(request, f"{HOME}/{slug}/{wilayah}", f"Jadwal versi {number} dibatalkan. {after}")


@router.post("/tarik")
def take_back(request: Request, slug: str, wilayah: str, account: Reviewer, session: DbSession) -> Response:
    """Take the region's own words back: the level above holds again."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    standard = standing(session, service, region)
    if standard is None:
        raise StandardNotFound(slug)
    withdraw(session, account, service, standard, address_of(request))
    return redirect(request, f"{HOME}/{slug}/{wilayah}", "Ketentuan daerah ditarik; ketentuan di atasnya berlaku lagi.")


def _context(
    session: Session, account: Account, service: Service, region: Region | None, a: int, b: int
) -> dict[str, Any]:
    versions = [one for one in versions_of(session, service, region) if one.published_at is not None]
    now = standing(session, service, region)
    by_number = {one.version: one for one in versions}
    right = by_number.get(b) or now or (versions[0] if versions else None)
    left = by_number.get(a) or _before(versions, right)
    slug = region.slug if region else None
    return {
        "service": service, "region": region, "place": wording.place_name(region), "versions": versions, "now": now,
        "place_slug": wording.place_slug(region), "left": left, "right": right, "today": today_in(region),
        "differences": compare(content_of(left) if left else {}, content_of(right)) if right else [],
        "states": wording.STATES, "may_publish": may(account, Action.PUBLISH_STANDARD, slug, None), "typed": "",
        "published": StandardState.PUBLISHED,
    }  # fmt: skip


def _before(versions: list[Standard], standard: Standard | None) -> Standard | None:
    if standard is None:
        return None
    return next((one for one in versions if one.version < standard.version), None)
