"""Whether a word of a message is a word of a service's name, as people shorten, lengthen and nasalise words."""

from __future__ import annotations

from typing import Final

_ROOT: Final = 4  # letters below which a word has no endings to lose
_ENDINGS: Final = ("in", "kan", "an", "nya", "ake", "ke", "i", "e")
_NASALS: Final = (("ny", "s"), ("ng", "k"), ("ng", ""), ("n", "t"), ("m", "p"), ("me", ""), ("mem", ""), ("men", ""),
                  ("meng", ""))  # fmt: skip
_STEM: Final = 5  # letters by which "perpanjangan" is "perpanjang"


def holds(phrase: str, wanted: tuple[str, ...]) -> bool:
    """Whether each of the ``wanted`` words is one of the phrase's."""
    names = phrase.split()
    return all(any(_same(word, name) for name in names) for word in wanted)


def _same(word: str, name: str) -> bool:
    if not _roots(word).isdisjoint(_roots(name)):
        return True
    return len(word) >= _STEM and len(name) >= _STEM and word[: _STEM + 2] == name[: _STEM + 2]


def _roots(word: str) -> frozenset[str]:
    """The word without the endings and with the first letters that nasal prefixes swallow ("nambahin": "tambah")."""
    bare = {word, *(word.removesuffix(end) for end in _ENDINGS if len(word) - len(end) >= _ROOT)}
    long = [one for one in bare if len(one) > _ROOT]
    swallowed = {letter + one[len(nasal) :] for one in long for nasal, letter in _NASALS if one.startswith(nasal)}
    return frozenset(bare | swallowed)
