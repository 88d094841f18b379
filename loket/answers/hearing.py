"""From what the engine understood (contract 2) to what a turn is answered from. Whatever does not fit is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from loket.answers.aspects import FALLBACK
from loket.answers.heard import Heard, Linked

MAX_RANKING = 5


def heard_of(understood: Mapping[str, Any], text: str) -> Heard:
    """What a typed message holds: the engine's ``intent`` and ``entities``; never a payload, whatever it looks like."""
    intent = understood.get("intent")
    name = intent.get("name") if isinstance(intent, Mapping) else None
    entities = by_name(understood.get("entities"))
    office = entities.get("office", {}).get("value")
    confidence = intent.get("confidence") if isinstance(intent, Mapping) else None
    return Heard(
        aspect=name if isinstance(name, str) and name else FALLBACK,
        text=text,
        service=linked(entities.get("service")),
        region=linked(entities.get("region")),
        office=office if isinstance(office, str) and office else None,
        confidence=float(confidence) if isinstance(confidence, int | float) else 1.0,
    )


def ranking_of(understood: Mapping[str, Any]) -> tuple[str, ...]:
    """The likeliest aspects, best first."""
    ranking = understood.get("intent_ranking")
    names = [one.get("name") for one in ranking if isinstance(one, Mapping)] if isinstance(ranking, list) else []
    return tuple(name for name in names if isinstance(name, str) and name not in ("", FALLBACK))[:MAX_RANKING]


def by_name(entities: Any) -> dict[str, Mapping[str, Any]]:
    """The first entity of each name."""
    found: dict[str, Mapping[str, Any]] = {}
    for entity in entities if isinstance(entities, Sequence) else ():
        if isinstance(entity, Mapping) and isinstance(entity.get("entity"), str):
            found.setdefault(entity["entity"], entity)
    return found


def linked(entity: Mapping[str, Any] | None) -> Linked | None:
    """A service or region that was found, with its candidates."""
    value = entity.get("value") if entity is not None else None
    if entity is None or not isinstance(value, str) or not value:
        return None
    given = entity.get("candidates")
    candidates = [
        one
        for one in (given if isinstance(given, list) else [])
        if isinstance(one, Mapping) and isinstance(one.get("value"), str)
    ]
    start, end = entity.get("start"), entity.get("end")
    span = (start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end else None
    return Linked(
        value,
        tuple(one["value"] for one in candidates),
        entity.get("ambiguous") is True,
        span,
        _score(entity.get("confidence"), 1.0),
        tuple(_score(one.get("score"), 0.0) for one in candidates),
    )


def _score(given: Any, otherwise: float) -> float:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else otherwise
