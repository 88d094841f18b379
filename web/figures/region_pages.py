"""A region's figures: how ready it is, what to do next, what its citizens asked. And the list of one's regions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, may, require
from loket.figures.facts import RegionState, states_of
from loket.figures.readiness import WEIGHTS, Readiness, Step, readiness, steps
from loket.figures.reading import RegionFigures, Topic, asked_of_services, region_figures, was_ever_asked
from loket.figures.results import WITHIN_REACH
from loket.figures.snapshots import Compared, compared
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.models import Standard, StandardState
from loket.services.operations import today_in
from web.accounts.current import permitted
from web.database import DbSession
from web.figures import charts, wording
from web.figures.links import office_link, questions_link, step_link
from web.figures.tables import Table, download, region_tables, topic_name
from web.navigation import MENU, MenuEntry
from web.pages import page, redirect

HOME = "/admin/angka"
PERIODS = {"7": "7 hari", "30": "30 hari", "90": "90 hari", "365": "1 tahun"}
USUAL_PERIOD = "30"
TOP_STEPS, TOP_TOPICS, LISTED = 8, 10, 60
DEMAND = timedelta(days=30)  # how far back the questions count that order what to do
router = APIRouter(prefix=HOME)
Viewer = Annotated[Account, Depends(permitted(Action.SEE_DASHBOARD))]
MENU.append(
    MenuEntry("Angka daerah", HOME, Action.SEE_DASHBOARD, 50, "Yang ditanyakan warga, dan yang perlu dibenahi.")
)


@router.get("")
def regions_page(request: Request, account: Viewer, session: DbSession, q: str = "") -> Response:
    """One's regions with their readiness; who has one alone goes straight to it."""
    scope = allowed_regions(session, account, Action.SEE_DASHBOARD)
    if len(scope.region_ids) == 1:
        [only] = scope.region_ids
        return redirect(request, f"{HOME}/{session.get_one(Region, only).slug}")
    query = select(Region).where(scope.condition(Region.id)).order_by(Region.code)
    text = q.strip()[:80]
    if text:
        query = query.where(Region.name.icontains(text, autoescape=True))
    elif scope.is_national:
        query = query.where(Region.parent_id.is_(None))
    found = session.scalars(query.limit(LISTED + 1)).all()
    notes = compared(session, [one.id for one in found])
    context = {
        "regions": found[:LISTED], "is_cut": len(found) > LISTED, "notes": notes, "q": text, "wording": wording,
        "is_national": scope.is_national,
    }  # fmt: skip
    return page(request, "admin/figures/regions.html", context)


@router.get("/{region_slug}")
def region_page(
    request: Request, account: Viewer, session: DbSession, region_slug: str, hari: str = USUAL_PERIOD
) -> Response:
    """The region's figures of the last days."""
    region = _region(session, account, region_slug)
    today, days = today_in(region), hari if hari in PERIODS else USUAL_PERIOD
    figures = _figures(session, region, today, days)
    state = states_of(session, [region], today)[region.id]
    ready, todo = _ready(session, region, state, today)
    is_empty = not (state.offices or was_ever_asked(session, region) or _has_own_standard(session, region))
    notes = compared(session, [region.id])
    context: dict[str, Any] = {
        "region": region, "figures": figures, "ready": ready, "wording": wording, "weights": WEIGHTS,
        "days": days, "periods": PERIODS, "is_empty": is_empty, "service_count": len(state.services),
        "offices": len(state.offices), "results": [(one, wording.RESULTS[one]) for one in WITHIN_REACH],
        "others": [one for one in wording.RESULTS if one not in WITHIN_REACH and figures.totals.by_kind[one]],
        "tables": {one.key: one for one in region_tables(figures, ready, [])}, "charts": _charts(figures),
        "may_write": may(account, Action.WRITE_STANDARD, region.slug), "TOP": TOP_TOPICS,
        **_compared(notes, region, ready), **_todo(account, region, todo),
        "office_link": office_link(account, region), "questions_link": questions_link(account, region),
    }  # fmt: skip
    return page(request, "admin/figures/region.html", context)


@router.get("/{region_slug}/unduh.{ending}")
def region_download(
    account: Viewer, session: DbSession, region_slug: str, ending: str, hari: str = USUAL_PERIOD, tabel: str = ""
) -> Response:
    """The region's tables as a workbook, or one of them as CSV."""
    region = _region(session, account, region_slug)
    today, days = today_in(region), hari if hari in PERIODS else USUAL_PERIOD
    state = states_of(session, [region], today)[region.id]
    ready, todo = _ready(session, region, state, today)
    tables: list[Table] = region_tables(_figures(session, region, today, days), ready, todo)
    return download(tables, ending, tabel, f"angka-{region.slug}-{today:%Y%m%d}")


def _region(session: Session, account: Account, slug: str) -> Region:
    """The region, if the account may see its figures. Raises RegionNotFound, NotPermitted."""
    region = get_region(session, slug)
    require(account, Action.SEE_DASHBOARD, region.slug)
    return region


def _figures(session: Session, region: Region, today: date, days: str) -> RegionFigures:
    return region_figures(session, region, today - timedelta(days=int(days) - 1), today)


def _ready(session: Session, region: Region, state: RegionState, today: date) -> tuple[Readiness, list[Step]]:
    asked = asked_of_services(session, region, today - DEMAND, today)
    ready = readiness(state.services, state.offices, today)
    return ready, steps(state.services, state.offices, today, asked)


def _todo(account: Account, region: Region, todo: list[Step]) -> dict[str, Any]:
    """What to do first, and the rest."""
    shown = [(one, wording.step_text(one), step_link(account, region, one)) for one in todo]
    return {"first_steps": shown[:TOP_STEPS], "more_steps": shown[TOP_STEPS:]}


def _compared(notes: Compared, region: Region, ready: Readiness) -> dict[str, Any]:
    """By how much the readiness of now differs from that of a month ago."""
    then = notes.then.get(region.id)
    if then is None:  # the first note may be of today: then the one before it is the newest
        return {"change": None, "before": None}
    return {"change": ready.score - then, "before": notes.before}


def _charts(figures: RegionFigures) -> dict[str, Any]:
    spans = figures.days
    answered = [one.answered for one in spans]
    rest = [one.questions - one.answered for one in spans]
    labels = [wording.span(one) for one in spans]
    return {
        "days": charts.columns(
            "Pertanyaan per hari", labels, {"Terjawab": answered, "Lainnya": rest}, every=max(1, -(-len(labels) // 6))
        ),
        "hours": charts.columns(
            "Pertanyaan per jam", [f"{hour:02}" for hour in range(24)], {"Pertanyaan": figures.hours}, every=3
        ),
        "services": _topic_chart("layanan", "Pertanyaan menurut layanan", figures.services[:TOP_TOPICS]),
        "aspects": _topic_chart("aspek", "Isi pertanyaan", figures.aspects[:TOP_TOPICS]),
    }


def _topic_chart(kind: str, title: str, topics: Any) -> Any:
    found: list[Topic] = list(topics)
    series = {wording.RESULTS[one]: [topic.by_result[one] for topic in found] for one in WITHIN_REACH}
    other = [topic.total - sum(topic.by_result[one] for one in WITHIN_REACH) for topic in found]
    names = [(topic.short_name if kind == "layanan" else "") or topic_name(kind, topic) for topic in found]
    return charts.bars(title, names, {**series, "Lainnya": other})


def _has_own_standard(session: Session, region: Region) -> bool:
    own = select(Standard.id).where(Standard.region_id == region.id, Standard.state != StandardState.ARCHIVED)
    return session.scalar(own.limit(1)) is not None
