"""Drafts: begin one, save it without overwriting anybody, keep what is typed, discard it. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, require
from loket.audit.operations import changes, record
from loket.database import utc_now
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.services.models import Service, Standard, StandardState, oldest_check
from loket.services.operations import effective_order, today_in
from loket.standards.content import Content, as_values, clean_content, content_of, rows_of
from loket.standards.differences import changed
from loket.standards.errors import EditConflict, Incomplete, StandardNotFound, WrongState
from loket.standards.models import Autosave, StandardComment

OPEN = (StandardState.DRAFT, StandardState.IN_REVIEW)
SAVED_AUTOSAVE_FIELDS = 3000


def slug_of(region: Region | None) -> str | None:
    """As permissions ask for it: None is the national level."""
    return region.slug if region else None


def get_standard(session: Session, standard_id: int) -> Standard:
    """The version with this id; raise StandardNotFound."""
    query = select(Standard).where(Standard.id == standard_id).options(selectinload(Standard.components))
    standard = session.scalar(query)
    if standard is None:
        raise StandardNotFound(standard_id)
    return standard


def versions_of(session: Session, service: Service, region: Region | None) -> Sequence[Standard]:
    """Every version at this level, the newest first."""
    query = select(Standard).where(Standard.service_id == service.id, _at(region))
    return session.scalars(query.options(selectinload(Standard.components)).order_by(Standard.version.desc())).all()


def standing(session: Session, service: Service, region: Region | None) -> Standard | None:
    """The version that holds at this level today, None where it says nothing of its own."""
    today = today_in(region)
    published = [
        one
        for one in versions_of(session, service, region)
        if one.state == StandardState.PUBLISHED and (one.valid_from is None or one.valid_from <= today)
    ]
    return max(published, key=effective_order, default=None)


def scheduled(session: Session, service: Service, region: Region | None) -> Sequence[Standard]:
    """What is published at this level and takes effect on a later day, the first of them first."""
    query = select(Standard).where(
        Standard.service_id == service.id,
        _at(region),
        Standard.state == StandardState.PUBLISHED,
        Standard.valid_from > today_in(region),
    )
    return session.scalars(query.order_by(Standard.valid_from, Standard.version)).all()


def open_draft(session: Session, service: Service, region: Region | None, partner: Partner | None) -> Standard | None:
    """The draft being worked on at this level: one at a time for the region itself and for each partner."""
    of_partner = Standard.partner_id.is_(None) if partner is None else Standard.partner_id == partner.id
    query = select(Standard).where(Standard.service_id == service.id, _at(region), Standard.state.in_(OPEN), of_partner)
    return session.scalar(query.order_by(Standard.version.desc()).limit(1))


def begin_draft(
    session: Session,
    actor: Account,
    service: Service,
    region: Region | None,
    partner: Partner | None = None,
    origin: str = "",
) -> Standard:
    """The draft being worked on at this level, begun from what holds there now if there is none.

    Raises NotPermitted, and IntegrityError never: who comes second gets the draft of who came first.
    """
    require(actor, Action.WRITE_STANDARD, slug_of(region), partner.id if partner else None)
    there = open_draft(session, service, region, partner)
    if there is not None:
        return there
    now = standing(session, service, region)
    try:
        with session.begin_nested():
            draft = new_version(session, actor, service, region, content_of(now) if now else {}, partner)
    except IntegrityError:  # another began one in the same instant
        there = open_draft(session, service, region, partner)
        if there is None:
            raise
        return there
    _note(session, actor, "standard.begin", draft, None, {"version": draft.version}, origin)
    return draft


def new_version(
    session: Session, actor: Account, service: Service, region: Region | None, content: Content, partner: Partner | None
) -> Standard:
    """A draft with the next version number that says ``content``; raises IntegrityError when the number is taken."""
    last = session.scalar(select(func.max(Standard.version)).where(Standard.service_id == service.id, _at(region)))
    draft = Standard(
        service=service,
        region=region,
        version=(last or 0) + 1,
        state=StandardState.DRAFT,
        partner_id=partner.id if partner else None,
        author=actor.name,
        editor=actor.name,
        edited_at=utc_now(),
        components=rows_of(content),
    )
    session.add(draft)
    session.flush()
    return draft


def save_draft(
    session: Session, actor: Account, standard: Standard, lock_version: int, given: Content, origin: str = ""
) -> int:
    """Store what the form says; returns the new lock version.

    ``lock_version``: of the form when it was opened. Raises EditConflict with the difference where somebody saved
    since, Incomplete where a field cannot be stored as it is, WrongState and NotPermitted; nothing is stored then.
    """
    require_writable(actor, standard)
    cleaned = clean_content(given, today_in(standard.region))
    stored = content_of(standard)
    if lock_version != standard.lock_version or not claim(session, standard):
        session.refresh(standard)
        theirs = content_of(standard)
        raise EditConflict(
            standard.lock_version, standard.editor, theirs, cleaned.content, changed(theirs, cleaned.content)
        )
    if cleaned.problems:
        raise Incomplete(cleaned.problems)
    before, after = changes(as_values(stored), as_values(cleaned.content))
    write_content(session, standard, cleaned.content)
    standard.editor, standard.edited_at = actor.name, utc_now()
    if before or after:
        _note(session, actor, "standard.save", standard, before, after, origin)
    drop_autosave(session, actor, standard)
    session.flush()
    return standard.lock_version


def write_content(session: Session, standard: Standard, content: Content) -> None:
    """Replace what the standard says."""
    standard.components.clear()
    session.flush()  # the old rows go before the new ones come: one component, one row
    standard.components.extend(rows_of(content))
    standard.oldest_verified_at = oldest_check(standard)


def claim(session: Session, standard: Standard) -> bool:
    """Count one save up, unless somebody else has since this session read it: one statement, so that two cannot."""
    seen = standard.lock_version
    done = session.execute(
        update(Standard)
        .where(Standard.id == standard.id, Standard.lock_version == seen)
        .values(lock_version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return False
    session.refresh(standard, ["lock_version", "state"])
    return True


def discard_draft(session: Session, actor: Account, standard: Standard, origin: str = "") -> None:
    """Remove a draft that was never published, with its comments. Raises WrongState, NotPermitted."""
    require_writable(actor, standard)
    record(
        session, actor, "standard.discard", "standard", standard.id, as_values(content_of(standard)), None, origin,
        region_id=standard.region_id,
    )  # fmt: skip
    for model in (StandardComment, Autosave):
        for row in session.scalars(select(model).where(model.standard_id == standard.id)):
            session.delete(row)
    session.flush()
    session.delete(standard)
    session.flush()


def require_writable(actor: Account, standard: Standard) -> None:
    """Raise NotPermitted or WrongState unless this account may change this draft now."""
    require(actor, Action.WRITE_STANDARD, slug_of(standard.region), standard.partner_id)
    if standard.state == StandardState.IN_REVIEW:
        raise WrongState(
            standard.state, "Draf ini sedang ditinjau. Mintalah verifikator mengembalikannya bila ada yang diubah."
        )
    if standard.state != StandardState.DRAFT:
        raise WrongState(standard.state, "Versi ini sudah terbit atau diarsipkan. Buat draf baru untuk mengubahnya.")


def autosave(
    session: Session, actor: Account, standard: Standard, lock_version: int, form: Sequence[tuple[str, str]]
) -> datetime:
    """Keep what was typed and not saved, as it was typed; returns when. For this account alone."""
    require(actor, Action.WRITE_STANDARD, slug_of(standard.region), standard.partner_id)
    kept: list[Any] = [[name[:80], value] for name, value in form[:SAVED_AUTOSAVE_FIELDS]]
    row = get_autosave(session, actor, standard)
    if row is None:
        row = Autosave(standard_id=standard.id, account_id=actor.id, lock_version=lock_version, form=kept)
        session.add(row)
    row.form, row.lock_version, row.at = kept, lock_version, utc_now()
    session.flush()
    return row.at


def get_autosave(session: Session, actor: Account, standard: Standard) -> Autosave | None:
    """What this account typed and did not save, if anything."""
    query = select(Autosave).where(Autosave.standard_id == standard.id, Autosave.account_id == actor.id)
    return session.scalar(query)


def drop_autosave(session: Session, actor: Account, standard: Standard) -> None:
    """Forget it."""
    row = get_autosave(session, actor, standard)
    if row is not None:
        session.delete(row)
        session.flush()


def _at(region: Region | None) -> Any:
    return Standard.region_id.is_(None) if region is None else Standard.region_id == region.id


def _note(
    session: Session, actor: Account, action: str, standard: Standard, before: Any, after: Any, origin: str
) -> None:
    record(session, actor, action, "standard", standard.id, before, after, origin, region_id=standard.region_id)
