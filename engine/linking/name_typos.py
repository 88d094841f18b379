"""Mistyped names of regions ("slemn", "disleman"): bounded, because a short name is near many an everyday word.

Where a word of place stands before it ("di", "kota"), or the message holds nothing else, more is taken for a name.
"""

from enum import IntEnum
from functools import lru_cache
from typing import Dict, FrozenSet, Iterable

from rapidfuzz.distance import OSA

from engine.language.known_words import dictionary_words, is_english, is_ordinary, is_root
from engine.language.mending import Mender
from engine.language.vocabulary import BY_CLITIC, Vocabulary, consonants

_GLUED = ("dari", "di", "ke", "d")
_ENDINGS = ("nya", "ny", "an", "e", "ku")
_SHORTEST_GLUED = 5
_SHORTEST_TYPED = 4  # "mpp" is an acronym
_TWO_EDITS_FROM = 10


class Nearness(IntEnum):
    """What stands around a word: "kecamatan", a sentence, nothing else in its clause, a word of place.

    The value: by how many letters a name may be shorter to be read from a typo.
    """

    VILLAGE = -9
    SENTENCE = 0
    ALONE = 1
    BESIDE_PLACE = 2


class NameTypos:
    """Which word of the regions' names a mistyped word means: one, or none."""

    def __init__(
        self, words: Iterable[str], spelt: Iterable[str], ordinary_names: FrozenSet[str], mender: Mender
    ) -> None:
        """``words`` of all names, of them ``spelt`` to be known by a typo; never ``ordinary_names``."""
        self.words = frozenset(words)
        self._glued = frozenset(word for word in self.words - ordinary_names if len(word) >= _SHORTEST_GLUED)
        self._vocabulary = Vocabulary(frozenset(spelt) - ordinary_names)
        self._mender = mender
        self.resolve = lru_cache(maxsize=20_000)(self._resolve)

    def _resolve(self, word: str, nearness: Nearness) -> Dict[str, float]:
        """Return {name word: likeness}, empty where the word is one itself, is ordinary, or fits several."""
        if word in self.words or not word.isalpha() or word in dictionary_words():
            return {}
        for rest in _unglued(word):
            if rest in self._glued:
                return {rest: BY_CLITIC}
        if is_ordinary(word) or is_english(word):
            return {}
        near = self._vocabulary.typos(word) if len(word) >= _SHORTEST_TYPED else {}
        if len(near) > 1:  # "bndung" is "bandung" rather than "badung"
            near = {
                name: near[name] for name in near if _leaves_out(word, name) and consonants(word) == consonants(name)
            }
        if len(near) != 1:
            return {}
        name = next(iter(near))
        if not _is_near_enough(word, name, nearness):
            return {}
        is_sure = nearness == Nearness.BESIDE_PLACE or _leaves_out_vowels(word, name)
        if not is_sure and self._mender.mended(word) not in (word, name):
            return {}  # "lambt" is "lambat" before it is "lampung"
        return near


def _unglued(word: str) -> Iterable[str]:
    """Yield the word without a preposition before it or an ending behind it: "disleman", "slemannya"."""
    for before in _GLUED:
        if word.startswith(before):
            yield word[len(before) :]
    for after in _ENDINGS:
        if word.endswith(after):
            yield word[: -len(after)]


def _is_near_enough(word: str, name: str, nearness: Nearness) -> bool:
    """Letters left out tell more than wrong ones: "grsik" is sure where "grosik" is not."""
    shortest = 7 - nearness
    if _leaves_out(word, name):
        return len(name) >= min(6, shortest)
    edits = OSA.distance(word, name)
    return len(name) >= (shortest if edits == 1 else _TWO_EDITS_FROM - nearness)


def _leaves_out_vowels(word: str, name: str) -> bool:
    return _leaves_out(word, name) and consonants(word) == consonants(name)


def _leaves_out(word: str, name: str) -> bool:
    """True where every letter typed is the name's, in its order, from the first on ("lwat" is no "uluwatu")."""
    letters = iter(name)
    return len(word) < len(name) and word[0] == name[0] and all(letter in letters for letter in word)


def is_part_like(said: str, part: str, shortest: int) -> bool:
    """Return whether a word is one part of a name mistyped or cut short ("brt", "selatn"), the rest being right.

    ``shortest``: letters that a part cut short must keep.
    """
    if not said.isalpha() or is_root(said):
        return False
    if len(said) >= shortest and said[0] == part[0] and _leaves_out(said, part):
        return True
    edits = OSA.distance(said, part, score_cutoff=2)
    return edits <= (2 if len(part) >= 8 else 1 if len(part) >= 4 else 0)
