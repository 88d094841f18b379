"""Runs of words that look like a name and mean something else: "nasi padang", "kartu sim telkomsel"."""

from collections import defaultdict
from typing import DefaultDict, FrozenSet, Iterable, List, Sequence, Set, Tuple

from engine.language.normaliser import Normaliser

ANY_WORD = "*"


class Sequences:
    """Word sequences, found wherever a message holds them whole. ``*`` stands for any one word."""

    def __init__(self, texts: Iterable[str], normaliser: Normaliser) -> None:
        self._by_first: DefaultDict[str, List[Tuple[str, ...]]] = defaultdict(list)
        for text in texts:
            words = tuple(word for part in text.split(" ") for word in _standard(part, normaliser))
            self._by_first[words[0]].append(words)
            whole = tuple(normaliser.words(text))
            if ANY_WORD not in text and whole != words:
                self._by_first[whole[0]].append(whole)

    def covered(self, words: Sequence[str]) -> FrozenSet[int]:
        """Return the indexes of the words that belong to one of the sequences."""
        found: Set[int] = set()
        for start, word in enumerate(words):
            for sequence in self._by_first.get(word, ()):
                said = words[start : start + len(sequence)]
                if len(said) == len(sequence) and all(a in (ANY_WORD, b) for a, b in zip(sequence, said, strict=True)):
                    found.update(range(start, start + len(sequence)))
        return frozenset(found)


def _standard(word: str, normaliser: Normaliser) -> List[str]:
    return [word] if word == ANY_WORD else normaliser.words(word)
