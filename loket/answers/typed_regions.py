"""A second look at a message that should name a region, where the engine's linker saw none."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from loket.answers import cues
from loket.answers.asked_aspects import named_aspects
from loket.answers.aspects import FALLBACK
from loket.answers.reading import Context, Heard, Linked
from loket.regions.operations import search_regions

_MAX_WORDS = 5  # longer is a sentence, not a name
# What the engine makes of a name it does not know, while Loket waits for one.
_MAY_NAME_ONE = frozenset({"change_region", FALLBACK, "out_of_scope", "chitchat", "overview"})
_SURE = 0.9  # below it is a guess at a typo: ask
_MAX_CHOICES = 5


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


def _name_in(heard: Heard, context: Context) -> str:
    """What should be a region's name: what follows "ganti ke", else a short message while one is waited for."""
    named = cues.NAMES_REGION.search(heard.text) if heard.aspect == "change_region" else None
    if named and not cues.is_filler(named["name"]):
        return named["name"]
    waits = context.pending is not None and context.pending.needs == "region"
    if not waits or cues.asks_again(heard.text) or named_aspects(heard.text):
        return ""
    return heard.text if len(cues.words(heard.text)) <= _MAX_WORDS else ""
