"""Puts the same questions to several models, one after the other, on an engine and actions of their own.

The running engine is left alone: it goes on serving citizens, and its load does not colour the figures of one model.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loket.evaluation.asking import Asker
from loket.evaluation.records import Record
from loket.evaluation.scoring import Judged
from loket.secrets import secret
from loket.settings import Settings
from loket.stack.model_store import ModelStore, place
from loket.stack.model_switch import ModelNotLoaded, engine_model, load_into
from loket.stack.processes import LOOPBACK
from loket.stack.stack import Stack, side_by_side

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Measured:
    """Judged turns by version. ``is_obsolete``: the code of today cannot load the running version."""

    judged: dict[str, list[Judged]]
    is_obsolete: bool = False


def measure_models(
    settings: Settings,
    store: ModelStore,
    candidate: str,
    running: str | None,
    records: Sequence[Record],
    progress: Progress,
) -> Measured:
    """What each version made of the records; ``progress(name, questions done)``. Raises StackError, EngineRefused.

    A running version made by older code may not load any more: then the running engine itself is asked, and where none
    runs the version is left out, for it could not be served again either.
    """
    is_obsolete = False
    with _side_engine(settings, store, candidate) as side:
        found = {candidate: asyncio.run(_ask(side, candidate, records, progress))}
        if running is None:
            return Measured(found)
        try:
            load_into(side, running)
        except ModelNotLoaded:
            if engine_model(settings) is None:
                return Measured(found, is_obsolete=True)
            side, is_obsolete = settings, True
        found[running] = asyncio.run(_ask(side, running, records, progress))
    return Measured(found, is_obsolete)


@contextmanager
def _side_engine(settings: Settings, store: ModelStore, name: str) -> Iterator[Settings]:
    """An engine with the same lexicon and versions, and actions on the same database, in a folder that goes again."""
    home = Path(tempfile.mkdtemp(prefix="loket-model-"))
    try:
        shutil.copyfile(settings.home / "lexicon.json", home / "lexicon.json")
        place(store.path_of(name), ModelStore(home).served)
        ModelStore(home).versions_folder.symlink_to(store.versions_folder)
        side = side_by_side(home, database_url=settings.resolved_database_url)
        with Stack(side, only={"engine", "actions"}):
            yield side
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _ask(side: Settings, name: str, records: Sequence[Record], progress: Progress) -> list[Judged]:
    # One at a time: then the time of an answer is the model's, not the queue's.
    asker = Asker(f"http://{LOOPBACK}:{side.engine_port}", secret("engine_token", side), side_by_side=1)
    judged: list[Judged] = []
    try:
        done = 0
        async for one in asker.judge_all(records):
            judged.extend(one)
            done += 1
            progress(name, done)
    finally:
        await asker.close()
    return judged
