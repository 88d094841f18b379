"""The lexicon's content by the database: all of it, or only what a change of some services makes different."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.lexicon.document import Content, content_of
from loket.lexicon.entries import LexiconProblem, Named, as_entry, as_list, given_phrases, weighed
from loket.lexicon.phrases import clean_phrase, phrase_problem
from loket.regions.models import AmbiguousName, Region
from loket.regions.names import base_name, name_forms
from loket.services.models import Service, ServiceName

MOST_AT_ONCE = 500  # services; with more of them making all anew is faster
_MOST_VALUES = 500  # in one query
_ROW = (Service.id, Service.slug, Service.name, Service.short_name)
_NAME = (ServiceName.id, ServiceName.service_id, ServiceName.phrase, ServiceName.weight)


def build_content(session: Session) -> tuple[Content, list[LexiconProblem]]:
    """All of it, and what could not stand in it. Rows, not objects: with 30,000 services the mapping took seconds."""
    problems: list[LexiconProblem] = []
    services = session.execute(select(*_ROW).where(Service.is_active).order_by(Service.slug)).all()
    named = _named(services, session.execute(select(*_NAME).order_by(ServiceName.id)), problems)
    phrases = weighed(named, problems)
    entries = (as_entry(service, phrases[service.slug]) for service in named)
    return content_of(entries, _regions(session, problems), _ambiguous(session)), problems


def amend_content(
    session: Session, standing: Content, changed: Collection[str]
) -> tuple[Content, list[LexiconProblem]] | None:
    """``standing`` as it is after a change of these services (slugs); None where too many others are concerned.

    The same as all made anew. Another service's entry differs only in a phrase that one of the changed has or had:
    whether it is shared, or may stand as its own name.
    """
    problems: list[LexiconProblem] = []
    fresh = _load(session, changed, problems)
    had = {text for slug in changed if slug in standing.services for text in standing.phrases(slug)}
    given = {phrase for service in fresh for phrase in service.phrases}
    touched = given.union(had, *(service.own_names() for service in fresh))
    others = standing.holders(touched, besides=changed)
    if had - given:
        others |= _called(session, had - given)
    others -= set(changed)
    if len(others) > MOST_AT_ONCE:
        return None
    beside = [service for service in _load(session, others, problems) if service.slug in standing.services]
    phrases = weighed([*fresh, *beside], problems)
    entries: dict[str, dict[str, Any] | None] = dict.fromkeys(changed)
    entries |= {service.slug: as_entry(service, phrases[service.slug]) for service in fresh}
    for service in beside:
        kept = {text: weight for text, weight in standing.phrases(service.slug).items() if text not in touched}
        anew = {text: weight for text, weight in phrases[service.slug].items() if text in touched}
        entries[service.slug] = as_entry(service, kept | anew)
    concerned = [one for one in problems if not one.row.startswith("services ") or one.phrase in touched]
    return standing.replaced(entries), concerned


def _load(session: Session, slugs: Collection[str], problems: list[LexiconProblem]) -> list[Named]:
    """Those of the services that are offered, in the order of their slugs."""
    services: list[Any] = []
    names: list[Any] = []
    for some in batched(sorted(slugs), _MOST_VALUES):
        services += session.execute(select(*_ROW).where(Service.is_active, Service.slug.in_(some))).all()
    for rows in batched(services, _MOST_VALUES):
        query = select(*_NAME).where(ServiceName.service_id.in_([row.id for row in rows])).order_by(ServiceName.id)
        names += session.execute(query).all()
    return _named(sorted(services, key=lambda row: row.slug), names, problems)


def _named(services: Sequence[Any], names: Iterable[Any], problems: list[LexiconProblem]) -> list[Named]:
    of_service: dict[int, list[Any]] = {service.id: [] for service in services}
    for name in names:
        if name.service_id in of_service:
            of_service[name.service_id].append(name)
    return [Named(row.slug, row.name, row.short_name, given_phrases(of_service[row.id], problems)) for row in services]


def _called(session: Session, phrases: set[str]) -> frozenset[str]:
    """The services whose own name is one of these phrases: it stands nowhere while another service is given it."""
    rows = session.execute(select(Service.slug, Service.name, Service.short_name).where(Service.is_active))
    return frozenset(
        slug for slug, name, short_name in rows if clean_phrase(name) in phrases or clean_phrase(short_name) in phrases
    )


def _regions(session: Session, problems: list[LexiconProblem]) -> list[dict[str, Any]]:
    regions = session.scalars(select(Region).order_by(Region.code)).all()
    slugs = {region.id: region.slug for region in regions}
    return [
        {
            "slug": region.slug,
            "type": str(region.type),
            "name": region.name,
            "base_name": base_name(region.name, region.type),
            "parent": slugs.get(region.parent_id) if region.parent_id else None,
            "population": region.population,
            "phrases": as_list(_region_phrases(region, problems)),
        }
        for region in regions
    ]


def _region_phrases(region: Region, problems: list[LexiconProblem]) -> dict[str, float]:
    phrases: dict[str, float] = {}
    for phrase, weight in name_forms(region.name, region.type, region.aliases):
        if reason := phrase_problem(phrase):
            problems.append(LexiconProblem(f"regions {region.slug}", phrase, reason))
        else:
            phrases[phrase] = max(weight, phrases.get(phrase, 0))
    return phrases


def _ambiguous(session: Session) -> list[dict[str, Any]]:
    rows = session.scalars(select(AmbiguousName).order_by(AmbiguousName.name, AmbiguousName.kind))
    return [{"name": clean_phrase(row.name), "kind": row.kind, "slugs": row.slugs} for row in rows]
