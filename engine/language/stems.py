"""Stems of Indonesian words (PySastrawi), and the clitics of chat that it does not know on names ("ktpku")."""

from functools import lru_cache
from typing import Any, Iterable, Tuple

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

_CLITICS = ("nya", "nyo", "nyah", "ny", "ku", "mu", "kah", "lah", "an", "in", "kan", "ne", "e", "n", "i")
_PREFIXES = ("nge", "ng", "ny", "di", "ke", "se", "n", "m", "p")
_LONGEST = 24
_OWN_MEANING = frozenset({"meninggal"})  # no form of "tinggal"
# Spoken verbs swallow "me" and the root's first letter: nambah is tambah, nyari is cari, mindah is pindah.
_NASAL = (("ny", ("s", "c")), ("ng", ("k", "")), ("n", ("t", "")), ("m", ("p", "")))
_SHORTEST_SPOKEN = 5


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    # Sastrawi's own cache grows without bound; ours below does not.
    return StemmerFactory().create_stemmer().delegatedStemmer


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case word; the word itself where it has none."""
    if word in _OWN_MEANING or len(word) <= 3 or len(word) > _LONGEST or not word.isascii() or not word.isalpha():
        return word
    return str(_stemmer().stem(word))


def without_clitics(word: str) -> Iterable[Tuple[str, int]]:
    """Yield (rest, letters cut): the word without a chat clitic or a chat prefix, shortest cut first."""
    cut = [(word[: -len(c)], len(c)) for c in _CLITICS if word.endswith(c) and len(word) - len(c) >= 3]
    cut += [(word[len(p) :], len(p)) for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= 4]
    return sorted(cut, key=lambda each: each[1])


def spoken_roots(word: str) -> Iterable[str]:
    """Yield the roots that a spoken verb may come from, with and without an ending ("nambahin" is of "tambah")."""
    if len(word) < _SHORTEST_SPOKEN or (stem(word) != word and not word.startswith("n")):
        return
    for nasal, letters in _NASAL:
        if word.startswith(nasal):
            for letter in letters:
                root = letter + word[len(nasal) :]
                yield root
                yield from (root[: -len(end)] for end in ("in", "an", "kan", "nya") if root.endswith(end))
            return
