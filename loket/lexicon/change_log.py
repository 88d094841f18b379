"""Which changes a lexicon has already taken in, and which came since. Read-only but for ``forget_changes``."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from loket.lexicon.models import LexiconChange

KEPT = 20_000  # changes; a lexicon that is further behind is made anew
_MOST_HOLES = 200


@dataclass(frozen=True)
class Seen:
    """The changes taken in: all up to an id but for ``holes``, first and last id of each.

    PostgreSQL gives ids out before the commit: a hole is what was rolled back, or what another transaction has yet to
    commit. The oldest holes are dropped where there are hundreds, which only so many roll-backs make.
    """

    upto: int = 0
    holes: tuple[tuple[int, int], ...] = ()

    def with_ids(self, ids: list[int]) -> Seen:
        """These changes (ascending) seen too."""
        known = set(ids)
        holes = [part for hole in self.holes for part in _left(hole, known)]
        last = self.upto
        for number in ids:
            if number > last + 1:
                holes.append((last + 1, number - 1))
            last = max(last, number)
        return Seen(last, tuple(holes[-_MOST_HOLES:]))


@dataclass(frozen=True)
class Since:
    """What came since: ``services`` are slugs; None where the whole lexicon has to be made anew."""

    seen: Seen
    services: frozenset[str] | None


def changes_since(session: Session, seen: Seen | None) -> Since:
    """What was committed since ``seen``. None, or one of another database: everything, but for what the log holds."""
    oldest, newest = session.execute(select(func.min(LexiconChange.id), func.max(LexiconChange.id))).one()
    if newest is None:
        return Since(Seen(), None if seen is None or seen.upto else frozenset())
    if seen is None or seen.upto > newest or oldest > seen.upto + 1:
        newer = select(LexiconChange.id).where(LexiconChange.id > newest - KEPT).order_by(LexiconChange.id)
        ids = list(session.scalars(newer))
        return Since(Seen(ids[0] - 1).with_ids(ids), None)
    holes = [LexiconChange.id.between(first, last) for first, last in seen.holes]
    query = select(LexiconChange.id, LexiconChange.service).where(or_(LexiconChange.id > seen.upto, *holes))
    rows = session.execute(query.order_by(LexiconChange.id)).all()
    slugs = frozenset(row.service for row in rows)
    kept = Seen(seen.upto, tuple(hole for hole in seen.holes if hole[1] >= oldest)).with_ids([row.id for row in rows])
    return Since(kept, None if None in slugs else slugs)


def forget_changes(session: Session, limit: int) -> int:
    """Delete the oldest beyond KEPT, at most ``limit``; returns how many. The caller commits."""
    newest = session.scalar(select(func.max(LexiconChange.id))) or 0
    old = select(LexiconChange.id).where(LexiconChange.id <= newest - KEPT).order_by(LexiconChange.id).limit(limit)
    ids = list(session.scalars(old))
    if ids:
        session.execute(delete(LexiconChange).where(and_(LexiconChange.id >= ids[0], LexiconChange.id <= ids[-1])))
    return len(ids)


def _left(hole: tuple[int, int], filled: set[int]) -> list[tuple[int, int]]:
    """What is left of a hole."""
    parts: list[tuple[int, int]] = []
    first = hole[0]
    for number in sorted(one for one in filled if hole[0] <= one <= hole[1]):
        if number > first:
            parts.append((first, number - 1))
        first = number + 1
    return [*parts, (first, hole[1])] if first <= hole[1] else parts
