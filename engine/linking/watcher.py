"""The newest valid lexicon, looked for ten times a second in the background; a broken one changes nothing."""

import gc
import logging
import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import Optional, Tuple

from engine.linking.lexicon import LexiconError, read_lexicon
from engine.linking.linker import Linker

logger = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 0.1


def _stamp(path: Path) -> Optional[Tuple[int, int, int]]:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _built(path: Path, before: Optional[Linker] = None) -> Linker:
    """Make the linker with the garbage collector at rest: it would search 100,000 new objects over and over."""
    gc.disable()
    try:
        return Linker(read_lexicon(path), before=before)
    finally:
        gc.enable()


class LexiconWatcher:
    """``current`` is the linker of the newest valid lexicon; messages read it, one thread replaces it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _stamp(path)
        self._stopped = threading.Event()
        self.current = _built(path)
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
            self.current = _built(self._path, self.current)
        except LexiconError as error:
            logger.error("lexicon kept at version %s: %s", self.current.version, error)
            return False
        logger.info("lexicon version %s: %s services", self.current.version, self.current.services)
        return True

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join()


@lru_cache(maxsize=None)
def watcher_for(path: Path) -> LexiconWatcher:
    """Return the one watcher of this file; raise LexiconError if there is no valid lexicon to begin with."""
    return LexiconWatcher(path)
