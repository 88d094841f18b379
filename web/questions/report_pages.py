"""Reports of wrong answers: question, answer and complaint side by side, the way to mend it, and what was found."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.info_reports.errors import AnswerGone, VerdictRefused
from loket.info_reports.models import InfoReport, Part
from loket.info_reports.reported import About
from loket.info_reports.reviewing import (
    WantedReports,
    find_report,
    judge,
    like,
    list_reports,
    may_judge,
    reopen,
)
from loket.info_reports.standing import facts_now
from loket.offices.models import Office
from loket.services.models import Standard
from loket.unanswered.listing import NOWHERE
from loket.unanswered.suggesting import places_by_slug, services_by_slug
from loket.unanswered.visibility import regions_to_choose, visible_slugs
from web.accounts.current import permitted
from web.database import DbSession
from web.navigation import MENU, MenuEntry
from web.offices.places import HOME as OFFICES
from web.pages import page, redirect
from web.questions import wording
from web.questions.list_pages import MAX_SEARCH, Reader
from web.security import address_of
from web.standards.places import Form, number_of

HOME = "/admin/laporan-info"
NATION = "nasional"
router = APIRouter()
Judge = Annotated[Account, Depends(permitted(Action.REVIEW_STANDARD))]
ReportId = Annotated[int, Path(ge=1, le=2**62)]
MENU.append(
    MenuEntry(
        "Laporan info salah", HOME, Action.SEE_UNANSWERED, 31, "Warga berkata jawaban bot keliru: periksa dan perbaiki."
    )
)


@router.get(HOME)
def reports_page(
    request: Request, account: Reader, session: DbSession, wilayah: str = "", bagian: str = "", keadaan: str = "",
    hal: str = "1",
) -> Response:  # fmt: skip
    """Reports that wait, newest first; or those with a verdict (``keadaan=selesai``)."""
    part = Part(bagian) if bagian in set(Part) else None
    region = wilayah.replace("\0", "")[:MAX_SEARCH]
    wanted = WantedReports(region, part, keadaan != "selesai", number_of(hal))
    found = list_reports(session, account, wanted)
    context = {
        "wanted": wanted, "found": found, "wording": wording, "NOWHERE": NOWHERE,
        "regions": regions_to_choose(session, account, Action.SEE_UNANSWERED),
        "sees_all": visible_slugs(session, account, Action.SEE_UNANSWERED) is None,
        "places": places_by_slug(session, [slug for one in found.rows for slug in (one.region, one.home)]),
        "service_names": services_by_slug(session, [one.service for one in found.rows]),
    }  # fmt: skip
    return page(request, "admin/questions/reports.html", context)


@router.get(HOME + "/{report_id}")
def report_page(request: Request, report_id: ReportId, account: Reader, session: DbSession) -> Response:
    """One report."""
    report = find_report(session, account, report_id, Action.SEE_UNANSWERED)
    return page(request, "admin/questions/report.html", _context(session, account, report, {}))


@router.post(HOME + "/{report_id}/putuskan")
def judge_report(request: Request, report_id: ReportId, account: Judge, session: DbSession, form: Form) -> Response:
    """Mended, or right as it stood."""
    report = find_report(session, account, report_id, Action.REVIEW_STANDARD)
    typed = {name: str(form.get(name) or "").replace("\0", "")[:1000] for name in ("hasil", "catatan")}
    try:
        with session.begin_nested():
            judge(session, account, report, typed["hasil"], typed["catatan"], address_of(request))
    except VerdictRefused as error:
        context = _context(session, account, report, typed) | {"error": error.sentence, "field_name": error.field}
        return page(request, "admin/questions/report.html", context, status_code=422)
    return redirect(request, HOME, "Dicatat. Bila keliru, buka lagi laporannya di daftar “Selesai”.")


@router.post(HOME + "/{report_id}/buka")
def reopen_report(request: Request, report_id: ReportId, account: Judge, session: DbSession) -> Response:
    """Take the verdict back."""
    report = find_report(session, account, report_id, Action.REVIEW_STANDARD)
    reopen(session, account, report, address_of(request))
    return redirect(request, f"{HOME}/{report_id}", "Laporan dibuka lagi.")


def _context(session: Session, account: Account, report: InfoReport, typed: dict[str, str]) -> dict[str, Any]:
    judged_by = session.get(Account, report.verdict_by) if report.verdict_by else None
    return {
        "report": report,
        "typed": typed,
        "wording": wording,
        "places": places_by_slug(session, [report.region, report.home]),
        "service_names": services_by_slug(session, [report.service]),
        "standards": _standards(session, account, report),
        "offices": session.scalars(select(Office).where(Office.id.in_(report.facts.get("offices", ())))).all(),
        "office_home": OFFICES,
        "may_keep_offices": may(account, Action.MANAGE_OFFICES, report.region, None),
        "has_changed": _has_changed(session, report),
        "may_judge": may_judge(session, account, report),
        "may_write": may(account, Action.WRITE_STANDARD, report.region, None),
        "place": report.region or NATION,
        "like": like(session, account, report),
        "judged_by": judged_by.name if judged_by else "",
    }


def _standards(session: Session, account: Account, report: InfoReport) -> list[dict[str, Any]]:
    """The versions the answer stood on, each with its page for who may write there."""
    given = report.facts.get("standards", ())
    there = set(session.scalars(select(Standard.id).where(Standard.id.in_([one["id"] for one in given]))))
    names = places_by_slug(session, [one["region"] for one in given])
    return [
        {
            "version": one["version"],
            "place": names.get(one["region"], one["region"]) if one["region"] else "nasional",
            "slug": one["region"] or NATION,
            "may_open": one["id"] in there and may(account, Action.WRITE_STANDARD, one["region"], None),
        }
        for one in given
    ]


def _has_changed(session: Session, report: InfoReport) -> bool:
    """Whether something else is published by now than what the answer stood on."""
    about = About(report.aspect, report.service, report.region, report.office)
    try:
        return facts_now(session, about) != report.facts
    except AnswerGone:
        return True
