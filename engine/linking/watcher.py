"""The newest valid lexicon, looked for ten times a second in the background; a broken one changes nothing."""

import gc
import hashlib
import logging
import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import Optional, Tuple

from engine.linking.lexicon import Lexicon, LexiconError, lexicon_in, parse_change, read_bytes
from engine.linking.linker import Linker
from engine.linking.steps import read_steps

logger = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 0.1


def _stamp(path: Path) -> Optional[Tuple[int, int, int]]:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _built(lexicon: Lexicon, before: Optional[Linker] = None) -> Linker:
    """Make the linker with the garbage collector at rest: it would search 100,000 new objects over and over."""
    gc.disable()
    try:
        return Linker(lexicon, before=before)
    finally:
        gc.enable()


class LexiconWatcher:
    """``current`` is the linker of the newest valid lexicon; messages read it, one thread replaces it.

    A change is taken by the steps that stand beside the file, where they lead from the very bytes that ``current`` was
    made of to those that are there; else the whole file is read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _stamp(path)
        self._stopped = threading.Event()
        content = read_bytes(path)
        self._digest = _digest(content)
        self.current = _built(lexicon_in(content, path.name))
        self._thread = threading.Thread(target=self._watch, name="lexicon-watcher", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY_SECONDS):
            self.look()

    def look(self) -> bool:
        """Take a changed lexicon if it is valid; return whether it was taken."""
        stamp = _stamp(self._path)
        if stamp is None or stamp == self._seen:
            return False
        self._seen = stamp
        try:
            content = read_bytes(self._path)
            digest = _digest(content)
            if digest == self._digest:
                return False
            self.current = self._changed(digest) or _built(lexicon_in(content, self._path.name), self.current)
        except LexiconError as error:
            logger.error("lexicon kept at version %s: %s", self.current.version, error)
            return False
        self._digest = digest
        logger.info("lexicon version %s: %s services", self.current.version, self.current.services)
        return True

    def _changed(self, digest: str) -> Optional[Linker]:
        """Return the linker by the steps to the file with this digest; None where none lead there, or one is broken."""
        steps = read_steps(self._path, self._digest, digest)
        if not steps:
            return None
        try:
            change = parse_change(steps)
        except LexiconError as error:
            logger.warning("lexicon is read as a whole: %s", error)
            return None
        return self.current.changed(change)

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join()


@lru_cache(maxsize=None)
def watcher_for(path: Path) -> LexiconWatcher:
    """Return the one watcher of this file; raise LexiconError if there is no valid lexicon to begin with."""
    return LexiconWatcher(path)
