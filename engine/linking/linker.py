"""From a message's text to at most one service and one region, with the alternatives (contract 2)."""

from copy import copy
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from engine.language.mending import Mender
from engine.language.normaliser import Normaliser, normaliser_for
from engine.language.tokens import Token
from engine.language.vocabulary import BY_CLITIC, Vocabulary
from engine.language.word_lists import LEXICON_DATA, word_list
from engine.linking.lexicon import Change, Lexicon
from engine.linking.moves import arrived, decided
from engine.linking.name_typos import NameTypos
from engine.linking.regions import Mention, RegionIndex
from engine.linking.sequences import Sequences
from engine.linking.services import ServiceIndex, ServiceMatch, is_ambiguous

EXTRACTOR = "CatalogueLinker"
_MOST_CANDIDATES = 6
_LEAST_CANDIDATE = 0.6
_NEGATIONS = frozenset({"bukan", "bukannya", "dudu", "sanes", "jangan"})
_BUT = frozenset({"tapi", "tetapi", "melainkan", "namun", "maksudnya", "maksud", "ning"})
_FARTHEST_BUT = 8
_HOME_MERIT = 0.3  # "saya tinggal di Dumai, lurahnya lagi di Medan": who does not move is served at home
_BESIDES = frozenset({"selain", "kecuali"})
_ENDS = frozenset({".", "?", "!", ";", "\n", "padahal", "sedangkan", "soalnya"})  # what follows is another matter


@dataclass(frozen=True)
class Link:
    """One entity: its value, its place in the citizen's own text, the alternatives best first."""

    entity: str
    value: str
    start: int
    end: int
    confidence: float
    candidates: Tuple[Tuple[str, float], ...]
    ambiguous: bool

    def as_entity(self) -> Dict[str, Any]:
        """Return the entity of contract 2."""
        return {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "confidence": round(self.confidence, 4),
            "extractor": EXTRACTOR,
            "candidates": [{"value": value, "score": round(score, 4)} for value, score in self.candidates],
            "ambiguous": self.ambiguous,
        }


@dataclass(frozen=True)
class Linked:
    """What was found in one text. ``service_tokens`` and ``region_tokens`` index ``tokens``."""

    tokens: List[Token]
    service: Optional[Link] = None
    region: Optional[Link] = None
    service_tokens: FrozenSet[int] = frozenset()
    region_tokens: FrozenSet[int] = frozenset()

    def entities(self) -> List[Dict[str, Any]]:
        """Return the entities, service first."""
        return [link.as_entity() for link in (self.service, self.region) if link is not None]


class Linker:
    """Links texts to one version of the lexicon. Immutable once made, so that threads may share it."""

    def __init__(
        self, lexicon: Lexicon, normaliser: Optional[Normaliser] = None, before: Optional["Linker"] = None
    ) -> None:
        """Index ``lexicon``; ``before``, the linker of the last version, saves reading again what did not change."""
        self.version = lexicon.version
        self.normaliser = normaliser or normaliser_for(LEXICON_DATA)
        self._services = ServiceIndex(lexicon.services, self.normaliser, before._services if before else None)
        self._regions = RegionIndex(
            lexicon, self.normaliser, self._services.single_words(), self._services.written_words()
        )
        self._other_meanings = Sequences(word_list("other_meanings_of_services"), self.normaliser)
        self._service_words = Vocabulary(self._services.words(), self._services.written_words())
        self._name_typos = NameTypos(
            self._regions.words(),
            self._regions.spelt_words(),
            self._regions.ordinary_names(),
            Mender(self.normaliser),
        )

    def changed(self, change: Change) -> "Linker":
        """Return the linker of a later version; what it shares with this one is not read again."""
        linker = copy(self)
        linker.version = change.version
        linker._services = self._services.changed(change.services, change.gone)
        words, written = linker._services.words(), linker._services.written_words()
        linker._regions = self._regions.beside(linker._services.single_words(), written)
        linker._service_words = self._service_words.changed(words, written)
        return linker

    @property
    def services(self) -> int:
        """How many services it knows."""
        return self._services.count()

    def link(self, text: str, tokens: Optional[List[Token]] = None, home: str = "") -> Linked:
        """Return what ``text`` speaks of; ``tokens`` are its normalised tokens where they are known already.

        ``home``, the slug of the citizen's chosen region, decides whether "pindah ke .." is moving in or away.
        """
        tokens = self.normaliser.tokens(text) if tokens is None else tokens
        words = [token.text for token in tokens]
        marks = {index for index, token in enumerate(tokens) if token.is_mark}
        denied = _negated(words, marks)
        mentions = self._regions.told_apart(_not_denied(self._mentions(text, tokens, words, marks), denied))
        taken = {index for mention in mentions for index in range(mention.start, mention.end)}
        closed = marks | taken | self._other_meanings.covered(words) | _besides(words)
        matches = self._matches(words, closed | denied) or self._matches(words, closed)
        meant = decided(matches, words, mentions, home) or arrived(matches, words)
        is_open = meant is None and is_ambiguous(matches)
        if meant is not None:
            matches = [meant, *(match for match in matches if match is not meant)]
        service = _service_link(matches, tokens, is_open=is_open)
        region = self._region_link(mentions, tokens, service.value if service else "")
        return Linked(
            tokens,
            service,
            region,
            frozenset(matches[0].tokens) if matches else frozenset(),
            frozenset(taken),
        )

    def _mentions(self, text: str, tokens: Sequence[Token], words: Sequence[str], marks: Set[int]) -> List[Mention]:
        resolved = [{} if token.is_replaced else self._near_region(words, at) for at, token in enumerate(tokens)]
        typed = [text[token.start : token.end].lower() for token in tokens]
        return self._regions.mentions(words, typed, resolved, marks)

    def _near_region(self, words: Sequence[str], index: int) -> Dict[str, float]:
        """A word that services use is no mistyped name."""
        exact = self._service_words.resolve(words[index])
        if exact and max(exact.values()) >= BY_CLITIC:
            return {}
        return self._name_typos.resolve(words[index], self._regions.nearness(words, index))

    def _matches(self, words: Sequence[str], skipped: Set[int]) -> List[ServiceMatch]:
        said = ["" if index in skipped else word for index, word in enumerate(words)]
        ends = [index for index, word in enumerate(words) if word in _ENDS]
        return self._services.matches(said, [self._service_words.resolve(word) if word else {} for word in said], ends)

    def _region_link(self, mentions: List[Mention], tokens: List[Token], service: str) -> Optional[Link]:
        if not mentions:
            return None
        moves = service in word_list("origin_services") | word_list("destination_services")
        wanted = "dari" if service in word_list("origin_services") else "ke"
        merits = [
            self._merit(mention, mentions, wanted) + (_HOME_MERIT if mention.is_home and not moves else 0.0)
            for mention in mentions
        ]
        best = max(zip(merits, range(len(mentions)), mentions, strict=True), key=lambda each: each[:2])[2]
        candidates = tuple((slug, 1.0 if index == 0 else 0.9) for index, slug in enumerate(best.slugs))
        named = [best, *(mention for mention in mentions if self._regions.are_one_place(best, mention))]
        return Link(
            "region",
            best.slugs[0],
            tokens[min(mention.start for mention in named)].start,
            tokens[max(mention.end for mention in named) - 1].end,
            best.likeness,
            candidates[:_MOST_CANDIDATES] if len(candidates) > 1 else candidates,
            len(candidates) > 1,
        )

    def _merit(self, mention: Mention, mentions: List[Mention], wanted: str) -> float:
        """Prefer the place that the service turns on, kabupaten and kota over their province, the plainly typed."""
        merit = mention.likeness + (0.2 if mention.is_explicit else 0.0) - (0.6 if mention.is_street else 0.0)
        if mention.role:
            merit += 0.5 if mention.role == wanted else -0.5
        provinces = {self._regions.parent(slug) for other in mentions if other is not mention for slug in other.slugs}
        if provinces.intersection(mention.slugs):
            merit -= 1.0
        return merit


def _besides(words: Sequence[str]) -> Set[int]:
    """Return the tokens of what is only named to ask for more: "selain ktp", "selain nunjukin ktp"."""
    begins = [index for index, word in enumerate(words) if word in _BESIDES]
    return {at for index in begins for at in range(index, min(index + 3, len(words)))}


def _not_denied(mentions: List[Mention], denied: Set[int]) -> List[Mention]:
    """Leave out the places that are not meant ("kab solok, bukan kota solok"), where another one is named."""
    return [mention for mention in mentions if mention.start not in denied] or mentions


def _service_link(matches: List[ServiceMatch], tokens: List[Token], *, is_open: bool) -> Optional[Link]:
    if not matches:
        return None
    best = matches[0]
    likely = [match for match in matches[:_MOST_CANDIDATES] if match.score >= _LEAST_CANDIDATE * best.score]
    confidence = min(1.0, best.score)
    return Link(
        "service",
        best.slug,
        min(tokens[index].start for index in best.tokens),
        max(tokens[index].end for index in best.tokens),
        confidence,
        tuple((match.slug, confidence * min(1.0, match.score / best.score)) for match in likely),
        is_open,
    )


def _negated(words: Sequence[str], marks: Set[int]) -> Set[int]:
    """Return the tokens of what the citizen does not mean: from "bukan" to "tapi", a comma, or the end."""
    negated: Set[int] = set()
    for index, word in enumerate(words):
        if word in _NEGATIONS:
            ahead = range(index + 1, min(len(words), index + _FARTHEST_BUT))
            until = [at for at in ahead if words[at] in _BUT] or [at for at in ahead if at in marks]
            if until:
                negated.update(range(index, until[0]))
            elif word == "bukan" and len(words) - index <= _FARTHEST_BUT:
                negated.update(range(index, len(words)))
    return negated
