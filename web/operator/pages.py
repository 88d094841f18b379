"""The operator's page: how everything is, and the kill switches."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, may
from loket.bots.operations import active_bots
from loket.delivery.outgoing import queue_depths
from loket.regions.models import Region
from loket.switches.errors import SwitchRefused
from loket.switches.operations import put_back, throw_for_bot, throw_for_region, visible_switches
from web.accounts.current import permitted, settings_of
from web.accounts.login import text_of
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.operator.health import PROCESS_NAMES, QUEUE_NAMES, error_lines, failed_rows, unsent_rows, versions
from web.pages import page, redirect
from web.region_choice import chosen_region
from web.security import address_of, form_of
from web.state import Installation, ProcessHealth

HOME = "/admin/operator"
router = APIRouter(prefix=HOME)
Form = Annotated[FormData, Depends(form_of)]
Operator = Annotated[Account, Depends(permitted(Action.OPERATE))]
MENU.append(MenuEntry("Operator", HOME, Action.OPERATE, 85, "Keadaan Loket, dan menghentikan bot atau wilayah."))


async def processes_of_request(request: Request) -> dict[str, ProcessHealth]:
    """Every process's own word, asked side by side before the page is made."""
    installation: Installation = request.app.state.installation
    return await installation.processes()


Processes = Annotated[dict[str, ProcessHealth], Depends(processes_of_request)]


@router.get("")
def operator_page(request: Request, operator: Operator, session: DbSession, processes: Processes) -> Response:
    """Everything for a national operator; a region's admin sees the region's switch."""
    return page(request, "admin/operator.html", _context(request, operator, session, processes))


@router.post("/sakelar")
def throw(request: Request, operator: Operator, session: DbSession, processes: Processes, form: Form) -> Response:
    """Stop a bot or a region, with a reason."""
    kind, _, name = text_of(form, "target").partition(":")
    reason, origin = text_of(form, "reason"), address_of(request)
    try:
        with session.begin_nested():
            if kind == "bot" and name in _bot_names(request, session):
                throw_for_bot(session, operator, name, reason, origin=origin)
                what = f"Bot {name}"
            else:
                region = _region(session, name if kind == "wilayah" else text_of(form, "region"))
                throw_for_region(session, operator, region, reason, origin=origin)
                what = region.name
    except SwitchRefused as error:
        context = {**_context(request, operator, session, processes), "typed": dict(form)}
        context |= {"error": error.sentence, "field_name": error.field}
        return page(request, "admin/operator.html", context, status_code=422)
    return redirect(request, HOME, f"{what} dihentikan sementara. Warga mendapat pemberitahuan.")


@router.post("/sakelar/{switch_id}/jalankan")
def run_again(request: Request, switch_id: int, operator: Operator, session: DbSession) -> Response:
    """Serve again."""
    switch = put_back(session, operator, switch_id, origin=address_of(request))
    what = switch.region.name if switch.region else f"Bot {switch.bot}"
    return redirect(request, HOME, f"{what} berjalan lagi.")


def _bot_names(request: Request, session: Session) -> list[str]:
    return [bot.name for bot in active_bots(session, settings_of(request)).ready]


def _region(session: Session, typed: str) -> Region:
    if not typed.strip():
        raise SwitchRefused("Pilih bot, atau ketik nama wilayah lalu pilih dari daftar.", "region")
    found, problem = chosen_region(session, typed)
    if found is None:
        raise SwitchRefused(problem, "region")
    return found


def _context(
    request: Request, operator: Account, session: Session, processes: dict[str, ProcessHealth]
) -> dict[str, Any]:
    scope = allowed_regions(session, operator, Action.OPERATE)
    context: dict[str, Any] = {
        "is_national": may(operator, Action.OPERATE, None),
        "switches": visible_switches(session, operator),
        "regions": session.scalars(select(Region).where(scope.condition(Region.id)).order_by(Region.code)).all(),
        "typed": {},
    }
    return context | (_installation(request, session, processes) if context["is_national"] else {})


def _installation(request: Request, session: Session, processes: dict[str, ProcessHealth]) -> dict[str, Any]:
    settings = settings_of(request)
    found = active_bots(session, settings)
    depths = queue_depths(session)
    return {
        "processes": [(PROCESS_NAMES.get(name, name), one.is_well) for name, one in processes.items()],
        "queues": [(QUEUE_NAMES.get(name, name), count) for name, count in depths.items()],
        "version": versions(processes),
        "bots": found.ready,
        "refused_bots": found.refused,
        "errors": error_lines(settings.home / "logs"),
        "failed": failed_rows(session),
        "unsent": unsent_rows(session),
    }
