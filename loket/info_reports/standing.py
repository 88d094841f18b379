"""What an answer stands on: composed again from what is published now, with the rows it was composed of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.answers.aspects import INFO, OF_AN_OFFICE
from loket.answers.heard import Context, Heard, Linked
from loket.answers.lookup import MAX_OFFICES
from loket.answers.named_offices import KINDS
from loket.answers.operations import Turn, answer_turn
from loket.answers.standard_answers import components_of
from loket.info_reports.errors import AnswerGone
from loket.info_reports.reported import About, Standing
from loket.offices.operations import offices_of
from loket.regions.errors import RegionNotFound
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.rendering.layout import answer_pieces
from loket.services.errors import ServiceNotFound
from loket.services.models import Component, Service, Standard
from loket.services.operations import get_service, resolve_standard

_BESIDE_OFFICES: Final = {"hours": ("hours",), "contact": ("contact",), "location": ("contact",)}


def standing_of(session: Session, about: About, now: datetime) -> Standing:
    """Compose the answer again. Raises AnswerGone where a slug means nothing (any more)."""
    service, region = _rows(session, about)
    heard = Heard(
        about.aspect, "", Linked(service.slug) if service else None, Linked(region.slug) if region else None,
        is_payload=True, office=None if service else about.office,
    )  # fmt: skip
    answer = answer_turn(session, Turn(heard, Context()), now).answer
    text = "".join(f"{piece.gap if number else ''}{piece.text}" for number, piece in enumerate(answer_pieces(answer)))
    return Standing(text, answer, _facts(session, about, service, region), service, region)


def facts_now(session: Session, about: About) -> dict[str, Any]:
    """Ids and versions that hold for this answer now (``InfoReport.facts``). Raises AnswerGone."""
    return _facts(session, about, *_rows(session, about))


def _rows(session: Session, about: About) -> tuple[Service | None, Region | None]:
    try:
        region = get_region(session, about.region) if about.region else None
        service = get_service(session, about.service) if about.service else None
    except (RegionNotFound, ServiceNotFound) as error:
        raise AnswerGone(str(error)) from error
    if about.aspect not in INFO or (service is None and about.office not in KINDS):
        raise AnswerGone("nothing published is told by this")
    return service, region


def _facts(session: Session, about: About, service: Service | None, region: Region | None) -> dict[str, Any]:
    kinds = tuple(service.office_kinds) if service else KINDS.get(about.office or "", ())
    is_of_offices = about.aspect in OF_AN_OFFICE and region is not None
    offices = offices_of(session, kinds, region)[:MAX_OFFICES] if is_of_offices and region else []
    return {
        "standards": _standards(session, about.aspect, service, region) if service else [],
        "offices": [one.id for one in offices],
    }


def _standards(session: Session, aspect: str, service: Service, region: Region | None) -> list[dict[str, Any]]:
    fields = resolve_standard(session, service, region).fields
    names = components_of(aspect) or _BESIDE_OFFICES.get(aspect, ())
    used = {
        (found.region.id if found.region else None, found.version)
        for found in (fields.get(Component(name)) for name in names)
        if found is not None
    }
    rows = session.scalars(select(Standard).where(Standard.service_id == service.id)).all()
    return [
        {"id": row.id, "version": row.version, "region": row.region.slug if row.region else None}
        for row in sorted(rows, key=lambda one: one.id)
        if (row.region_id, row.version) in used
    ]
