"""The way of a draft to the citizen: submit, discuss, return, publish, roll back, withdraw. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may, require
from loket.audit.operations import changes, record
from loket.database import utc_now
from loket.services.models import Component, Service, Standard, StandardState
from loket.services.operations import effective_order, today_in
from loket.standards.completeness import publication_problems
from loket.standards.components import COMPONENTS
from loket.standards.content import as_values, clean_text, content_of
from loket.standards.drafts import claim, drop_autosave, new_version, open_draft, require_writable, slug_of, standing
from loket.standards.errors import EditConflict, EditRefused, Incomplete, Problem, WrongState
from loket.standards.models import CommentKind, StandardComment
from loket.standards.tasks import close_tasks, open_tasks

MAX_COMMENT_CHARS = 4000


def comments_on(session: Session, standard: Standard) -> Sequence[StandardComment]:
    """What was said of this version, the oldest first."""
    query = select(StandardComment).where(StandardComment.standard_id == standard.id).order_by(StandardComment.id)
    return session.scalars(query).all()


def comment(session: Session, actor: Account, standard: Standard, text: str, component: str = "") -> StandardComment:
    """Say something of a version. Raises EditRefused where there is nothing to say, NotPermitted."""
    partner = standard.partner_id
    if not may(actor, Action.REVIEW_STANDARD, slug_of(standard.region), partner):
        require(actor, Action.WRITE_STANDARD, slug_of(standard.region), partner)
    return _say(session, actor, standard, CommentKind.REMARK, text, component, is_needed=True)


def submit(
    session: Session, actor: Account, standard: Standard, lock_version: int, remark: str = "", origin: str = ""
) -> None:
    """Hand the draft to the region's reviewers. Raises Incomplete with all that is missing, EditConflict,
    WrongState, NotPermitted."""
    require_writable(actor, standard)
    problems = publication_problems(session, standard, today_in(standard.region))
    if problems:
        raise Incomplete(problems)
    _claim(session, standard, lock_version)
    standard.state = StandardState.IN_REVIEW
    drop_autosave(session, actor, standard)
    _say(session, actor, standard, CommentKind.SUBMITTED, remark)
    _note(session, actor, "standard.submit", standard, {"state": "draft"}, {"state": "in_review"}, origin)


def send_back(
    session: Session, actor: Account, standard: Standard, lock_version: int, reason: str, origin: str = ""
) -> None:
    """Give it back to its author with a reason. Raises EditRefused without one, WrongState, NotPermitted."""
    require_reviewer(actor, standard)
    _require_in_review(standard)
    if not clean_text(reason):
        raise EditRefused("Tulis apa yang perlu diperbaiki, supaya penyusun tahu langkah berikutnya.", "text")
    _claim(session, standard, lock_version)
    standard.state = StandardState.DRAFT
    _say(session, actor, standard, CommentKind.RETURNED, reason, is_needed=True)
    _note(session, actor, "standard.return", standard, {"state": "in_review"}, {"state": "draft"}, origin)


def publish(
    session: Session,
    actor: Account,
    standard: Standard,
    lock_version: int,
    valid_from: date | None = None,
    remark: str = "",
    origin: str = "",
) -> bool:
    """Make it what citizens are told, from ``valid_from`` on (None = now), by the date in the region.

    Only the region's own reviewers publish, partners' work included. Returns whether the lexicon has to be written
    too: a service is not offered before something of it holds (on a later day by ``scheduling.offer_due``). Opens
    tasks where regions below say otherwise, closes the region's own. Raises Incomplete, EditConflict, WrongState,
    NotPermitted.
    """
    require_reviewer(actor, standard)
    _require_in_review(standard)
    today = today_in(standard.region)
    problems = [*publication_problems(session, standard, today), *_date_problem(valid_from)]
    if problems:
        raise Incomplete(problems)
    _claim(session, standard, lock_version)
    return _publish(session, actor, standard, valid_from, remark, origin)


def require_reviewer(actor: Account, standard: Standard) -> None:
    """Raise NotPermitted unless this account reviews for the region itself: a partner never reviews its own work."""
    require(actor, Action.PUBLISH_STANDARD, slug_of(standard.region), None)


def roll_back(session: Session, actor: Account, old: Standard, reason: str, origin: str = "") -> Standard:
    """Publish again, at once and as a new version, what an earlier version said. Raises as ``publish``."""
    require_reviewer(actor, old)
    if old.state not in (StandardState.PUBLISHED, StandardState.ARCHIVED) or old.published_at is None:
        raise WrongState(old.state, "Hanya versi yang pernah terbit yang dapat dipulihkan.")
    if not clean_text(reason):
        raise EditRefused("Tulis alasan memulihkan versi ini; alasan itu masuk riwayat.", "text")
    again = new_version(session, actor, old.service, old.region, content_of(old), partner=None)
    problems = publication_problems(session, again, today_in(old.region))
    if problems:
        raise Incomplete(problems)
    _publish(session, actor, again, None, f"Memulihkan versi {old.version}: {clean_text(reason)}", origin)
    return again


def withdraw(session: Session, actor: Account, service: Service, standard: Standard, origin: str = "") -> None:
    """Take a region's own words back altogether: what the level above says holds again.

    Raises EditRefused for the nation, which has no level above.
    """
    require_reviewer(actor, standard)
    if standard.region is None:
        raise EditRefused("Standar nasional tidak dapat ditarik: tidak ada tingkat di atasnya. Arsipkan layanannya.")
    for one in _published(session, standard):
        one.state = StandardState.ARCHIVED
    session.flush()
    close_tasks(session, actor, standard)
    _note(session, actor, "standard.withdraw", standard, {"state": "published"}, {"state": "archived"}, origin)


def set_aside(session: Session, standard: Standard) -> None:
    """Archive every published version that another has replaced; what is scheduled stays scheduled."""
    published = sorted(_published(session, standard), key=effective_order)
    today = today_in(standard.region)
    in_force = [one for one in published if one.valid_from is None or one.valid_from <= today]
    for one in in_force[:-1]:
        one.state = StandardState.ARCHIVED
    session.flush()


def _published(session: Session, standard: Standard) -> Sequence[Standard]:
    same = Standard.region_id.is_(None) if standard.region_id is None else Standard.region_id == standard.region_id
    query = select(Standard).where(
        Standard.service_id == standard.service_id, same, Standard.state == StandardState.PUBLISHED
    )
    return session.scalars(query.options(selectinload(Standard.components))).all()


def _publish(
    session: Session, actor: Account, standard: Standard, valid_from: date | None, remark: str, origin: str
) -> bool:
    service = standard.service
    before = standing(session, service, standard.region)
    stood = content_of(before) if before else {}
    for part in [part for part in standard.components if _is_empty(part.content)]:
        standard.components.remove(part)
    standard.state, standard.valid_from = StandardState.PUBLISHED, valid_from
    standard.published_at, standard.reviewer = utc_now(), actor.name
    session.flush()
    set_aside(session, standard)
    _say(session, actor, standard, CommentKind.PUBLISHED, remark)
    old, new = changes(as_values(stood), as_values(content_of(standard)))
    _note(session, actor, "standard.publish", standard, old, {**new, "valid_from": valid_from}, origin)
    close_tasks(session, actor, standard)
    open_tasks(session, standard, [Component(name) for name in old.keys() | new.keys() if name in COMPONENTS])
    is_later = valid_from is not None and valid_from > today_in(standard.region)
    return False if is_later else offer(session, actor, service, origin)


def offer(session: Session, actor: Account | str, service: Service, origin: str) -> bool:
    """Offer a new service, of which something holds now; an archived one stays archived. Returns whether it is new."""
    if service.is_active or service.archived_at is not None:
        return False
    service.is_active = True
    session.flush()
    before, after = {"is_active": False}, {"is_active": True}
    record(session, actor, "service.offer", "service", service.slug, before, after, origin, region_id=service.region_id)
    return True


def _is_empty(content: dict[str, Any]) -> bool:
    return all(value in (None, "", [], {}) for value in content.values())


def _require_in_review(standard: Standard) -> None:
    if standard.state != StandardState.IN_REVIEW:
        raise WrongState(standard.state, "Draf ini tidak sedang ditinjau. Mungkin sudah diterbitkan atau dikembalikan.")


def _date_problem(valid_from: date | None) -> list[Problem]:
    if valid_from is not None and not 2000 <= valid_from.year <= 2100:
        return [Problem("valid_from", "Tanggal berlaku tidak wajar. Periksa tahunnya.")]
    return []


def _claim(session: Session, standard: Standard, lock_version: int) -> None:
    if lock_version != standard.lock_version or not claim(session, standard):
        session.refresh(standard)
        content = content_of(standard)
        raise EditConflict(standard.lock_version, standard.editor, content, content, [])


def _say(
    session: Session,
    actor: Account,
    standard: Standard,
    kind: CommentKind,
    text: str,
    component: str = "",
    *,
    is_needed: bool = False,
) -> StandardComment:
    said = clean_text(text)
    if is_needed and not said:
        raise EditRefused("Komentar masih kosong. Tulis dulu pendapat Anda.", "text")
    if len(said) > MAX_COMMENT_CHARS:
        raise EditRefused(f"Komentar terlalu panjang. Singkatkan sampai {MAX_COMMENT_CHARS} huruf.", "text")
    row = StandardComment(
        standard_id=standard.id,
        account_id=actor.id,
        author=actor.name,
        kind=kind,
        component=component if component in COMPONENTS else "",
        text=said,
    )
    session.add(row)
    session.flush()
    return row


def _note(
    session: Session, actor: Account, action: str, standard: Standard, before: Any, after: Any, origin: str
) -> None:
    record(session, actor, action, "standard", standard.id, before, after, origin, region_id=standard.region_id)


__all__ = [
    "comment", "comments_on", "open_draft", "publish", "require_reviewer", "roll_back", "send_back", "set_aside",
    "submit", "withdraw",
]  # fmt: skip
