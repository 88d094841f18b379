"""Public pages: what holds for a service in a region, to read on a telephone and to print with a code to the bot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from sqlalchemy.orm import Session

from loket.answers import formats
from loket.emergency.operations import emergency_contacts
from loket.offices.operations import offices_for
from loket.opendata import operations
from loket.opendata.operations import NATION, Places, Slice
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region, RegionType
from loket.regions.names import display_name
from loket.regions.operations import list_regions, search_regions
from loket.services.errors import ServiceNotFound
from loket.services.models import Service
from loket.services.operations import get_service, list_services, resolve_standard, today_in
from loket.settings import Settings
from web.database import DbSession
from web.openapi.conditional import Seen, conditional
from web.openapi.presenting import Presenter, kind_name
from web.public.bot_link import BotAddress, BotLink
from web.public.reading import facts_of, office_of

TEMPLATES = Jinja2Templates(Path(__file__).parent.parent / "templates")
SEEN = Seen()
GET = ("GET", "HEAD")
MAX_QUERY, MOST_FOUND, MOST_OFFICES, MOST_REGION_OFFICES = 100, 60, 3, 12
KINDS_ON_PAPER = {"emergency", "crisis"}
PERMANENT, SEE_OTHER, NOT_FOUND = 308, 303, 404
Typed = Annotated[str, Query()]

router = APIRouter(include_in_schema=False)


@router.api_route("/layanan", methods=list(GET))
def service_index(request: Request, session: DbSession, q: Typed = "") -> Response:
    """All services, or those and the regions that fit what was typed."""
    typed = _typed(q)
    found = operations.list_services(session, None, None, typed, Slice(1, MOST_FOUND * 5))
    context = {
        "q": typed,
        "services": found.rows,
        "regions": [one.region for one in search_regions(session, typed)] if typed else [],
    }
    return _page(request, "service_index.html", "/layanan", context)


@router.api_route("/layanan/{service}", methods=list(GET))
def service_page(request: Request, session: DbSession, service: str, daerah: Typed = "") -> Response:
    """The national standard; ``daerah`` leads to the page of the region that was typed."""
    try:
        found = get_service(session, service)
    except ServiceNotFound:
        return _missing(request, "Layanan ini tidak ada atau sudah tidak ditawarkan.")
    typed = _typed(daerah)
    candidates = [one.region for one in search_regions(session, typed)] if typed else []
    if len(candidates) == 1:
        return RedirectResponse(f"/layanan/{found.slug}/{candidates[0].slug}", SEE_OTHER)
    return _standard_page(request, session, found, None, {"daerah": typed, "candidates": candidates})


@router.api_route("/layanan/{service}/{region}", methods=list(GET))
def service_in_region(request: Request, session: DbSession, service: str, region: str) -> Response:
    """What holds in the region; its code leads to the page of its slug."""
    try:
        found, place = get_service(session, service), operations.find_region(session, region)
    except ServiceNotFound:
        return _missing(request, "Layanan ini tidak ada atau sudah tidak ditawarkan.")
    except RegionNotFound:
        return _missing(request, "Daerah ini tidak dikenal.")
    if place.slug != region:
        return RedirectResponse(f"/layanan/{found.slug}/{place.slug}", PERMANENT)
    if not operations.is_offered(found, place):
        return _missing(request, f"{found.name} tidak ditawarkan di {display_name(place)}.")
    return _standard_page(request, session, found, place, {})


@router.api_route("/daerah", methods=list(GET))
def region_index(request: Request, session: DbSession, q: Typed = "") -> Response:
    """Provinces, or the regions that fit what was typed."""
    typed = _typed(q)
    if typed:
        exact = [one.region for one in search_regions(session, typed)]
        more = operations.list_regions(session, Places(), None, typed, Slice(1, MOST_FOUND)).rows
        regions = list({one.id: one for one in [*exact, *more]}.values())
    else:
        regions = list(list_regions(session))
    return _page(request, "region_index.html", "/daerah", {"q": typed, "regions": regions})


@router.api_route("/daerah/{region}", methods=list(GET))
def region_page(request: Request, session: DbSession, region: str) -> Response:
    """The region's services, offices and emergency numbers."""
    try:
        place = operations.find_region(session, region)
    except RegionNotFound:
        return _missing(request, "Daerah ini tidak dikenal.")
    if place.slug != region:
        return RedirectResponse(f"/daerah/{place.slug}", PERMANENT)
    offices = operations.list_offices(session, Places(region=place), None, Slice(1, MOST_REGION_OFFICES))
    context = {
        "region": place,
        "children": list_regions(session, place) if place.type == RegionType.PROVINSI else [],
        "services": list_services(session, place),
        "offices": [(kind_name(one.kind), office_of(one)) for one in offices.rows],
        "more_offices": max(0, offices.total - MOST_REGION_OFFICES),
        "contacts": emergency_contacts(session, place, KINDS_ON_PAPER),
        "bot": bot_link(request, place, None),
        "data_url": presenter(request).api(f"/regions/{place.code}/standards"),
    }
    return _page(request, "region.html", f"/daerah/{place.slug}", context)


def presenter(request: Request) -> Presenter:
    """Makes addresses of this installation."""
    settings: Settings = request.app.state.settings
    return Presenter(settings.resolved_web_url)


def bot_link(request: Request, region: Region | None, service: Service | None) -> BotLink | None:
    """The way to the bot, already at this region and service."""
    state = request.app.state
    if not hasattr(state, "bot_address"):
        state.bot_address = BotAddress(state.settings)
    address: BotAddress = state.bot_address
    return address.link(region.slug if region else "", service.slug if service else "")


def _standard_page(
    request: Request, session: Session, service: Service, region: Region | None, more: Mapping[str, Any]
) -> Response:
    today = today_in(region)
    is_local = region is not None and region.type != RegionType.PROVINSI
    offices = offices_for(session, service, region) if region is not None and is_local else []
    path = f"/layanan/{service.slug}" + (f"/{region.slug}" if region else "")
    key = region.code if region else NATION
    context = {
        "service": service,
        "region": region,
        "place": display_name(region) if region else "Seluruh Indonesia",
        "facts": facts_of(resolve_standard(session, service, region, today), today),
        "offices": [office_of(one) for one in offices[:MOST_OFFICES]],
        "more_offices": max(0, len(offices) - MOST_OFFICES),
        "bot": bot_link(request, region, service),
        "data_url": presenter(request).api(f"/regions/{key}/standards/{service.slug}"),
        "description": f"Syarat, cara, lama, dan biaya {service.name}"
        + (f" di {display_name(region)}." if region else "."),
        **more,
    }
    return _page(request, "service.html", path, context)


def _missing(request: Request, sentence: str) -> Response:
    return _page(request, "missing.html", "", {"sentence": sentence}, NOT_FOUND)


def _page(request: Request, template: str, path: str, context: Mapping[str, Any], status: int = 200) -> Response:
    canonical = presenter(request).page(path) if path else ""
    if path and (typed := context.get("q")):
        canonical = f"{canonical}?{urlencode({'q': typed})}"
    shown = {"canonical": canonical, **context}
    body = TEMPLATES.get_template(f"public/{template}").render(request=request, **shown).encode()
    if status != 200:
        return Response(body, status, media_type="text/html; charset=utf-8")
    return conditional(request, SEEN, body, "text/html; charset=utf-8")


def _typed(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:MAX_QUERY]


TEMPLATES.env.filters.update(display_name=display_name, short_date=formats.short_date, source=formats.source)
TEMPLATES.env.filters["svg"] = Markup  # our own code's SVG, never what somebody typed
