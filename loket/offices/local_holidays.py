"""Holidays that a region adds to the nation's: what counts where, add, change, take away. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, require
from loket.answers.formats import short_date
from loket.audit.operations import changes, record
from loket.offices.editing import BIGGEST_ID
from loket.offices.errors import Difference, LocalHolidayNotFound, OfficeConflict, OfficeRefused
from loket.regions.models import LocalHoliday, Region
from loket.standards.content import clean_line, clean_text
from loket.standards.errors import Problem

MAX_DAYS = 31
MAX_NAME, MAX_SOURCE = 120, 1000
FIELDS: Final[Mapping[str, str]] = {
    "name": "Nama hari libur", "first_day": "Hari pertama", "last_day": "Hari terakhir", "source": "Sumber",
}  # fmt: skip


@dataclass(frozen=True)
class LocalHolidayContent:
    """Everything an editor may change. ``last_day`` None = one day."""

    name: str
    first_day: date | None
    last_day: date | None
    source: str


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
    """One this account may change; raises LocalHolidayNotFound, NotPermitted."""
    found = session.get(LocalHoliday, holiday_id) if 0 < holiday_id <= BIGGEST_ID else None
    if found is None:
        raise LocalHolidayNotFound(holiday_id)
    require(actor, Action.MANAGE_OFFICES, found.region.slug)
    return found


def add_local_holiday(
    session: Session, actor: Account, region: Region, given: LocalHolidayContent, origin: str = ""
) -> LocalHoliday:
    """A holiday of the region, and of all of it where it is a province; offices are closed on it at once.

    Raises NotPermitted, OfficeRefused.
    """
    require(actor, Action.MANAGE_OFFICES, region.slug)
    row = LocalHoliday(region=region, editor=actor.name)
    _write(session, row, _checked(given))
    _note(session, actor, "local_holiday.create", row, None, _values(row), origin)
    return row


def change_local_holiday(
    session: Session, actor: Account, row: LocalHoliday, lock_version: int, given: LocalHolidayContent, origin: str = ""
) -> None:
    """Store what the form says. ``lock_version``: of the holiday when the form was opened.

    Raises OfficeConflict with the differences where somebody saved since, OfficeRefused, NotPermitted; nothing is
    stored then.
    """
    require(actor, Action.MANAGE_OFFICES, row.region.slug)
    mine, stored = cleaned(given), content_of(row)
    if mine == stored:
        return
    if lock_version != row.lock_version:
        raise OfficeConflict(row.lock_version, row.editor, differences(stored, mine))
    content = _checked(given)
    if not _claim(session, row):
        session.refresh(row)
        raise OfficeConflict(row.lock_version, row.editor, differences(content_of(row), mine))
    before = _values(row)
    row.editor = actor.name
    _write(session, row, content)
    _note(session, actor, "local_holiday.change", row, *changes(before, _values(row)), origin)


def remove_local_holiday(session: Session, actor: Account, row: LocalHoliday, origin: str = "") -> None:
    """Take it away: on that day the offices' hours hold again. Raises NotPermitted."""
    require(actor, Action.MANAGE_OFFICES, row.region.slug)
    region = row.region
    _note(session, actor, "local_holiday.delete", row, _values(row), None, origin)
    session.delete(row)
    session.flush()
    session.expire(region, ["local_holidays"])


def content_of(row: LocalHoliday) -> LocalHolidayContent:
    """What the row says."""
    return LocalHolidayContent(row.name, row.first_day, row.last_day, row.source)


def cleaned(given: LocalHolidayContent) -> LocalHolidayContent:
    """The content tidied; a holiday without a last day is of one day."""
    last = given.last_day or given.first_day
    return replace(given, name=clean_line(given.name), source=clean_text(given.source), last_day=last)


def content_problems(content: LocalHolidayContent) -> list[Problem]:
    """What cannot be stored, field by field."""
    problems = []
    first, last = content.first_day, content.last_day
    if not content.name or len(content.name) > MAX_NAME:
        problems.append(Problem("name", f"Isi nama hari liburnya, paling panjang {MAX_NAME} huruf."))
    if not content.source or len(content.source) > MAX_SOURCE:
        problems.append(Problem("source", "Tulis keputusan atau surat edaran yang menetapkan libur ini."))
    if first is None or last is None:
        problems.append(Problem("first_day", "Isi hari pertamanya."))
    elif first > last:
        problems.append(Problem("last_day", "Hari terakhir lebih awal daripada hari pertama. Tukar keduanya."))
    elif (last - first).days >= MAX_DAYS:
        problems.append(Problem("last_day", f"Libur paling lama {MAX_DAYS} hari. Periksa bulan dan tahunnya."))
    return problems


def differences(theirs: LocalHolidayContent, mine: LocalHolidayContent) -> list[Difference]:
    """Only the fields that differ, in words."""
    return [
        Difference(title, _in_words(getattr(theirs, name)), _in_words(getattr(mine, name)))
        for name, title in FIELDS.items()
        if getattr(theirs, name) != getattr(mine, name)
    ]


def _in_words(value: str | date | None) -> str:
    return short_date(value) if isinstance(value, date) else value or ""


def _checked(given: LocalHolidayContent) -> LocalHolidayContent:
    content = cleaned(given)
    if problems := content_problems(content):
        raise OfficeRefused(problems)
    return content


def _claim(session: Session, row: LocalHoliday) -> bool:
    """Count one save up, unless somebody else has since this session read it: one statement, so that two cannot."""
    seen = row.lock_version
    done = session.execute(
        update(LocalHoliday)
        .where(LocalHoliday.id == row.id, LocalHoliday.lock_version == seen)
        .values(lock_version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return False
    session.refresh(row, ["lock_version"])
    return True


def _write(session: Session, row: LocalHoliday, content: LocalHolidayContent) -> None:
    try:
        with session.begin_nested():
            for name in FIELDS:
                setattr(row, name, getattr(content, name))
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise OfficeRefused([Problem("name", "Hari libur ini sudah ada di daftar wilayah itu.")]) from error
    session.expire(row.region, ["local_holidays"])


def _values(row: LocalHoliday) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _note(
    session: Session, actor: Account, action: str, row: LocalHoliday, before: Any, after: Any, origin: str
) -> None:
    record(session, actor, action, "local_holiday", row.id, before, after, origin, region_id=row.region_id)
