"""Which service a message speaks of: phrases whose words it holds, in any order, near each other."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from typing import DefaultDict, Dict, FrozenSet, Iterable, List, Optional, Sequence, Tuple

import wordfreq

from engine.language.normaliser import Normaliser
from engine.language.vocabulary import BY_CLITIC, BY_STEM, WRITTEN
from engine.language.word_lists import standard_words
from engine.linking.lexicon import Entry
from engine.linking.phrases import Phrase, PhraseBook

_LEAST_COVERED = 0.6
_LEAST_COVERED_BY_ONE = 0.75
_LEAST_SCORE = 0.30
_GAP_COST = 0.035
_BORDER = 5  # a full stop parts as much as this many words
_AMBIGUOUS_FROM = 0.97
_OTHER_WORD = 0.35  # "memberkati" for the phrase "pemberkatan": of one root, but not that word
_OTHER_WORD_IN_PHRASE = 0.8  # "kk baru" for "pembaruan kk"
_STRANGE_KIND = 0.4  # "kartu perpustakaan" for a phrase with "kartu"
_WHOLE = 0.38
_CORE_MISSING = 0.6  # "balik nama warisan" for "balik nama motor warisan"
_FUNCTION_WORD = 5.3  # Zipf frequency
_ENDINGS = frozenset({"", "nya", "ny", "ku", "mu", "kah", "lah", "an", "in", "kan", "ne", "e"})
_BEGINNINGS = frozenset({"", "di", "ke", "nge", "ng", "me"})


@dataclass(frozen=True)
class ServiceMatch:
    """A service with its score (0..1) and the message's tokens it was read from."""

    slug: str
    score: float
    tokens: Tuple[int, ...]


@dataclass(frozen=True)
class _Words:
    """A message's words, where each index word stands in it, and behind which tokens a strange kind follows."""

    said: Sequence[str]
    places: Dict[str, List[Tuple[int, float]]]
    strange: FrozenSet[int]
    phrases: PhraseBook
    ends: Sequence[int]

    def borders(self, first: int, last: int) -> int:
        """Return how many ends of clauses lie between two tokens."""
        return sum(first < at < last for at in self.ends)

    def names_one_of(self, core: FrozenSet[str]) -> bool:
        """True where one of these index words is said, and not as the head of something strange."""
        return any(at not in self.strange for word in core for at, _ in self.places.get(word, ()))


class ServiceIndex:
    """All phrases of all services, found by their most telling word."""

    def __init__(
        self, services: Sequence[Entry], normaliser: Normaliser, before: Optional["ServiceIndex"] = None
    ) -> None:
        """Index ``services``; of what ``before`` has indexed already only what changed is read again."""
        self._phrases = PhraseBook(services, normaliser, before._phrases if before else None)
        self._heads = standard_words("service_heads", normaliser)
        self._functional = frozenset().union(
            *(standard_words(name, normaliser) for name in ("filler_words", "beside_a_name", "place_words"))
        )

    def changed(self, services: Sequence[Entry], gone: Iterable[str]) -> "ServiceIndex":
        """Return the index with these services in place of their former selves, and without those gone."""
        index = copy(self)
        index._phrases = self._phrases.changed(services, gone)
        return index

    def count(self) -> int:
        """Return how many services are indexed."""
        return self._phrases.services()

    def words(self) -> Iterable[str]:
        """Return every index word."""
        return self._phrases.telling.keys()

    def written_words(self) -> FrozenSet[str]:
        """Return every word of every phrase as written."""
        return frozenset(self._phrases.written)

    def single_words(self) -> FrozenSet[Tuple[str, ...]]:
        """Return the phrases that are one word and surely mean a service."""
        return frozenset((word,) for word in self._phrases.single)

    def matches(
        self, words: Sequence[str], resolved: Sequence[Dict[str, float]], ends: Sequence[int] = ()
    ) -> List[ServiceMatch]:
        """Return the services that fit, best first.

        ``resolved`` has {index word: likeness} for each of ``words``, ``ends`` where a sentence ends.
        """
        places: DefaultDict[str, List[Tuple[int, float]]] = defaultdict(list)
        for index, candidates in enumerate(resolved):
            for word, likeness in candidates.items():
                places[word].append((index, likeness))
        message = _Words(words, places, self._strange_kinds(words, resolved), self._phrases, ends)
        best: Dict[str, ServiceMatch] = {}
        for anchor in places:
            for phrase in self._phrases.by_anchor.get(anchor, ()):
                match = _fit(phrase, anchor, message)
                if match is not None and (phrase.slug not in best or match.score > best[phrase.slug].score):
                    best[phrase.slug] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.slug))

    def _strange_kinds(self, words: Sequence[str], resolved: Sequence[Dict[str, float]]) -> FrozenSet[int]:
        """Return where a noun stands whose kind, named right behind it, no service knows: "kartu perpustakaan"."""
        return frozenset(
            index
            for index in range(len(words) - 1)
            if words[index] in self._heads
            and self._is_kind(words[index + 1])
            and not self._phrases.stand_together(words[index], resolved[index + 1])
        )

    def _is_kind(self, word: str) -> bool:
        return (
            len(word) > 3
            and word.isalpha()
            and word not in self._functional
            and wordfreq.zipf_frequency(word, "id") < _FUNCTION_WORD
        )


def _fit(phrase: Phrase, anchor: str, message: _Words) -> Optional[ServiceMatch]:
    """Return the match of a phrase whose words lie nearest to its anchor; None if too much of it is missing."""
    best: Optional[ServiceMatch] = None
    places, telling = message.places, message.phrases.telling
    shares = [telling[word] for word in phrase.words]
    total = sum(shares)
    if sum(share for word, share in zip(phrase.words, shares, strict=True) if word in places) < _LEAST_COVERED * total:
        return None
    for anchor_at, _ in places[anchor]:
        covered, got, tokens = 0.0, 0.0, []
        for word, written, share in zip(phrase.words, phrase.written, shares, strict=True):
            if word in places:
                at, likeness = min(places[word], key=lambda place: abs(place[0] - anchor_at))
                covered += share
                got += share * _likeness(message.said[at], written, likeness, is_alone=len(phrase.words) == 1)
                tokens.append(at)
        least = _LEAST_COVERED if len(tokens) > 1 else _LEAST_COVERED_BY_ONE
        if covered < least * total:
            continue
        if len(tokens) < len(phrase.words) and not message.names_one_of(message.phrases.core[phrase.slug]):
            continue
        gaps = max(tokens) - min(tokens) + 1 - len(set(tokens)) + _BORDER * message.borders(min(tokens), max(tokens))
        near = 1.0 / (1.0 + _GAP_COST * gaps)
        kind = _STRANGE_KIND if message.strange.intersection(tokens) else 1.0
        told = max(got, _WHOLE) if got == total else got  # whole and as written, however common its words
        score = told * (covered / total) * near * kind * phrase.weight
        if message.phrases.core[phrase.slug].intersection(phrase.words) - places.keys():
            score *= _CORE_MISSING
        if score >= _LEAST_SCORE and (best is None or score > best.score):
            best = ServiceMatch(phrase.slug, score, tuple(sorted(set(tokens))))
    return best


def _likeness(said: str, written: str, likeness: float, *, is_alone: bool) -> float:
    """Return how well a word of the message fits the phrase's: the same word more than one of the same root."""
    if said == written:
        return WRITTEN
    if likeness < BY_CLITIC or _is_form_of(said, written) or _is_form_of(written, said):
        return min(likeness, BY_STEM)
    return _OTHER_WORD if is_alone else _OTHER_WORD_IN_PHRASE


def _is_form_of(said: str, written: str) -> bool:
    before, found, after = said.partition(written)
    return bool(found) and before in _BEGINNINGS and after in _ENDINGS


def is_ambiguous(matches: Sequence[ServiceMatch]) -> bool:
    """True where a second service fits as well as the first."""
    return len(matches) > 1 and matches[1].score >= _AMBIGUOUS_FROM * matches[0].score
