"""Holidays that a region adds to the nation's: what counts where, add one, take one away. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, require
from loket.audit.operations import record
from loket.offices.editing import BIGGEST_ID
from loket.offices.errors import LocalHolidayNotFound, OfficeRefused
from loket.regions.models import LocalHoliday, Region
from loket.standards.content import clean_line, clean_text
from loket.standards.errors import Problem

MAX_DAYS = 31
MAX_NAME, MAX_SOURCE = 120, 1000


def list_local_holidays(session: Session, actor: Account, since: date) -> Sequence[LocalHoliday]:
    """Those of the regions this account manages offices of, and of the provinces above them, that end on or after
    ``since``, by day."""
    own = allowed_regions(session, actor, Action.MANAGE_OFFICES)
    parents = select(Region.parent_id).where(own.condition(Region.id), Region.parent_id.is_not(None))
    query = (
        select(LocalHoliday)
        .where(own.condition(LocalHoliday.region_id) | LocalHoliday.region_id.in_(parents))
        .where(LocalHoliday.last_day >= since)
        .options(joinedload(LocalHoliday.region))
        .order_by(LocalHoliday.first_day, LocalHoliday.id)
    )
    return session.scalars(query).all()


def get_local_holiday(session: Session, actor: Account, holiday_id: int) -> LocalHoliday:
    """One this account may take away; raises LocalHolidayNotFound, NotPermitted."""
    found = session.get(LocalHoliday, holiday_id) if 0 < holiday_id <= BIGGEST_ID else None
    if found is None:
        raise LocalHolidayNotFound(holiday_id)
    require(actor, Action.MANAGE_OFFICES, found.region.slug)
    return found


def add_local_holiday(
    session: Session,
    actor: Account,
    region: Region,
    name: str,
    first_day: date | None,
    last_day: date | None,
    source: str,
    origin: str = "",
) -> LocalHoliday:
    """A holiday of the region, and of all of it where it is a province; offices are closed on it at once.

    ``last_day`` None = one day. Raises NotPermitted, OfficeRefused.
    """
    require(actor, Action.MANAGE_OFFICES, region.slug)
    name, source, last_day = clean_line(name), clean_text(source), last_day or first_day
    problems = _problems(name, first_day, last_day, source)
    if problems or first_day is None or last_day is None:
        raise OfficeRefused(problems)
    row = LocalHoliday(region=region, name=name, first_day=first_day, last_day=last_day, source=source)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise OfficeRefused([Problem("name", "Hari libur ini sudah ada di daftar wilayah itu.")]) from error
    session.expire(region, ["local_holidays"])
    _note(session, actor, "local_holiday.create", row, origin)
    return row


def remove_local_holiday(session: Session, actor: Account, row: LocalHoliday, origin: str = "") -> None:
    """Take it away: on that day the offices' hours hold again. Raises NotPermitted."""
    require(actor, Action.MANAGE_OFFICES, row.region.slug)
    region = row.region
    _note(session, actor, "local_holiday.delete", row, origin)
    session.delete(row)
    session.flush()
    session.expire(region, ["local_holidays"])


def _problems(name: str, first: date | None, last: date | None, source: str) -> list[Problem]:
    problems = []
    if not name or len(name) > MAX_NAME:
        problems.append(Problem("name", f"Isi nama hari liburnya, paling panjang {MAX_NAME} huruf."))
    if not source or len(source) > MAX_SOURCE:
        problems.append(Problem("source", "Tulis keputusan atau surat edaran yang menetapkan libur ini."))
    if first is None or last is None:
        problems.append(Problem("first_day", "Isi hari pertamanya."))
    elif first > last:
        problems.append(Problem("last_day", "Hari terakhir lebih awal daripada hari pertama. Tukar keduanya."))
    elif (last - first).days >= MAX_DAYS:
        problems.append(Problem("last_day", f"Libur paling lama {MAX_DAYS} hari. Periksa bulan dan tahunnya."))
    return problems


def _note(session: Session, actor: Account, action: str, row: LocalHoliday, origin: str) -> None:
    values = {"name": row.name, "first_day": row.first_day, "last_day": row.last_day, "source": row.source}
    before, after = (None, values) if action.endswith("create") else (values, None)
    record(session, actor, action, "local_holiday", row.id, before, after, origin, region_id=row.region_id)
