"""The word lists of ``data/lexicon``: one word or name a line, lines with # are comments."""

from functools import lru_cache
from typing import FrozenSet

from engine.language.normaliser import Normaliser
from engine.settings import PROJECT_ROOT

LEXICON_DATA = PROJECT_ROOT / "data" / "lexicon"


@lru_cache(maxsize=None)
def word_list(name: str) -> FrozenSet[str]:
    """Return the words of ``data/lexicon/<name>.txt``."""
    lines = (LEXICON_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def standard_words(name: str, normaliser: Normaliser) -> FrozenSet[str]:
    """Return the words of the list as they stand there and as the normaliser leaves them in messages."""
    return word_list(name) | {word for line in word_list(name) for word in normaliser.words(line)}
