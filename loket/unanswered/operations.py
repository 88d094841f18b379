"""Keep what was not understood, learn what the citizen chose instead, forget in time. The caller commits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from loket.answers.aspects import COMING, INFO
from loket.unanswered.anonymising import anonymised
from loket.unanswered.models import Reason, UnansweredMessage

# Buttons that say what a message meant; "Hubungi petugas" or "Daftar layanan" stand under every answer.
_SAYS_MEANING: Final = frozenset((*INFO, *COMING, "emergency"))


@dataclass(frozen=True)
class Seen:
    """One message as it was read. ``text`` is as the citizen wrote it: it is masked before it is kept."""

    message_id: str
    pseudonym: str
    bot: str
    day: date
    text: str
    aspect: str
    confidence: float
    service: str | None = None
    region: str | None = None
    home: str | None = None
    offered: tuple[str, ...] = ()


def keep(session: Session, seen: Seen, reason: Reason, followed_by: str = "") -> bool:
    """Keep the message, once; returns whether it is new. A correction is added to a message already kept."""
    correction = anonymised(followed_by)
    known = _by_message(session, seen.message_id)
    if known is not None:
        known.followed_by = correction or known.followed_by
        return False
    row = UnansweredMessage(
        message_id=seen.message_id,
        pseudonym=seen.pseudonym,
        bot=seen.bot[:40],
        day=seen.day,
        reason=reason,
        text=anonymised(seen.text),
        aspect=seen.aspect,
        confidence=round(seen.confidence, 4),
        service=seen.service,
        region=seen.region,
        home=seen.home,
        offered=list(seen.offered),
        followed_by=correction,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same action ran twice at once
        return False
    return True


def _by_message(session: Session, message_id: str) -> UnansweredMessage | None:
    return session.scalar(select(UnansweredMessage).where(UnansweredMessage.message_id == message_id))


def awaits_choice(session: Session, pseudonym: str, payload: str) -> bool:
    """Whether the button with this payload stood under the citizen's last message kept, and none was tapped yet."""
    return _awaiting(session, pseudonym, payload) is not None


def _awaiting(session: Session, pseudonym: str, payload: str) -> UnansweredMessage | None:
    last = session.scalar(
        select(UnansweredMessage)
        .where(UnansweredMessage.pseudonym == pseudonym)
        .order_by(UnansweredMessage.id.desc())
        .limit(1)
    )
    return last if last is not None and last.chosen_aspect is None and payload in last.offered else None


def choose(session: Session, pseudonym: str, payload: str) -> bool:
    """The citizen tapped a button: where it stood under their last message kept, that is what they meant."""
    last = _awaiting(session, pseudonym, payload)
    if last is None:
        return False
    intent, entities = _parts(payload)
    if intent == "change_region" and entities.get("region"):  # one of the regions that a name may mean
        last.chosen_aspect, last.chosen_service, last.chosen_region = last.aspect, last.service, entities["region"]
    elif intent in _SAYS_MEANING:
        last.chosen_aspect = intent
        last.chosen_service, last.chosen_region = entities.get("service"), entities.get("region")
    return last.chosen_aspect is not None


def _parts(payload: str) -> tuple[str, dict[str, Any]]:
    """The intent and the entities of one of our own payloads."""
    name, brace, rest = payload.removeprefix("/").partition("{")
    try:
        entities = json.loads(brace + rest) if brace else {}
    except ValueError:
        entities = {}
    return name, entities if isinstance(entities, dict) else {}


def count_of(session: Session, pseudonym: str) -> int:
    """How many messages of the citizen are kept."""
    kept = select(func.count()).select_from(UnansweredMessage).where(UnansweredMessage.pseudonym == pseudonym)
    return session.scalar(kept) or 0


def forget(session: Session, pseudonym: str) -> int:
    """Erase the citizen's messages; returns how many there were."""
    erased = delete(UnansweredMessage).where(UnansweredMessage.pseudonym == pseudonym).returning(UnansweredMessage.id)
    return len(session.scalars(erased).all())


def forget_old(session: Session, before: date, at_once: int = 1000) -> int:
    """Erase messages of days before ``before``, at most so many; returns how many are gone."""
    old = select(UnansweredMessage.id).where(UnansweredMessage.day < before).limit(at_once)
    gone = delete(UnansweredMessage).where(UnansweredMessage.id.in_(old)).returning(UnansweredMessage.id)
    return len(session.scalars(gone).all())
