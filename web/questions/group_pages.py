"""One group of like questions: its messages, and what an official does about it. Nothing here leads to a citizen."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may_somewhere
from loket.services.errors import ServiceNotFound
from loket.services.naming import GivenName
from loket.unanswered.decisions import (
    DISMISSALS,
    TEACHABLE,
    Done,
    Target,
    accept,
    connect,
    dismiss,
    find_decision,
    teach,
    undo,
)
from loket.unanswered.errors import DecisionRefused, GroupNotFound
from loket.unanswered.listing import OneGroup, moved_to, one_group
from loket.unanswered.models import DecisionKind
from loket.unanswered.suggesting import (
    likely_services,
    places_by_slug,
    search_services,
    services_by_slug,
    suggested_phrase,
)
from web.accounts.current import permitted
from web.database import DbSession
from web.pages import page, redirect
from web.questions import wording
from web.questions.list_pages import DONE, HOME, MAX_SEARCH, Reader, id_of
from web.security import address_of
from web.standards.places import Form, number_of
from web.standards.publication import publish_lexicon_after

SHARED_WEIGHT = 0.5
MOST_LINES = 5
MAX_TYPED = 5000
router = APIRouter()
Labeller = Annotated[Account, Depends(permitted(Action.LABEL_UNANSWERED))]
GroupId = Annotated[int, Path(ge=1, le=2**62)]
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get(HOME + "/{group_id}")
def group_page(
    request: Request, group_id: GroupId, account: Reader, session: DbSession, layanan: str = "", hal: str = "1"
) -> Response:
    """The group's messages, and forms for what can be done. ``layanan`` looks for a service to connect to."""
    try:
        group = one_group(session, account, group_id, number_of(hal))
    except GroupNotFound:
        moved = moved_to(session, group_id)
        if moved is None:
            raise
        one_group(session, account, moved)  # 404, where it is another region's
        return redirect(request, f"{HOME}/{moved}")
    query = layanan.replace("\0", "")[:MAX_SEARCH]
    typed = {"bagian": "sambungkan"} if query else {}
    return page(request, "admin/questions/group.html", _context(session, account, group, typed, query))


@router.post(HOME + "/{group_id}/sambungkan")
def connect_group(request: Request, group_id: GroupId, account: Labeller, session: DbSession, form: Form) -> Response:
    """Its words become a synonym of a service, or are proposed as one."""
    weight = SHARED_WEIGHT if form.get("kepastian") == "shared" else 1.0
    given = GivenName(_typed(form, "sebutan"), weight)

    def decide(target: Target, origin: str) -> Done:
        return connect(session, account, target, _typed(form, "layanan"), given, origin)

    return _decide(request, session, account, group_id, form, "sambungkan", decide)


@router.post(HOME + "/{group_id}/contoh")
def teach_group(request: Request, group_id: GroupId, account: Labeller, session: DbSession, form: Form) -> Response:
    """Sentences to train with."""

    def decide(target: Target, origin: str) -> Done:
        lines = _typed(form, "contoh").splitlines()
        return teach(session, account, target, _typed(form, "hal_ditanya"), lines, origin)

    return _decide(request, session, account, group_id, form, "contoh", decide)


@router.post(HOME + "/{group_id}/tutup")
def dismiss_group(request: Request, group_id: GroupId, account: Labeller, session: DbSession, form: Form) -> Response:
    """Nothing to do, and why."""

    def decide(target: Target, origin: str) -> Done:
        return dismiss(session, account, target, _typed(form, "alasan"), _typed(form, "catatan"), origin)

    return _decide(request, session, account, group_id, form, "tutup", decide)


@router.post(HOME + "/keputusan/{decision_id}/batal")
def take_back(request: Request, decision_id: RowId, account: Labeller, session: DbSession) -> Response:
    """Undo."""
    decision = find_decision(session, account, decision_id, Action.LABEL_UNANSWERED)
    done = undo(session, account, decision, address_of(request))
    if done.needs_lexicon:
        publish_lexicon_after(request, session)
    stays = " Layanan yang dibuat tetap ada." if decision.kind == DecisionKind.SERVICE else ""
    return redirect(request, HOME, f"Dibatalkan. Pesan-pesannya kembali ke daftar.{stays}")


@router.post(HOME + "/keputusan/{decision_id}/terima")
def take_over(request: Request, decision_id: RowId, account: Labeller, session: DbSession) -> Response:
    """A proposed synonym is taken over by who keeps the service."""
    decision = find_decision(session, account, decision_id, Action.LABEL_UNANSWERED)
    if accept(session, account, decision, address_of(request)).needs_lexicon:
        publish_lexicon_after(request, session)
    return redirect(request, DONE, "Usulan diterima. Bot mengenali sebutan itu dalam sedetik.")


def _decide(
    request: Request, session: Session, account: Account, group_id: int, form: FormData, part: str, decide: Any
) -> Response:
    """Do it, or show the form again with everything typed and the sentence that says how to mend it."""
    group = one_group(session, account, group_id)
    target = Target(group_id, id_of(_typed(form, "terbaru")))
    try:
        with session.begin_nested():
            done: Done = decide(target, address_of(request))
    except (DecisionRefused, ServiceNotFound) as error:
        field = error.field if isinstance(error, DecisionRefused) else "layanan"
        sentence = error.sentence if isinstance(error, DecisionRefused) else "Pilih layanannya dulu dari daftar."
        typed = {name: _typed(form, name) for name in form} | {"bagian": part}
        context = _context(session, account, group, typed, _typed(form, "dicari"))
        context |= {"error": sentence, "field_name": field}
        return page(request, "admin/questions/group.html", context, status_code=422)
    if done.needs_lexicon:
        publish_lexicon_after(request, session)
    return redirect(request, HOME, _said(done))


def _said(done: Done) -> str:
    decision = done.decision
    undone = "Bila keliru, batalkan di “Sudah ditangani”."
    if decision.kind == DecisionKind.SYNONYM and decision.is_waiting:
        return "Usulan sebutan dikirim ke admin program, yang mengurus layanan nasional ini. " + undone
    if decision.kind == DecisionKind.SYNONYM:
        when = (
            "Bot mengenalinya dalam sedetik." if done.needs_lexicon else "Bot mengenalinya setelah layanannya terbit."
        )
        return f"“{decision.phrase}” kini sebutan layanan itu. {when} {undone}"
    if decision.kind == DecisionKind.EXAMPLE:
        return f"Contoh latihan disimpan. Bot belajar darinya pada latihan berikutnya. {undone}"
    return f"Ditutup. Pesan serupa yang masuk kemudian akan tampil lagi. {undone}"


def _typed(form: FormData, name: str) -> str:
    return str(form.get(name) or "").replace("\0", "")[:MAX_TYPED]


def _context(session: Session, account: Account, group: OneGroup, typed: dict[str, str], query: str) -> dict[str, Any]:
    speaker = group.speaker
    slugs = [slug for one in group.messages for slug in (one.region, one.home)]
    slugs += [slug for slug, _ in group.regions]
    read = [one for row in group.messages for one in (row.service, row.chosen_service)]
    lines = list(dict.fromkeys(one.text for one in group.messages))[:MOST_LINES]
    start = {
        "sebutan": suggested_phrase(speaker.text, speaker.region),
        "hal_ditanya": speaker.chosen_aspect or speaker.aspect,
        "contoh": "\n".join(lines),
        "terbaru": str(group.newest),
    }
    return {
        "group": group,
        "typed": start | typed,
        "query": query,
        "services": search_services(session, query) if query else likely_services(session, group.id),
        "places": places_by_slug(session, slugs),
        "service_names": services_by_slug(session, [*read, *(one.service for one in group.decisions)]),
        "may_label": may_somewhere(account, Action.LABEL_UNANSWERED),
        "may_write": may_somewhere(account, Action.WRITE_STANDARD),
        "aspects": {name: wording.ASPECTS[name] for name in TEACHABLE},
        "dismissals": {name: wording.DISMISSALS[name] for name in DISMISSALS},
        "wording": wording,
    }
