"""Browsers that are logged in: opened, found again by their token, ended. A token is kept only as its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account, AccountStatus, LoginSession
from loket.database import utc_now
from loket.settings import Settings

UNVERIFIED_MINUTES = 10  # to type the second factor
KEPT_DAYS = 90  # ended ones, for the list of where somebody logged in
SEEN_EVERY = timedelta(minutes=1)


def hash_token(token: str) -> str:
    """How a token of 256 random bits is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_login_session(
    session: Session, account: Account, settings: Settings, *, address: str, browser: str, is_verified: bool
) -> str:
    """Start a session; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    length = timedelta(hours=settings.session_hours) if is_verified else timedelta(minutes=UNVERIFIED_MINUTES)
    session.add(
        LoginSession(
            account=account,
            token_hash=hash_token(token),
            is_verified=is_verified,
            address=address[:64],
            browser=browser[:200],
            expires_at=now + length,
        )
    )
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now - timedelta(days=KEPT_DAYS)))
    session.flush()
    return token


def find_login_session(session: Session, token: str) -> LoginSession | None:
    """The session of this token, ended and expired ones too: ask ``is_open``."""
    query = select(LoginSession).where(LoginSession.token_hash == hash_token(token))
    return session.scalar(query.options(joinedload(LoginSession.account)))


def is_open(login: LoginSession, settings: Settings, now: datetime | None = None) -> bool:
    """Whether it still counts: not ended, not idle for too long, its account not disabled."""
    now = now or utc_now()
    idle = timedelta(minutes=settings.session_minutes)
    is_fresh = login.ended_at is None and now < login.expires_at and now - login.seen_at < idle
    return is_fresh and login.account.status == AccountStatus.ACTIVE


def note_seen(session: Session, login_id: int, now: datetime | None = None) -> None:
    """Remember that it was used just now."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(seen_at=now or utc_now()))


def end_login_session(session: Session, login: LoginSession) -> None:
    """Log this browser out."""
    login.ended_at = login.ended_at or utc_now()
    session.flush()


def end_all(session: Session, account: Account, but: LoginSession | None = None) -> int:
    """Log the account out everywhere, ``but`` excepted; returns how many sessions that ended."""
    ending = (
        update(LoginSession)
        .where(LoginSession.account_id == account.id, LoginSession.ended_at.is_(None))
        .where(LoginSession.id != (but.id if but else -1))
        .values(ended_at=utc_now())
    )
    return len(session.scalars(ending.returning(LoginSession.id)).all())


def open_login_sessions(session: Session, account: Account, settings: Settings) -> Sequence[LoginSession]:
    """Where the account is logged in now, the latest used first."""
    query = (
        select(LoginSession)
        .where(LoginSession.account_id == account.id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.seen_at.desc())
    )
    return [login for login in session.scalars(query) if login.is_verified and is_open(login, settings)]
