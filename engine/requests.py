"""What the channel accepts (contract 1 of docs/architecture.md): one message, as text or as a trusted payload."""

import json
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

MAX_TEXT = 4096
MAX_ID = 200
PRESSED = ("answer", "question")
_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?$", re.DOTALL)


class BadRequest(Exception):
    """The body breaks the contract; the message says where and holds none of its text."""


@dataclass(frozen=True)
class Incoming:
    """One message. ``parse_data`` is set where it came as a payload: then nothing is left to understand."""

    sender: str
    message_id: str
    text: str
    metadata: Dict[str, Any]
    parse_data: Optional[Dict[str, Any]]


def _identifier(body: Dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_ID:
        raise BadRequest(f"{name} must be a string of 1 to {MAX_ID} characters")
    return value


def _metadata(body: Dict[str, Any], message_id: str) -> Dict[str, Any]:
    """Only what actions need goes on: Rasa gives other keys a meaning of its own (``is_external``)."""
    given = body.get("metadata")
    given = {} if given is None else given
    if not isinstance(given, dict):
        raise BadRequest("metadata must be an object")
    known: Dict[str, Any] = {"message_id": message_id}
    for name in ("region", "bot"):
        value = given.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > MAX_ID):
            raise BadRequest(f"metadata.{name} must be a short string or null")
        known[name] = value
    if given.get("pressed") is not None:
        known["pressed"] = _pressed(given["pressed"])
    return known


def _pressed(given: Any) -> Dict[str, str]:
    """The message under which a button stood, and the question it answered."""
    if not isinstance(given, dict) or not all(isinstance(given.get(name, ""), str) for name in PRESSED):
        raise BadRequest("metadata.pressed must be an object of strings")
    return {name: _clean(given.get(name, "")) for name in PRESSED}


def _entities(raw: Optional[str]) -> List[Dict[str, Any]]:
    try:
        given = json.loads(raw or "{}")
    except ValueError:
        raise BadRequest("payload's entities are not JSON") from None
    return [
        {"entity": name, "value": value, "start": 0, "end": 0, "confidence": 1.0, "extractor": "payload"}
        for name, given_value in given.items()
        for value in (given_value if isinstance(given_value, list) else [given_value])
    ]


def parse_payload(payload: Any, intents: List[str]) -> Dict[str, Any]:
    """Return Rasa's parse data for ``/intent{"entity": "value"}``; raise BadRequest for anything else."""
    match = _PAYLOAD.match(payload) if isinstance(payload, str) and len(payload) <= MAX_TEXT else None
    if match is None or match["intent"] not in intents:
        raise BadRequest("payload is not a known intent with entities")
    intent = {"name": match["intent"], "confidence": 1.0}
    return {"text": payload, "intent": intent, "intent_ranking": [intent], "entities": _entities(match["entities"])}


def parse_body(raw: bytes, intents: List[str]) -> Incoming:
    """Return the message in this body; raise BadRequest."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest("body is not JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("body must be an object")
    text, payload = body.get("text"), body.get("payload")
    if (text is None) == (payload is None):
        raise BadRequest("exactly one of text and payload must be given")
    if text is not None and not isinstance(text, str):
        raise BadRequest("text must be a string")
    message_id = _identifier(body, "message_id")
    return Incoming(
        sender=_identifier(body, "sender"),
        message_id=message_id,
        text=str(payload) if text is None else _clean(text),
        metadata=_metadata(body, message_id),
        parse_data=None if text is not None else parse_payload(payload, intents),
    )


def _clean(text: str) -> str:
    """Cut to Telegram's length; without null characters and halves of surrogate pairs, which no database takes."""
    return text[:MAX_TEXT].replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
