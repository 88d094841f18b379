"""Create, change, archive offices; nothing overwritten in silence, everything audited. The caller commits."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, require
from loket.audit.operations import changes, record
from loket.database import utc_now
from loket.offices.content import (
    OfficeContent,
    as_values,
    cleaned,
    content_of,
    content_problems,
    differences,
    write_content,
)
from loket.offices.errors import OfficeConflict, OfficeNotFound, OfficeRefused
from loket.offices.models import Office
from loket.regions.models import Region
from loket.services.operations import today_in
from loket.standards.errors import Problem

BIGGEST_ID = 2**31 - 1  # larger ones no database of ours has; PostgreSQL refuses to look for them


def get_office(session: Session, actor: Account, office_id: int) -> Office:
    """An office this account manages, archived or not; raises OfficeNotFound, NotPermitted."""
    query = select(Office).where(Office.id == office_id).options(joinedload(Office.region))
    office = session.scalar(query) if 0 < office_id <= BIGGEST_ID else None
    if office is None:
        raise OfficeNotFound(office_id)
    require(actor, Action.MANAGE_OFFICES, office.region.slug)
    return office


def create_office(session: Session, actor: Account, region: Region, given: OfficeContent, origin: str = "") -> Office:
    """A new office of the region, shown to citizens at once. Raises NotPermitted, OfficeRefused."""
    require(actor, Action.MANAGE_OFFICES, region.slug)
    content = _checked(session, region, given, None)
    office = Office(region=region, editor=actor.name, edited_at=utc_now())
    _write(session, office, content)
    record(
        session, actor, "office.create", "office", office.id, None, as_values(content), origin, region_id=region.id
    )  # fmt: skip
    return office


def save_office(
    session: Session, actor: Account, office: Office, lock_version: int, given: OfficeContent, origin: str = ""
) -> int:
    """Store what the form says; returns the new lock version, the old one where nothing differs.

    ``lock_version``: of the form when it was opened. Raises OfficeConflict with the differences where somebody saved
    since, OfficeRefused where a field cannot be stored, NotPermitted; nothing is stored then.
    """
    require(actor, Action.MANAGE_OFFICES, office.region.slug)
    mine, stored = cleaned(given), cleaned(content_of(office))
    if mine == stored:
        return office.lock_version
    if lock_version != office.lock_version:
        raise OfficeConflict(office.lock_version, office.editor, differences(stored, mine))
    content = _checked(session, office.region, given, office)
    if not _claim(session, office):
        session.refresh(office)
        raise OfficeConflict(office.lock_version, office.editor, differences(content_of(office), mine))
    office.editor, office.edited_at = actor.name, utc_now()
    _write(session, office, content)
    before, after = changes(as_values(stored), as_values(content))
    record(
        session, actor, "office.change", "office", office.id, before, after, origin, region_id=office.region_id
    )  # fmt: skip
    return office.lock_version


def archive_office(session: Session, actor: Account, office: Office, origin: str = "") -> None:
    """Hide it from citizens; it and its history stay. Raises NotPermitted."""
    _set_active(session, actor, office, is_active=False, origin=origin)


def restore_office(session: Session, actor: Account, office: Office, origin: str = "") -> None:
    """Show it again. Raises NotPermitted."""
    _set_active(session, actor, office, is_active=True, origin=origin)


def note_save(office: Office, actor: Account) -> None:
    """Count a save made elsewhere (an import), so that a form opened before it does not overwrite it."""
    office.lock_version = (office.lock_version or 0) + 1
    office.editor, office.edited_at = actor.name, utc_now()


def _set_active(session: Session, actor: Account, office: Office, *, is_active: bool, origin: str) -> None:
    require(actor, Action.MANAGE_OFFICES, office.region.slug)
    if office.is_active == is_active:
        return
    office.is_active = is_active
    action = "office.restore" if is_active else "office.archive"
    before, after = {"is_active": not is_active}, {"is_active": is_active}
    record(session, actor, action, "office", office.id, before, after, origin, region_id=office.region_id)


def _checked(session: Session, region: Region, given: OfficeContent, office: Office | None) -> OfficeContent:
    content = cleaned(given)
    problems = content_problems(content, today_in(region), office.kind if office else "")
    query = select(Office.id, Office.name, Office.is_active).where(Office.region_id == region.id)
    for other in session.execute(query):
        if other.name.casefold() == content.name.casefold() and (office is None or other.id != office.id):
            problems.append(_name_taken(is_active=other.is_active))
    if problems:
        raise OfficeRefused(problems)
    return content


def _name_taken(*, is_active: bool) -> Problem:
    where = "sudah ada di wilayah ini" if is_active else "ada di arsip wilayah ini"
    return Problem("name", f"Kantor dengan nama ini {where}. Beri nama yang berbeda, atau ubah kantor yang sudah ada.")


def _write(session: Session, office: Office, content: OfficeContent) -> None:
    """Store it; a name that somebody else gave in the same instant is refused like any that is taken."""
    try:
        with session.begin_nested():
            write_content(office, content)
            session.add(office)
            session.flush()
    except IntegrityError as error:
        raise OfficeRefused([_name_taken(is_active=True)]) from error


def _claim(session: Session, office: Office) -> bool:
    """Count one save up, unless somebody else has since this session read it: one statement, so that two cannot."""
    seen = office.lock_version
    done = session.execute(
        update(Office)
        .where(Office.id == office.id, Office.lock_version == seen)
        .values(lock_version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return False
    session.refresh(office, ["lock_version"])
    return True
