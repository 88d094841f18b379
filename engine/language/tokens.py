"""Tokens: words and numbers with their place in the citizen's own text."""

import re
from dataclasses import dataclass
from typing import List

from engine.language.characters import plain_characters

MAX_TOKENS = 400
# A word and "2" is a reduplication ("syarat2", "undang2an"); otherwise letters and digits part ("ak1", "30rb").
_TOKEN = re.compile(
    r"(?P<twice>(?!ber2)[^\W\d_]{3,})2(?P<suffix>[^\W\d_]{2,4})?(?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[?!,;:()\n]|\.(?=\s|$)"
)
_LEET = re.compile(r"(?=.*[013457])(?=.*[a-z].*[a-z])[a-z013457]{2,}[a-z]")
_LEET_LETTERS = str.maketrans("013457", "oieast")
_LONG = re.compile(r"(.)\1{2,}")
MARKS = frozenset("?!,;:().\n")


@dataclass(frozen=True)
class Token:
    """``text`` as understood, ``start`` and ``end`` (exclusive) in the citizen's own text.

    ``is_replaced``: the word stands for a chat word or a full name ("mpp"), so it is no typo of anything.
    """

    text: str
    start: int
    end: int
    is_replaced: bool = False

    @property
    def is_mark(self) -> bool:
        """A punctuation mark: a border no phrase crosses."""
        return self.text in MARKS


def split(text: str) -> List[Token]:
    """Return the tokens of ``text``, at most 400."""
    plain = plain_characters(text)
    joined = "".join(character for character, _ in plain)
    tokens: List[Token] = []
    for match in _TOKEN.finditer(joined):
        word = match["twice"] + (match["suffix"] or "") if match["twice"] else match.group()
        tokens.append(Token(word, plain[match.start()][1], plain[match.end() - 1][1] + 1))
        if len(tokens) == MAX_TOKENS:
            break
    return tokens


def without_elongation(word: str) -> List[str]:
    """Return what a stretched word may mean, likeliest first: "haloooo" -> halo, haloo; "yaa" -> ya, yaa."""
    if not _LONG.search(word) and len(word) > 2 and word[-1] == word[-2]:
        # "kbb", "oss", "hss" are names; no word of three letters is stretched by a consonant.
        return [word, word[:-1]] if len(word) > 3 or word[-1] in "aeiou" else [word]
    if not _LONG.search(word):
        return [word]
    return [_LONG.sub(r"\1", word), _LONG.sub(r"\1\1", word)]


def with_letters_for_digits(text: str) -> str:
    """Return a word typed with digits for letters ("b1k1n") in letters; other text unchanged."""
    return text.translate(_LEET_LETTERS) if _LEET.fullmatch(text) else text
