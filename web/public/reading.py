"""What a public page says of a service or region: facts with level, date and the number of their source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from loket.answers import formats
from loket.answers.lookup import OUTDATED_AFTER
from loket.answers.texts import labels
from loket.offices.hours import format_hours
from loket.offices.models import Office
from loket.opendata.wording import lines_of
from loket.regions.names import display_name
from loket.services.models import Component, Confidence
from loket.services.operations import ResolvedField, ResolvedStandard
from loket.standards.components import CITIZEN_FACING, COMPONENTS, Form

HEADINGS: Final = {
    Component.PRODUCT: "Yang Anda terima",
    Component.REQUIREMENTS: "Syarat",
    Component.PROCEDURE: "Cara mengurus",
    Component.DURATION: "Berapa lama",
    Component.COST: "Biaya",
    Component.HOURS: "Jam layanan",
    Component.ONLINE_LINK: "Lewat internet",
    Component.CONTACT: "Kontak",
    Component.COMPLAINTS: "Pengaduan dan saran",
    Component.LEGAL_BASIS: "Dasar hukum",
}


@dataclass(frozen=True)
class PageFact:
    """One component as the page shows it. ``number``: of its source in the list at the end; 0 = nothing is known."""

    heading: str
    lines: Sequence[str]
    is_ordered: bool = False
    is_list: bool = False
    level: str = ""
    checked: str = ""
    number: int = 0
    is_doubtful: bool = False
    is_outdated: bool = False


@dataclass(frozen=True)
class PageFacts:
    """``main`` is for citizens and is printed; ``inside`` are the components inside the office."""

    main: Sequence[PageFact]
    inside: Sequence[PageFact]
    sources: Sequence[str]


@dataclass(frozen=True)
class PageOffice:
    """One office as the page shows it."""

    name: str
    address: str
    hours: str
    phone: str
    checked: str
    source: str


def facts_of(standard: ResolvedStandard, today: date) -> PageFacts:
    """Everything known, in the order a citizen needs it; what a citizen must be told and nobody stated is said too."""
    sources: list[str] = []
    main, inside = [], []
    for name, heading in HEADINGS.items():
        field = standard.get(name)
        if field is not None:
            main.append(_fact(heading, field, sources, today))
        elif name in CITIZEN_FACING:
            main.append(PageFact(heading, ()))
    for name, info in COMPONENTS.items():
        field = standard.get(name)
        if name not in HEADINGS and field is not None:
            inside.append(_fact(info.name, field, sources, today))
    return PageFacts(main, inside, sources)


def office_of(office: Office) -> PageOffice:
    """An office; its number only where we are sure of it."""
    spans = [(row.weekday, row.opens, row.closes) for row in office.hours]
    return PageOffice(
        name=office.name,
        address=office.address,
        hours=format_hours(spans) or office.hours_text,
        phone=office.phone if office.confidence == Confidence.HIGH else "",
        checked=formats.short_date(office.verified_at),
        source=formats.source(office.source),
    )


def _fact(heading: str, field: ResolvedField, sources: list[str], today: date) -> PageFact:
    lines = lines_of(field.component, field.content)
    source = formats.source(field.source)
    if source not in sources:
        sources.append(source)
    is_list = COMPONENTS[field.component].form == Form.ITEMS and len(lines) > 1
    place = display_name(field.region) if field.region else ""
    return PageFact(
        heading=heading,
        lines=lines,
        is_ordered=field.component == Component.PROCEDURE and is_list,
        is_list=is_list,
        level=labels.LEVELS[field.level].format(region=place),
        checked=formats.short_date(field.verified_at) if field.verified_at else "",
        number=sources.index(source) + 1,
        is_doubtful=field.confidence == Confidence.LOW,
        is_outdated=field.verified_at is not None and today - field.verified_at > OUTDATED_AFTER,
    )
