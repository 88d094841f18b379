"""A second look at a message that should name a region, where the engine's linker saw none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from loket.answers import cues
from loket.answers.asked_aspects import named_aspects
from loket.answers.aspects import FALLBACK
from loket.answers.heard import Context, Heard, Linked
from loket.regions.errors import RegionNotFound
from loket.regions.models import RegionType
from loket.regions.operations import get_region, search_regions

_MAX_WORDS = 5  # longer is a sentence, not a name
# What the engine makes of a name it does not know, while Loket waits for one.
_MAY_NAME_ONE = frozenset({"change_region", FALLBACK, "out_of_scope", "chitchat", "overview"})
_SURE = 0.9  # below it is a guess at a typo: ask
_MAX_CHOICES = 5
_MAX_WORDS_OF_A_KIND: Final = 8  # longer is a story in which "kota" means no more than town
_KINDS: Final = (
    (RegionType.KABUPATEN, re.compile(r"\b(?:kab|kabupaten|kabupatene)(?:nya)?\b", re.IGNORECASE)),
    (RegionType.KOTA, re.compile(r"\b(?:kota|kotane|kodya|kotamadya)(?:nya)?\b", re.IGNORECASE)),
    (RegionType.PROVINSI, re.compile(r"\b(?:prov|provinsi|propinsi)(?:nya)?\b", re.IGNORECASE)),
)
_POINTS_AT_KIND: Final = re.compile(
    r"\b(?:yg|yang|sing|nu|nan|tapi|tp)\s+(?:yg\s+|yang\s+)?(?:di\s+)?(?:kab|kabupaten|kota|kotamadya)(?:ne|nya|e)?\b",
    re.IGNORECASE,
)


def with_typed_region(session: Session, heard: Heard, context: Context) -> tuple[Heard, bool]:
    """The message with the region its text names; second: whether it should name one but names none we know.

    Only where the engine read no service or region in it, and Loket waits for one or was told to change it.
    """
    if heard.is_payload or heard.region or heard.service or heard.aspect not in _MAY_NAME_ONE:
        return heard, False
    is_expected = heard.aspect in ("change_region", FALLBACK, "out_of_scope")
    name = _name_in(heard, context)
    if not name:
        return heard, False
    found = search_regions(session, name, limit=_MAX_CHOICES)
    if not found or (not is_expected and found[0].score < _SURE):
        return heard, is_expected
    slugs = tuple(one.region.slug for one in found)
    is_ambiguous = len(found) > 1 or found[0].score < _SURE
    linked = Linked(slugs[0], slugs, is_ambiguous, (0, len(heard.text)))
    return replace(heard, region=linked, aspect="change_region"), False


def with_kind_of_region(session: Session, heard: Heard, context: Context) -> Heard:
    """The message with the region that only its kind tells ("yang kabupaten"), of those that share the name spoken of.

    The name is open, or was taken for another of its regions.
    """
    said = cues.without_denied(heard.text)
    kinds = {kind for kind, cue in _KINDS if cue.search(said)}
    if heard.is_payload or heard.region or len(kinds) != 1 or len(cues.words(heard.text)) > _MAX_WORDS_OF_A_KIND:
        return heard
    kind = kinds.pop()
    fitting = [slug for slug in _namesakes(session, heard, context) if _type_of(session, slug) == kind]
    if len(fitting) != 1:
        return heard
    at = next(match.span() for one, cue in _KINDS if one == kind for match in [cue.search(heard.text)] if match)
    asks = bool(named_aspects(heard.text)) and heard.aspect != "change_region"
    aspect = heard.aspect if asks else "change_region"
    return replace(heard, region=Linked(fitting[0], (fitting[0],), span=at), aspect=aspect)


def _namesakes(session: Session, heard: Heard, context: Context) -> tuple[str, ...]:
    """The regions that the name spoken of may mean; of a decided one only where the message points or corrects."""
    if context.regions:
        return context.regions
    if context.region is None or not (cues.corrects(heard.text) or _POINTS_AT_KIND.search(heard.text)):
        return ()
    try:
        region = get_region(session, context.region)
    except RegionNotFound:  # the conversation is older than the database
        return ()
    name = region.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    return tuple(one.region.slug for one in search_regions(session, name) if one.score >= _SURE)


def _type_of(session: Session, slug: str) -> RegionType | None:
    try:
        return get_region(session, slug).type
    except RegionNotFound:  # the lexicon is older than the database
        return None


def _name_in(heard: Heard, context: Context) -> str:
    """What should be a region's name: what follows "ganti ke", else a short message while one is waited for."""
    named = cues.NAMES_REGION.search(heard.text) if heard.aspect == "change_region" else None
    if named and not cues.is_filler(named["name"]):
        return named["name"]
    waits = context.pending is not None and context.pending.needs == "region"
    said = cues.words(heard.text)
    if not waits or cues.asks_again(heard.text) or named_aspects(heard.text) or not cues.QUESTIONS.isdisjoint(said):
        return ""
    return heard.text if len(said) <= _MAX_WORDS else ""
