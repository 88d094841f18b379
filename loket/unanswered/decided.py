"""What was decided about citizens' questions, for the list of what is done and of what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.unanswered.listing import PAGE_SIZE, PLACES, Wanted
from loket.unanswered.models import Decision, LabelledExample, UnansweredMessage
from loket.unanswered.visibility import visible, visible_slugs

_ROW = UnansweredMessage


@dataclass(frozen=True)
class Decided:
    """A decision with who made it, one of its messages (None where all are forgotten), and its training sentences."""

    decision: Decision
    by: str
    speaker: str | None
    examples: Sequence[LabelledExample] = ()


@dataclass(frozen=True)
class DecidedPage:
    """One page of them, newest first."""

    rows: Sequence[Decided]
    total: int
    page: int
    pages: int


def decided(session: Session, account: Account, wanted: Wanted, *, only_waiting: bool = False) -> DecidedPage:
    """Decisions that stand, about messages the account may see, and its own; newest first."""
    where: list[ColumnElement[bool]] = [Decision.undone_at.is_(None), _seen(session, account, wanted)]
    if only_waiting:
        where.append(Decision.is_waiting.is_(True))
    total = session.scalar(select(func.count()).select_from(Decision).where(*where)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    query = (
        select(Decision, Account.name)
        .join(Account, Account.id == Decision.account_id)
        .where(*where)
        .order_by(Decision.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = session.execute(query).all()
    ids = [decision.id for decision, _ in rows]
    speakers, examples = _speakers(session, account, ids), _examples(session, ids)
    found = [Decided(one, name, speakers.get(one.id), examples.get(one.id, ())) for one, name in rows]
    return DecidedPage(found, total, page, pages)


def proposals(session: Session, account: Account) -> int:
    """How many proposed synonyms wait for somebody, as this account sees them."""
    where = [Decision.undone_at.is_(None), Decision.is_waiting, _seen(session, account, Wanted())]
    return session.scalar(select(func.count()).select_from(Decision).where(*where)) or 0


def live_examples(session: Session) -> list[LabelledExample]:
    """Sentences to train with that nobody has taken back, in their order."""
    query = (
        select(LabelledExample)
        .join(Decision, Decision.id == LabelledExample.decision_id)
        .where(Decision.undone_at.is_(None))
        .order_by(LabelledExample.aspect, LabelledExample.id)
    )
    return list(session.scalars(query))


def _seen(session: Session, account: Account, wanted: Wanted) -> ColumnElement[bool]:
    conditions = wanted.conditions()
    if visible_slugs(session, account, Action.SEE_UNANSWERED) is None and not conditions:
        return true()
    mine = visible(session, account, Action.SEE_UNANSWERED, *PLACES)
    has_message = Decision.id.in_(select(_ROW.decision_id).where(_ROW.decision_id.is_not(None), mine, *conditions))
    return has_message if conditions else or_(has_message, Decision.account_id == account.id)


def _speakers(session: Session, account: Account, ids: Sequence[int]) -> dict[int, str]:
    mine = visible(session, account, Action.SEE_UNANSWERED, *PLACES)
    oldest = select(func.min(_ROW.id)).where(_ROW.decision_id.in_(ids), mine).group_by(_ROW.decision_id)
    found = session.execute(select(_ROW.decision_id, _ROW.text).where(_ROW.id.in_(oldest)))
    return {decision_id: text for decision_id, text in found if decision_id is not None}


def _examples(session: Session, ids: Sequence[int]) -> dict[int, list[LabelledExample]]:
    found: dict[int, list[LabelledExample]] = {}
    query = select(LabelledExample).where(LabelledExample.decision_id.in_(ids)).order_by(LabelledExample.id)
    for one in session.scalars(query):
        found.setdefault(one.decision_id, []).append(one)
    return found
