"""The phrases of all services as they are indexed. A new lexicon takes over what the last one's index has read."""

import math
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import Counter as Counts
from typing import Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

import wordfreq

from engine.language.normaliser import Normaliser
from engine.language.vocabulary import index_form
from engine.language.word_lists import standard_words, word_list
from engine.linking.lexicon import Entry

_NAME_WEIGHT = 0.9
_CORE_SHARE = 0.15
_SURE_WEIGHT = 0.5
_MAKING = 0.1  # what a word for getting any service tells
_PLACE = 0.6  # of what an office tells that gives many services
_FEWEST_SERVICES = 40  # a small catalogue does not make its words telling
Words = Tuple[str, ...]
Lengths = Tuple[Tuple[str, int], ...]  # by service; pairs, because a mapping for each phrase took 40 MB of 30,000


class Phrase(NamedTuple):
    """One phrase of a service: its index words, each once, and the same words as written."""

    slug: str
    words: Words
    written: Words
    weight: float


class PhraseBook:
    """All phrases by their most telling word, and what is counted over them. Never changed once made.

    ``telling`` says how much an index word tells, ``core`` what a service is about.
    """

    def __init__(
        self, services: Sequence[Entry], normaliser: Normaliser, before: Optional["PhraseBook"] = None
    ) -> None:
        old = before._entries if before else {}
        entries = {entry.slug: entry for entry in services}
        gone = [slug for slug in old if slug not in entries]
        self._make(normaliser, before, entries, gone + [slug for slug in entries if old.get(slug) != entries[slug]])

    def changed(self, services: Sequence[Entry], gone: Iterable[str]) -> "PhraseBook":
        """Return the book with these services in place of their former selves, and without those gone."""
        entries = dict(self._entries)
        left = [slug for slug in gone if entries.pop(slug, None)]
        entries.update((entry.slug, entry) for entry in services)
        book = PhraseBook.__new__(PhraseBook)
        book._make(self._normaliser, self, entries, left + [entry.slug for entry in services])
        return book

    def _make(
        self, normaliser: Normaliser, before: Optional["PhraseBook"], entries: Dict[str, Entry], changed: List[str]
    ) -> None:
        self._normaliser = normaliser
        self._heads = standard_words("service_heads", normaliser)
        self._entries = entries
        self._lengths: Dict[Words, Lengths] = dict(before._lengths) if before else {}
        self._of_service: Dict[str, Tuple[Phrase, ...]] = dict(before._of_service) if before else {}
        self._owners: Counts[str] = Counter(before._owners) if before else Counter()
        self._pairs: Counts[Tuple[str, str]] = Counter(before._pairs) if before else Counter()
        self.written: Counts[str] = Counter(before.written) if before else Counter()
        self.single: Counts[str] = Counter(before.single) if before else Counter()
        self.core: Dict[str, FrozenSet[str]] = dict(before.core) if before else {}
        self.by_anchor: Dict[str, Tuple[Phrase, ...]] = dict(before.by_anchor) if before else {}
        self._anchors: Dict[str, Set[str]] = dict(before._anchors) if before else {}
        self._take(changed, before._entries if before else {})
        normaliser.forget_phrases()

    def services(self) -> int:
        """Return how many services there are."""
        return len(self._entries)

    def _take(self, changed: List[str], old: Dict[str, Entry]) -> None:
        touched = self._count_lengths(changed, old)
        removed = [phrase for slug in touched for phrase in self._of_service.pop(slug, ())]
        common = frozenset(map(index_form, standard_words("common_service_words", self._normaliser)))
        added: List[Phrase] = []
        for slug in touched:
            self.core.pop(slug, None)
            if slug in self._entries:
                phrases = tuple(dict.fromkeys(self._read(self._entries[slug])))
                self._of_service[slug] = phrases
                self.core[slug] = _core_words(phrases) - common
                added.extend(phrases)
        self._count(removed, -1)
        self._count(added, 1)
        self.telling = self._telling_words()
        self._index(touched, added)

    def _count_lengths(self, changed: List[str], old: Dict[str, Entry]) -> Set[str]:
        """Note how short each content is said; return the services whose phrases may read otherwise by that."""
        touched = set(changed)
        gone = {slug for slug in changed if slug in old}
        for content in {_without_fillers(words) for slug in gone for words, _ in self._spoken(old[slug])}:
            touched.update(slug for slug, _ in self._lengths[content])
            left = {slug: length for slug, length in self._lengths[content] if slug not in gone}
            if left:
                self._lengths[content] = tuple(left.items())
            else:
                del self._lengths[content]
        for slug in changed:
            for words, _ in self._spoken(self._entries[slug]) if slug in self._entries else ():
                content = _without_fillers(words)
                lengths = dict(self._lengths.get(content, ()))
                lengths[slug] = min(len(words), lengths.get(slug, len(words)))
                touched.update(lengths)
                self._lengths[content] = tuple(lengths.items())
        return touched

    def _spoken(self, entry: Entry) -> Iterable[Tuple[Words, float]]:
        for text, weight in (*entry.phrases, (entry.name, _NAME_WEIGHT)):
            words = self._normaliser.phrase(text)
            if not word_list("filler_words").issuperset(words):  # nothing, or "di": every second message holds it
                yield words, weight

    def _read(self, entry: Entry) -> Iterable[Phrase]:
        """Yield the service's phrases.

        Filler words are left out, but for a phrase that would then say the same as another service's shorter one:
        "bikin ktp lagi" (a lost one) is not "bikin ktp".
        """
        for words, weight in self._spoken(entry):
            lengths = self._lengths[_without_fillers(words)]
            is_told_by_fillers = any(length < len(words) for other, length in lengths if other != entry.slug)
            indexed = _indexed(words if is_told_by_fillers else _without_fillers(words))
            stems, written = tuple(reversed(indexed)), tuple(reversed(indexed.values()))
            yield Phrase(entry.slug, stems, stems if written == stems else written, weight)

    def _count(self, phrases: List[Phrase], by: int) -> None:
        owned = {(phrase.slug, word) for phrase in phrases for word in phrase.words}
        counts: Mapping[str, int] = Counter(word for _, word in owned)
        _add(self._owners, counts, by)
        _add(self.written, Counter(chain.from_iterable(map(_written, phrases))), by)
        singles = (one.written[0] for one in phrases if len(one.words) == 1 and one.weight >= _SURE_WEIGHT)
        _add(self.single, Counter(singles), by)
        pairs = (
            (head, word) for one in phrases for head in self._heads.intersection(one.written) for word in one.words
        )
        _add(self._pairs, Counter(pairs), by)

    def _telling_words(self) -> Dict[str, float]:
        """Return how much each word tells: rare among services, and rare in everyday talk."""
        services = max(len(self._entries), _FEWEST_SERVICES)
        most = math.log(1 + services)
        making = frozenset(map(index_form, standard_words("making_words", self._normaliser)))
        places = frozenset(map(index_form, standard_words("service_places", self._normaliser)))
        telling = {}
        for word, owners in self._owners.items():
            share = max(0.2, math.log(1 + services / owners) / most) * _rarity(word)
            telling[word] = _MAKING if word in making else share * _PLACE if word in places else share
        return telling

    def _index(self, touched: Set[str], added: List[Phrase]) -> None:
        stale = {anchor for slug in touched for anchor in self._anchors.pop(slug, ())}
        fresh: Dict[str, List[Phrase]] = {
            anchor: [phrase for phrase in self.by_anchor[anchor] if phrase.slug not in touched] for anchor in stale
        }
        for phrase in added:
            anchor = max(phrase.words, key=lambda word: self.telling[word])
            if anchor not in fresh:
                fresh[anchor] = list(self.by_anchor.get(anchor, ()))
            fresh[anchor].append(phrase)
            self._anchors.setdefault(phrase.slug, set()).add(anchor)
        self.by_anchor.update((anchor, tuple(phrases)) for anchor, phrases in fresh.items())

    def stand_together(self, head: str, words: Iterable[str]) -> bool:
        """Return whether some phrase holds the head and one of these index words."""
        return any((head, word) in self._pairs for word in words)


def _written(phrase: Phrase) -> Words:
    return phrase.written


def _add(counts: Counts, more: Mapping, by: int) -> None:
    """Add or take away, leaving no word that is counted no more."""
    for key, count in more.items():
        left = counts[key] + by * count
        if left:
            counts[key] = left
        else:
            del counts[key]


@lru_cache(maxsize=50_000)
def _rarity(word: str) -> float:
    """How little everyday talk a word is: 0.15 (saya) .. 1 (skck)."""
    return min(1.0, max(0.15, (7.2 - wordfreq.zipf_frequency(word, "id")) / 3.2))


def _without_fillers(words: Words) -> Words:
    """Return the same tuple where there are none: most phrases stand in memory once."""
    left = tuple(word for word in words if word not in word_list("filler_words"))
    return left if 0 < len(left) < len(words) else words


def _indexed(words: Words) -> Dict[str, str]:
    """Return {index word: word as written}, each once."""
    return {index_form(word): word for word in reversed(words)}


def _core_words(phrases: Iterable[Phrase]) -> FrozenSet[str]:
    """Return the words that a good part of a service's phrases share: what it is about."""
    having = {phrase.words for phrase in phrases}
    counts = Counter(chain.from_iterable(having))
    return frozenset(word for word, count in counts.items() if count >= _CORE_SHARE * len(having))
