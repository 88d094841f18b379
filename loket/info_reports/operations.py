"""Keep what a citizen says is wrong, once, a few a day; forget it in time. The caller commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from loket.info_reports.errors import TooManyReports
from loket.info_reports.models import InfoReport, Part
from loket.info_reports.reported import About, Standing
from loket.unanswered.anonymising import anonymised

A_DAY: Final = 5
MAX_ANSWER: Final = 4096


@dataclass(frozen=True)
class Told:
    """One tap. ``answer`` and ``question``: as the citizen saw them, "" where that is not known any more."""

    message_id: str
    pseudonym: str
    bot: str
    day: date
    part: Part
    about: About
    home: str | None = None
    answer: str = ""
    question: str = ""


def keep(session: Session, told: Told, standing: Standing) -> int:
    """Keep the report and return its id; the same answer's same part is reported once a day by one citizen.

    Raises TooManyReports.
    """
    known = _known(session, told)
    if known is not None:
        return known
    count = _today(session, told)
    if count >= A_DAY:
        raise TooManyReports(count)
    row = InfoReport(
        message_id=told.message_id,
        pseudonym=told.pseudonym,
        bot=told.bot[:40],
        day=told.day,
        part=told.part,
        question=anonymised(told.question),
        aspect=told.about.aspect,
        service=told.about.service,
        office=told.about.office,
        region=told.about.region,
        home=told.home,
        answer=(told.answer or standing.text)[:MAX_ANSWER],
        source=standing.answer.source,
        verified_at=standing.answer.verified_at,
        is_recomposed=not told.answer,
        facts=standing.facts,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same action ran twice at once
        found = session.scalar(select(InfoReport.id).where(InfoReport.message_id == told.message_id))
        if found is None:
            raise
        return found
    return row.id


def _known(session: Session, told: Told) -> int | None:
    row, about = InfoReport, told.about
    same = (
        (row.pseudonym == told.pseudonym)
        & (row.day == told.day)
        & (row.part == told.part)
        & (row.aspect == about.aspect)
        & row.service.is_not_distinct_from(about.service)
        & row.office.is_not_distinct_from(about.office)
        & row.region.is_not_distinct_from(about.region)
    )
    return session.scalar(select(row.id).where((row.message_id == told.message_id) | same).limit(1))


def _today(session: Session, told: Told) -> int:
    mine = (InfoReport.pseudonym == told.pseudonym, InfoReport.day == told.day)
    return session.scalar(select(func.count()).select_from(InfoReport).where(*mine)) or 0


def add_note(session: Session, pseudonym: str, report_id: int, text: str) -> bool:
    """Add the citizen's words, masked, to their own report; returns whether it is still there."""
    row = session.get(InfoReport, report_id)
    if row is None or row.pseudonym != pseudonym:
        return False
    row.note = anonymised(text)
    return True


def count_of(session: Session, pseudonym: str) -> int:
    """How many reports of the citizen are kept."""
    kept = select(func.count()).select_from(InfoReport).where(InfoReport.pseudonym == pseudonym)
    return session.scalar(kept) or 0


def forget(session: Session, pseudonym: str) -> int:
    """Erase the citizen's reports; returns how many there were."""
    erased = delete(InfoReport).where(InfoReport.pseudonym == pseudonym).returning(InfoReport.id)
    return len(session.scalars(erased).all())


def forget_old(session: Session, before: date, at_once: int = 1000) -> int:
    """Erase reports of days before ``before``, at most so many; returns how many are gone."""
    old = select(InfoReport.id).where(InfoReport.day < before).limit(at_once)
    gone = delete(InfoReport).where(InfoReport.id.in_(old)).returning(InfoReport.id)
    return len(session.scalars(gone).all())
