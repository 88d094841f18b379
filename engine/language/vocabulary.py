"""The words of the lexicon, and which of them a token of a message may be: as written, by its stem, or mistyped."""

from collections import defaultdict
from functools import lru_cache
from typing import DefaultDict, Dict, Iterable, List, Set, Tuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine.language.known_words import is_ordinary, is_root
from engine.language.stems import spoken_roots, stem, without_clitics

WRITTEN = 1.0
BY_STEM = 0.95
BY_CLITIC = 0.9
_BY_VOWELS = 0.85
_PLAIN_CLITICS = ("nya", "nyo", "ku", "mu")
_SHORTEST_TYPO = 4
_TWO_EDITS_FROM = 8
_SUBSTITUTION_FROM = 5
_VOWELS = str.maketrans("", "", "aeiou")


class Vocabulary:
    """Words by which phrases are indexed (``words`` are in index form: see ``index_form``).

    ``written``: the same words as phrases have them, so that a mistyped "kelahiran" is found too, not only "lahir".
    """

    def __init__(self, words: Iterable[str], written: Iterable[str] = ()) -> None:
        self.words: Set[str] = set(words)
        self._index = {word: form for word in written if (form := index_form(word)) in self.words and form != word}
        self._by_shape: DefaultDict[Tuple[str, int], List[str]] = defaultdict(list)
        self._by_consonants: DefaultDict[str, List[str]] = defaultdict(list)
        for word in self.words.union(self._index):
            if len(word) >= _SHORTEST_TYPO and word.isalpha():
                self._by_shape[word[0], len(word)].append(word)
                if word in self.words:  # of a form with prefixes too much fits: "sonten" is no "sunatan"
                    self._by_consonants[consonants(word)].append(word)
        self._resolved = lru_cache(maxsize=20_000)(self._resolve)

    def resolve(self, word: str) -> Dict[str, float]:
        """Return {index word: likeness 0..1} for one normalised word of a message; empty if it is none of ours."""
        return self._resolved(word)

    def _resolve(self, word: str) -> Dict[str, float]:
        found: Dict[str, float] = {}
        if word in self.words:
            found[word] = WRITTEN
        root = stem(word)
        if root in self.words:
            found.setdefault(root, BY_STEM)
        for root in () if is_root(word) else spoken_roots(word):
            if root in self.words:
                found.setdefault(root, BY_CLITIC)
        if found:
            return found
        for rest, _ in without_clitics(word):
            if is_ordinary(word) and not (word.startswith(rest) and word[len(rest) :] in _PLAIN_CLITICS):
                continue  # "kian" is no "kia-n"
            if rest in self.words or stem(rest) in self.words:
                return {rest if rest in self.words else stem(rest): BY_CLITIC}
        if is_ordinary(word) or not word.isalpha():
            return {}
        return self.typos(word)

    def typos(self, word: str) -> Dict[str, float]:
        """Return the words that this one may be mistyped from, the nearest only; empty where there are many."""
        found: Dict[str, float] = {}
        for written, likeness in self._mistyped(word).items():
            found.setdefault(self._index.get(written, written), likeness)
        return found

    def _mistyped(self, word: str) -> Dict[str, float]:
        length = len(word)
        if length < _SHORTEST_TYPO - 1:
            return {}
        bare = consonants(word)
        # "grsik", "lampng": vowels left out. Three consonants at least, or anything would fit.
        if len(bare) >= 3 and len(bare) >= length - 2:
            fitting = [each for each in self._by_consonants[bare] if 0 < len(each) - length <= max(3, len(each) // 2)]
            shortest = [each for each in fitting if len(each) == min(map(len, fitting))]
            if len(shortest) == 1:
                return {shortest[0]: _BY_VOWELS}
        if length < _SHORTEST_TYPO:
            return {}
        near = self._near(word, 2 if length >= _TWO_EDITS_FROM else 1)
        if not near:
            return {}
        nearest = min(near.values())
        best = [other for other, distance in near.items() if distance == nearest]
        return dict.fromkeys(best, _BY_VOWELS - 0.1 * nearest) if len(best) <= 3 else {}

    def _near(self, word: str, edits: int) -> Dict[str, int]:
        near: Dict[str, int] = {}
        for other_length in range(max(_SHORTEST_TYPO, len(word) - edits), len(word) + edits + 1):
            others = self._by_shape.get((word[0], other_length), ())
            for other, distance, _ in process.extract(
                word, others, scorer=OSA.distance, score_cutoff=edits, limit=None
            ):
                if not (len(word) < _SUBSTITUTION_FROM and _has_wrong_letter(word, other)):
                    near[other] = distance
        return near


def _has_wrong_letter(word: str, other: str) -> bool:
    """True where a letter stands for another one: in a short word that makes another word ("suck", "skck")."""
    return len(word) == len(other) and sorted(word) != sorted(other)


def consonants(word: str) -> str:
    """Return the word without its vowels."""
    return word.translate(_VOWELS)


def index_form(word: str) -> str:
    """Return the form under which a phrase's word is indexed: its stem."""
    return stem(word)
