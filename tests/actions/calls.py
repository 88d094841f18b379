"""Action calls as Rasa 3.6.21 makes them."""

from __future__ import annotations

from typing import Any

TOKEN = "rahasia-uji"


def make_message(
    intent: str = "cost",
    text: str = "bayar berapa",
    entities: list[dict[str, Any]] | None = None,
    *,
    region: str | None = None,
    ranking: list[str] | None = None,
) -> dict[str, Any]:
    """What Rasa calls ``latest_message``."""
    return {
        "intent": {"name": intent, "confidence": 0.9},
        "entities": entities or [],
        "text": text,
        "message_id": "1:1",
        "metadata": {"message_id": "simulator:7", "region": region, "bot": "simulator"},
        "intent_ranking": [{"name": name, "confidence": 0.1} for name in ranking or [intent]],
    }


def make_call(
    message: dict[str, Any] | None = None,
    *,
    action: str = "action_answer",
    slots: dict[str, Any] | None = None,
    sender: str = "b" * 64,
) -> dict[str, Any]:
    """The body of POST /webhook."""
    latest = message or make_message()
    tracker = {
        "sender_id": sender,
        "slots": {"service": None, "region": None, "aspect": None, "place": None, "pending": None, **(slots or {})},
        "latest_message": latest,
        "latest_event_time": 1.0,
        "followup_action": None,
        "paused": False,
        "events": [{"event": "user", "timestamp": 1.0, "text": latest["text"], "parse_data": latest}],
        "latest_input_channel": "loket",
        "active_loop": {},
        "latest_action": {"action_name": "action_listen"},
        "latest_action_name": "action_listen",
    }
    return {"next_action": action, "sender_id": sender, "tracker": tracker, "version": "3.6.21", "domain": {}}


def entity(name: str, value: Any, start: int = 0, end: int = 0, **extra: Any) -> dict[str, Any]:
    """One entity of contract 2, or of a payload."""
    return {"entity": name, "value": value, "start": start, "end": end, "extractor": "CatalogueLinker", **extra}


def answer_in(body: dict[str, Any]) -> dict[str, Any]:
    """The one Answer in a response."""
    (response,) = body["responses"]
    answer: dict[str, Any] = response["custom"]
    return answer


def slots_in(body: dict[str, Any]) -> dict[str, Any]:
    """The slots that the response sets."""
    return {event["name"]: event["value"] for event in body["events"] if event["event"] == "slot"}
