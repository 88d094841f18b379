"""Between Rasa's tracker and ``loket``: what was heard and what the conversation holds, and back into slots.

Slots come from our own tracker store, but maybe from an older version of us: what does not fit is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from loket.answers.heard import Context, Heard, Pending
from loket.answers.hearing import by_name, heard_of, ranking_of
from loket.answers.operations import Outcome, Turn
from loket.dialogue_state.situation import signals_of


def read_turn(tracker: Tracker) -> Turn:
    """The latest message with its conversation."""
    message = tracker.latest_message
    entities = by_name(message.get("entities"))
    return Turn(
        heard=_heard(message),
        context=_context(tracker),
        ranking=ranking_of(message),
        signals=signals_of(message),
        page=_page(entities.get("page")),
        point=_point(_value(entities.get("latitude")), _value(entities.get("longitude"))),
        place=_point(*_pair(tracker.slots.get("place"))),
    )


def slots_of(context: Context, point: tuple[float, float] | None) -> list[EventType]:
    """Events that keep the conversation for the next turn; a shared ``point`` is kept as the place."""
    aspect = {
        "aspect": context.aspect,
        "main": context.main,
        "asked": list(context.asked),
        "more": list(context.more),
        "office": context.office,
        "also": context.also,
        "regions": list(context.regions),
        "earlier": list(context.earlier),
    }
    waiting = context.pending
    pending = (
        {
            "aspect": waiting.aspect,
            "service": waiting.service,
            "region": waiting.region,
            "needs": waiting.needs,
            "choices": list(waiting.choices),
            "more": list(waiting.more),
            "asides": waiting.asides,
        }
        if waiting
        else None
    )
    values: dict[str, Any] = {
        "service": context.service, "region": context.region, "aspect": aspect, "pending": pending,
    }  # fmt: skip
    if point is not None:
        values["place"] = list(point)
    return [SlotSet(name, value) for name, value in values.items()]


def said_as(message_id: str, outcome: Outcome) -> EventType:
    """The event that tells the engine what the message was read as, and how sure that is where it was weighed."""
    reading = outcome.said or outcome.answer.reading
    if reading is None:
        return SlotSet("reading", None)
    told = {"message_id": message_id, **reading.model_dump(), "confidence": outcome.confidence}
    return SlotSet("reading", told)


def _heard(message: Mapping[str, Any]) -> Heard:
    heard = heard_of(message, _text(message.get("text")) or "")
    is_payload = heard.text == f"/{heard.aspect}" or heard.text.startswith(f"/{heard.aspect}{{")
    return replace(heard, is_payload=is_payload)


def _context(tracker: Tracker) -> Context:
    metadata = tracker.latest_message.get("metadata")
    last = tracker.slots.get("aspect")
    aspect: Mapping[str, Any] = last if isinstance(last, Mapping) else {}
    return Context(
        aspect=_text(aspect.get("aspect")),
        main=_text(aspect.get("main")),
        service=_text(tracker.slots.get("service")),
        region=_text(tracker.slots.get("region")),
        home=_text(metadata.get("region")) if isinstance(metadata, Mapping) else None,
        asked=_texts(aspect.get("asked")),
        more=_texts(aspect.get("more")),
        office=_text(aspect.get("office")),
        also=_text(aspect.get("also")),
        regions=_texts(aspect.get("regions")),
        earlier=_texts(aspect.get("earlier")),
        pending=_pending(tracker.slots.get("pending")),
    )


def _pending(slot: Any) -> Pending | None:
    if not isinstance(slot, Mapping) or not isinstance(slot.get("aspect"), str):
        return None
    needs = slot.get("needs")
    if needs not in ("service", "region"):
        return None
    return Pending(
        slot["aspect"],
        _text(slot.get("service")),
        _text(slot.get("region")),
        needs,
        _texts(slot.get("choices")),
        _texts(slot.get("more")),
        _count(slot.get("asides")),
    )


def _page(entity: Mapping[str, Any] | None) -> int:
    value = _value(entity)
    return value if isinstance(value, int) and not isinstance(value, bool) else 1


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    for degrees in (latitude, longitude):
        if isinstance(degrees, bool) or not isinstance(degrees, int | float) or not math.isfinite(degrees):
            return None
    return float(latitude), float(longitude)


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _pair(slot: Any) -> tuple[Any, Any]:
    return (slot[0], slot[1]) if isinstance(slot, list | tuple) and len(slot) == 2 else (None, None)


def _value(entity: Mapping[str, Any] | None) -> Any:
    return entity.get("value") if entity is not None else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
