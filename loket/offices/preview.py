"""What citizens would read of an office, before it is saved: by the composers that answer them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from loket.answers import formats, lookup
from loket.answers.answer import Answer, Reading
from loket.answers.facts import Place, Question
from loket.answers.office_answers import hours_answer, location_answer, status_text
from loket.offices.content import OfficeContent, cleaned, point_problems, write_content
from loket.offices.hours import span_problems
from loket.offices.models import Office
from loket.regions.models import Region

NO_KIND: Final = "kantor"  # until one is chosen


@dataclass(frozen=True)
class OfficePreview:
    """``status``: whether it is open at the moment asked about, as a sentence; the answers show this office alone."""

    status: str
    location: Answer
    hours: Answer


def preview(session: Session, region: Region, given: OfficeContent, moment: datetime) -> OfficePreview:
    """The answers to "di mana" and "jam buka" if the office were as ``given``, asked at ``moment`` (aware)."""
    place = lookup.place_of(region)
    if place is None:
        raise ValueError("an office lies in a region")
    kind = given.kind or NO_KIND
    with session.no_autoflush:
        facts = lookup.facts_of(_tried_out(region, given), moment)
        about = lookup.office_kind_facts(session, kind, (kind,))
    asked = {aspect: _question(aspect, place, kind) for aspect in ("location", "hours")}
    return OfficePreview(
        status=formats.sentence(status_text(facts, place, moment)),
        location=location_answer(asked["location"], about, [facts], moment),
        hours=hours_answer(asked["hours"], about, [facts], moment),
    )


def _tried_out(region: Region, given: OfficeContent) -> Office:
    """An office in no session that says what can be read of the form: what is in doubt is left out until mended."""
    content = cleaned(given)
    if point_problems(content):
        content = replace(content, latitude=None, longitude=None)
    doubtful = {problem.weekday for problem in span_problems(content.hours)}
    office = Office(region=region, is_active=True)
    write_content(office, content)
    office.hours = [row for row in office.hours if row.weekday not in doubtful]
    return office


def _question(aspect: str, place: Place, kind: str) -> Question:
    reading = Reading(aspect=aspect, service=None, region=place.slug)
    return Question(reading, place, has_home=True, office=kind)
