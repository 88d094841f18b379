"""What still stands between a draft and its publication. Pure but for reading the levels above."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from loket.regions.models import Region
from loket.services.models import Component, Service, Standard
from loket.services.operations import ResolvedStandard, resolve_standard
from loket.standards.components import CITIZEN_FACING, COMPONENTS
from loket.standards.content import Content, clean_content, content_of
from loket.standards.errors import Problem

STALE: Final = timedelta(days=180)  # the admin is reminded; after a year the citizen is told too (loket.answers)


def publication_problems(session: Session, standard: Standard, today: date) -> list[Problem]:
    """Everything that must be mended before the standard may be published."""
    content = content_of(standard)
    above = inherited(session, standard.service, standard.region, today)
    return [
        *clean_content(content, today).problems,
        *_missing(content, above),
        *_without_provenance(content),
        *_nothing_said(content),
    ]


def inherited(session: Session, service: Service, region: Region | None, today: date) -> ResolvedStandard | None:
    """What would hold if this level said nothing; None for the nation, which has no level above."""
    if region is None:
        return None
    above = session.get_one(Region, region.parent_id) if region.parent_id else None
    return resolve_standard(session, service, above, today)


def _missing(content: Content, above: ResolvedStandard | None) -> list[Problem]:
    problems = []
    for name in CITIZEN_FACING:
        own = content.get(name)
        has_own = own is not None and not own.is_empty
        if not has_own and (above is None or above.get(name) is None):
            info = COMPONENTS[name]
            message = f"{info.name} belum diisi. {info.help}"
            problems.append(Problem(f"{name}.{_main_field(name)}", message))
    return problems


def _main_field(name: Component) -> str:
    return "items" if COMPONENTS[name].form == "items" else "text"


def _without_provenance(content: Content) -> list[Problem]:
    problems = []
    for name, part in content.items():
        if part.is_empty:
            continue
        named = COMPONENTS[name].name
        if not part.source:
            problems.append(Problem(f"{name}.source", f"Sumber untuk {named} belum diisi: peraturan atau lamannya."))
        if part.verified_at is None:
            problems.append(Problem(f"{name}.verified_at", f"Tanggal dicek untuk {named} belum diisi."))
    return problems


def _nothing_said(content: Content) -> list[Problem]:
    if any(not part.is_empty for part in content.values()):
        return []
    return [Problem("", "Belum ada satu bagian pun yang diisi di tingkat ini, jadi tidak ada yang diterbitkan.")]
