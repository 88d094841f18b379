"""Groups of like messages, with counts: kept up as messages come in, listed for those who label them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy import update as table_update
from sqlalchemy.orm import Session

from loket.database import Base
from loket.unanswered.likeness import group, trigrams
from loket.unanswered.models import Reason, UnansweredMessage

_AT_ONCE: Final = 5000  # rows a statement


@dataclass(frozen=True)
class Filter:
    """Which messages are wanted; what is None (or empty) does not limit. ``region``: read, or the citizen's own."""

    region: str | None = None
    aspect: str | None = None
    since: date | None = None
    reasons: tuple[Reason, ...] = ()
    bot: str | None = None
    only_open: bool = True  # without those an official has dealt with

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for a WHERE."""
        row, found = UnansweredMessage, []
        if self.region is not None:
            found.append(or_(row.region == self.region, and_(row.region.is_(None), row.home == self.region)))
        if self.aspect is not None:
            found.append(or_(row.aspect == self.aspect, row.chosen_aspect == self.aspect))
        if self.since is not None:
            found.append(row.day >= self.since)
        if self.reasons:
            found.append(row.reason.in_(self.reasons))
        if self.bot is not None:
            found.append(row.bot == self.bot)
        if self.only_open:
            found.append(row.decision_id.is_(None))
        return found


@dataclass(frozen=True)
class Group:
    """Like messages. ``text`` is the oldest still kept, ``chosen`` the reading citizens tapped most often."""

    id: int
    text: str
    count: int
    first_day: date
    last_day: date
    reason: Reason
    aspect: str
    confidence: float
    service: str | None
    region: str | None
    followed_by: str
    chosen_aspect: str | None
    chosen_service: str | None
    chosen_region: str | None
    taps: int

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def group_new(session: Session) -> int:
    """Give every message that has none its group; returns how many got one."""
    labels = new_labels(session)
    store_labels(session, labels)
    return len(labels)


def new_labels(session: Session) -> dict[int, int]:
    """The group of each message that has none, by message id. Reads only; may take seconds (docs/decisions.md, 12)."""
    row = UnansweredMessage
    columns = (row.id, row.text, row.region)
    new = session.execute(select(*columns).where(row.group_id.is_(None)).order_by(row.id)).all()
    if not new:
        return {}
    # The oldest message that is left speaks for its group: the first may have been erased.
    oldest = select(func.min(row.id)).where(row.group_id.is_not(None)).group_by(row.group_id)
    known = session.execute(select(row.group_id, row.text, row.region).where(row.id.in_(oldest))).all()
    return group(_in_trigrams(new), _in_trigrams(known))


def store_labels(session: Session, labels: Mapping[int, int]) -> None:
    """Write the groups down; a message that somebody put into one meanwhile stays there."""
    table = Base.metadata.tables[UnansweredMessage.__tablename__]
    changes = [{"message": number, "label": label} for number, label in labels.items()]
    written = (
        table_update(table)
        .where(table.c.id == bindparam("message"), table.c.group_id.is_(None))
        .values(group_id=bindparam("label"))
    )
    for start in range(0, len(changes), _AT_ONCE):
        session.connection().execute(written, changes[start : start + _AT_ONCE])
    session.expire_all()


def _in_trigrams(rows: Sequence[Any]) -> list[tuple[int, frozenset[str]]]:
    """Where the question is asked makes it no other question."""
    return [(number, trigrams(text, frozenset((region or "").split("_")))) for number, text, region in rows]


def groups(session: Session, wanted: Filter, limit: int | None = None) -> list[Group]:
    """The groups of these messages, largest first, newest first among equals."""
    row = UnansweredMessage
    counted = (
        select(
            row.group_id,
            func.min(row.id).label("oldest"),
            func.max(row.id).label("newest"),
            func.count().label("n"),
            func.min(row.day).label("first_day"),
            func.max(row.day).label("last_day"),
            func.count(row.chosen_aspect).label("taps"),
        )
        .where(row.group_id.is_not(None), *wanted.conditions())
        .group_by(row.group_id)
        .order_by(func.count().desc(), func.max(row.id).desc())
        .limit(limit)
    )
    found = session.execute(counted).all()
    speakers = _by_id(session, [one.oldest for one in found])
    taps = _most_tapped(session, [one.group_id for one in found if one.taps], wanted)
    return [_group(one, speakers[one.oldest], taps.get(one.group_id, (None, None, None))) for one in found]


def _group(counted: Any, speaker: UnansweredMessage, chosen: tuple[str | None, str | None, str | None]) -> Group:
    return Group(
        id=counted.group_id,
        text=speaker.text,
        count=counted.n,
        first_day=counted.first_day,
        last_day=counted.last_day,
        reason=Reason(speaker.reason),
        aspect=speaker.aspect,
        confidence=speaker.confidence,
        service=speaker.service,
        region=speaker.region,
        followed_by=speaker.followed_by,
        chosen_aspect=chosen[0],
        chosen_service=chosen[1],
        chosen_region=chosen[2],
        taps=counted.taps,
    )


def _by_id(session: Session, ids: list[int]) -> dict[int, UnansweredMessage]:
    found: dict[int, UnansweredMessage] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.scalars(select(UnansweredMessage).where(UnansweredMessage.id.in_(ids[start : start + _AT_ONCE])))
        found |= {one.id: one for one in rows}
    return found


def _most_tapped(
    session: Session, group_ids: list[int], wanted: Filter
) -> dict[int, tuple[str | None, str | None, str | None]]:
    """Of each group the reading tapped most often."""
    row = UnansweredMessage
    chosen = (row.chosen_aspect, row.chosen_service, row.chosen_region)
    found: dict[int, tuple[str | None, str | None, str | None]] = {}
    for start in range(0, len(group_ids), _AT_ONCE):
        counted = (
            select(row.group_id, *chosen)
            .where(
                row.group_id.in_(group_ids[start : start + _AT_ONCE]),
                row.chosen_aspect.is_not(None),
                *wanted.conditions(),
            )
            .group_by(row.group_id, *chosen)
            .order_by(func.count().desc(), func.min(row.id))
        )
        for group_id, aspect, service, region in session.execute(counted):
            if group_id is not None:
                found.setdefault(group_id, (aspect, service, region))
    return found


def messages(session: Session, wanted: Filter) -> list[UnansweredMessage]:
    """The messages themselves, group by group."""
    row = UnansweredMessage
    return list(session.scalars(select(row).where(*wanted.conditions()).order_by(row.group_id, row.id)))
