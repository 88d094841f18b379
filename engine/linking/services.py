"""Which service a message speaks of: phrases whose words it holds, in any order, near each other."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import DefaultDict, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

import wordfreq

from engine.language.normaliser import Normaliser
from engine.language.vocabulary import BY_CLITIC, BY_STEM, WRITTEN, index_form
from engine.language.word_lists import standard_words, word_list
from engine.linking.lexicon import Entry

_LEAST_COVERED = 0.6
_LEAST_COVERED_BY_ONE = 0.75
_LEAST_SCORE = 0.30
_GAP_COST = 0.035
_NAME_WEIGHT = 0.9
_AMBIGUOUS_FROM = 0.97
_CORE_SHARE = 0.15
_SURE_WEIGHT = 0.5
_OTHER_WORD = 0.35  # "memberkati" for the phrase "pemberkatan": of one root, but not that word
_OTHER_WORD_IN_PHRASE = 0.8  # "kk baru" for "pembaruan kk"
_STRANGE_KIND = 0.4  # "kartu perpustakaan" for a phrase with "kartu"
_FUNCTION_WORD = 5.3  # Zipf frequency
_ENDINGS = frozenset({"", "nya", "ny", "ku", "mu", "kah", "lah", "an", "in", "kan", "ne", "e"})
_BEGINNINGS = frozenset({"", "di", "ke", "nge", "ng", "me"})


class Said(NamedTuple):
    """One phrase of a service: index words, and the words as written."""

    slug: str
    words: Tuple[str, ...]
    written: Tuple[str, ...]
    weight: float


class Phrase(NamedTuple):
    """Index words with their share of what the phrase says (adding up to ``total``), ``written`` as in the lexicon."""

    slug: str
    words: Tuple[str, ...]
    written: Tuple[str, ...]
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


@dataclass(frozen=True)
class _Words:
    """A message's words, where each index word stands in it, and behind which tokens a strange kind follows."""

    said: Sequence[str]
    places: Dict[str, List[Tuple[int, float]]]
    strange: FrozenSet[int]

    def names_one_of(self, core: FrozenSet[str]) -> bool:
        """True where one of these index words is said, and not as the head of something strange."""
        return any(at not in self.strange for word in core for at, _ in self.places.get(word, ()))


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    """How little everyday talk a word is: 0.15 (saya) .. 1 (skck)."""
    return min(1.0, max(0.15, (7.2 - wordfreq.zipf_frequency(word, "id")) / 3.2))


class ServiceIndex:
    """All phrases of all services, found by their most telling word."""

    def __init__(self, services: Sequence[Entry], normaliser: Normaliser) -> None:
        said = _said(services, normaliser)
        self._telling = _telling_words(said, len(services))
        core = _core_words(said, standard_words("common_service_words", normaliser))
        self._by_anchor: DefaultDict[str, List[Phrase]] = defaultdict(list)
        for slug, words, written, weight in dict.fromkeys(said):
            shares = tuple(self._telling[word] for word in words)
            anchor = words[shares.index(max(shares))]
            self._by_anchor[anchor].append(Phrase(slug, words, written, shares, sum(shares), weight, core[slug]))
        self.single_words = frozenset(one.written for one in said if len(one.words) == 1 and one.weight >= _SURE_WEIGHT)
        self.written_words = frozenset(chain.from_iterable(one.written for one in said))
        self._heads = standard_words("service_heads", normaliser)
        self._kinds = _kinds(said, self._heads)
        self._functional = frozenset().union(
            *(standard_words(name, normaliser) for name in ("filler_words", "beside_a_name", "place_words"))
        )

    def words(self) -> Iterable[str]:
        """Return every index word."""
        return self._telling.keys()

    def matches(self, words: Sequence[str], resolved: Sequence[Dict[str, float]]) -> List[ServiceMatch]:
        """Return the services that fit, best first; ``resolved`` has {index word: likeness} for each of ``words``."""
        places: DefaultDict[str, List[Tuple[int, float]]] = defaultdict(list)
        for index, candidates in enumerate(resolved):
            for word, likeness in candidates.items():
                places[word].append((index, likeness))
        message = _Words(words, places, self._strange_kinds(words, resolved))
        best: Dict[str, ServiceMatch] = {}
        for anchor in places:
            for phrase in self._by_anchor.get(anchor, ()):
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
            and not self._kinds[words[index]].intersection(resolved[index + 1])
        )

    def _is_kind(self, word: str) -> bool:
        return (
            len(word) > 3
            and word.isalpha()
            and word not in self._functional
            and wordfreq.zipf_frequency(word, "id") < _FUNCTION_WORD
        )


@lru_cache(maxsize=200_000)
def _without_fillers(words: Tuple[str, ...]) -> Tuple[str, ...]:
    return tuple(word for word in words if word not in word_list("filler_words")) or words


@lru_cache(maxsize=200_000)
def _indexed(words: Tuple[str, ...]) -> Dict[str, str]:
    """Return {index word: word as written}, each once."""
    return {index_form(word): word for word in reversed(words)}


def _said(services: Sequence[Entry], normaliser: Normaliser) -> List[Said]:
    """Return every phrase.

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
        lengths = shortest[_without_fillers(words)]
        lengths[slug] = min(len(words), lengths.get(slug, len(words)))
    said = []
    for slug, words, weight in phrases:
        lengths = shortest[_without_fillers(words)]
        is_told_by_fillers = any(length < len(words) for other, length in lengths.items() if other != slug)
        indexed = _indexed(words if is_told_by_fillers else _without_fillers(words))
        said.append(Said(slug, tuple(reversed(indexed)), tuple(reversed(indexed.values())), weight))
    return said


def _core_words(said: List[Said], common: FrozenSet[str]) -> Dict[str, FrozenSet[str]]:
    """Return the words that a good part of a service's phrases share, without the common ones: what it is about."""
    unspecific = frozenset(map(index_form, common))
    phrases: DefaultDict[str, Set[Tuple[str, ...]]] = defaultdict(set)
    for one in said:
        phrases[one.slug].add(one.words)
    core = {}
    for slug, having in phrases.items():
        counts = Counter(chain.from_iterable(having))
        often = (word for word, count in counts.items() if count >= _CORE_SHARE * len(having))
        core[slug] = frozenset(often) - unspecific
    return core


def _kinds(said: List[Said], heads: FrozenSet[str]) -> DefaultDict[str, Set[str]]:
    """Return the index words that stand in one phrase with each head."""
    kinds: DefaultDict[str, Set[str]] = defaultdict(set)
    for one in said:
        for head in heads.intersection(one.written):
            kinds[head].update(one.words)
    return kinds


def _telling_words(said: List[Said], services: int) -> Dict[str, float]:
    """Return how much each word tells: rare among services, and rare in everyday talk."""
    slugs: DefaultDict[str, Set[str]] = defaultdict(set)
    for one in said:
        for word in one.words:
            slugs[word].add(one.slug)
    most = math.log(1 + max(services, 40))
    return {
        word: max(0.2, math.log(1 + max(services, 40) / len(having)) / most) * _rarity(word)
        for word, having in slugs.items()
    }


def _fit(phrase: Phrase, anchor: str, message: _Words) -> Optional[ServiceMatch]:
    """Return the match of a phrase whose words lie nearest to its anchor; None if too much of it is missing."""
    best: Optional[ServiceMatch] = None
    places = message.places
    for anchor_at, _ in places[anchor]:
        covered, got, tokens = 0.0, 0.0, []
        for word, written, share in zip(phrase.words, phrase.written, phrase.shares, strict=True):
            if word in places:
                at, likeness = min(places[word], key=lambda place: abs(place[0] - anchor_at))
                covered += share
                got += share * _likeness(message.said[at], written, likeness, is_alone=len(phrase.words) == 1)
                tokens.append(at)
        least = _LEAST_COVERED if len(tokens) > 1 else _LEAST_COVERED_BY_ONE
        if covered < least * phrase.total:
            continue
        if len(tokens) < len(phrase.words) and not message.names_one_of(phrase.core):
            continue
        gaps = max(tokens) - min(tokens) + 1 - len(set(tokens))
        near = 1.0 / (1.0 + _GAP_COST * gaps)
        kind = _STRANGE_KIND if message.strange.intersection(tokens) else 1.0
        score = got * (covered / phrase.total) * near * kind * phrase.weight
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
