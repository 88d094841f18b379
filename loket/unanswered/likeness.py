"""Groups short texts by likeness: letter trigrams of their plain words, Jaccard similarity. Pure functions.

Who is like whom is guessed by MinHash signatures cut into bands (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of
Massive Datasets", ch. 3) and then checked on the trigrams themselves: a group never holds what is unlike, and of two
texts that share half of their trigrams 15 in 16 pairs meet. The cost of a text does not grow with the number of groups:
100,000 are grouped in seconds; an exact prefix filter was not done after ten minutes, for short texts are much alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from loket.answers.cues import FILLERS
from loket.lexicon.chat_words import in_plain_words

LIKE: Final = 0.5  # share of common trigrams, 0..1
_BANDS: Final = 21
_ROWS: Final = 3  # hashes a band: a pair of similarity s meets with probability 1 - (1 - s**_ROWS) ** _BANDS
_AT_ONCE: Final = 4096  # texts whose signatures are computed together: some 40 MB
_PER_BUCKET: Final = 4  # representatives a bucket keeps; the fullest hold everybody's trigrams
_RANDOM = np.random.default_rng(20070508)  # any fixed seed: the same texts give the same groups
# Multiply-add-shift on 64 bits is a universal hash of the trigrams' 32 bits (Dietzfelbinger 1996).
_FACTORS, _SUMMANDS = _RANDOM.integers(0, 1 << 64, (2, _BANDS * _ROWS), dtype=np.uint64) | np.uint64(1)


def trigrams(text: str, beside: frozenset[str] = frozenset()) -> frozenset[str]:
    """Letter trigrams inside the words of a text, with word borders; the text itself where it has no words.

    Small words ("kak", "di") and those of ``beside`` (a region's name) count only where nothing else is said.
    """
    words = in_plain_words(text).split()
    telling = [word for word in words if word not in FILLERS and word not in beside]
    padded = [f" {word} " for word in telling or words]
    found = {word[start : start + 3] for word in padded for start in range(len(word) - 2)}
    return frozenset(found or {text.strip()})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity, 0..1."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def group(
    texts: Sequence[tuple[int, frozenset[str]]],
    known: Sequence[tuple[int, frozenset[str]]] = (),
    like: float = LIKE,
) -> dict[int, int]:
    """Label each ``(id, trigrams)`` with the group it is most like, else with its own id, as the first of a new group.

    ``known``: ``(label, trigrams)`` of the groups there are, one representative each.
    """
    groups = _Groups(like)
    for label, grams, bands in _with_bands(known):
        groups.add(label, grams, bands)
    labels = {}
    for number, grams, bands in _with_bands(texts):
        nearest = groups.nearest(grams, bands)
        if nearest is None:
            groups.add(number, grams, bands)
        labels[number] = number if nearest is None else nearest
    return labels


class _Groups:
    """The representatives of all groups, found by the bands of their signatures."""

    def __init__(self, like: float) -> None:
        self._like = like
        self._members: list[tuple[int, frozenset[str]]] = []
        self._buckets: dict[bytes, list[int]] = defaultdict(list)
        self._exact: dict[frozenset[str], int] = {}

    def add(self, label: int, grams: frozenset[str], bands: Sequence[bytes]) -> None:
        self._exact.setdefault(grams, label)
        for band in bands:
            bucket = self._buckets[band]
            if len(bucket) < _PER_BUCKET:
                bucket.append(len(self._members))
        self._members.append((label, grams))

    def nearest(self, grams: frozenset[str], bands: Sequence[bytes]) -> int | None:
        """The label of the likest representative, the oldest of equals; None where none is like enough."""
        if grams in self._exact:
            return self._exact[grams]
        positions = {position for band in bands for position in self._buckets.get(band, ())}
        best, best_label = 0.0, None
        for position in sorted(positions):
            label, other = self._members[position]
            found = likeness(grams, other)
            if found >= self._like and found > best:
                best, best_label = found, label
        return best_label


def _with_bands(
    given: Sequence[tuple[int, frozenset[str]]],
) -> Iterator[tuple[int, frozenset[str], Sequence[bytes]]]:
    """Each with the pieces of its MinHash signature; a piece begins with its number, so that bands do not mix."""
    for chunk in batched(given, _AT_ONCE):
        pieces = _signatures([grams for _, grams in chunk]).reshape(len(chunk), _BANDS, _ROWS)
        for (number, grams), bands in zip(chunk, pieces, strict=True):
            yield number, grams, [bytes([index]) + band.tobytes() for index, band in enumerate(bands)]


def _signatures(sets: Sequence[frozenset[str]]) -> NDArray[np.uint32]:
    """One row a set: the least value of each hash function over its members."""
    sizes = np.fromiter(map(len, sets), np.int64, len(sets))
    hashes = np.fromiter((crc32(gram.encode()) for grams in sets for gram in grams), np.uint64, int(sizes.sum()))
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    columns = [
        np.minimum.reduceat((hashes * factor + summand) >> np.uint64(32), starts)
        for factor, summand in zip(_FACTORS, _SUMMANDS, strict=True)
    ]
    return np.stack(columns, axis=1).astype(np.uint32)
