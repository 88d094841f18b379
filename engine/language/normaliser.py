"""Chat Indonesian to standard words, token by token, each keeping its place in the original."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterable, List, Tuple

from engine.language.known_words import known_words
from engine.language.tokens import Token, split, with_letters_for_digits, without_elongation

_MOST_WORDS = 3


def read_colloquial(path: Path) -> Dict[str, Tuple[str, ...]]:
    """Return {chat words: standard words} of a tab-separated file; lines with # are comments."""
    rows: Dict[str, Tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            said, standard = line.split("\t")[:2]
            rows[_key(said)] = tuple(token.text for token in split(standard))
    return rows


def _key(said: str) -> str:
    return " ".join(token.text for token in split(said))


@dataclass(frozen=True)
class Normaliser:
    """``colloquial`` maps chat words (one to three, joined by spaces) to their standard form."""

    colloquial: Dict[str, Tuple[str, ...]]

    def tokens(self, text: str) -> List[Token]:
        """Return the standard words of ``text``."""
        return list(self._replaced([self._spelt(token) for token in split(_without_leet(text))]))

    def words(self, text: str) -> List[str]:
        """Return the standard words of ``text`` without punctuation: a phrase of the lexicon as messages show it."""
        return [token.text for token in self.tokens(text) if not token.is_mark]

    def _spelt(self, token: Token) -> Token:
        candidates = without_elongation(token.text)
        if len(candidates) == 1:
            return Token(candidates[0], token.start, token.end)
        for candidate in candidates:
            if candidate in self.colloquial or candidate in known_words():
                return Token(candidate, token.start, token.end)
        return Token(candidates[0], token.start, token.end)

    def _replaced(self, tokens: List[Token]) -> Iterable[Token]:
        index = 0
        while index < len(tokens):
            for count in range(min(_MOST_WORDS, len(tokens) - index), 0, -1):
                taken = tokens[index : index + count]
                standard = self.colloquial.get(" ".join(token.text for token in taken))
                if standard is not None:
                    yield from (Token(word, taken[0].start, taken[-1].end) for word in standard)
                    break
            else:
                count = 1
                yield tokens[index]
            index += count


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
def normaliser_for(path: Path) -> Normaliser:
    """Return the normaliser with the chat words of this file."""
    return Normaliser(read_colloquial(path))
