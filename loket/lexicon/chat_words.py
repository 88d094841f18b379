"""Chat spellings put into plain words, for comparing sentences with each other.

The engine's own normaliser (engine/language) does more, and lives in another environment; here two wordings only have
to meet. Pure functions but for reading data/lexicon/colloquial.tsv.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from loket.settings import PROJECT_ROOT

COLLOQUIAL = PROJECT_ROOT / "data" / "lexicon" / "colloquial.tsv"
_WORD = re.compile(r"[a-z0-9]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def spelled(text: str) -> str:
    """Lower case, accents and punctuation left out, one space between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=1)
def chat_words(path: Path = COLLOQUIAL) -> Mapping[str, str]:
    """Chat word to plain word, e.g. "gmn" to "bagaimana"."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) >= 2}


def in_plain_words(text: str) -> str:
    """The text as :func:`spelled`, drawn-out letters shortened and chat words replaced."""
    known = chat_words()
    words = _DRAWN_OUT.sub(r"\1", spelled(text)).split()
    return " ".join(known.get(word, word) for word in words)
