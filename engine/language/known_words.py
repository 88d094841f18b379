"""Which words are ordinary Indonesian: these are never taken for a typo of a name."""

from functools import lru_cache
from typing import FrozenSet

import wordfreq
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from engine.language.stems import stem, without_clitics

_COMMONEST = 20_000
_COMMON_ENGLISH = 4.0  # Zipf frequency: once in 100,000 words
_ALL = 1_000_000  # more than wordfreq has


@lru_cache(maxsize=1)
def known_words() -> FrozenSet[str]:
    """Return the 20,000 commonest words of the Indonesian web (wordfreq)."""
    return frozenset(wordfreq.top_n_list("id", _COMMONEST))


@lru_cache(maxsize=1)
def _roots() -> FrozenSet[str]:
    return frozenset(StemmerFactory().get_words())


def is_root(word: str) -> bool:
    """Return whether the word is a root of the dictionary (PySastrawi)."""
    return word in _roots()


@lru_cache(maxsize=1)
def dictionary_words() -> FrozenSet[str]:
    """Return the roots of the dictionary and every word wordfreq has seen: some 55,000."""
    return _roots() | frozenset(wordfreq.top_n_list("id", _ALL))


@lru_cache(maxsize=50_000)
def is_ordinary(word: str) -> bool:
    """Return whether the dictionary has the word, or its root, also by spoken prefixes ("ngarang" is "karang")."""
    if word in dictionary_words() or stem(word) in dictionary_words():
        return True
    spoken = (rest for rest, _ in without_clitics(word) if not word.startswith(rest))
    return any(is_root(rest) or is_root("k" + rest) for rest in spoken)


def is_english(word: str) -> bool:
    """Return whether the word is common English, which citizens mix in ("what to prepare")."""
    return wordfreq.zipf_frequency(word, "en") >= _COMMON_ENGLISH
