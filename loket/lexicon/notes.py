"""The notes beside the lexicon's file: which changes it has taken in, and the last steps from version to version.

The engine follows the steps instead of reading the whole. They hold only for the very bytes they name: notes that do
not lead to the file that is there (a kill between the two, a file restored from a backup) are worth nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from loket.lexicon.change_log import Seen
from loket.lexicon.document import Content, Document, as_json, write_whole

_STEPS = 30
_MOST_BYTES = 400_000  # of steps: more is read no faster than the whole
_MOST_SERVICES = 1_000


@dataclass(frozen=True)
class Notes:
    """``digest`` is the file's they belong to; ``steps`` are JSON objects, each from ``before`` to ``after``."""

    digest: str
    seen: Seen
    steps: tuple[dict[str, Any], ...] = ()


def notes_path(path: Path) -> Path:
    """Beside the lexicon: lexicon.changes.json."""
    return path.with_name(f"{path.stem}.changes{path.suffix}")


def found_notes(path: Path, document: Document) -> Notes | None:
    """The notes that belong to this file; None where there are none."""
    try:
        raw = json.loads(notes_path(path).read_bytes())
        holes = tuple((int(first), int(last)) for first, last in raw["seen"]["holes"])
        notes = Notes(str(raw["digest"]), Seen(int(raw["seen"]["upto"]), holes), tuple(raw["steps"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return notes if notes.digest == document.digest else None


def write_notes(path: Path, notes: Notes) -> None:
    """Written before the lexicon's own file, so that the engine finds the step when it sees the file.

    What a power cut leaves of them is found not to belong to the file.
    """
    raw = as_json(
        {"digest": notes.digest, "seen": {"upto": notes.seen.upto, "holes": notes.seen.holes}, "steps": notes.steps}
    )
    write_whole(notes_path(path), raw, is_durable=False)


def with_step(steps: Sequence[dict[str, Any]], before: Document, after: Document, content: Content) -> tuple[Any, ...]:
    """The steps and the one from ``before`` to ``after``, which has ``content``; none where it is too wide to tell."""
    old = before.content
    if old is None or old.rest != content.rest:
        return ()
    changed = [line for slug, line in content.services.items() if old.services.get(slug) != line]
    gone = [slug for slug in old.services if slug not in content.services]
    if len(changed) + len(gone) > _MOST_SERVICES:
        return ()
    step = {
        "before": before.digest, "after": after.digest, "version": after.version,
        "services": [json.loads(line) for line in changed], "gone": gone,
    }  # fmt: skip
    sizes = [len(as_json(one)) for one in (step, *reversed(steps[-_STEPS:]))]
    fitting = sum(total <= _MOST_BYTES for total in accumulate(sizes))
    return (*steps[len(steps) + 1 - fitting :], step) if fitting else ()
