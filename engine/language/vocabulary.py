"""The words of the lexicon, and which of them a token of a message may be: as written, by its stem, or mistyped."""

from collections import defaultdict
from copy import copy
from functools import lru_cache
from typing import Callable, DefaultDict, Dict, Iterable, Set, Tuple, TypeVar

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
_FEWEST_CONSONANTS_OF_A_FORM = 5
_VOWELS = str.maketrans("", "", "aeiou")
Group = TypeVar("Group")
Groups = Dict[Group, Tuple[str, ...]]


class Vocabulary:
    """Words by which phrases are indexed (``words`` are in index form: see ``index_form``).

    ``written``: the same words as phrases have them, so that a mistyped "kelahiran" is found too, not only "lahir".
    """

    def __init__(self, words: Iterable[str], written: Iterable[str] = ()) -> None:
        self.words: Set[str] = set()
        self._index: Dict[str, str] = {}
        self._by_shape: Groups[Tuple[str, int]] = {}
        self._by_consonants: Groups[str] = {}
        self._resolved = lru_cache(maxsize=20_000)(self._resolve)
        self._take(words, written)

    def changed(self, words: Iterable[str], written: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary of these words; what it shares with this one is taken over."""
        vocabulary = copy(self)
        vocabulary._by_shape, vocabulary._by_consonants = dict(self._by_shape), dict(self._by_consonants)
        if not vocabulary._take(words, written):
            return self  # with all that it has resolved
        vocabulary._resolved = lru_cache(maxsize=20_000)(vocabulary._resolve)
        return vocabulary

    def _take(self, words: Iterable[str], written: Iterable[str]) -> bool:
        """Put these words in place of the former; return whether any is another."""
        old_words, old_index = self.words, self._index
        self.words = set(words)
        self._index = {word: form for word in written if (form := index_form(word)) in self.words and form != word}
        if self.words == old_words and self._index == old_index:
            return False
        old, new = old_words.union(old_index), self.words.union(self._index)
        _rearrange(self._by_shape, _by_shape(old - new), _by_shape(new - old))
        before, after = _told_by_consonants(old_words, old_index), _told_by_consonants(self.words, self._index)
        _rearrange(self._by_consonants, _by_consonants(before - after), _by_consonants(after - before))
        return True

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
            alike = self._by_consonants.get(bare, ())
            fitting = [each for each in alike if 0 < len(each) - length <= max(3, len(each) // 2)]
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


def _told_by_consonants(words: Iterable[str], written: Iterable[str]) -> Set[str]:
    """Return the words that are told without their vowels.

    Of those with prefixes and endings the long ones only ("prpnjng"): too much fits the others, "sonten" is not
    "sunatan".
    """
    return {*words, *(word for word in written if len(consonants(word)) >= _FEWEST_CONSONANTS_OF_A_FORM)}


def _by_shape(words: Iterable[str]) -> Groups[Tuple[str, int]]:
    return _grouped(words, lambda word: (word[0], len(word)))


def _by_consonants(words: Iterable[str]) -> Groups[str]:
    return _grouped(words, consonants)


def _grouped(words: Iterable[str], group: Callable[[str], Group]) -> Groups[Group]:
    """Return the words that typos are looked for among, by group."""
    found: DefaultDict[Group, Set[str]] = defaultdict(set)
    for word in words:
        if len(word) >= _SHORTEST_TYPO and word.isalpha():
            found[group(word)].add(word)
    return {each: tuple(found[each]) for each in found}


def _rearrange(groups: Groups[Group], gone: Groups[Group], come: Groups[Group]) -> None:
    """Take words out of groups and put others in, leaving no group empty."""
    for group in gone.keys() | come.keys():
        left = [word for word in groups.get(group, ()) if word not in gone.get(group, ())]
        left += come.get(group, ())
        if left:
            groups[group] = tuple(left)
        else:
            groups.pop(group, None)


def _has_wrong_letter(word: str, other: str) -> bool:
    """True where a letter stands for another one: in a short word that makes another word ("suck", "skck")."""
    return len(word) == len(other) and sorted(word) != sorted(other)


def consonants(word: str) -> str:
    """Return the word without its vowels."""
    return word.translate(_VOWELS)


def index_form(word: str) -> str:
    """Return the form under which a phrase's word is indexed: its stem."""
    return stem(word)
