"""After a change is committed: the lexicon, so that the bot understands a new service or name within a second."""

from __future__ import annotations

from pathlib import Path

import structlog
from fastapi import Request
from sqlalchemy import event
from sqlalchemy.orm import Session

from loket.lexicon.operations import publish_lexicon
from loket.settings import Settings
from web.database import Database, database_of

logger = structlog.get_logger("web")
FILE = "lexicon.json"


def publish_lexicon_after(request: Request, session: Session) -> None:
    """Write the lexicon when this session's transaction has been committed, before the answer is sent.

    Standards need no such thing: every answer reads them from the database.
    """
    database, path = database_of(request), request.app.state.settings.home / FILE

    def write(_session: Session) -> None:
        _write(database, path)

    event.listen(session, "after_commit", write, once=True)


def publish_lexicon_now(database: Database, settings: Settings) -> None:
    """Write the lexicon for work that has committed in the background."""
    _write(database, settings.home / FILE)


def _write(database: Database, path: Path) -> None:
    with database.reading() as session:
        try:
            done = publish_lexicon(session, path)
        except OSError as error:  # the change itself is stored; the next publish writes it
            logger.error("lexicon could not be written", error=str(error))
            return
    for problem in done.problems:
        logger.warning("left out of the lexicon", row=problem.row, phrase=problem.phrase, reason=problem.reason)
    logger.info("lexicon published", version=done.version, has_changed=done.has_changed)
