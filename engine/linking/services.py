"""Which service a message speaks of: phrases whose words it holds, in any order, near each other."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import DefaultDict, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

import wordfreq

from engine.language.normaliser import Normaliser
from engine.language.word_lists import word_list
from engine.linking.lexicon import Entry
from engine.language.vocabulary import index_form

_LEAST_COVERED = 0.6
_LEAST_SCORE = 0.30
_GAP_COST = 0.035
_NAME_WEIGHT = 0.9
_AMBIGUOUS_FROM = 0.97
_CORE_SHARE = 0.15
_SURE_WEIGHT = 0.5
_PLACE_SHARE = 0.6  # of words in service_places.txt


class Phrase(NamedTuple):
    """Index words with their share of what the phrase says (adding up to ``total``)."""

    slug: str
    words: Tuple[str, ...]
    shares: Tuple[float, ...]
    total: float
    weight: float
    core: FrozenSet[str]


@dataclass(frozen=True)
class ServiceMatch:
    """A service with its score (0..1) and the message's tokens it was read from."""

    slug: str
    score: float
    tokens: Tuple[int, ...]


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    """How little everyday talk a word is: 0.15 (saya) .. 1 (skck)."""
    return min(1.0, max(0.15, (7.2 - wordfreq.zipf_frequency(word, "id")) / 3.2))


class ServiceIndex:
    """All phrases of all services, found by their most telling word."""

    def __init__(self, services: Sequence[Entry], normaliser: Normaliser) -> None:
        said = _said(services, normaliser)
        self._telling = _telling_words(said, len(services))
        core = _core_words(said)
        self._by_anchor: DefaultDict[str, List[Phrase]] = defaultdict(list)
        for slug, words, weight in dict.fromkeys(said):
            shares = tuple(self._telling[word] for word in words)
            anchor = words[shares.index(max(shares))]
            self._by_anchor[anchor].append(Phrase(slug, words, shares, sum(shares), weight, core[slug]))

        self.single_words = frozenset(words for _, words, weight in said if len(words) == 1 and weight >= _SURE_WEIGHT)

    def words(self) -> Iterable[str]:
        """Return every index word."""
        return self._telling.keys()

    def matches(self, resolved: Sequence[Dict[str, float]]) -> List[ServiceMatch]:
        """Return the services that fit, best first; ``resolved`` has {index word: likeness} for each token."""
        places: DefaultDict[str, List[Tuple[int, float]]] = defaultdict(list)
        for index, words in enumerate(resolved):
            for word, likeness in words.items():
                places[word].append((index, likeness))
        best: Dict[str, ServiceMatch] = {}
        for anchor in places:
            for phrase in self._by_anchor.get(anchor, ()):
                match = _fit(phrase, anchor, places)
                if match is not None and (phrase.slug not in best or match.score > best[phrase.slug].score):
                    best[phrase.slug] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.slug))


@lru_cache(maxsize=200_000)
def _content_words(words: Tuple[str, ...]) -> Tuple[str, ...]:
    return _all_words(tuple(word for word in words if word not in word_list("filler_words")) or words)


def _said(services: Sequence[Entry], normaliser: Normaliser) -> List[Tuple[str, Tuple[str, ...], float]]:
    """Return slug, index words and weight of every phrase.

    Filler words are left out, but for a phrase that would then say the same as another service's shorter one:
    "bikin ktp lagi" (a lost one) is not "bikin ktp".
    """
    phrases = [
        (entry.slug, words, weight)
        for entry in services
        for text, weight in [*entry.phrases, (entry.name, _NAME_WEIGHT)]
        if (words := tuple(normaliser.phrase(text)))
    ]
    shortest: DefaultDict[Tuple[str, ...], Dict[str, int]] = defaultdict(dict)
    for slug, words, _ in phrases:
        lengths = shortest[_content_words(words)]
        lengths[slug] = min(len(words), lengths.get(slug, len(words)))
    return [
        (slug, _all_words(words) if _is_told_by_fillers(slug, words, shortest) else _content_words(words), weight)
        for slug, words, weight in phrases
    ]


def _is_told_by_fillers(slug: str, words: Tuple[str, ...], shortest: Dict[Tuple[str, ...], Dict[str, int]]) -> bool:
    lengths = shortest[_content_words(words)]
    return any(length < len(words) for other, length in lengths.items() if other != slug)


def _all_words(words: Tuple[str, ...]) -> Tuple[str, ...]:
    return tuple(dict.fromkeys(index_form(word) for word in words))


def _core_words(said: List[Tuple[str, Tuple[str, ...], float]]) -> Dict[str, FrozenSet[str]]:
    """Return the words that a good part of a service's phrases share: what the service is about."""
    phrases: DefaultDict[str, Set[Tuple[str, ...]]] = defaultdict(set)
    for slug, words, _ in said:
        phrases[slug].add(words)
    core = {}
    for slug, having in phrases.items():
        counts = Counter(chain.from_iterable(having))
        core[slug] = frozenset(word for word, count in counts.items() if count >= _CORE_SHARE * len(having))
    return core


def _telling_words(said: List[Tuple[str, Tuple[str, ...], float]], services: int) -> Dict[str, float]:
    """Return how much each word tells: rare among services, and rare in everyday talk."""
    slugs: DefaultDict[str, Set[str]] = defaultdict(set)
    for slug, words, _ in said:
        for word in words:
            slugs[word].add(slug)
    most = math.log(1 + max(services, 40))
    return {
        word: max(0.2, math.log(1 + max(services, 40) / len(having)) / most) * _rarity(word)
        for word, having in slugs.items()
    }


def _fit(phrase: Phrase, anchor: str, places: Dict[str, List[Tuple[int, float]]]) -> Optional[ServiceMatch]:
    """Return the match of a phrase whose words lie nearest to its anchor; None if too much of it is missing."""
    best: Optional[ServiceMatch] = None
    for anchor_at, _ in places[anchor]:
        covered, got, tokens = 0.0, 0.0, []
        for word, share in zip(phrase.words, phrase.shares, strict=True):
            if word in places:
                at, likeness = min(places[word], key=lambda place: abs(place[0] - anchor_at))
                covered += share
                got += share * likeness
                tokens.append(at)
        if covered < _LEAST_COVERED * phrase.total:
            continue
        if len(tokens) < len(phrase.words) and not any(word in places for word in phrase.core):
            continue
        gaps = max(tokens) - min(tokens) + 1 - len(set(tokens))
        near = 1.0 / (1.0 + _GAP_COST * gaps)
        score = got * (covered / phrase.total) * near * phrase.weight
        if score >= _LEAST_SCORE and (best is None or score > best.score):
            best = ServiceMatch(phrase.slug, score, tuple(sorted(set(tokens))))
    return best


def is_ambiguous(matches: Sequence[ServiceMatch]) -> bool:
    """True where a second service fits as well as the first."""
    return len(matches) > 1 and matches[1].score >= _AMBIGUOUS_FROM * matches[0].score
