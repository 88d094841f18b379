"""Questions about regions: by slug, by what a citizen types, up to the nation. Read-only; the caller owns the session.

Locations are in ``loket.regions.locating``, boundaries in ``loket.regions.boundaries``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.regions.errors import RegionNotFound
from loket.regions.models import AmbiguousName, Region, RegionType
from loket.regions.names import despaced, display_name, name_forms, normalise, split_type

__all__ = ["RegionCandidate", "display_name", "get_region", "list_regions", "region_chain", "search_regions"]

Scores = dict[int, tuple[float, str]]  # region id to score and the form that matched
MIN_SIMILARITY = 74  # below, "semarang" would be offered for "serang" and every mistyped word for something
MAX_BEHIND = 0.12  # what is farther behind the best guess only makes the choice longer
MIN_TYPO_CHARS = 4  # shorter names differ too little from ordinary words
FILLERS = {"di", "dari", "ke", "daerah", "wilayah", "saya", "aku", "tinggal", "warga", "orang", "yg", "yang", "kak"}
# A bare name is sooner the kota than the kabupaten of that name, and the province last.
TYPE_ORDER = {RegionType.KOTA: 0, RegionType.KABUPATEN: 1, RegionType.PROVINSI: 2}


@dataclass(frozen=True)
class RegionCandidate:
    """A region that a text may mean. ``score`` 0..1: 1 = its official name, below 0.9 = a guess at a typo."""

    region: Region
    score: float
    matched: str


def get_region(session: Session, slug: str) -> Region:
    """Return the region with this slug; raise RegionNotFound."""
    region = session.scalar(select(Region).where(Region.slug == slug)) if "\0" not in slug else None
    if region is None:
        raise RegionNotFound(slug)
    return region


def list_regions(session: Session, parent: Region | None = None) -> Sequence[Region]:
    """The provinces, or the kabupaten and kota of one, by code."""
    of_parent = Region.parent_id.is_(None) if parent is None else Region.parent_id == parent.id
    return session.scalars(select(Region).where(of_parent).order_by(Region.code)).all()


def region_chain(session: Session, region: Region | None) -> list[Region | None]:
    """Where facts of a region are looked for, nearest first: itself, its province, and None for the nation."""
    if region is None:
        return [None]
    if region.parent_id is None:
        return [region, None]
    return [region, session.get_one(Region, region.parent_id), None]


def search_regions(session: Session, text: str, limit: int = 5) -> list[RegionCandidate]:
    """The regions a typed name may mean, the likeliest first; none where nothing is near.

    Knows official names, nicknames, former names, "kab"/"kota" in front, missing spaces and typos. A name several
    regions share gives all of them. The text is taken literally and may be anything at all.
    """
    wanted = _without_fillers(normalise(text))
    if not wanted or limit < 1:
        return []
    regions = session.scalars(select(Region)).all()
    scores = _scores(session, wanted, regions)
    kind, base = split_type(wanted)
    if not scores and kind is not None:  # "kab jogja": the type is wrong, the name is not
        scores = {
            region_id: (0.9 * score, form) for region_id, (score, form) in _scores(session, base, regions).items()
        }
    return _best(regions, scores, limit)


def _scores(session: Session, wanted: str, regions: Sequence[Region]) -> Scores:
    scores: Scores = {}
    for region in regions:
        _score_exactly(region, wanted, scores)
    _score_shared_names(session, wanted, regions, scores)
    if not scores:
        _score_typos(regions, wanted, scores)
    return scores


def _without_fillers(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[0] in FILLERS:
        words = words[1:]
    return " ".join(words)


def _forms(region: Region) -> Iterable[tuple[str, float]]:
    return name_forms(region.name, region.type, region.aliases)


def _score_exactly(region: Region, wanted: str, scores: Scores) -> None:
    kind, base = split_type(wanted)
    keys = {despaced(wanted)} | ({despaced(base)} if kind == region.type else set())
    for form, certainty in _forms(region):
        if despaced(form) in keys and certainty > scores.get(region.id, (0.0, ""))[0]:
            scores[region.id] = (certainty, form)


def _score_shared_names(session: Session, wanted: str, regions: Sequence[Region], scores: Scores) -> None:
    """Names of islands, umbrella names and shared prefixes: each region they may mean, in the table's order."""
    ids = {region.slug: region.id for region in regions}
    rows = session.scalars(
        select(AmbiguousName).where(AmbiguousName.name == wanted).order_by(AmbiguousName.kind, AmbiguousName.id)
    )
    for row in rows:
        for place, slug in enumerate(row.slugs):
            if slug in ids:
                scores.setdefault(ids[slug], (0.93 - 0.01 * min(place, 30), row.name))


def _score_typos(regions: Sequence[Region], wanted: str, scores: Scores) -> None:
    kind, base = split_type(wanted)
    key = despaced(base)
    if len(key) < MIN_TYPO_CHARS:
        return
    owners: dict[str, set[int]] = {}
    for region in regions:
        if kind in (None, region.type):
            for form, _ in _forms(region):
                owners.setdefault(despaced(split_type(form)[1]), set()).add(region.id)
    found = process.extract(key, owners.keys(), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=20)
    for form, similarity, _ in found:
        for region_id in owners[form]:
            score = 0.9 * similarity / 100
            if score > scores.get(region_id, (0.0, ""))[0]:
                scores[region_id] = (score, form)


def _best(regions: Sequence[Region], scores: Scores, limit: int) -> list[RegionCandidate]:
    found = [RegionCandidate(region, *scores[region.id]) for region in regions if region.id in scores]
    found.sort(key=lambda one: (-one.score, TYPE_ORDER[RegionType(one.region.type)], -(one.region.population or 0)))
    return [one for one in found[:limit] if one.score >= found[0].score - MAX_BEHIND]
