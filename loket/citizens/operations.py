"""What Loket remembers of citizens: a pseudonym, a chosen region, whether they can be reached. The caller commits."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from loket.citizens.errors import CitizenNotFound
from loket.citizens.models import Citizen
from loket.database import utc_now
from loket.info_reports.operations import forget as forget_reports
from loket.regions.models import Region
from loket.secrets import secret
from loket.unanswered.operations import forget as forget_unanswered


def pseudonym(bot: str, chat: int, user: int | None = None, key: str | None = None) -> str:
    """The citizen's name among us: HMAC-SHA-256 of bot and chat (in groups: and user), 64 hex digits.

    ``key`` is the secret ``citizen_key`` where not given. Without it nobody can come from the pseudonym to the chat.
    """
    who = f"{bot}:{chat}" if user is None else f"{bot}:{chat}:{user}"
    return hmac.new((key or secret("citizen_key")).encode(), who.encode(), hashlib.sha256).hexdigest()


def find_citizen(session: Session, name: str) -> Citizen | None:
    """The citizen with this pseudonym, with their region, or None."""
    return session.scalar(select(Citizen).where(Citizen.pseudonym == name).options(joinedload(Citizen.region)))


def get_or_create(session: Session, name: str, home_region: Region | None = None) -> Citizen:
    """The citizen with this pseudonym, new with the bot's home region where unknown; seen now, and reachable.

    Safe when two processes meet the same newcomer at once.
    """
    citizen = find_citizen(session, name)
    if citizen is None:
        citizen = _create(session, name, home_region)
    citizen.seen_at = utc_now()
    citizen.is_reachable = True
    return citizen


def _create(session: Session, name: str, home_region: Region | None) -> Citizen:
    try:
        with session.begin_nested():
            citizen = Citizen(pseudonym=name, region=home_region)
            session.add(citizen)
    except IntegrityError:  # somebody else was first
        found = find_citizen(session, name)
        if found is None:
            raise
        return found
    return citizen


def set_region(session: Session, name: str, region: Region | None) -> Citizen:
    """Remember the region they chose (None = no longer any); a citizen we do not know yet is made."""
    citizen = get_or_create(session, name)
    citizen.region = region
    session.flush()
    return citizen


def mark_unreachable(session: Session, name: str) -> None:
    """They blocked the bot: nothing is sent until they write again. Raises CitizenNotFound."""
    citizen = find_citizen(session, name)
    if citizen is None:
        raise CitizenNotFound(name)
    citizen.is_reachable = False
    session.flush()


def forget(session: Session, name: str) -> bool:
    """Erase what ``loket`` remembers of the citizen; returns whether there was anything.

    The way in and out (``loket.delivery``) and the engine's tracker are erased by those who know the chat.
    """
    kept = forget_unanswered(session, name) + forget_reports(session, name)
    found = session.scalars(delete(Citizen).where(Citizen.pseudonym == name).returning(Citizen.id)).all()
    return bool(found) or kept > 0
