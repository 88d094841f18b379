"""What officials read of reports and say of them. By region, undoable, in the audit; the caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.audit.operations import Values, record
from loket.database import utc_now
from loket.info_reports.errors import ReportNotFound, VerdictRefused
from loket.info_reports.models import InfoReport, Part, Verdict
from loket.regions.models import Region
from loket.unanswered.anonymising import anonymised
from loket.unanswered.listing import NOWHERE, PAGE_SIZE
from loket.unanswered.visibility import visible

MAX_NOTE: Final = 300
PLACES = (InfoReport.region, InfoReport.home)


@dataclass(frozen=True)
class WantedReports:
    """What to list. ``is_open`` False = those with a verdict; ``page`` counts from 1."""

    region: str = ""
    part: Part | None = None
    is_open: bool = True
    page: int = 1

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a WHERE."""
        row = InfoReport
        found: list[ColumnElement[bool]] = [row.verdict.is_(None) if self.is_open else row.verdict.is_not(None)]
        if self.region == NOWHERE:
            found.append(and_(row.region.is_(None), row.home.is_(None)))
        elif self.region:
            found.append(or_(row.region == self.region, row.home == self.region))
        if self.part is not None:
            found.append(row.part == self.part)
        return found


@dataclass(frozen=True)
class ReportsPage:
    """One page of them, newest first."""

    rows: Sequence[InfoReport]
    total: int
    page: int
    pages: int


def list_reports(session: Session, account: Account, wanted: WantedReports) -> ReportsPage:
    """The reports the account may see."""
    where = [visible(session, account, Action.SEE_UNANSWERED, *PLACES), *wanted.conditions()]
    total = session.scalar(select(func.count()).select_from(InfoReport).where(*where)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    query = select(InfoReport).where(*where).order_by(InfoReport.id.desc())
    rows = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return ReportsPage(rows, total, page, pages)


def find_report(session: Session, account: Account, report_id: int, action: Action) -> InfoReport:
    """The report, if the account may do this to it. Raises ReportNotFound."""
    mine = visible(session, account, action, *PLACES)
    found = session.scalar(select(InfoReport).where(InfoReport.id == report_id, mine))
    if found is None:
        raise ReportNotFound(report_id)
    return found


def may_judge(session: Session, account: Account, report: InfoReport) -> bool:
    """Whether this account may say what became of it."""
    try:
        find_report(session, account, report.id, Action.REVIEW_STANDARD)
    except (ReportNotFound, NotPermitted):
        return False
    return True


def like(session: Session, account: Account, report: InfoReport) -> int:
    """How many other open reports about the same answer the account may see."""
    row = InfoReport
    same = (
        row.id != report.id,
        row.verdict.is_(None),
        row.aspect == report.aspect,
        row.service.is_not_distinct_from(report.service),
        row.office.is_not_distinct_from(report.office),
        row.region.is_not_distinct_from(report.region),
        visible(session, account, Action.SEE_UNANSWERED, *PLACES),
    )
    return session.scalar(select(func.count()).select_from(row).where(*same)) or 0


def judge(session: Session, actor: Account, report: InfoReport, verdict: str, note: str, origin: str = "") -> None:
    """Say what was found. Raises VerdictRefused by field."""
    if report.verdict is not None:
        raise VerdictRefused("", "Laporan ini sudah diputuskan orang lain. Periksa hasilnya di bawah.")
    if verdict not in set(Verdict):
        raise VerdictRefused("hasil", "Pilih hasilnya: sudah diperbaiki, atau info sudah benar.")
    words = anonymised(note)
    if verdict == Verdict.RIGHT and not words:
        raise VerdictRefused("catatan", "Tulis dengan singkat mengapa info ini sudah benar, misalnya sumbernya.")
    if len(words) > MAX_NOTE:
        raise VerdictRefused("catatan", f"Catatan terlalu panjang. Singkatkan sampai {MAX_NOTE} huruf.")
    report.verdict, report.verdict_note = Verdict(verdict), words
    report.verdict_by, report.verdict_at = actor.id, utc_now()
    session.flush()
    after = {"verdict": verdict, "note": words, "service": report.service, "aspect": report.aspect}
    _note(session, actor, report, "judge", None, after, origin)


def reopen(session: Session, actor: Account, report: InfoReport, origin: str = "") -> None:
    """Take the verdict back. Raises VerdictRefused where there is none."""
    if report.verdict is None:
        raise VerdictRefused("", "Laporan ini memang masih terbuka.")
    before = {"verdict": report.verdict, "note": report.verdict_note}
    report.verdict, report.verdict_note, report.verdict_by, report.verdict_at = None, "", None, None
    session.flush()
    _note(session, actor, report, "reopen", before, None, origin)


def _note(
    session: Session,
    actor: Account,
    report: InfoReport,
    verb: str,
    before: Values,
    after: Values,
    origin: str,
) -> None:
    slug = report.region or report.home
    region_id = session.scalar(select(Region.id).where(Region.slug == slug)) if slug else None
    record(session, actor, f"info_report.{verb}", "info_report", report.id, before, after, origin, region_id=region_id)
