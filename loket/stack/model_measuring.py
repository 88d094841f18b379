"""Puts the same questions to several models, one after the other, on an engine and actions of their own.

The running engine is left alone: it goes on serving citizens, and its load does not colour the figures of one model.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from loket.evaluation.asking import Asker
from loket.evaluation.records import Record
from loket.evaluation.scoring import Judged
from loket.secrets import secret
from loket.settings import Settings
from loket.stack.model_store import ModelStore, place
from loket.stack.model_switch import load_into
from loket.stack.processes import LOOPBACK
from loket.stack.stack import Stack, side_by_side

Progress = Callable[[str, int], None]


def measure_models(
    settings: Settings, store: ModelStore, names: Sequence[str], records: Sequence[Record], progress: Progress
) -> dict[str, list[Judged]]:
    """What each version made of the records; ``progress(name, questions done)``. Raises StackError, EngineRefused."""
    found = {}
    with _side_engine(settings, store, names[0]) as side:
        for number, name in enumerate(names):
            if number:
                load_into(side, name)
            found[name] = asyncio.run(_ask(side, name, records, progress))
    return found


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
