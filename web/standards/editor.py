"""The editor of a draft: component by component, with the live answer beside it. Works without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.answers.texts.labels import BUTTONS
from loket.rendering.messages import shown_as_chat
from loket.services.models import Component, Standard, StandardState
from loket.services.operations import ResolvedStandard, today_in
from loket.standards.completeness import inherited, publication_problems
from loket.standards.components import CITIZEN_FACING
from loket.standards.content import Content, Part, clean_content, content_of, empty_content
from loket.standards.differences import says
from loket.standards.drafts import (
    autosave,
    discard_draft,
    drop_autosave,
    get_autosave,
    require_writable,
    save_draft,
    scheduled,
)
from loket.standards.errors import EditConflict, Incomplete, Problem
from loket.standards.preview import ASPECT_OF, answers_of, tried_out
from loket.standards.publishing import comments_on, submit
from web.database import DbSession
from web.pages import page, redirect, when
from web.security import address_of
from web.standards import wording
from web.standards.editor_form import EditorForm, apply_step, form_from_content, form_from_pairs
from web.standards.list_pages import HOME
from web.standards.places import Form, Writer, may_publish, pairs_of, visible_standard
from web.standards.trying import asked, readable

DRAFTS = "/admin/draf"
SUBMITTED = "Draf diajukan. Verifikator akan meninjaunya; Anda dapat melihat komentarnya di sini."
SUBMITTED_TO_SELF = "Draf diajukan. Periksa bedanya, lalu tekan Terbitkan di bawah supaya warga membacanya."
router = APIRouter()


@router.get(DRAFTS + "/{standard_id}")
def editor_page(request: Request, standard_id: int, account: Writer, session: DbSession) -> Response:
    """The draft's form; what this account typed and did not save comes back by itself."""
    standard = visible_standard(session, account, standard_id)
    if standard.state != StandardState.DRAFT:
        return redirect(request, f"{DRAFTS}/{standard_id}/tinjau")
    require_writable(account, standard)
    above = _above(session, standard)
    kept = get_autosave(session, account, standard)
    if kept is None:
        form = _stored_form(standard, above)
        return _show(request, session, account, standard, above, form)
    form = form_from_pairs([(str(name), str(value)) for name, value in kept.form])
    form.lock_version = kept.lock_version
    zone = standard.region.timezone if standard.region else "Asia/Jakarta"
    notes = {"restored_at": when(kept.at, zone), "is_behind": kept.lock_version != standard.lock_version}
    return _show(request, session, account, standard, above, form, more=notes)


@router.post(DRAFTS + "/{standard_id}")
def edit(request: Request, standard_id: int, account: Writer, session: DbSession, given: Form) -> Response:
    """Whatever a button of the form asks: save, submit, ask the bot, or a step within the form."""
    standard = visible_standard(session, account, standard_id)
    require_writable(account, standard)
    pairs = pairs_of(given)
    step = next((value for name, value in pairs if name == "op"), "save")
    if step == "discard_typed":
        drop_autosave(session, account, standard)
        return redirect(request, f"{DRAFTS}/{standard_id}", "Yang ditampilkan sekarang adalah isian yang tersimpan.")
    if step == "discard_draft":
        slug, place = standard.service.slug, wording.place_slug(standard.region)
        discard_draft(session, account, standard, address_of(request))
        return redirect(request, f"{HOME}/{slug}/{place}", "Draf dibuang. Yang terbit tidak berubah.")
    above, form = _above(session, standard), form_from_pairs(pairs)
    if step in ("save", "submit"):
        return _save(request, session, account, standard, above, form, pairs, is_submitted=step == "submit")
    autosave(session, account, standard, form.lock_version, _without_step(pairs))
    if step == "ask":
        told = asked(request, session, standard, _content(standard, form), _question(pairs))
        return _show(request, session, account, standard, above, form, more=told)
    changed = apply_step(form, step, _parts(above))
    autosave(session, account, standard, form.lock_version, _pairs_of_form(form))
    return _show(request, session, account, standard, above, form, focus=changed)


@router.post(DRAFTS + "/{standard_id}/otomatis")
def keep_typed(request: Request, standard_id: int, account: Writer, session: DbSession, given: Form) -> Response:
    """Keep what is typed, for a browser that is closed mid-form."""
    standard = visible_standard(session, account, standard_id)
    require_writable(account, standard)
    pairs = pairs_of(given)
    at = autosave(session, account, standard, form_from_pairs(pairs).lock_version, _without_step(pairs))
    zone = standard.region.timezone if standard.region else "Asia/Jakarta"
    return JSONResponse({"at": when(at, zone)})


@router.post(DRAFTS + "/{standard_id}/pratinjau")
def preview(request: Request, standard_id: int, account: Writer, session: DbSession, given: Form) -> Response:
    """The answers as Telegram shows them, from what stands in the form: a piece of the page."""
    standard = visible_standard(session, account, standard_id)
    form = form_from_pairs(pairs_of(given))
    return page(request, "admin/standards/_preview.html", {"previews": _previews(session, standard, form), **_words()})


@router.post(DRAFTS + "/{standard_id}/tanya")
def ask_the_bot(request: Request, standard_id: int, account: Writer, session: DbSession, given: Form) -> Response:
    """What the bot would say to a typed question, from what stands in the form: a piece of the page."""
    standard = visible_standard(session, account, standard_id)
    pairs = pairs_of(given)
    context = asked(request, session, standard, _content(standard, form_from_pairs(pairs)), _question(pairs))
    return page(request, "admin/standards/_asked.html", {**context, **_words()})


def _save(
    request: Request,
    session: Session,
    account: Account,
    standard: Standard,
    above: ResolvedStandard | None,
    form: EditorForm,
    pairs: Sequence[tuple[str, str]],
    *,
    is_submitted: bool,
) -> Response:
    """Store the form, and hand it to the reviewers where asked. What is refused stays in the form and is kept."""
    content, unread = form.content(content_of(standard))
    origin = address_of(request)
    is_stored = False
    try:
        if unread:
            raise Incomplete([*unread, *clean_content(content, today_in(standard.region)).problems])
        with session.begin_nested():
            lock_version = save_draft(session, account, standard, form.lock_version, content, origin)
        is_stored = True
        if is_submitted:
            with session.begin_nested():
                submit(session, account, standard, lock_version, _remark(pairs), origin)
    except EditConflict as conflict:
        autosave(session, account, standard, form.lock_version, _without_step(pairs))
        form.lock_version = conflict.lock_version  # having seen the difference, the next save stands
        context: dict[str, Any] = {
            "error": conflict.sentence,
            "differences": conflict.differences,
            "their_name": conflict.editor,
        }
        return _show(request, session, account, standard, above, form, status_code=409, more=context)
    except Incomplete as refusal:
        if is_stored:
            session.refresh(standard)
            form.lock_version = standard.lock_version
        else:
            autosave(session, account, standard, form.lock_version, _without_step(pairs))
        sentence = f"Tersimpan sebagai draf, belum diajukan. {refusal.sentence}" if is_stored else refusal.sentence
        told = {"error": sentence}
        problems = refusal.problems
        return _show(request, session, account, standard, above, form, status_code=422, problems=problems, more=told)
    if is_submitted:
        message = SUBMITTED_TO_SELF if may_publish(account, standard) else SUBMITTED
        return redirect(request, f"{DRAFTS}/{standard.id}/tinjau", message)
    return redirect(request, f"{DRAFTS}/{standard.id}", "Draf tersimpan. Warga belum melihatnya sampai terbit.")


def _show(
    request: Request,
    session: Session,
    account: Account,
    standard: Standard,
    above: ResolvedStandard | None,
    form: EditorForm,
    *,
    status_code: int = 200,
    problems: Sequence[Problem] = (),
    focus: Component | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        by_field.setdefault(problem.field, []).append(problem.message)
    context = {
        "standard": standard, "service": standard.service, "form": form, "above": _shown_above(above),
        "problems": problems, "by_field": by_field, "focus": focus, "place": wording.place_name(standard.region),
        "place_slug": wording.place_slug(standard.region), "comments": comments_on(session, standard),
        "previews": _previews(session, standard, form), "confidences": wording.CONFIDENCES, "aspect_of": ASPECT_OF,
        "missing": publication_problems(session, standard, today_in(standard.region)),
        "may_publish": may_publish(account, standard), "today": today_in(standard.region).isoformat(),
        "comment_kinds": wording.COMMENTS, "scheduled": scheduled(session, standard.service, standard.region),
         **_words(), **(more or {}),
    }  # fmt: skip
    return page(request, "admin/standards/editor.html", context, status_code=status_code)


def _words() -> dict[str, Any]:
    return {"aspect_titles": BUTTONS}


def _above(session: Session, standard: Standard) -> ResolvedStandard | None:
    return inherited(session, standard.service, standard.region, today_in(standard.region))


def _parts(above: ResolvedStandard | None) -> dict[Component, Part]:
    """What the levels above say, as this level would take it over: without their date, which is theirs."""
    if above is None:
        return {}
    return {
        name: Part({**empty_content(name), **found.content}, found.source, (), None, found.confidence)
        for name, found in above.fields.items()
    }


def _shown_above(above: ResolvedStandard | None) -> Mapping[Component, Mapping[str, Any]]:
    if above is None:
        return {}
    parts = _parts(above)
    return {
        name: {
            "lines": says(name, parts[name]),
            "place": wording.place_name(found.region),
            "source": found.source,
            "verified_at": found.verified_at,
        }
        for name, found in above.fields.items()
    }


def _stored_form(standard: Standard, above: ResolvedStandard | None) -> EditorForm:
    known = set(above.fields) if above else set()
    open_anyway = [name for name in CITIZEN_FACING if name not in known]
    return form_from_content(content_of(standard), standard.lock_version, open_anyway)


def _content(standard: Standard, form: EditorForm) -> Content:
    """What stands in the form, tidied as far as it can be; what cannot be read is left as it is."""
    content, _problems = form.content(content_of(standard))
    return clean_content(content, today_in(standard.region)).content


def _previews(session: Session, standard: Standard, form: EditorForm) -> dict[str, Any]:
    answers = answers_of(session, tried_out(standard, readable(_content(standard, form))))
    return {aspect: shown_as_chat(answer) for aspect, answer in answers.items()}


def _without_step(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if name not in ("op", "csrf_token", "question", "remark")]


def _pairs_of_form(form: EditorForm) -> list[tuple[str, str]]:
    """The form after a step, as it would be sent."""
    pairs = [("lock_version", str(form.lock_version))]
    pairs += [("default.source", form.default_source), ("default.verified_at", form.default_verified_at)]
    for fields in form.fields.values():
        if fields.is_own:
            pairs.append(("own", fields.name))
            pairs += [(f"{fields.name}.items", line) for line in fields.items]
            pairs += [(f"{fields.name}.{key}", value) for key, value in fields.values.items()]
            pairs += [(f"{fields.name}.source", fields.source), (f"{fields.name}.verified_at", fields.verified_at)]
            pairs.append((f"{fields.name}.confidence", fields.confidence))
    return pairs


def _question(pairs: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in pairs if name == "question"), "")


def _remark(pairs: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in pairs if name == "remark"), "")
