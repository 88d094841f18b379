"""The word lists of ``data/lexicon``: one word or name a line, lines with # are comments."""

from functools import lru_cache
from typing import FrozenSet

from engine.settings import PROJECT_ROOT

LEXICON_DATA = PROJECT_ROOT / "data" / "lexicon"


@lru_cache(maxsize=None)
def word_list(name: str) -> FrozenSet[str]:
    """Return the words of ``data/lexicon/<name>.txt``."""
    lines = (LEXICON_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
