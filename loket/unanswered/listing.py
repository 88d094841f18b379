"""What officials read: open groups a page at a time, one group's messages, what was decided. Filtered in the database.

Imports no numpy: the admin site stays small. A message that is not grouped yet stands for itself, under its own id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.unanswered.errors import GroupNotFound
from loket.unanswered.models import Decision, Reason, UnansweredMessage
from loket.unanswered.visibility import visible

PAGE_SIZE: Final = 25
MESSAGES_A_PAGE: Final = 50
NOWHERE: Final = "-"  # as a region: messages without one
_NEWCOMERS: Final = 10
_LAST_DECISIONS: Final = 5
_ROW = UnansweredMessage
PLACES = (UnansweredMessage.region, UnansweredMessage.home)


@dataclass(frozen=True)
class Wanted:
    """What to list; "" and None leave a filter out. ``page`` counts from 1."""

    region: str = ""
    reason: Reason | None = None
    text: str = ""
    page: int = 1

    def conditions(self, *, among_few: bool = False) -> list[ColumnElement[bool]]:
        """For a WHERE on the messages; ``among_few``: what stands beside it leaves few to look at."""
        found: list[ColumnElement[bool]] = []
        if self.region == NOWHERE:
            found.append(and_(_ROW.region.is_(None), _ROW.home.is_(None)))
        elif self.region:
            found.append(or_(_ROW.region == self.region, _ROW.home == self.region))
        if self.reason is not None:
            found.append(_ROW.reason == self.reason)
        if self.text.strip():
            # A query of its own reads the table in its own order: by the index of open groups it takes twice as long.
            row = _ROW if among_few else aliased(UnansweredMessage)
            holds = row.text.icontains(self.text.strip(), autoescape=True)
            found.append(holds if among_few else _ROW.id.in_(select(row.id).where(holds)))
        return found


@dataclass(frozen=True)
class OpenGroup:
    """Like messages nobody has dealt with. ``speaker`` is the oldest of them, ``before`` counts those dealt with."""

    id: int
    count: int
    last_day: date
    speaker: UnansweredMessage
    before: int = 0


@dataclass(frozen=True)
class OpenGroups:
    """One page. ``new``: messages that wait to be grouped, the newest few; shown beside the first page."""

    rows: Sequence[OpenGroup]
    total: int
    page: int
    pages: int
    new: Sequence[UnansweredMessage] = ()
    waiting: int = 0


@dataclass(frozen=True)
class OneGroup:
    """What an account sees of a group. ``newest`` closes the door behind it: a decision covers ids up to this one."""

    id: int
    speaker: UnansweredMessage
    is_open: bool
    count: int
    newest: int
    reasons: Sequence[tuple[Reason, int]]
    regions: Sequence[tuple[str | None, int]]
    messages: Sequence[UnansweredMessage]
    page: int
    pages: int
    decisions: Sequence[Decision]


def open_groups(session: Session, account: Account, wanted: Wanted) -> OpenGroups:
    """Groups with open messages the account may see, largest first, newest first among equals."""
    seen = visible(session, account, Action.SEE_UNANSWERED, *PLACES)
    where = [_ROW.decision_id.is_(None), seen, *wanted.conditions()]
    page = max(1, wanted.page)
    found, total = _counted(session, where, page)
    pages = max(1, -(-total // PAGE_SIZE))
    if not found and page > 1:  # past the end
        page = pages
        found, total = _counted(session, where, page)
    speakers = _by_id(session, [one.oldest for one in found])
    before = _dealt_with(session, [one.group_id for one in found], seen)
    rows = [
        OpenGroup(one.group_id, one.n, one.last_day, speakers[one.oldest], before.get(one.group_id, 0))
        for one in found
        if one.oldest in speakers
    ]
    alone = [_ROW.decision_id.is_(None), _ROW.group_id.is_(None), seen, *wanted.conditions(among_few=True)]
    waiting = session.scalar(select(func.count()).select_from(_ROW).where(*alone)) or 0
    newest = select(_ROW).where(*alone).order_by(_ROW.id.desc()).limit(_NEWCOMERS)
    new = session.scalars(newest).all() if waiting and page == 1 else ()
    return OpenGroups(rows, total, page, pages, new, waiting)


def _counted(session: Session, where: Sequence[ColumnElement[bool]], page: int) -> tuple[Sequence[Any], int]:
    counted = (
        select(
            _ROW.group_id,
            func.min(_ROW.id).label("oldest"),
            func.count().label("n"),
            func.max(_ROW.day).label("last_day"),
            func.count().over().label("groups"),
        )
        .where(_ROW.group_id.is_not(None), *where)
        .group_by(_ROW.group_id)
        .order_by(func.count().desc(), func.max(_ROW.id).desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    found = session.execute(counted).all()
    if found or page == 1:
        return found, found[0].groups if found else 0
    distinct = select(func.count(_ROW.group_id.distinct())).where(_ROW.group_id.is_not(None), *where)
    return found, session.scalar(distinct) or 0


def _by_id(session: Session, ids: Sequence[int]) -> dict[int, UnansweredMessage]:
    return {one.id: one for one in session.scalars(select(_ROW).where(_ROW.id.in_(ids)))}


def _dealt_with(session: Session, group_ids: Sequence[int], seen: ColumnElement[bool]) -> dict[int, int]:
    counted = (
        select(_ROW.group_id, func.count())
        .where(_ROW.group_id.in_(group_ids), _ROW.decision_id.is_not(None), seen)
        .group_by(_ROW.group_id)
    )
    return {group_id: count for group_id, count in session.execute(counted) if group_id is not None}


def in_group(group_id: int) -> ColumnElement[bool]:
    """Messages of the group; one that is not grouped yet is a group of its own."""
    return or_(_ROW.group_id == group_id, and_(_ROW.id == group_id, _ROW.group_id.is_(None)))


def moved_to(session: Session, group_id: int) -> int | None:
    """Where a message that stood for itself was put meanwhile; None where it is still, or never was."""
    found = session.scalar(select(_ROW.group_id).where(_ROW.id == group_id))
    return found if found is not None and found != group_id else None


def one_group(session: Session, account: Account, group_id: int, page: int = 1) -> OneGroup:
    """The group as the account sees it: its open messages, or all where none is open. Raises GroupNotFound."""
    mine = [in_group(group_id), visible(session, account, Action.SEE_UNANSWERED, *PLACES)]
    is_open = session.scalar(select(_ROW.id).where(*mine, _ROW.decision_id.is_(None)).limit(1)) is not None
    shown = [*mine, _ROW.decision_id.is_(None)] if is_open else mine
    sums = session.execute(select(func.count(), func.min(_ROW.id), func.max(_ROW.id)).where(*shown)).one()
    count, oldest, newest = sums
    if not count:
        raise GroupNotFound(group_id)
    pages = -(-count // MESSAGES_A_PAGE)
    page = min(max(page, 1), pages)
    by_id = select(_ROW).where(*shown).order_by(_ROW.id.desc())
    return OneGroup(
        id=group_id,
        speaker=session.get_one(UnansweredMessage, oldest),
        is_open=is_open,
        count=count,
        newest=newest,
        reasons=_tally(session, _ROW.reason, shown),
        regions=_tally(session, func.coalesce(_ROW.region, _ROW.home), shown),
        messages=session.scalars(by_id.limit(MESSAGES_A_PAGE).offset((page - 1) * MESSAGES_A_PAGE)).all(),
        page=page,
        pages=pages,
        decisions=_decisions_about(session, mine),
    )


def _tally(session: Session, column: Any, where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    counted = select(column, func.count()).where(*where).group_by(column).order_by(func.count().desc()).limit(8)
    return [tuple(row) for row in session.execute(counted)]


def _decisions_about(session: Session, mine: Sequence[ColumnElement[bool]]) -> Sequence[Decision]:
    ids = select(_ROW.decision_id).where(*mine, _ROW.decision_id.is_not(None)).distinct()
    query = select(Decision).where(Decision.id.in_(ids)).order_by(Decision.id.desc()).limit(_LAST_DECISIONS)
    return session.scalars(query).all()
