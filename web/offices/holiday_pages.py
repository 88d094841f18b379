"""Holidays of a region: what holds there, add one, take one away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.imports.cells import date_of
from loket.offices.closing_days import Holiday, national_holidays
from loket.offices.errors import OfficeRefused
from loket.offices.listing import kept_regions
from loket.offices.local_holidays import (
    add_local_holiday,
    get_local_holiday,
    list_local_holidays,
    remove_local_holiday,
)
from loket.regions.errors import RegionNotFound
from loket.regions.operations import get_region
from loket.services.operations import NATIONAL_TIMEZONE
from loket.standards.errors import Problem
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.offices.places import HOLIDAYS, Keeper
from web.pages import page, redirect
from web.security import address_of
from web.standards.places import Form

FIELDS = ("region", "name", "first_day", "last_day", "source")
PAST, AHEAD = timedelta(days=31), timedelta(days=365)
router = APIRouter()
MENU.append(
    MenuEntry("Libur daerah", HOLIDAYS, Action.MANAGE_OFFICES, 16, "Hari libur kabupaten, kota, atau provinsi.")
)


@router.get(HOLIDAYS)
def list_page(request: Request, account: Keeper, session: DbSession) -> Response:
    """The holidays of one's regions and of the provinces above."""
    return page(request, "admin/offices/holidays.html", _context(session, account, {}))


@router.post(HOLIDAYS)
def add(request: Request, account: Keeper, session: DbSession, given: Form) -> Response:
    """Add one; offices there are closed on it at once."""
    typed = {name: str(given.get(name) or "")[:2000] for name in FIELDS}
    try:
        with session.begin_nested():
            _add(session, account, typed, address_of(request))
    except OfficeRefused as refusal:
        by_field = {one.field: one.message for one in refusal.problems}
        context = {**_context(session, account, typed), "error": str(refusal), "by_field": by_field}
        return page(request, "admin/offices/holidays.html", context, status_code=422)
    return redirect(request, HOLIDAYS, "Hari libur tersimpan. Kantor di wilayah itu dijawab tutup pada hari itu.")


@router.post(HOLIDAYS + "/{holiday_id}/hapus")
def remove(request: Request, holiday_id: int, account: Keeper, session: DbSession) -> Response:
    """Take one away."""
    remove_local_holiday(session, account, get_local_holiday(session, account, holiday_id), address_of(request))
    return redirect(request, HOLIDAYS, "Hari libur dihapus. Jam buka biasa berlaku lagi pada hari itu.")


def _add(session: Session, account: Account, typed: dict[str, str], origin: str) -> None:
    days = {name: date_of(typed[name].strip()) for name in ("first_day", "last_day")}
    unread = [
        Problem(name, f"“{typed[name][:40]}” bukan tanggal. Tulis seperti 24/11/2026.")
        for name, day in days.items()
        if typed[name].strip() and day is None
    ]
    try:
        region = get_region(session, typed["region"])
    except RegionNotFound:
        unread.insert(0, Problem("region", "Pilih wilayahnya dari daftar."))
    if unread:
        raise OfficeRefused(unread)
    add_local_holiday(
        session, account, region, typed["name"], days["first_day"], days["last_day"], typed["source"], origin
    )  # fmt: skip


def _context(session: Session, account: Account, typed: FormData | dict[str, str]) -> dict[str, Any]:
    today = datetime.now(ZoneInfo(NATIONAL_TIMEZONE)).date()
    rows = [
        (row, may(account, Action.MANAGE_OFFICES, row.region.slug))
        for row in list_local_holidays(session, account, today - PAST)
    ]
    national = [
        Holiday(day, name)
        for year in (today.year, today.year + 1)
        for day, name in sorted(national_holidays(year).items())
        if today <= day <= today + AHEAD
    ]
    return {
        "rows": rows, "national": national, "regions": kept_regions(session, account), "typed": typed, "by_field": {},
        "home": HOLIDAYS,
    }  # fmt: skip
