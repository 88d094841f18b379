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
    return [*found, Candidate(NONE, {"none": 1.0, f"none|{state}": 1.0})]


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
        kind: 1.0,
        f"{kind}|topic={_is(context.service)}|named={_is(given.service)}": 1.0,
    }
    if slug == given.ruled.service:
        found |= {"ruled": 1.0, f"ruled|{kind}": 1.0}
    if given.names_service == "new" and context.service and (rank == 0 or (slug == context.service and rank < 0)):
        found |= _of_the_choice(given, stays=rank != 0)
    if context.service and slug != context.service:
        found[f"from={context.service}|to={slug}"] = 0.7
    for word in given.signals.words:
        if word not in (SERVICE, REGION):
            found[f"is={slug}|{word}"] = 0.5
            if kind in ("earlier", "akin", "namesake"):
                found[f"{kind}|{word}"] = 0.5
    return found


def _of_the_choice(given: Situation, *, stays: bool) -> Features:
    """Another service is named than the one spoken of: what speaks for going there, or for staying."""
    named, spoken = given.service, given.context.service
    if named is None or spoken is None:
        return {}
    does = "stay" if stays else "go"
    span = given.text[slice(*named.span)].split() if named.span else []
    is_last = SERVICE in given.signals.words[-_END:]
    found = {
        f"{does}|linking={given.linking}|span={min(len(span), _WIDEST_SPAN)}": 1.0,
        f"{does}|linking={given.linking}": 1.0,
        f"{does}|ambiguous={named.ambiguous}": 1.0,
        f"{does}|length={given.length}": 1.0,
        f"{does}|first={given.likeliest}": 1.0,
        f"{does}|last={given.context.aspect}|first={given.likeliest}": 1.0,
        f"{does}|at the end={is_last}": 1.0,
        f"{does}|named={named.value}": 1.0,
        f"{does}|from={spoken}|named={named.value}": 1.0,
        f"{does}|akin={akin(spoken, named.value)}": 1.0,
        f"{does}|earlier={named.value in given.context.earlier}": 1.0,
    }
    if not stays:
        found["go|score"] = named.score
        found |= {f"go|near {one}": 1.0 for one in given.around(SERVICE)}
        found |= {f"go|{run}": 0.5 for run in given.runs}
    return found


def _is(value: object) -> str:
    return "yes" if value else "no"
