"""Which service a turn may be about, and what speaks for each: what is named, spoken of, akin to it, and the words."""

from __future__ import annotations

from collections.abc import Collection

from loket.dialogue_state.model import Candidate, Features
from loket.dialogue_state.situation import REGION, SERVICE, Situation

NONE = ""
"""The candidate for "no service"."""
_NAMED = 5
_WIDEST_SPAN = 4
_END = 3
_NEARNESS = (0.5, 0.7, 0.85, 0.97)
# What is known of names and of the conversation weighs on learning more than single words do: the same penalty allows
# it larger weights.
_KNOWN = 2.0
_WORD = 0.5


def akin(one: str, other: str) -> bool:
    """Whether two services are of one family by their slugs, as ``loket.services.operations.family_phrases`` has it."""
    first, last = one.split("_")[0], one.split("_")[-1]
    return one != other and (
        other == first
        or other.startswith((f"{first}_", f"{last}_"))
        or other.endswith(f"_{first}")
    )  # fmt: skip


def service_candidates(given: Situation, known: Collection[str]) -> list[Candidate]:
    """The services that the turn may be about, each once. ``known``: those the model has learnt words of."""
    context, named = given.context, given.service
    heard = [named.value, *named.candidates][:_NAMED] if named else []
    ruled = [given.ruled.service] if given.ruled.service else []
    spoken = [context.service] if context.service else []
    slugs = dict.fromkeys([*spoken, *heard, *context.earlier, *ruled, *known])
    found = [Candidate(slug, _features(given, slug, heard)) for slug in slugs]
    state = f"topic={_is(context.service)}|named={_is(named)}"
    return [*found, Candidate(NONE, {"none": _KNOWN, f"none|{state}": _KNOWN})]


def _features(given: Situation, slug: str, heard: list[str]) -> Features:
    context = given.context
    rank = heard.index(slug) if slug in heard else -1
    kinds = [
        name
        for name, holds in (
            ("topic", slug == context.service),
            ("named", rank == 0),
            ("namesake", rank > 0),
            ("earlier", slug in context.earlier),
            ("akin", context.service is not None and akin(context.service, slug)),
        )
        if holds
    ]
    kind = "+".join(kinds) or "other"
    found: Features = {
        kind: _KNOWN,
        f"{kind}|topic={_is(context.service)}|named={_is(given.service)}": _KNOWN,
    }
    if rank >= 0:
        found |= _of_the_names(given, slug, is_first=rank == 0)
    if slug == given.ruled.service:
        found |= {"ruled": _KNOWN, f"ruled|{kind}": _KNOWN, f"ruled|corrects={given.corrects}": _KNOWN}
    if given.names_service == "new" and context.service and (rank == 0 or (slug == context.service and rank < 0)):
        found |= _of_the_choice(given, stays=rank != 0)
    if context.service and slug != context.service:
        found[f"from={context.service}|to={slug}"] = _KNOWN
    for word in given.signals.words:
        if word not in (SERVICE, REGION):
            found[f"is={slug}|{word}"] = _WORD
            if kind in ("earlier", "akin", "namesake"):
                found[f"{kind}|{word}"] = _WORD
    return found


def _of_the_names(given: Situation, slug: str, *, is_first: bool) -> Features:
    """How near the words come to other services' names too: a narrow first is hardly surer than the second."""
    named = given.service
    if named is None or not named.score:
        return {}
    near = dict(zip(named.candidates, named.scores, strict=False))
    closest = (
        max((score for other, score in near.items() if other != slug), default=0.0) if is_first else near.get(slug, 0.0)
    )
    which = f"{'named' if is_first else 'namesake'}|near={sum(closest >= share * named.score for share in _NEARNESS)}"
    return {which: _KNOWN, f"{which}|linking={given.linking}": _KNOWN}


def _of_the_choice(given: Situation, *, stays: bool) -> Features:
    """Another service is named than the one spoken of: what speaks for going there, or for staying."""
    named, spoken = given.service, given.context.service
    if named is None or spoken is None:
        return {}
    does = "stay" if stays else "go"
    span = given.text[slice(*named.span)].split() if named.span else []
    is_last = SERVICE in given.signals.words[-_END:]
    found = {
        f"{does}|linking={given.linking}|span={min(len(span), _WIDEST_SPAN)}": _KNOWN,
        f"{does}|linking={given.linking}": _KNOWN,
        f"{does}|ambiguous={named.ambiguous}": _KNOWN,
        f"{does}|length={given.length}": _KNOWN,
        f"{does}|first={given.likeliest}": _KNOWN,
        f"{does}|last={given.context.aspect}|first={given.likeliest}": _KNOWN,
        f"{does}|at the end={is_last}": _KNOWN,
        f"{does}|corrects={given.corrects}": _KNOWN,
        f"{does}|asks={bool(given.asked)}": _KNOWN,
        f"{does}|asks={bool(given.asked)}|sure={given.sureness}": _KNOWN,
        f"{does}|named={named.value}": _KNOWN,
        f"{does}|from={spoken}|named={named.value}": _KNOWN,
        f"{does}|akin={akin(spoken, named.value)}": _KNOWN,
        f"{does}|earlier={named.value in given.context.earlier}": _KNOWN,
    }
    if not stays:
        found["go|score"] = named.score
        found |= {f"go|near {one}": _KNOWN for one in given.around(SERVICE)}
        found |= {f"go|{run}": _WORD for run in given.runs}
    return found


def _is(value: object) -> str:
    return "yes" if value else "no"
