"""The first page after logging in: what waits for one, and what one may do here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from loket.accounts.permissions import Action, may_somewhere
from loket.services.operations import NATIONAL_TIMEZONE
from loket.standards.reminders import Reminders, reminders_for
from web.accounts.current import CurrentAccount
from web.database import DbSession
from web.pages import page

router = APIRouter()


@router.get("/admin")
def home(request: Request, account: CurrentAccount, session: DbSession) -> Response:
    """The menu, with a sentence for each entry, under what should be done soon."""
    today = datetime.now(ZoneInfo(NATIONAL_TIMEZONE)).date()
    writes = may_somewhere(account, Action.WRITE_STANDARD)
    waiting = reminders_for(session, account, today) if writes else Reminders()
    return page(request, "admin/home.html", {"waiting": waiting, "has_waiting": waiting != Reminders()})
