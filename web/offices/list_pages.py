"""The list of offices: which there are, and what each still lacks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from loket.accounts.permissions import Action
from loket.answers.texts.labels import OFFICE_KINDS
from loket.offices.listing import Lacking, OfficeFilter, kept_regions, list_offices
from loket.regions.operations import get_region
from loket.services.operations import today_in
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.offices.places import HOME, Keeper
from web.pages import page
from web.standards import wording
from web.standards.places import number_of

router = APIRouter()
MENU.append(MenuEntry("Kantor", HOME, Action.MANAGE_OFFICES, 15, "Alamat, titik peta, dan jam buka kantor layanan."))
STATES = {"aktif": True, "arsip": False, "semua": None}
LACKING = {"titik": Lacking.POINT, "jam": Lacking.HOURS}


@router.get(HOME)
def list_page(
    request: Request,
    account: Keeper,
    session: DbSession,
    wilayah: str = "",
    q: str = "",
    jenis: str = "",
    keadaan: str = "aktif",
    tanpa: str = "",
    hal: str = "1",
) -> Response:
    """Offices of one's regions, filtered."""
    region = get_region(session, wilayah) if wilayah else None
    wanted = OfficeFilter(region, q[:80], jenis[:40], STATES.get(keadaan, True), LACKING.get(tanpa), number_of(hal))
    context = {
        "found": list_offices(session, account, wanted), "regions": kept_regions(session, account), "wilayah": wilayah,
        "q": q, "jenis": jenis, "keadaan": keadaan, "tanpa": tanpa, "kinds": OFFICE_KINDS, "wording": wording,
        "today": today_in(region),
    }  # fmt: skip
    return page(request, "admin/offices/list.html", context)
