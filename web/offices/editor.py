"""The editor of an office: address, point on a map, hours, closures. Works without scripts, by the same buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, require
from loket.answers.texts.labels import OFFICE_KINDS
from loket.offices.closing_days import holidays_between
from loket.offices.content import PRECISIONS, content_of, content_problems
from loket.offices.editing import archive_office, create_office, get_office, restore_office, save_office
from loket.offices.errors import OfficeConflict, OfficeRefused
from loket.offices.hours import DAYS
from loket.offices.listing import kept_regions
from loket.offices.models import Office
from loket.offices.placing import point_warning
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.operations import today_in
from loket.standards.errors import Problem
from web.database import DbSession
from web.offices.form import OfficeForm, form_of_content, form_of_pairs
from web.offices.places import HOME, Keeper
from web.offices.trying import tried
from web.pages import page, redirect
from web.security import address_of
from web.standards import wording
from web.standards.places import Form, pairs_of

DAYS_SHOWN = 365  # of the holidays ahead
NO_REGION = Problem("region", "Pilih wilayah kantor ini dari daftar.")
router = APIRouter()


@router.get(HOME + "/baru")
def new_page(request: Request, account: Keeper, session: DbSession, wilayah: str = "") -> Response:
    """An empty form."""
    regions = kept_regions(session, account)
    chosen = wilayah if any(one.slug == wilayah for one in regions) else regions[0].slug if len(regions) == 1 else ""
    return _show(request, session, account, OfficeForm(values={"region": chosen}))


@router.post(HOME + "/baru")
def create(request: Request, account: Keeper, session: DbSession, given: Form) -> Response:
    """Store a new office, or one of the form's other buttons."""
    form = form_of_pairs(pairs_of(given))
    if not _is_save(given):
        return _show(request, session, account, _after_step(form, given))
    region = _region_of(session, form)
    content, unread = form.content()
    try:
        if region is None or unread:
            today = today_in(region)
            raise OfficeRefused(
                [*([] if region else [NO_REGION]), *_all_problems(unread, content_problems(content, today))]
            )
        with session.begin_nested():
            office = create_office(session, account, region, content, address_of(request))
    except OfficeRefused as refusal:
        return _show(request, session, account, form, refusal=refusal)
    return _saved(request, session, office, "Kantor tersimpan. Warga sudah dapat membacanya.")


@router.get(HOME + "/{office_id}")
def editor_page(request: Request, office_id: int, account: Keeper, session: DbSession) -> Response:
    """The office's form."""
    office = get_office(session, account, office_id)
    form = form_of_content(content_of(office), office.lock_version)
    return _show(request, session, account, form, office)


@router.post(HOME + "/{office_id}")
def edit(request: Request, office_id: int, account: Keeper, session: DbSession, given: Form) -> Response:
    """Save, or one of the form's other buttons. What is refused stays in the form."""
    office = get_office(session, account, office_id)
    form = form_of_pairs(pairs_of(given))
    if not _is_save(given):
        return _show(request, session, account, _after_step(form, given), office)
    content, unread = form.content()
    try:
        if unread:
            problems = content_problems(content, today_in(office.region), office.kind)
            raise OfficeRefused(_all_problems(unread, problems))
        with session.begin_nested():
            save_office(session, account, office, form.lock_version, content, address_of(request))
    except OfficeConflict as conflict:
        form.lock_version = conflict.lock_version  # having seen the difference, the next save stands
        more = {"error": str(conflict), "differences": conflict.differences}
        return _show(request, session, account, form, office, status_code=409, more=more)
    except OfficeRefused as refusal:
        return _show(request, session, account, form, office, refusal=refusal)
    return _saved(request, session, office, "Tersimpan. Bot sudah menjawab dengan isi yang baru.")


@router.post(HOME + "/{office_id}/arsip")
def archive(request: Request, office_id: int, account: Keeper, session: DbSession) -> Response:
    """Hide the office from citizens."""
    archive_office(session, account, get_office(session, account, office_id), address_of(request))
    return redirect(request, f"{HOME}/{office_id}", "Kantor diarsipkan. Bot tidak menunjukkannya lagi.")


@router.post(HOME + "/{office_id}/pulihkan")
def restore(request: Request, office_id: int, account: Keeper, session: DbSession) -> Response:
    """Show it again."""
    restore_office(session, account, get_office(session, account, office_id), address_of(request))
    return redirect(request, f"{HOME}/{office_id}", "Kantor dipulihkan. Bot menunjukkannya lagi.")


def _saved(request: Request, session: Session, office: Office, message: str) -> Response:
    warning = point_warning(session, office.region, office.latitude, office.longitude)
    return redirect(request, f"{HOME}/{office.id}", f"{message} {warning}".strip())


def _is_save(given: Mapping[str, Any]) -> bool:
    return str(given.get("op") or "save") == "save"


def _after_step(form: OfficeForm, given: Mapping[str, Any]) -> OfficeForm:
    """The form after one of its buttons: "copy:0:1234" gives Monday's hours to four days; others change nothing."""
    step, _, rest = str(given.get("op")).partition(":")
    source, _, targets = rest.partition(":")
    if step == "copy" and source in set("0123456") and set(targets) <= set("0123456"):
        form.copy_day(int(source), [int(day) for day in targets])
    return form


def _region_of(session: Session, form: OfficeForm) -> Region | None:
    try:
        return get_region(session, form.text("region")) if form.text("region") else None
    except RegionNotFound:
        return None


def _all_problems(unread: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    """What cannot be read first; that an unreadable field is also empty need not be said."""
    fields = {one.field for one in unread}
    return [*unread, *(one for one in others if one.field not in fields)]


def _show(
    request: Request,
    session: Session,
    account: Account,
    form: OfficeForm,
    office: Office | None = None,
    *,
    refusal: OfficeRefused | None = None,
    status_code: int = 200,
    more: Mapping[str, Any] | None = None,
) -> Response:
    region = office.region if office else _region_of(session, form)
    if region is not None:
        require(account, Action.MANAGE_OFFICES, region.slug)
        form.values["preview_at"] = (
            form.text("preview_at") or f"{datetime.now(ZoneInfo(region.timezone)):%Y-%m-%dT%H:%M}"
        )
    problems = refusal.problems if refusal else []
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        by_field.setdefault(problem.field, []).append(problem.message)
    kinds = (
        OFFICE_KINDS
        if form.text("kind") in ("", *OFFICE_KINDS)
        else {**OFFICE_KINDS, form.text("kind"): form.text("kind")}
    )
    context = {
        "office": office, "region": region, "form": form, "problems": problems, "by_field": by_field, "kinds": kinds,
        "regions": [] if office else kept_regions(session, account), "days": DAYS, "precisions": PRECISIONS,
        "confidences": wording.CONFIDENCES, "today": today_in(region).isoformat(), "holidays": _holidays(region, form),
        "tried": tried(session, region, form) if region else None, "home": HOME,
        "is_typed": request.method == "POST", "error": str(refusal) if refusal else "", **(more or {}),
    }  # fmt: skip
    return page(request, "admin/offices/editor.html", context, status_code=422 if refusal else status_code)


def _holidays(region: Region | None, form: OfficeForm) -> list[tuple[str, str]]:
    """Holidays ahead as (ISO date, words), and every day that is ticked already, holiday or no longer."""
    if region is None:
        return []
    today = today_in(region)
    named: dict[str, list[str]] = {day: [] for day in form.open_days}
    for one in holidays_between(region, today, today + timedelta(days=DAYS_SHOWN)):
        named.setdefault(one.day.isoformat(), []).append(f"{one.name} ({one.place})" if one.place else one.name)
    return [(day, _holiday_words(day, names)) for day, names in sorted(named.items())]


def _holiday_words(day: str, names: list[str]) -> str:
    try:
        weekday = DAYS[date.fromisoformat(day).weekday()]
    except ValueError:
        return day
    return f"{weekday}, {wording.day(day)}: {'; '.join(names) or 'bukan hari libur yang akan datang'}"
