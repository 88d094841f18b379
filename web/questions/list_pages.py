"""The questions nobody has dealt with, by likeness; and those that are dealt with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may_somewhere
from loket.services.editing import find_service
from loket.services.errors import ServiceNotFound
from loket.unanswered.decided import Decided, decided, proposals
from loket.unanswered.decisions import may_name
from loket.unanswered.listing import NOWHERE, Wanted, open_groups
from loket.unanswered.models import Reason
from loket.unanswered.suggesting import places_by_slug, services_by_slug
from loket.unanswered.visibility import regions_to_choose, visible_slugs
from web.accounts.current import permitted
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.pages import page
from web.questions import wording
from web.questions.grouping import grouping_of
from web.standards.places import number_of

HOME = "/admin/pertanyaan"
DONE = HOME + "/ditangani"
MAX_SEARCH = 80
router = APIRouter()
Reader = Annotated[Account, Depends(permitted(Action.SEE_UNANSWERED))]
MENU.append(
    MenuEntry(
        "Pertanyaan warga", HOME, Action.SEE_UNANSWERED, 30, "Yang belum terjawab baik, dan apa yang perlu dilakukan."
    )
)


@router.get(HOME)
def list_page(
    request: Request, account: Reader, session: DbSession, wilayah: str = "", alasan: str = "", q: str = "",
    hal: str = "1",
) -> Response:  # fmt: skip
    """Open groups, the largest first; what waits to be grouped is shown beside them, and grouped meanwhile."""
    wanted = _wanted(wilayah, alasan, q, hal)
    found = open_groups(session, account, wanted)
    if found.waiting:
        grouping_of(request).start()
    slugs = [slug for one in [*(group.speaker for group in found.rows), *found.new] for slug in (one.region, one.home)]
    context = _context(session, account, wanted) | {
        "found": found, "places": places_by_slug(session, slugs), "proposals": proposals(session, account),
    }  # fmt: skip
    return page(request, "admin/questions/list.html", context)


@router.get(DONE)
def done_page(
    request: Request, account: Reader, session: DbSession, wilayah: str = "", usulan: str = "", hal: str = "1"
) -> Response:
    """What was decided, newest first; each can be taken back."""
    wanted = _wanted(wilayah, "", "", hal)
    found = decided(session, account, wanted, only_waiting=bool(usulan))
    context = _context(session, account, wanted) | {
        "found": found,
        "rows": [(one, _may_accept(session, account, one)) for one in found.rows],
        "service_names": services_by_slug(session, [one.decision.service for one in found.rows]),
        "usulan": bool(usulan),
        "may_label": may_somewhere(account, Action.LABEL_UNANSWERED),
    }
    return page(request, "admin/questions/done.html", context)


def id_of(text: str) -> int:
    """A row's id from an address or form; 0 for anything else, never an error."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _wanted(wilayah: str, alasan: str, q: str, hal: str) -> Wanted:
    reason = Reason(alasan) if alasan in set(Reason) else None
    return Wanted(_text(wilayah), reason, _text(q), number_of(hal))


def _text(given: str) -> str:
    """Of bounded length, without what PostgreSQL cannot take."""
    return given.replace("\0", "")[:MAX_SEARCH]


def _context(session: Session, account: Account, wanted: Wanted) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "regions": regions_to_choose(session, account, Action.SEE_UNANSWERED),
        "sees_all": visible_slugs(session, account, Action.SEE_UNANSWERED) is None,
        "NOWHERE": NOWHERE,
        "wording": wording,
    }


def _may_accept(session: Session, account: Account, one: Decided) -> bool:
    if not one.decision.is_waiting:
        return False
    try:
        return may_name(session, account, find_service(session, one.decision.service or ""))
    except ServiceNotFound:
        return False
