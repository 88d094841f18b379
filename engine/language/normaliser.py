"""Chat Indonesian to standard words, token by token, each keeping its place in the original."""

import re
import sys
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Dict, Iterable, List, Tuple

from rapidfuzz.distance import OSA

from engine.language.known_words import known_words
from engine.language.tokens import Token, split, with_letters_for_digits, without_elongation

_DOUBLED = re.compile(r"[a-z]{3,}2$")
_ENDINGS = ("nya", "ny")
_MOST_WORDS = 4
_MOST_PHRASES = 20_000
_SHORTEST_MENDED = 4
_TWO_EDITS_FROM = 8
_SHORTEST_ACRONYM = 3
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def read_rows(path: Path) -> Dict[str, Tuple[str, ...]]:
    """Return {words said: standard words} of a tab-separated file; lines with # are comments."""
    rows: Dict[str, Tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            said, standard = line.split("\t")[:2]
            # "surat2" is read as "surat" already, and "surat" is no "surat-surat".
            if not (_DOUBLED.search(said) and len(split(said)) == 1):
                rows[_key(said)] = tuple(token.text for token in split(standard))
    return rows


def _key(said: str) -> str:
    return " ".join(token.text for token in split(said))


@dataclass(frozen=True)
class Normaliser:
    """``colloquial`` maps chat words to standard ones, ``contractions`` full names to acronyms, in this order.

    Keys are one to four words, joined by spaces.
    """

    colloquial: Dict[str, Tuple[str, ...]]
    contractions: Dict[str, Tuple[str, ...]]
    _phrases: Dict[str, Tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def phrase(self, text: str) -> Tuple[str, ...]:
        """Return the words of a phrase of the lexicon, remembered: while an index is made each is asked for twice."""
        words = self._phrases.get(text)
        if words is None:
            # Each word once in memory: 160,000 phrases are made of 35,000 words.
            words = self._phrases[text] = tuple(map(sys.intern, self.words(text)))
        return words

    def forget_phrases(self) -> None:
        """Let go of what was remembered where it is much: a made index holds what it needs."""
        if len(self._phrases) > _MOST_PHRASES:
            self._phrases.clear()

    def tokens(self, text: str) -> List[Token]:
        """Return the standard words of ``text``."""
        spelt = [self._spelt(token) for token in _with_acronyms(split(_without_leet(text)))]
        standard = list(_replaced(spelt, self.colloquial))
        return list(_replaced(self._names_mended(standard), self.contractions))

    def words(self, text: str) -> List[str]:
        """Return the standard words of ``text`` without punctuation: a phrase of the lexicon as messages show it."""
        return [token.text for token in self.tokens(text) if not token.is_mark]

    @cached_property
    def _full_names(self) -> Dict[str, List[Tuple[int, Tuple[str, ...]]]]:
        """Each word of a name that is said in full: where in which names it stands."""
        found: Dict[str, List[Tuple[int, Tuple[str, ...]]]] = {}
        for said in self.contractions:
            words = tuple(said.split())
            for at, word in enumerate(words) if len(words) > 1 else ():
                found.setdefault(word, []).append((at, words))
        return found

    def _names_mended(self, tokens: List[Token]) -> List[Token]:
        """Put right the mistyped words of a name said in full ("kartu keluraga"), where its other words stand by."""
        if all(_is_well_spelt(token) for token in tokens):
            return tokens
        mended = list(tokens)
        for index, token in enumerate(tokens):
            for at, name in self._full_names.get(token.text, ()):
                said = tokens[index - at : index - at + len(name)] if index >= at else []
                if len(said) == len(name) and all(map(_is_nearly, said, name)):
                    mended[index - at : index - at + len(name)] = [
                        Token(word, one.start, one.end) for word, one in zip(name, said, strict=True)
                    ]
        return mended

    def _spelt(self, token: Token) -> Token:
        candidates = without_elongation(token.text)
        if len(candidates) == 1:
            return Token(candidates[0], token.start, token.end)
        for candidate in candidates:
            if candidate in self.colloquial or candidate in known_words():
                return Token(candidate, token.start, token.end)
        return Token(candidates[0], token.start, token.end)


def _with_acronyms(tokens: List[Token]) -> Iterable[Token]:
    """Put letters typed one by one together: "K T P", "s.k.c.k"; those of the alphabet in order stay ("sim a b c")."""
    index = 0
    while index < len(tokens):
        end = index
        while (
            end < len(tokens) and _is_letter(tokens[end]) and (end == index or _is_close(tokens[end - 1], tokens[end]))
        ):
            end += 1
        word = "".join(token.text for token in tokens[index:end])
        if _is_acronym(word):
            yield Token(word, tokens[index].start, tokens[end - 1].end)
        else:
            end = max(end, index + 1)
            yield from tokens[index:end]
        index = end


def _is_acronym(word: str) -> bool:
    """True for a word or a run of consonants ("ktp", "skck", "sim"), not for the alphabet or "r u a"."""
    if len(word) < _SHORTEST_ACRONYM or word in _ALPHABET:
        return False
    return word in known_words() or not set(word) & set("aeiou")


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isalpha()


def _is_close(token: Token, following: Token) -> bool:
    return following.start - token.end <= 1


def _is_well_spelt(token: Token) -> bool:
    return token.is_mark or len(token.text) < _SHORTEST_MENDED or token.text in known_words()


def _is_nearly(token: Token, word: str) -> bool:
    """True for the word itself, and for a typo of it that is no word of its own."""
    if token.text == word:
        return True
    if _is_well_spelt(token) or token.text[0] != word[0]:
        return False
    edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
    return OSA.distance(token.text, word, score_cutoff=edits) <= edits


def _replaced(tokens: List[Token], rows: Dict[str, Tuple[str, ...]]) -> Iterable[Token]:
    index = 0
    while index < len(tokens):
        for count in range(min(_MOST_WORDS, len(tokens) - index), 0, -1):
            taken = tokens[index : index + count]
            standard = rows.get(" ".join(token.text for token in taken))
            if standard is not None and not (count == 1 and _is_numbered(tokens, index)):
                yield from (Token(word, taken[0].start, taken[-1].end, is_replaced=True) for word in standard)
                break
        else:
            count = 1
            yield _with_its_ending(tokens[index], rows)
        index += count


def _with_its_ending(token: Token, rows: Dict[str, Tuple[str, ...]]) -> Token:
    """Return "membetulkannya" for "benerinnya": an ending behind a chat word stays with its standard form."""
    for ending in _ENDINGS:
        standard = rows.get(token.text[: -len(ending)]) if token.text.endswith(ending) else None
        if standard is not None and len(standard) == 1 and token.text not in known_words():
            return Token(standard[0] + "nya", token.start, token.end, is_replaced=True)
    return token


def _is_numbered(tokens: List[Token], index: int) -> bool:
    """True for the letters of "ak1", "ak.1", "c-1": a form's name, no chat word."""
    if index + 1 == len(tokens) or len(tokens[index].text) > 2:
        return False
    following = tokens[index + 1]
    return following.text.isdigit() and following.start - tokens[index].end <= 1


def _without_leet(text: str) -> str:
    """Put letters for digits where that makes an ordinary word; lengths stay the same, so places do too."""
    words = text.split(" ")
    if not any(character in "013457" for character in text):
        return text
    for index, word in enumerate(words):
        lettered = with_letters_for_digits(word.lower())
        if lettered != word.lower() and len(lettered) == len(word) and lettered in known_words():
            words[index] = lettered
    return " ".join(words)


@lru_cache(maxsize=4)
def normaliser_for(folder: Path) -> Normaliser:
    """Return the normaliser with the words of this folder (``data/lexicon``)."""
    return Normaliser(read_rows(folder / "colloquial.tsv"), read_rows(folder / "contractions.tsv"))
