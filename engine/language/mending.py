"""Everyday words mistyped ("bayr", "brhnti"): put right for the classifier, where only one word comes near."""

from functools import lru_cache

from engine.language.known_words import known_words
from engine.language.normaliser import Normaliser
from engine.language.vocabulary import Vocabulary

_SHORTEST = 4


class Mender:
    """Knows the words that chat words stand for: those that citizens use."""

    def __init__(self, normaliser: Normaliser) -> None:
        standard = {word for words in normaliser.colloquial.values() for word in words if len(word) >= _SHORTEST}
        self._vocabulary = Vocabulary(standard)
        self.mended = lru_cache(maxsize=20_000)(self._mended)

    def _mended(self, word: str) -> str:
        if len(word) < _SHORTEST or word in known_words() or not word.isalpha():
            return word
        likely = self._vocabulary.resolve(word)
        return next(iter(likely)) if len(likely) == 1 else word
