"""The first page after logging in: what one may do here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.accounts.current import CurrentAccount
from web.pages import page

router = APIRouter()


@router.get("/admin")
def home(request: Request, _account: CurrentAccount) -> Response:
    """The menu, with a sentence for each entry."""
    return page(request, "admin/home.html")
