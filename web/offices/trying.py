"""What helps while an office is edited: the map around it, and the answers as citizens would read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from loket.accounts.permissions import Action, require
from loket.offices.editing import get_office
from loket.offices.placing import point_warning, region_map
from loket.offices.preview import preview
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.rendering.messages import shown_as_chat
from web.database import DbSession
from web.offices.form import OfficeForm, form_of_pairs
from web.offices.places import HOME, Keeper
from web.pages import page, when
from web.standards.places import Form, pairs_of

router = APIRouter()


@router.get(HOME + "/peta/{region_slug}")
def map_data(region_slug: str, account: Keeper, session: DbSession) -> Response:
    """The region's outline and landmarks, for the map picker; nothing is asked of another server."""
    region = get_region(session, region_slug)
    require(account, Action.MANAGE_OFFICES, region.slug)
    drawn = region_map(session, region)
    landmarks = [
        {"name": one.name, "point": (one.latitude, one.longitude), "region": one.is_region} for one in drawn.landmarks
    ]
    return JSONResponse(
        {
            "name": drawn.name, "corners": drawn.corners, "outlines": drawn.outlines,
            "landmarks": landmarks,
        }
    )  # fmt: skip


@router.post(HOME + "/baru/pratinjau")
def preview_new(request: Request, account: Keeper, session: DbSession, given: Form) -> Response:
    """The answers with an office that is not there yet: a piece of the page."""
    form = form_of_pairs(pairs_of(given))
    if not form.text("region"):
        return page(request, "admin/offices/_preview.html", {"tried": None})
    region = get_region(session, form.text("region"))
    require(account, Action.MANAGE_OFFICES, region.slug)
    return page(request, "admin/offices/_preview.html", {"tried": tried(session, region, form)})


@router.post(HOME + "/{office_id}/pratinjau")
def preview_office(request: Request, office_id: int, account: Keeper, session: DbSession, given: Form) -> Response:
    """The answers from what stands in the form: a piece of the page."""
    office = get_office(session, account, office_id)
    context = {"tried": tried(session, office.region, form_of_pairs(pairs_of(given)))}
    return page(request, "admin/offices/_preview.html", context)


def tried(session: Session, region: Region, form: OfficeForm) -> dict[str, Any]:
    """Both answers as Telegram shows them, whether it is open at the moment asked about, and doubts about the point."""
    content, _unread = form.content()
    moment = moment_of(form, region)
    found = preview(session, region, content, moment)
    return {
        "when": when(moment, region.timezone),
        "status": found.status,
        "warning": point_warning(session, region, content.latitude, content.longitude),
        "answers": (("Lokasi", shown_as_chat(found.location)), ("Jam buka", shown_as_chat(found.hours))),
    }


def moment_of(form: OfficeForm, region: Region) -> datetime:
    """The moment asked about, in the region's time; now where none or none that can be read is given."""
    zone = ZoneInfo(region.timezone)
    try:
        given = datetime.fromisoformat(form.text("preview_at"))
    except ValueError:
        return datetime.now(zone)
    is_far = not 2000 <= given.year <= 2100  # beyond, calendars end
    return datetime.now(zone) if is_far else given.replace(tzinfo=zone)
