"""Keeps what was not understood for those who teach Loket. The answer never depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from rasa_sdk import Tracker
from sqlalchemy.exc import SQLAlchemyError

from actions import sessions
from loket.answers.aspects import FALLBACK
from loket.answers.operations import Outcome, Turn
from loket.database import utc_now
from loket.unanswered.models import Reason
from loket.unanswered.operations import Seen, awaits_choice, choose, keep
from loket.unanswered.signs import is_correction, reason_of

EVALUATION = "evaluate"  # the bot name under which questions are asked for measuring only
logger = structlog.get_logger("actions")


def is_measured(tracker: Tracker) -> bool:
    """Whether nobody asked this but ``loket evaluate``: then nothing is stored."""
    return _metadata(tracker.latest_message).get("bot") == EVALUATION


async def learn(tracker: Tracker, turn: Turn, outcome: Outcome) -> None:
    """Keep the message where it was not answered well, the one before it where this one corrects it, and taps."""
    message = tracker.latest_message
    if is_measured(tracker):
        return
    try:
        if turn.heard.is_payload:
            await _tap(tracker.sender_id, turn.heard.text)
            return
        if is_correction(turn.heard.text):
            await _correction(tracker, turn)
        aspect, confidence = likeliest(message)
        reason = reason_of(outcome.answer, outcome.context, aspect, confidence)
        if reason is not None:
            await sessions.write(partial(keep, seen=_seen(tracker, turn, outcome), reason=reason))
    except SQLAlchemyError as error:  # the citizen has their answer all the same
        logger.warning("message not kept for learning", error=type(error).__name__)


async def _tap(pseudonym: str, payload: str) -> None:
    if await sessions.read(partial(awaits_choice, pseudonym=pseudonym, payload=payload)):
        await sessions.write(partial(choose, pseudonym=pseudonym, payload=payload))


async def _correction(tracker: Tracker, turn: Turn) -> None:
    before = _message_before(tracker)
    if before is None:
        return
    context = turn.context
    aspect, confidence = likeliest(before.get("parse_data") or {})
    metadata = _metadata(before)
    seen = Seen(
        message_id=str(metadata["message_id"]),
        pseudonym=tracker.sender_id,
        bot=str(metadata.get("bot") or ""),
        day=utc_now().date(),
        text=str(before["text"]),
        aspect=context.aspect or aspect,
        confidence=confidence,
        service=context.service,
        region=context.region,
        home=context.home,
    )
    await sessions.write(partial(keep, seen=seen, reason=Reason.CORRECTED, followed_by=turn.heard.text))


def _seen(tracker: Tracker, turn: Turn, outcome: Outcome) -> Seen:
    metadata, reading = _metadata(tracker.latest_message), outcome.answer.reading
    aspect, confidence = likeliest(tracker.latest_message)
    return Seen(
        message_id=message_id_of(tracker),
        pseudonym=tracker.sender_id,
        bot=str(metadata.get("bot") or ""),
        day=utc_now().date(),
        text=turn.heard.text,
        aspect=aspect if reading is None or reading.aspect == FALLBACK else reading.aspect,
        confidence=confidence,
        service=reading.service if reading else None,
        region=reading.region if reading else None,
        home=turn.context.home,
        offered=tuple(button.payload for row in outcome.answer.buttons for button in row if button.payload),
    )


def message_id_of(tracker: Tracker) -> str:
    """The engine's id of the latest message, empty where it has none."""
    return str(_metadata(tracker.latest_message).get("message_id") or tracker.latest_message.get("message_id") or "")


def likeliest(parsed: Mapping[str, Any]) -> tuple[str, float]:
    """The classifier's first choice, also where it was not sure enough to be followed."""
    ranking = [one for one in parsed.get("intent_ranking") or () if one.get("name") != FALLBACK]
    best = ranking[0] if ranking else parsed.get("intent") or {}
    return str(best.get("name") or FALLBACK), float(best.get("confidence") or 0.0)


def _message_before(tracker: Tracker) -> Mapping[str, Any] | None:
    """The typed message before the latest one, if its id is known and nothing was tapped since."""
    said = [event for event in tracker.events if event.get("event") == "user"][:-1]
    if not said or not str(said[-1].get("text") or "") or said[-1]["text"].startswith("/"):
        return None
    return said[-1] if _metadata(said[-1]).get("message_id") else None


def _metadata(message: Mapping[str, Any]) -> Mapping[str, Any]:
    given = message.get("metadata")
    return given if isinstance(given, Mapping) else {}
