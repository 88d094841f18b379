"""Which regions a message names: longest names first, kota and kabupaten told apart, ordinary words with care."""

from collections import defaultdict
from dataclasses import dataclass
from typing import DefaultDict, Dict, FrozenSet, Iterable, List, Sequence, Set, Tuple

from engine.language.normaliser import Normaliser
from engine.language.word_lists import word_list
from engine.linking.lexicon import Lexicon, Region

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
_GOAL_WORDS = frozenset({"ke", "menuju", "di", "tujuan", "sampai", "tinggal", "masuk"})


@dataclass(frozen=True)
class Mention:
    """One place in a message. ``slugs`` best first; ``tokens`` first and last+1; ``role`` dari, ke or empty."""

    slugs: Tuple[str, ...]
    start: int
    end: int
    likeness: float
    role: str
    is_explicit: bool


class RegionIndex:
    """All names of all regions."""

    def __init__(
        self,
        lexicon: Lexicon,
        normaliser: Normaliser,
        services: FrozenSet[Tuple[str, ...]] = frozenset(),
    ) -> None:
        self._services = services
        self._place_words = word_list("place_words")
        self._regions: Dict[str, Region] = {region.slug: region for region in lexicon.regions}
        self._names: DefaultDict[Tuple[str, ...], Dict[str, float]] = defaultdict(dict)
        for region in lexicon.regions:
            for text, weight in [*region.phrases, (region.base_name, 1.0)]:
                name = _bare(normaliser.phrase(text), region.type)
                if name:
                    known = self._names[name]
                    known[region.slug] = max(weight, known.get(region.slug, 0.0))
        self._listed: Set[Tuple[str, ...]] = set()
        self._careful = {tuple(normaliser.words(name)) for name in word_list("ordinary_names")}
        for shared in lexicon.shared_names:
            name = tuple(normaliser.words(shared.name))
            self._add_shared(name, shared.kind, [slug for slug in shared.slugs if slug in self._regions])
        self._first_words = {name[0] for name in self._names}
        self._longest = max((len(name) for name in self._names), default=1)

    def _add_shared(self, name: Tuple[str, ...], kind: str, slugs: List[str]) -> None:
        if kind not in _SHARED_KINDS or not name:
            return
        if kind == _LISTED_ORDER:
            self._listed.add(name)
            self._names[name] = dict.fromkeys(slugs, 1.0)
        for slug in slugs:
            self._names[name].setdefault(slug, 1.0)

    def words(self) -> Iterable[str]:
        """Return every word of every name."""
        return {word for name in self._names for word in name}

    def parent(self, slug: str) -> str:
        """Return the slug of the province a region lies in; empty for provinces."""
        return self._regions[slug].parent

    def mentions(self, words: Sequence[str], resolved: Sequence[Dict[str, float]], marks: Set[int]) -> List[Mention]:
        """Return the places named, in order. ``words`` are the message's tokens, ``marks`` those that are signs."""
        found: List[Mention] = []
        index = 0
        while index < len(words):
            mention = self._longest_at(index, words, resolved, marks)
            if mention is None:
                index += 1
            else:
                found.append(mention)
                index = mention.end
        return found

    def _longest_at(
        self, start: int, words: Sequence[str], resolved: Sequence[Dict[str, float]], marks: Set[int]
    ) -> "Mention | None":
        for end in range(min(len(words), start + self._longest), start, -1):
            if any(index in marks for index in range(start, end)):
                continue
            for name, likeness in _spellings(words[start:end], resolved[start:end]):
                if name in self._names and self._is_meant(name, start, end, words, marks):
                    return self._mention(name, likeness, start, end, words, marks)
        return None

    def _is_meant(self, name: Tuple[str, ...], start: int, end: int, words: Sequence[str], marks: Set[int]) -> bool:
        """A service's name is none of a place; an ordinary word is one beside a word of place, or alone."""
        before = words[start - 1] if start else ""
        if name in self._services:  # "bpn" is the land office before it is Balikpapan
            return before in _TYPE_WORDS
        if name not in self._careful:
            return True
        after = words[end] if end < len(words) else ""
        if before in self._place_words or after in _TYPE_WORDS:
            return True
        return len(words) - len(marks) <= 2

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
        return Mention(slugs, first, last, likeness, _role(words, first, marks), explicit)

    def _opens_name(self, words: Sequence[str], index: int) -> bool:
        """True where a name begins: the type word before it is that name's ("sleman kota semarang")."""
        return index < len(words) and words[index] in self._first_words

    def _ranked(self, name: Tuple[str, ...]) -> Tuple[str, ...]:
        weights = self._names[name]
        if name in self._listed:
            return tuple(weights)
        return tuple(sorted(weights, key=lambda slug: (-weights[slug], _ORDER[self._regions[slug].type], slug)))


def _bare(words: Sequence[str], region_type: str = "") -> Tuple[str, ...]:
    """Return a name without its type word: "kota bandung" -> bandung, but "kota baru" of a kabupaten stays whole."""
    if len(words) > 1 and _TYPE_WORDS.get(words[0]) == region_type:
        return tuple(words[1:])
    return tuple(words)


def _spellings(words: Sequence[str], resolved: Sequence[Dict[str, float]]) -> Iterable[Tuple[Tuple[str, ...], float]]:
    """Yield the name as written, then with each mistyped word mended."""
    yield tuple(words), 1.0
    mended, likeness = [], 1.0
    for word, candidates in zip(words, resolved, strict=True):
        best = max(candidates, key=lambda each: candidates[each]) if candidates else word
        mended.append(best)
        likeness *= candidates.get(best, 1.0)
    if tuple(mended) != tuple(words):
        yield tuple(mended), likeness


def _role(words: Sequence[str], start: int, marks: Set[int]) -> str:
    for index in range(start - 1, max(-1, start - 4), -1):
        if index in marks:
            break
        if words[index] in _ORIGIN_WORDS:
            return "dari"
        if words[index] in _GOAL_WORDS:
            return "ke"
    return ""
