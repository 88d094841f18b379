"""A second service in the same message ("syarat ktp sama kk"): found by its exact name beside the first one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.answers import cues
from loket.answers.aspects import INFO, NEEDS_REGION
from loket.answers.heard import Heard
from loket.services.models import Service, ServiceName

_JOINS: Final = frozenset("sama sm ama dan dn plus serta karo jeung".split())  # noqa: SIM905
_BESIDE: Final = cues.FILLERS - _JOINS - {"bukan", "dari", "ke"}
_LONGEST: Final = 4  # words of a name


def with_second_service(session: Session, heard: Heard) -> Heard:
    """The message with the other service that a joining word ties to the one the engine linked, where there is one.

    Only exact names count, side by side: in "skck butuh ktp sama kk?" the papers are no second service.
    """
    first = heard.service
    aspects = frozenset(INFO) - NEEDS_REGION - {"overview"}
    if heard.is_payload or first is None or first.span is None or first.ambiguous or heard.aspect not in aspects:
        return heard
    start, end = first.span
    after = _joined_name(cues.words(heard.text[end:].replace("&", " dan ")))
    before = _joined_name(cues.words(heard.text[:start].replace("&", " dan "))[::-1], is_reversed=True)
    for runs in (after, before):
        found = _service_of(session, runs)
        if found is not None and found != first.value:
            return replace(heard, also=found)
    return heard


def _joined_name(words: list[str], *, is_reversed: bool = False) -> list[str]:
    """The runs of words that may be a name right after a joining word, longest first."""
    place = 0
    while place < len(words) and words[place] in _BESIDE:
        place += 1
    if place >= len(words) or words[place] not in _JOINS:
        return []
    rest = words[place + 1 : place + 1 + _LONGEST]
    runs = [rest[:length] for length in range(len(rest), 0, -1)]
    return [" ".join(run[::-1] if is_reversed else run) for run in runs]


def _service_of(session: Session, runs: list[str]) -> str | None:
    """The service that the longest of these names means most surely."""
    if not runs:
        return None
    query = (
        select(ServiceName.phrase, Service.slug)
        .join(Service, Service.id == ServiceName.service_id)
        .where(Service.is_active, ServiceName.phrase.in_(runs))
        .order_by(ServiceName.weight.desc(), Service.slug)
    )
    rows = session.execute(query).all()
    return next((slug for run in runs for phrase, slug in rows if phrase == run), None)
