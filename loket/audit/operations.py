"""Write to the audit, read it, prove it whole. There is no function that changes or removes an entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from loket.accounts.models import Account
from loket.audit.models import AuditEntry
from loket.database import utc_now

LOCK_KEY = 0x4155444954  # of a PostgreSQL advisory lock; SQLite has one writer at a time anyway
BATCH = 1000
_LAST = "audit_end_of_chain"  # in session.info: (id, hash) of the entry appended last in this transaction
Values = Mapping[str, Any] | None


@dataclass(frozen=True)
class Verdict:
    """``broken_at`` is the first entry that does not fit its chain, None where all do."""

    entries: int
    last_hash: str
    broken_at: int | None = None


def record(
    session: Session,
    actor: Account | str,
    action: str,
    subject_type: str,
    subject_id: object,
    before: Values,
    after: Values,
    origin: str,
    *,
    region_id: int | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction: the change and its trace are committed together or not at all.

    ``before`` and ``after`` hold what changed (dates, enums and numbers as they are); never a password or a secret.
    ``origin`` is the address the request came from, or a word such as ``cli``. Until the transaction ends, others who
    record wait.
    """
    is_first = _LAST not in session.info
    last_id, last_hash = _end_of_chain(session) if is_first else session.info[_LAST]
    entry = AuditEntry(
        id=last_id + 1,
        at=utc_now(),
        actor_id=actor.id if isinstance(actor, Account) else None,
        actor=actor.email if isinstance(actor, Account) else actor,
        origin=origin[:64],
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        region_id=region_id,
        before=_plain(before),
        after=_plain(after),
        previous_hash=last_hash,
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    if is_first:  # those after it are written together, when the transaction next writes
        session.flush()
    session.info[_LAST] = (entry.id, entry.hash)
    return entry


def _end_of_chain(session: Session) -> tuple[int, str]:
    """Id and hash of the newest entry; from here on until the transaction ends nobody else appends one."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    session.flush()
    last = session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, "")


@event.listens_for(Session, "after_transaction_end")
def _forget_end_of_chain(session: Session, transaction: SessionTransaction) -> None:
    """A transaction or savepoint is over: what it appended may be gone, and others may append. A flush is neither."""
    if transaction.nested or transaction.parent is None:
        session.info.pop(_LAST, None)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256, hex, over the hash before and the entry as canonical JSON (sorted keys, no spaces, UTF-8)."""
    content = {
        "id": entry.id,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "origin": entry.origin,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "region_id": entry.region_id,
        "before": entry.before,
        "after": entry.after,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{entry.previous_hash}\n{canonical}".encode()).hexdigest()


def verify(session: Session) -> Verdict:
    """Follow the chain from the first entry to the last; reads in batches, so that length costs no memory."""
    count, last_hash, last_id = 0, "", 0
    while True:
        query = select(AuditEntry).where(AuditEntry.id > last_id).order_by(AuditEntry.id).limit(BATCH)
        entries = session.scalars(query).all()
        for entry in entries:
            if entry.id != last_id + 1 or entry.previous_hash != last_hash or hash_of(entry) != entry.hash:
                return Verdict(count, last_hash, broken_at=entry.id)
            count, last_hash, last_id = count + 1, entry.hash, entry.id
        if len(entries) < BATCH:
            return Verdict(count, last_hash)
        session.expunge_all()


def changes(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two states of one thing, for ``record``."""
    old, new = dict(before or {}), dict(after or {})
    differing = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {key: old[key] for key in differing & old.keys()}, {key: new[key] for key in differing & new.keys()}


def _plain(values: Values) -> dict[str, Any] | None:
    """What JSON can hold, so that the hash can be made again from what the database gives back."""
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), default=_as_text, ensure_ascii=False))
    return plain


def _as_text(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Decimal | bytes):
        return str(value)
    raise TypeError(f"the audit cannot hold a {type(value).__name__}")
