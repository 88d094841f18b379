"""Which words are ordinary Indonesian: these are never taken for a typo of a name."""

from functools import lru_cache
from typing import FrozenSet

import wordfreq

_COMMONEST = 20_000


@lru_cache(maxsize=1)
def known_words() -> FrozenSet[str]:
    """Return the 20,000 commonest words of the Indonesian web (wordfreq)."""
    return frozenset(wordfreq.top_n_list("id", _COMMONEST))
