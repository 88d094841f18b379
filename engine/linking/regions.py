"""Which regions a message names: longest names first, kota and kabupaten told apart, ordinary words with care."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from itertools import chain
from math import prod
from typing import DefaultDict, Dict, FrozenSet, Iterable, List, Sequence, Set, Tuple

import wordfreq

from engine.language.known_words import is_root
from engine.language.normaliser import Normaliser
from engine.language.word_lists import standard_words, word_list
from engine.linking.lexicon import Lexicon, Region
from engine.linking.name_typos import Nearness, is_part_like
from engine.linking.sequences import Sequences

_TYPE_WORDS: Dict[str, str] = {
    **dict.fromkeys(("kota", "kotamadya", "kodya", "pemkot", "kotip"), "kota"),
    **dict.fromkeys(("kabupaten", "kab", "pemkab", "kbupaten", "kabpaten"), "kabupaten"),
    **dict.fromkeys(("provinsi", "prov", "propinsi", "pemprov"), "provinsi"),
}
_ORDER = {"kota": 0, "kabupaten": 1, "provinsi": 2}
_LISTED_ORDER = "nama_payung"
_SHARED_KINDS = {
    "kota_dan_kabupaten",
    "provinsi_dan_kab_kota",
    _LISTED_ORDER,
    "alias_bersama",
    "nama_kembar",
    "nama_pulau",
    "nama_sama_lain_provinsi",
    "di_luar_daftar",
}
_ORIGIN_WORDS = frozenset({"dari", "asal", "luar", "eks", "bekas", "meninggalkan"})
_GOAL_WORDS = frozenset({"ke", "menuju", "di", "tujuan", "sampai", "tinggal", "masuk", "to"})
_HOME_WORDS = frozenset({"tinggal", "domisili", "berdomisili", "warga", "penduduk", "alamat"})
_SPEAKERS = (["saya"], ["aku"], ["kami"])  # "saya Grobogan"
_STILL = "masih"  # "KTP masih Solok", "KK masih di Wonosobo": where the papers are, not the person
_PLACE_WORDS = _ORIGIN_WORDS | _GOAL_WORDS | frozenset(_TYPE_WORDS)
_BELOW_REGION = frozenset({"kecamatan", "kec", "kelurahan", "kel", "desa", "dusun", "kampung", "nagari", "pasar"})
_PEOPLE = frozenset({"anak", "bapak", "ibu", "suami", "istri", "nama", "kakak", "adik", "orang", "bayi", "saya"})
_ASKING = frozenset({"hari", "jam", "buka", "tutup", "kapan", "mana", "kantor", "syarat", "biaya", "online", "kena"})
_STREET = frozenset({"jalan"})
_SPELT_NICKNAME = 7  # "halbar" is near everything
_PARTLY = 0.85
_SPLIT = 0.95
_LONG_ENOUGH_TO_SPLIT = 8
_EVERYDAY = 4.6  # Zipf frequency: a name this common in other talk needs a word of place


@dataclass(frozen=True)
class Mention:
    """One place in a message. ``slugs`` best first; ``tokens`` first and last+1; ``role`` dari, ke or empty.

    ``is_street``: rather a street ("jalan solo") where another place is named. ``is_home``: somebody lives there.
    """

    slugs: Tuple[str, ...]
    start: int
    end: int
    likeness: float
    role: str
    is_explicit: bool
    is_street: bool = False
    is_home: bool = False


@dataclass(frozen=True)
class _Said:
    """A message's words as understood and as typed, what each may be mistyped from, and which are closed to names.

    ``is_part``: the word is of some name, as written or mended.
    """

    words: Sequence[str]
    typed: Sequence[str]
    resolved: Sequence[Dict[str, float]]
    closed: Set[int]
    is_part: Sequence[bool]

    def mended(self, start: int, end: int) -> List[str]:
        """Return the words with mistyped ones put right."""
        return [
            max(each, key=lambda name: each[name]) if each else word
            for word, each in zip(self.words[start:end], self.resolved[start:end], strict=True)
        ]

    def spellings(self, start: int, end: int) -> Iterable[Tuple[Tuple[str, ...], float]]:
        """Yield the name as written, written in two words ("banjar masin"), then with each mistyped word mended."""
        words = tuple(self.words[start:end])
        if len(words) == 1 and self.typed[start] == words[0] + "2":  # "pare2"
            yield (words[0], words[0]), 1.0
        yield words, 1.0
        if len(words) == 2 and sum(map(len, words)) >= _LONG_ENOUGH_TO_SPLIT:
            yield ("".join(words),), _SPLIT
        mended = tuple(self.mended(start, end))
        if mended != words:
            likely = (each.get(word, 1.0) for word, each in zip(mended, self.resolved[start:end], strict=True))
            yield mended, prod(likely)


class RegionIndex:
    """All names of all regions."""

    def __init__(
        self,
        lexicon: Lexicon,
        normaliser: Normaliser,
        services: FrozenSet[Tuple[str, ...]] = frozenset(),
        service_words: FrozenSet[str] = frozenset(),
    ) -> None:
        """``services``: names of services that are one word; ``service_words``: all words of their phrases."""
        self._services, self._service_words = services, service_words - _PEOPLE
        self._place_words = standard_words("place_words", normaliser)
        self._regions: Dict[str, Region] = {region.slug: region for region in lexicon.regions}
        self._names: DefaultDict[Tuple[str, ...], Dict[str, float]] = defaultdict(dict)
        for region in lexicon.regions:
            for name, weight in _names(region, normaliser):
                known = self._names[name]
                known[region.slug] = max(weight, known.get(region.slug, 0.0))
        self._listed: Set[Tuple[str, ...]] = set()
        self._careful = {tuple(normaliser.words(name)) for name in word_list("ordinary_names")}
        self._other_meanings = Sequences(word_list("other_meanings_of_regions"), normaliser)
        self._type_needed = {(name,) for name in word_list("names_after_type")}
        self._beside_alone = word_list("filler_words") | standard_words("beside_a_name", normaliser)
        for shared in lexicon.shared_names:
            name = tuple(normaliser.words(shared.name))
            self._add_shared(name, shared.kind, [slug for slug in shared.slugs if slug in self._regions])
        self._by_word: DefaultDict[Tuple[int, int, str], List[Tuple[str, ...]]] = defaultdict(list)
        for name in self._names:
            for at, word in enumerate(name) if len(name) > 1 else ():
                self._by_word[len(name), at, word].append(name)
        self._parts = {word for name in self._names for word in name}
        self._first_words = {name[0] for name in self._names}
        self._words = {word for region in lexicon.regions for word in region.base_name.split()} - self._place_words
        self._longest = max((len(name) for name in self._names), default=1)

    def beside(self, services: FrozenSet[Tuple[str, ...]], service_words: FrozenSet[str]) -> "RegionIndex":
        """Return the index of the same regions beside other services."""
        index = copy(self)
        index._services, index._service_words = services, service_words - _PEOPLE
        return index

    def _add_shared(self, name: Tuple[str, ...], kind: str, slugs: List[str]) -> None:
        if kind not in _SHARED_KINDS or not name:
            return
        if kind == _LISTED_ORDER:
            self._listed.add(name)
            self._names[name] = dict.fromkeys(slugs, 1.0)
        # Who bears the name in the list only is no likelier than who has it for an alias.
        least = min(self._names[name].values(), default=1.0)
        for slug in slugs:
            self._names[name].setdefault(slug, least)

    def words(self) -> Iterable[str]:
        """Return every word of every name."""
        return self._parts

    def spelt_words(self) -> Iterable[str]:
        """Return the words that are long enough to be known when mistyped: official names, and long nicknames."""
        official = {word for region in self._regions.values() for word in region.base_name.split()}
        return official | {word for word in self.words() if len(word) >= _SPELT_NICKNAME}

    def parent(self, slug: str) -> str:
        """Return the slug of the province a region lies in; empty for provinces."""
        return self._regions[slug].parent

    def ordinary_names(self) -> FrozenSet[str]:
        """Return the single words among the names that are ordinary words too."""
        return frozenset(name[0] for name in self._careful if len(name) == 1)

    def nearness(self, words: Sequence[str], index: int) -> Nearness:
        """Return how likely a place stands there: "di ..", "kota ..", ".. kabupaten", or nothing else said."""
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        if before in _BELOW_REGION:
            return Nearness.VILLAGE
        if before in _PLACE_WORDS or before in self._words or after in _TYPE_WORDS:
            return Nearness.BESIDE_PLACE
        is_likely = (before,) in self._services or self._is_alone(words, index, index + 1)
        return Nearness.ALONE if is_likely else Nearness.SENTENCE

    def mentions(
        self, words: Sequence[str], typed: Sequence[str], resolved: Sequence[Dict[str, float]], marks: Set[int]
    ) -> List[Mention]:
        """Return the places named, in order.

        ``words`` are the message's tokens as understood and ``typed`` as written, ``marks`` those that are signs.
        """
        is_part = [word in self._parts or bool(each) for word, each in zip(words, resolved, strict=True)]
        said = _Said(words, typed, resolved, marks | self._other_meanings.covered(words), is_part)
        found: List[Mention] = []
        index = 0
        while index < len(words):
            mention = self._longest_at(index, said)
            if mention is None:
                index += 1
            else:
                found.append(mention)
                index = mention.end
                # What stands before a name is not said of the next one: "dari Payakumbuh ka Batam".
                said = replace(said, closed=said.closed | set(range(mention.start, mention.end)))
        return found

    def told_apart(self, mentions: Sequence[Mention]) -> List[Mention]:
        """Return the mentions, a name of several places narrowed by the place named right beside it.

        "Martapura kabupaten Banjar" and "Martapura Kalsel" are one of the two towns of that name.
        """
        return [self._narrowed(mention, mentions) for mention in mentions]

    def are_one_place(self, mention: Mention, other: Mention) -> bool:
        """Return True where the other name, right beside, is the same place's or its province's ("Slawi, Jateng")."""
        around = {*mention.slugs, *map(self.parent, mention.slugs)}
        return _are_beside(mention, other) and not around.isdisjoint(other.slugs)

    def _narrowed(self, mention: Mention, mentions: Sequence[Mention]) -> Mention:
        beside = {slug for other in mentions if _are_beside(mention, other) for slug in other.slugs}
        slugs = tuple(slug for slug in mention.slugs if slug in beside) or tuple(
            slug for slug in mention.slugs if self.parent(slug) in beside
        )
        return replace(mention, slugs=slugs) if slugs else mention

    def _longest_at(self, start: int, said: "_Said") -> "Mention | None":
        for end in range(self._clause_end(start, len(said.words), said.closed), start, -1):
            if end - start != 2 and not any(said.is_part[start:end]):  # two words may be one name
                continue
            for name, likeness in chain(said.spellings(start, end), self._partly_mistyped(start, end, said)):
                if name in self._names and self._is_meant(name, start, end, said.words):
                    return self._mention(name, likeness, start, end, said.words, said.closed)
        return None

    def _clause_end(self, start: int, length: int, marks: Set[int]) -> int:
        farthest = min(length, start + self._longest)
        return next((index for index in range(start, farthest) if index in marks), farthest)

    def _partly_mistyped(self, start: int, end: int, message: "_Said") -> Iterable[Tuple[Tuple[str, ...], float]]:
        """Yield the one name of several words of which some are right and the others nearly ("aceh brt")."""
        if end - start < 2:
            return
        said, typed = message.mended(start, end), message.typed[start:end]
        found = {
            name
            for at, word in enumerate(said)
            for name in self._by_word.get((len(said), at, word), ())
            if all(
                a == part or self._is_part_like(b, part, len(name))
                for a, b, part in zip(said, typed, name, strict=True)
            )
        }
        if len(found) == 1:
            yield found.pop(), _PARTLY

    def _is_part_like(self, said: str, part: str, parts: int) -> bool:
        if said in self._place_words or said in self._beside_alone:
            return False
        return is_part_like(said, part, shortest=3 if parts == 2 else 2)

    def _is_meant(self, name: Tuple[str, ...], start: int, end: int, words: Sequence[str]) -> bool:
        """A service's name is none of a place; an ordinary word is one beside a word of place, or alone."""
        before = words[start - 1] if start else ""
        if name in self._services:  # "bpn" is the land office before it is Balikpapan
            return before in _TYPE_WORDS
        if name[0] == "di":  # "ktp di yogyakarta" is not "daerah istimewa"
            return before in _TYPE_WORDS
        if name not in self._careful:
            return True
        after = words[end] if end < len(words) else ""
        if before in _TYPE_WORDS or after in _TYPE_WORDS or self._is_in_province(name, (after,)):
            return True
        if self._is_alone(words, start, end) and (name not in self._type_needed or all(map(str.isalpha, words))):
            return True
        if name in self._type_needed:
            return before in self._place_words - _GOAL_WORDS - _ORIGIN_WORDS
        if before in self._place_words:
            return True
        if before not in self._service_words or _is_everyday(name):
            return False
        return self._ends_clause(words, end) or not is_root(name[0])  # "skck pati berapa", "nib badung requirement"

    def _is_in_province(self, name: Tuple[str, ...], after: Tuple[str, ...]) -> bool:
        """True for "pati jateng": the province is named behind."""
        parents = {self._regions[slug].parent for slug in self._names[name]}
        return any(slug in parents for slug in self._names.get(after, ()))

    def _is_alone(self, words: Sequence[str], start: int, end: int) -> bool:
        """True where the clause holds nothing else but words like "kak" and "dong"."""
        while start and words[start - 1].isalnum():
            start -= 1
            if words[start] not in self._beside_alone:
                return False
        while end < len(words) and words[end].isalnum():
            if words[end] not in self._beside_alone:
                return False
            end += 1
        return True

    def _ends_clause(self, words: Sequence[str], end: int) -> bool:
        return (
            end == len(words) or words[end] in self._beside_alone or words[end] in _ASKING or not words[end].isalnum()
        )

    def _mention(
        self, name: Tuple[str, ...], likeness: float, start: int, end: int, words: Sequence[str], marks: Set[int]
    ) -> Mention:
        slugs = self._ranked(name)
        first, last, explicit = start, end, False
        before = _TYPE_WORDS.get(words[start - 1], "") if start else ""
        after = _TYPE_WORDS.get(words[end], "") if end < len(words) else ""
        for type_word, is_before in ((before, True), (after, False)):
            typed = tuple(slug for slug in slugs if self._regions[slug].type == type_word)
            if type_word and typed and not explicit and (is_before or not self._opens_name(words, end + 1)):
                slugs, explicit = typed, True
                first, last = (start - 1, last) if is_before else (first, end + 1)
        street = start > 0 and words[start - 1] in _STREET
        before = _words_before(words, first, marks)
        is_home = not _HOME_WORDS.isdisjoint(before) or before[:1] in _SPEAKERS
        return Mention(slugs, first, last, likeness, _role(words, first, marks), explicit, street, is_home)

    def _opens_name(self, words: Sequence[str], index: int) -> bool:
        """True where a name begins: the type word before it is that name's ("sleman kota semarang")."""
        return index < len(words) and words[index] in self._first_words

    def _ranked(self, name: Tuple[str, ...]) -> Tuple[str, ...]:
        weights = self._names[name]
        if name in self._listed:
            return tuple(weights)
        return tuple(sorted(weights, key=lambda slug: (-weights[slug], _ORDER[self._regions[slug].type], slug)))


def _names(region: Region, normaliser: Normaliser) -> Iterable[Tuple[Tuple[str, ...], float]]:
    """Yield the region's names with their weights, without the type word where the rest is a name by itself.

    "kota bandung" is "bandung", but "kota hujan" is never "hujan", and "kota baru" of a kabupaten stays whole.
    """
    said = [(normaliser.phrase(text), weight) for text, weight in [*region.phrases, (region.base_name, 1.0)]]
    whole = {words for words, _ in said}
    for words, weight in said:
        if len(words) > 1 and _TYPE_WORDS.get(words[0]) == region.type and words[1:] in whole:
            yield words[1:], weight
        elif words:
            yield words, weight
    joined = "".join(normaliser.phrase(region.base_name))
    if len(joined) >= _LONG_ENOUGH_TO_SPLIT:
        yield (joined,), 1.0


def _is_everyday(name: Tuple[str, ...]) -> bool:
    return len(name) == 1 and wordfreq.zipf_frequency(name[0], "id") >= _EVERYDAY


def _are_beside(one: Mention, other: Mention) -> bool:
    """Whether two names stand together, at most a sign between them, and only the first is come from or gone to."""
    first, second = sorted((one, other), key=lambda mention: mention.start)
    return one is not other and second.start - first.end <= 1 and not second.role


def _role(words: Sequence[str], start: int, marks: Set[int]) -> str:
    before = _words_before(words, start, marks)
    for at, word in enumerate(before):
        if word in _ORIGIN_WORDS or _STILL in before[at : at + 2]:
            return "dari"
        if word in _GOAL_WORDS:
            return "ke"
    return ""


def _words_before(words: Sequence[str], start: int, marks: Set[int]) -> List[str]:
    """Return up to three words in front of a name, the nearest first; no sign lies between."""
    before: List[str] = []
    for index in range(start - 1, max(-1, start - 4), -1):
        if index in marks:
            break
        before.append(words[index])
    return before
