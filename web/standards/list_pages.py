"""What there is to work on: services of a region, standards of all one's regions, tasks a change above opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.regions.models import Region
from loket.services.models import Component, StandardState
from loket.services.operations import NATIONAL_TIMEZONE, Level, today_in
from loket.standards.components import COMPONENTS
from loket.standards.contributors import contributing_partner, writable_regions
from loket.standards.listing import Filter, Staleness, list_services_in, list_standards
from loket.standards.tasks import finish_task, tasks_for, what_changed
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.pages import page, redirect
from web.security import address_of
from web.standards import wording
from web.standards.places import Reviewer, Writer, number_of, region_at

HOME = "/admin/standar"
TASKS = "/admin/tugas"
EVERYWHERE = "semua"
router = APIRouter()
MENU.append(MenuEntry("Layanan dan standar", HOME, Action.WRITE_STANDARD, 10, "Isi dan perbarui informasi layanan."))
MENU.append(MenuEntry("Tugas tinjau ulang", TASKS, Action.WRITE_STANDARD, 11, "Aturan di atas Anda berubah."))


@router.get(HOME)
def list_page(
    request: Request,
    account: Writer,
    session: DbSession,
    wilayah: str = "",
    q: str = "",
    status: str = "",
    tingkat: str = "",
    umur: str = "",
    hal: str = "1",
) -> Response:
    """Services of one region with what holds there, or (``wilayah=semua``) every standard one works on."""
    is_national, regions = writable_regions(session, account)
    chosen = wilayah or _usual(is_national, regions)
    wanted = Filter(
        q[:80], _choice(StandardState, status), _choice(Level, tingkat), _choice(Staleness, umur), number_of(hal)
    )
    context: dict[str, Any] = {
        "regions": regions, "is_national": is_national, "chosen": chosen, "q": q, "status": status,
        "tingkat": tingkat, "umur": umur, "states": wording.STATES, "levels": wording.LEVELS, "wording": wording,
        "tasks": len(tasks_for(session, account, limit=100)),
    }  # fmt: skip
    if chosen == EVERYWHERE:
        today = datetime.now(ZoneInfo(NATIONAL_TIMEZONE)).date()
        found = list_standards(session, account, wanted, today)
        context |= {"found": found, "today": today}
    else:
        context |= _of_region(session, account, region_at(session, chosen), wanted)
    return page(request, "admin/standards/list.html", context)


def _of_region(session: Session, account: Account, region: Region | None, wanted: Filter) -> dict[str, Any]:
    partner = contributing_partner(session, account, region)
    today = today_in(region)
    found = list_services_in(session, region, wanted, today, partner.id if partner else None)
    slug = region.slug if region else None
    return {
        "found": found, "today": today, "region": region, "partner": partner,
        "may_review": may(account, Action.PUBLISH_STANDARD, slug, None),
    }  # fmt: skip


@router.get(TASKS)
def tasks_page(request: Request, account: Writer, session: DbSession) -> Response:
    """What the nation or a province changed while one's region says otherwise."""
    rows = [
        {
            "task": task,
            "component": COMPONENTS[Component(task.component)].name,
            "place": wording.place_name(task.region),
            "above": wording.place_name(task.standard.region),
            "change": what_changed(session, task),
            "from_day": task.standard.valid_from,
            "may_finish": may(account, Action.REVIEW_STANDARD, task.region.slug, None),
        }
        for task in tasks_for(session, account)
    ]
    return page(request, "admin/standards/tasks.html", {"rows": rows})


@router.post(TASKS + "/{task_id}/selesai")
def finish(request: Request, task_id: int, account: Reviewer, session: DbSession) -> Response:
    """Looked at, and the region's own words may stay."""
    finish_task(session, account, task_id, address_of(request))
    return redirect(request, TASKS, "Dicatat: ketentuan daerah tetap berlaku.")


def _usual(is_national: bool, regions: Any) -> str:
    """Where somebody starts: their own region if there is one, else everywhere."""
    districts = [region for region in regions if not region.is_province]
    if is_national or len(regions) > 60:
        return EVERYWHERE
    return districts[0].slug if len(regions) == 1 and districts else (regions[0].slug if regions else EVERYWHERE)


def _choice[Option](options: type[Option], given: str) -> Option | None:
    """The option of this value, None for none."""
    try:
        return options(given)  # type: ignore[call-arg]  # an enum
    except ValueError:
        return None
