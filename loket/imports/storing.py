"""Store a checked table, all or nothing, so that nobody waits long: on SQLite a large one is rehearsed first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.imports.kinds import Kind, Landing
from loket.imports.operations import Progress, Report, import_rows
from loket.imports.reading import Table
from loket.imports.rehearsal import Outdated, Rehearsal, rehearse, sqlite_file

FEW_ROWS = 100  # stored in less time than a copy takes
REHEARSALS = 3
Sessions = Callable[[], AbstractContextManager[Session]]
logger = structlog.get_logger("imports")


@dataclass(frozen=True)
class Order:
    """What is to be stored, and for whom. ``actor`` finds the account in the session that it is given."""

    actor: Callable[[Session], Account]
    kind: Kind
    table: Table
    landing: Landing = Landing.DRAFT
    origin: str = ""
    import_id: str = ""


def store_rows(writing: Sessions, folder: Path, order: Order, progress: Progress) -> Report:
    """Store the rows in one transaction of ``writing``; raises what ``import_rows`` raises, with nothing stored.

    ``folder`` holds the copy a rehearsal is done on, and nothing afterwards. Officials who keep changing what the table
    is about make a rehearsal outdated; after ``REHEARSALS`` of them the rows are worked out under the lock.
    """
    with writing() as session:
        live = sqlite_file(session)  # asks the database nothing, so nothing is locked
    if live is not None and len(order.table.rows) > FEW_ROWS:
        for _ in range(REHEARSALS):
            rehearsal = rehearse(live, folder, lambda session: _import(session, order, progress))
            if _is_played_back(writing, rehearsal):
                return rehearsal.result
        logger.warning("import worked out under the lock", kind=order.kind.name, rehearsals=REHEARSALS)
    with writing() as session:
        return _import(session, order, progress)


def _is_played_back(writing: Sessions, rehearsal: Rehearsal[Report]) -> bool:
    try:
        with writing() as session:
            rehearsal.play_back(session)
    except Outdated:
        return False
    return True


def _import(session: Session, order: Order, progress: Progress) -> Report:
    return import_rows(
        session,
        order.actor(session),
        order.kind,
        order.table,
        order.landing,
        order.origin,
        order.import_id,
        progress,
    )
