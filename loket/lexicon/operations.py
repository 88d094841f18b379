"""Publish what the engine links: services and regions with the phrases that name them (contract 4)."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.lexicon.phrases import clean_phrase, phrase_problem
from loket.regions.models import AmbiguousName, Region
from loket.regions.names import base_name, name_forms
from loket.services.models import Service, ServiceName

SHARED_WEIGHT = 0.5
OWN_NAME_WEIGHT = 1.0
Content = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class LexiconProblem:
    """An entry that was left out or weighed less. ``row`` names it: table and id, or slug."""

    row: str
    phrase: str
    reason: str


@dataclass(frozen=True)
class Publication:
    """What a publish did; ``has_changed`` is False where the file already said the same."""

    version: int
    has_changed: bool
    problems: list[LexiconProblem]


def publish_lexicon(session: Session, path: Path) -> Publication:
    """Write the lexicon where its content changed: whole or not at all, one publisher at a time.

    Entries that cannot stand are left out and reported, so that one admin's slip does not hold back everybody's
    changes. The same content gives the same bytes but for ``version`` and ``generated_at``.
    """
    content, problems = build_lexicon(session)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_publisher(path):
        version, published = _published(path)
        if published == content:
            return Publication(version, has_changed=False, problems=problems)
        version += 1
        _write(path, {"version": version, "generated_at": utc_now().isoformat(timespec="seconds"), **content})
    return Publication(version, has_changed=True, problems=problems)


def build_lexicon(session: Session) -> tuple[Content, list[LexiconProblem]]:
    """The lexicon's content by the database, in a fixed order, and what could not stand in it."""
    problems: list[LexiconProblem] = []
    content = {
        "services": _services(session, problems),
        "regions": _regions(session, problems),
        "ambiguous": _ambiguous(session),
    }
    return content, problems


def _services(session: Session, problems: list[LexiconProblem]) -> list[dict[str, Any]]:
    """Rows, not objects: with 30,000 services the mapping alone took seconds."""
    services = session.execute(
        select(Service.id, Service.slug, Service.name, Service.short_name)
        .where(Service.is_active)
        .order_by(Service.slug)
    ).all()
    names: dict[int, list[Any]] = {service.id: [] for service in services}
    query = select(ServiceName.id, ServiceName.service_id, ServiceName.phrase, ServiceName.weight)
    for name in session.execute(query.order_by(ServiceName.id)):
        if name.service_id in names:
            names[name.service_id].append(name)
    phrases = {service.slug: _service_phrases(names[service.id], problems) for service in services}
    _share(phrases, problems)
    _add_own_names(services, phrases)
    return [
        {"slug": service.slug, "name": service.name, "phrases": _as_list(phrases[service.slug])} for service in services
    ]


def _service_phrases(names: Iterable[Any], problems: list[LexiconProblem]) -> dict[str, float]:
    phrases: dict[str, float] = {}
    for name in names:
        phrase = clean_phrase(name.phrase)
        if reason := phrase_problem(phrase):
            problems.append(LexiconProblem(f"service_names {name.id}", name.phrase, reason))
        elif not 0 < name.weight <= 1:
            problems.append(LexiconProblem(f"service_names {name.id}", name.phrase, "weight is not in 0..1"))
        else:
            phrases[phrase] = max(name.weight, phrases.get(phrase, 0))
    return phrases


def _share(phrases: dict[str, dict[str, float]], problems: list[LexiconProblem]) -> None:
    """A phrase that two services claim for sure is nobody's for sure: the citizen is asked back."""
    owners: dict[str, list[str]] = {}
    for slug, own in phrases.items():
        for phrase, weight in own.items():
            if weight == 1:
                owners.setdefault(phrase, []).append(slug)
    for phrase, slugs in owners.items():
        if len(slugs) > 1:
            for slug in slugs:
                phrases[slug][phrase] = SHARED_WEIGHT
                problems.append(LexiconProblem(f"services {slug}", phrase, f"weight 1 in {', '.join(slugs)}"))


def _add_own_names(services: Iterable[Any], phrases: dict[str, dict[str, float]]) -> None:
    """What a button or a title says can be typed too, where no other service is called so."""
    taken = {phrase for own in phrases.values() for phrase in own}
    for service in services:
        for phrase in {clean_phrase(service.name), clean_phrase(service.short_name)}:
            if phrase not in taken and phrase_problem(phrase) is None:
                phrases[service.slug][phrase] = OWN_NAME_WEIGHT


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
            "phrases": _as_list(_region_phrases(region, problems)),
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


def _as_list(phrases: dict[str, float]) -> list[dict[str, Any]]:
    return [{"text": text, "weight": phrases[text]} for text in sorted(phrases)]


def _published(path: Path) -> tuple[int, Content | None]:
    """Version and content of the file there; (0, None) where there is none or it is broken."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        version = int(document.pop("version"))
        document.pop("generated_at")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0, None
    return version, document


@contextmanager
def _only_publisher(path: Path) -> Iterator[None]:
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, document: dict[str, Any]) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
