"""Holidays of a region: what holds there, add one, change one, take one away."""

from __future__ import annotations

from collections.abc import Mapping
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
from loket.offices.errors import LocalHolidayNotFound, OfficeConflict, OfficeRefused
from loket.offices.listing import kept_regions
from loket.offices.local_holidays import (
    LocalHolidayContent,
    add_local_holiday,
    change_local_holiday,
    get_local_holiday,
    list_local_holidays,
    remove_local_holiday,
)
from loket.regions.errors import RegionNotFound
from loket.regions.models import LocalHoliday
from loket.regions.operations import get_region
from loket.services.operations import NATIONAL_TIMEZONE
from loket.standards.errors import Problem
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.offices.places import HOLIDAYS, Keeper
from web.pages import page, redirect
from web.security import address_of
from web.standards.places import Form, number_of

FIELDS = ("region", "name", "first_day", "last_day", "source")
GONE = (
    "Hari libur ini sudah dihapus orang lain, jadi perubahan Anda belum disimpan. Isian Anda masih ada di bawah: pilih "
    "wilayahnya, lalu tekan Tambah bila liburnya memang ada."
)
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


@router.get(HOLIDAYS + "/{holiday_id}")
def edit_page(request: Request, holiday_id: int, account: Keeper, session: DbSession) -> Response:
    """One holiday, to change."""
    row = get_local_holiday(session, account, holiday_id)
    typed = {
        "name": row.name, "first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat(),
        "source": row.source, "lock_version": str(row.lock_version),
    }  # fmt: skip
    return _edit(request, row, typed)


@router.post(HOLIDAYS + "/{holiday_id}")
def change(request: Request, holiday_id: int, account: Keeper, session: DbSession, given: Form) -> Response:
    """Save it, unless somebody else has since the form was opened; what was typed comes back then."""
    typed = {name: str(given.get(name) or "")[:2000] for name in (*FIELDS, "lock_version")}
    try:
        row = get_local_holiday(session, account, holiday_id)
    except LocalHolidayNotFound:
        context = {**_context(session, account, typed), "error": GONE}
        return page(request, "admin/offices/holidays.html", context, status_code=409)
    try:
        with session.begin_nested():
            content, lock_version = _read(typed), number_of(typed["lock_version"], 0)
            change_local_holiday(session, account, row, lock_version, content, address_of(request))
    except OfficeConflict as conflict:
        typed["lock_version"] = str(conflict.lock_version)  # having seen the difference, the next save stands
        more = {"error": str(conflict), "differences": conflict.differences}
        return _edit(request, row, typed, more, status_code=409)
    except OfficeRefused as refusal:
        by_field = {one.field: one.message for one in refusal.problems}
        return _edit(request, row, typed, {"error": str(refusal), "by_field": by_field}, status_code=422)
    return redirect(request, HOLIDAYS, "Perubahan tersimpan. Bot sudah menjawab dengan tanggal yang baru.")


@router.post(HOLIDAYS + "/{holiday_id}/hapus")
def remove(request: Request, holiday_id: int, account: Keeper, session: DbSession) -> Response:
    """Take one away."""
    remove_local_holiday(session, account, get_local_holiday(session, account, holiday_id), address_of(request))
    return redirect(request, HOLIDAYS, "Hari libur dihapus. Jam buka biasa berlaku lagi pada hari itu.")


def _add(session: Session, account: Account, typed: dict[str, str], origin: str) -> None:
    problems = []
    try:
        region = get_region(session, typed["region"])
    except RegionNotFound:
        problems.append(Problem("region", "Pilih wilayahnya dari daftar."))
    problems += _unread(typed)
    if problems:
        raise OfficeRefused(problems)
    add_local_holiday(session, account, region, _read(typed), origin)


def _read(typed: dict[str, str]) -> LocalHolidayContent:
    """What the form says; raises OfficeRefused where a day cannot be read."""
    if problems := _unread(typed):
        raise OfficeRefused(problems)
    first, last = (date_of(typed[name].strip()) for name in ("first_day", "last_day"))
    return LocalHolidayContent(typed["name"], first, last, typed["source"])


def _unread(typed: dict[str, str]) -> list[Problem]:
    return [
        Problem(name, f"“{typed[name][:40]}” bukan tanggal. Tulis seperti 24/11/2026.")
        for name in ("first_day", "last_day")
        if typed[name].strip() and date_of(typed[name].strip()) is None
    ]


def _edit(
    request: Request,
    row: LocalHoliday,
    typed: dict[str, str],
    more: Mapping[str, Any] | None = None,
    status_code: int = 200,
) -> Response:
    context = {"row": row, "typed": typed, "by_field": {}, "home": HOLIDAYS, **(more or {})}
    return page(request, "admin/offices/holiday.html", context, status_code=status_code)


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
