"""From what was typed to plain lower-case letters, digits and spaces, each knowing its place in the original."""

import unicodedata
from typing import List, Tuple

# Invisible characters, joiners, marks of writing direction, control characters, combining accents.
_DROPPED = {"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}
_SPACES = "\t\n\r\v\f\x00"


def plain_characters(text: str) -> List[Tuple[str, int]]:
    """Return (character, index in ``text``) pairs: NFKC, lower case, without accents and invisible marks."""
    plain: List[Tuple[str, int]] = []
    for index, character in enumerate(text):
        if character in _SPACES:
            plain.append((" ", index))
            continue
        if character.isascii():
            if character.isprintable():
                plain.append((character.lower(), index))
            continue
        for part in unicodedata.normalize("NFKD", character):
            if unicodedata.category(part) not in _DROPPED:
                plain.extend((letter, index) for letter in part.lower())
    return plain
