"""Publish what the engine links: services and regions with the phrases that name them (contract 4)."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.lexicon.building import MOST_AT_ONCE, amend_content, build_content
from loket.lexicon.change_log import Since, changes_since
from loket.lexicon.document import Content, Document, found_document, made_document, write_whole
from loket.lexicon.entries import LexiconProblem
from loket.lexicon.notes import Notes, found_notes, with_step, write_notes


@dataclass(frozen=True)
class Publication:
    """What a publish did; ``has_changed`` is False where the file already said the same.

    ``problems`` are those of all services where all were read, else those of the changed.
    """

    version: int
    has_changed: bool
    problems: list[LexiconProblem]


def publish_lexicon(session: Session, path: Path, *, is_whole: bool = False) -> Publication:
    """Write the lexicon where its content changed: whole or not at all, one publisher at a time.

    Only what was committed since the last publication is read, whoever committed it; everything where the file or its
    notes are missing or do not fit together, where much has changed, and with ``is_whole``. Entries that cannot stand
    are left out and reported, so that one admin's slip does not hold back everybody's changes. The same content gives
    the same bytes but for ``version`` and ``generated_at``. The caller has committed what it changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_publisher(path):
        document = found_document(path)
        notes = found_notes(path, document)
        # Read before the services: what is committed in between is read now, and once more the next time.
        since = changes_since(session, notes.seen if notes and not is_whole else None)
        if notes and since.services == frozenset():
            _note(path, notes, since)
            return Publication(document.version, has_changed=False, problems=[])
        content, problems = _content(session, document, since)
        if content == document.content:
            _note(path, notes or Notes(document.digest, since.seen), since, is_new=notes is None)
            return Publication(document.version, has_changed=False, problems=problems)
        return _publish(path, document, notes, since, content, problems)


def is_current(session: Session, path: Path) -> bool:
    """Whether the lexicon holds all that was committed; False says that publishing has something to do or to note."""
    notes = found_notes(path, found_document(path))
    return notes is not None and changes_since(session, notes.seen).services == frozenset()


def _content(session: Session, document: Document, since: Since) -> tuple[Content, list[LexiconProblem]]:
    if since.services is not None and document.content is not None and len(since.services) <= MOST_AT_ONCE:
        amended = amend_content(session, document.content, since.services)
        if amended is not None:
            return amended
    return build_content(session)


def _publish(
    path: Path,
    document: Document,
    notes: Notes | None,
    since: Since,
    content: Content,
    problems: list[LexiconProblem],
) -> Publication:
    fresh = made_document(document.version + 1, utc_now().isoformat(timespec="seconds"), content)
    steps = with_step(notes.steps if notes else (), document, fresh, content)
    write_notes(path, Notes(fresh.digest, since.seen, steps))
    write_whole(path, fresh.raw, is_durable=True)
    return Publication(fresh.version, has_changed=True, problems=problems)


def _note(path: Path, notes: Notes, since: Since, *, is_new: bool = False) -> None:
    if is_new or since.seen != notes.seen:
        write_notes(path, Notes(notes.digest, since.seen, notes.steps))


@contextmanager
def _only_publisher(path: Path) -> Iterator[None]:
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
