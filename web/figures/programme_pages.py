"""All regions for those who lead the programme: waves, map, who rises and falls, and a table to sort and filter."""

from __future__ import annotations

import enum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.database import utc_now
from loket.figures.centres import geography
from loket.figures.programme import (
    READY,
    Filter,
    Order,
    Programme,
    Row,
    Wave,
    fallers,
    filtered,
    programme,
    risers,
    waves,
)
from loket.services.operations import today_in
from web.accounts.current import permitted
from web.database import DbSession
from web.figures import charts, map, wording
from web.figures.tables import download, programme_tables
from web.navigation import MENU, MenuEntry
from web.pages import page

HOME = "/admin/program"
PAGE_SIZE = 50
router = APIRouter(prefix=HOME)
Leader = Annotated[Account, Depends(permitted(Action.SEE_PROGRAMME))]
MENU.append(MenuEntry("Angka program", HOME, Action.SEE_PROGRAMME, 55, "Kesiapan dan pertanyaan semua daerah."))


@router.get("")
def programme_page(request: Request, _leader: Leader, session: DbSession) -> Response:
    """The programme of the last 30 days."""
    found, typed = programme(session, today_in(None)), _typed(request)
    wanted = _filter(typed)
    rows = filtered(found, wanted)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(_whole(typed["hal"]), 1), pages)
    marks = map.marks(rows, geography(session))
    context: dict[str, Any] = {
        "found": found, "rows": rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], "total": len(rows),
        "number": number, "pages": pages, "typed": typed, "waves": wording.WAVES, "wording": wording,
        "orders": _orders(typed, wanted), "summaries": waves(found.rows), "risers": risers(rows),
        "fallers": fallers(rows), "chart": _chart(found), "marks": marks, "map": map, "ready": READY,
        "unplaced": len(rows) - len(marks), "at": utc_now(), "query": _query(typed),
    }  # fmt: skip
    return page(request, "admin/figures/programme.html", context)


@router.get("/unduh.{ending}")
def programme_download(
    request: Request, _leader: Leader, session: DbSession, ending: str, tabel: str = "wilayah"
) -> Response:
    """The filtered regions and the waves as a workbook, or one table as CSV."""
    found = programme(session, today_in(None))
    rows: list[Row] = filtered(found, _filter(_typed(request)))
    tables = programme_tables(found, rows, waves(found.rows))
    return download(tables, ending, tabel, f"program-{found.until:%Y%m%d}")


def _typed(request: Request) -> dict[str, str]:
    names = ("gelombang", "provinsi", "q", "urut", "arah", "hal")
    return {name: request.query_params.get(name, "").strip()[:80] for name in names}


def _filter(typed: dict[str, str]) -> Filter:
    """What is asked for; a value that is none leaves its filter out."""
    return Filter(
        wave=_choice(Wave, typed["gelombang"]),
        province=typed["provinsi"],
        text=typed["q"],
        order=_choice(Order, typed["urut"]) or Order.NAME,
        is_descending=typed["arah"] == "turun",
    )


def _choice[Option: enum.Enum](options: type[Option], given: str) -> Option | None:
    return next((one for one in options if one.value == given), None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _query(typed: dict[str, str], **changes: str) -> str:
    """The address's filters with some of them changed, without page."""
    kept = {name: value for name, value in {**typed, "hal": "", **changes}.items() if value}
    return urlencode(kept)


def _orders(typed: dict[str, str], wanted: Filter) -> dict[str, dict[str, str]]:
    """For the head of each column: its name, the address that sorts by it, and how it is sorted now."""
    found = {}
    for order, title in wording.ORDERS.items():
        is_now = order == wanted.order
        # The first tap on a column of numbers shows the highest, on names the first letter.
        down = not wanted.is_descending if is_now else order != Order.NAME
        sort = ("descending" if wanted.is_descending else "ascending") if is_now else ""
        query = _query(typed, urut=order.value, arah="turun" if down else "naik")
        found[order.value] = {"title": title, "query": query, "sort": sort}
    return found


def _chart(found: Programme) -> Any:
    """How many regions of each wave stand at which step of readiness."""
    steps = [*map.STEPS]
    counts = {
        title: [
            sum(1 for row in found.rows if row.wave == wave and row.noted and map.level_of(row.noted.score) == str(low))
            for wave in Wave
        ]
        for low, title in steps
    }
    return charts.bars("Kesiapan menurut gelombang", [wording.WAVES[wave] for wave in Wave], counts)
