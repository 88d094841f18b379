"""Review of a draft: what changes side by side, what the citizen will read, comments, and the decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.answers.formats import short_date
from loket.answers.texts.labels import BUTTONS
from loket.partners.models import Partner
from loket.rendering.messages import shown_as_chat
from loket.services.models import Component, Standard, StandardState
from loket.services.operations import today_in
from loket.standards.completeness import inherited, publication_problems
from loket.standards.components import COMPONENTS
from loket.standards.content import content_of
from loket.standards.differences import compare
from loket.standards.drafts import scheduled, slug_of, standing
from loket.standards.errors import EditConflict, EditRefused, Incomplete, Problem
from loket.standards.held import Held, held
from loket.standards.preview import answers_of, tried_out
from loket.standards.publishing import comment, comments_on, publish, send_back
from web.database import DbSession
from web.pages import page, redirect
from web.security import address_of
from web.standards import wording
from web.standards.editor import DRAFTS
from web.standards.list_pages import HOME
from web.standards.places import Form, Reviewer, Writer, may_publish, number_of, visible_standard
from web.standards.publication import publish_lexicon_after

router = APIRouter(prefix=DRAFTS)


@router.get("/{standard_id}/tinjau")
def review_page(request: Request, standard_id: int, account: Writer, session: DbSession) -> Response:
    """The draft beside what holds now."""
    standard = visible_standard(session, account, standard_id)
    return page(request, "admin/standards/review.html", _context(session, account, standard))


@router.post("/{standard_id}/komentar")
def say(request: Request, standard_id: int, account: Writer, session: DbSession, form: Form) -> Response:
    """Add a comment."""
    standard = visible_standard(session, account, standard_id)
    try:
        with session.begin_nested():
            comment(session, account, standard, str(form.get("text") or ""), str(form.get("component") or ""))
    except EditRefused as error:
        return _again(request, session, account, standard, error, form)
    return redirect(request, f"{DRAFTS}/{standard_id}/tinjau#komentar", "Komentar ditambahkan.")


@router.post("/{standard_id}/kembalikan")
def give_back(request: Request, standard_id: int, account: Reviewer, session: DbSession, form: Form) -> Response:
    """Back to the author, with a reason."""
    standard = visible_standard(session, account, standard_id)
    lock_version = number_of(str(form.get("lock_version") or ""), 0)
    try:
        with session.begin_nested():
            send_back(session, account, standard, lock_version, str(form.get("text") or ""), address_of(request))
    except EditRefused as error:
        return _again(request, session, account, standard, error, form)
    return redirect(request, HOME, "Draf dikembalikan kepada penyusunnya, dengan alasan Anda.")


@router.post("/{standard_id}/terbitkan")
def make_public(request: Request, standard_id: int, account: Reviewer, session: DbSession, form: Form) -> Response:
    """Publish at once, or from a day on."""
    standard = visible_standard(session, account, standard_id)
    lock_version = number_of(str(form.get("lock_version") or ""), 0)
    try:
        with session.begin_nested():
            valid_from = _day(str(form.get("valid_from") or ""))
            remark = str(form.get("text") or "")
            changes_lexicon = publish(session, account, standard, lock_version, valid_from, remark, address_of(request))
    except EditRefused as error:
        return _again(request, session, account, standard, error, form)
    if changes_lexicon:
        publish_lexicon_after(request, session)
    place = f"{HOME}/{standard.service.slug}/{wording.place_slug(standard.region)}"
    if valid_from and valid_from > today_in(standard.region):
        return redirect(request, place, f"Dijadwalkan: berlaku sejak {short_date(valid_from)}.")
    return redirect(request, place, "Terbit. Bot sudah menjawab dengan isi yang baru.")


def _places(side: Held) -> dict[Component, str]:
    """Which components a level above says, and whose words they are."""
    return {name: wording.place_name(region) for name, region in side.inherited.items()}


def _context(session: Session, account: Account, standard: Standard) -> dict[str, Any]:
    before = standing(session, standard.service, standard.region)
    content = content_of(standard)
    above = inherited(session, standard.service, standard.region, today_in(standard.region))
    left = held(content_of(before) if before and before is not standard else {}, above)
    right = held(content, above)
    answers = answers_of(session, tried_out(standard, content))
    slug = slug_of(standard.region)
    return {
        "standard": standard, "service": standard.service, "place": wording.place_name(standard.region),
        "place_slug": wording.place_slug(standard.region), "before": before if before is not standard else None,
        "differences": compare(left.content, right.content), "left_from": _places(left), "right_from": _places(right),
        "comments": comments_on(session, standard), "components": COMPONENTS,
        "comment_kinds": wording.COMMENTS, "state": wording.STATES[StandardState(standard.state)],
        "previews": {aspect: shown_as_chat(answer) for aspect, answer in answers.items()}, "aspect_titles": BUTTONS,
        "may_publish": may_publish(account, standard) and standard.state == StandardState.IN_REVIEW,
        "may_edit": standard.state == StandardState.DRAFT
        and may(account, Action.WRITE_STANDARD, slug, standard.partner_id),
        "partner": session.get(Partner, standard.partner_id) if standard.partner_id else None,
        "scheduled": scheduled(session, standard.service, standard.region),
        "missing": publication_problems(session, standard, today_in(standard.region)), "typed": {}, "field_name": "",
    }  # fmt: skip


def _again(
    request: Request, session: Session, account: Account, standard: Standard, error: EditRefused, form: Form
) -> Response:
    """The page once more with the reason, and with what was typed."""
    session.refresh(standard)
    context = {**_context(session, account, standard), "error": error.sentence, "field_name": error.field}
    context["typed"] = {"text": str(form.get("text") or ""), "valid_from": str(form.get("valid_from") or "")}
    if isinstance(error, Incomplete):
        context["problems"] = error.problems
    status = 409 if isinstance(error, EditConflict) else 422
    return page(request, "admin/standards/review.html", context, status_code=status)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = "Tanggal berlaku tidak terbaca. Pilih dari kalender, atau tulis seperti 2027-01-01."
        raise Incomplete([Problem("valid_from", message)]) from None
