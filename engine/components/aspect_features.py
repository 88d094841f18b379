"""What the aspect model sees of a message: several views of it, each a bag of n-grams of its own weight."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Callable, Dict, Iterable, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from engine.language.tokens import MARKS
from engine.language.word_lists import word_list
from engine.linking.delexicalise import NUMBER, REGION, SERVICE
from engine.linking.linker import Linked

# Of a long story its opening and its end: the question mostly comes last.
_FIRST, _LAST = 25, 45
_TAIL = 9
_TOO_LONG_FOR_PAIRS = 40
_PLACEHOLDERS = frozenset({SERVICE, REGION, NUMBER})
_RARE = "RARE"
_RARE_BELOW = 10
_MARKUP = re.compile(r"[{}<>\\=;|]")
_FOREIGN_LETTERS = re.compile(r"[^\W\d_a-zA-ZÀ-ɏ]")
_LETTERS = re.compile(r"[^\W\d_]")
_LINK = re.compile(r"https?:|www\.")


@dataclass(frozen=True)
class Example:
    """One message: its words with SERVICE and REGION put in, its words without, the words behind SERVICE."""

    text: str
    words: Tuple[str, ...]
    said: Tuple[str, ...]
    hidden: Tuple[str, ...]
    service: str
    has_region: bool


def example(text: str, linked: Linked, delexicalised: Sequence[str]) -> Example:
    """Return what the model sees of a message."""
    return Example(
        text,
        _ends(delexicalised),
        _ends([token.text for token in linked.tokens]),
        tuple(linked.tokens[index].text for index in sorted(linked.service_tokens)),
        linked.service.value if linked.service else "",
        linked.region is not None,
    )


def _ends(words: Sequence[str]) -> Tuple[str, ...]:
    return tuple(words) if len(words) <= _FIRST + _LAST else (*words[:_FIRST], *words[-_LAST:])


def _plain(words: Iterable[str]) -> List[str]:
    return [word for word in words if word not in MARKS]


def _ngrams(words: Sequence[str], longest: int) -> List[str]:
    framed = ["^", *words, "$"]
    return [
        " ".join(framed[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(framed) - size + 1)
    ]


def _letters(words: Iterable[str]) -> List[str]:
    """Pieces of two to five characters that do not cross words."""
    pieces = []
    for word in words:
        padded = f" {word} "
        for size in range(2, 6):
            pieces += [padded[start : start + size] for start in range(max(1, len(padded) - size + 1))]
            if len(padded) <= size:
                break
    return pieces


def word_ngrams(given: Example) -> List[str]:
    """Words as delexicalised, up to three in a row."""
    return _ngrams(given.words, 3)


def last_words(given: Example) -> List[str]:
    """The end of a longer message: a story asks there."""
    words = _plain(given.words)
    return _ngrams(words[-_TAIL:], 3) if len(words) > _TAIL + 3 else []


def letters(given: Example) -> List[str]:
    """Characters of the delexicalised words."""
    return _letters(given.words)


def said_letters(given: Example) -> List[str]:
    """Characters of all words."""
    return _letters(given.said)


def said_words(given: Example) -> List[str]:
    """Words that a service's or region's name may have swallowed ("lapor jalan rusak")."""
    return _ngrams(given.said, 2)


def hidden_words(given: Example) -> List[str]:
    """The words behind SERVICE."""
    return list(given.hidden)


def apart(given: Example) -> List[str]:
    """Pairs of words with one to three others between: "berapa .. jadi", whatever is asked of stands there."""
    words = given.words
    if len(words) >= _TOO_LONG_FOR_PAIRS:
        return []
    return [f"{word} .. {later}" for at, word in enumerate(words) for later in words[at + 2 : at + 5]]


def shape(given: Example) -> List[str]:
    """How long the message is, what was linked, the kind of the service, whether it is words at all."""
    count = len(_plain(given.words))
    length = next((limit for limit in (0, 1, 2, 3, 4, 7, 13, 29) if count <= limit), 30)
    linked = f"service {bool(given.service)} region {given.has_region}"
    is_complaint = given.service in word_list("complaint_services")
    marks = [
        ("complaint service", is_complaint),
        ("question mark", "?" in given.text),
        ("markup", bool(_MARKUP.search(given.text))),
        # Only the slash guard leaves a space in front: there was a slash.
        ("slash", given.text.startswith(" ")),
        ("other script", bool(_FOREIGN_LETTERS.search(given.text))),
        ("no letters", not _LETTERS.search(given.text)),
        ("link", bool(_LINK.search(given.text))),
    ]
    found = [f"length {length}", linked, f"length {length} {linked}", *(name for name, is_so in marks if is_so)]
    return [*found, f"length {length} complaint service"] if is_complaint else found


View = Callable[[Example], List[str]]
# Weight, fewest messages a piece must occur in, the view. Weights and counts chosen by cross-validation.
VIEWS: Dict[str, Tuple[float, int, View]] = {
    "words": (1.0, 2, word_ngrams),
    "letters": (0.8, 2, letters),
    "hidden": (0.5, 2, hidden_words),
    "apart": (0.6, 3, apart),
    "said": (1.0, 2, said_words),
    "said_letters": (0.8, 2, said_letters),
    "shape": (0.6, 1, shape),
    "last_words": (0.6, 2, last_words),
}
RARE_VIEW = "rare"
_RARE_WEIGHT = 0.8


class Pieces:
    """TF-IDF of one view: logarithmic counts, length 1. As scikit-learn's, which takes 1 ms a message and view."""

    def __init__(self, weight: float, least: int) -> None:
        self.weight, self._least = weight, least
        self.columns: Dict[str, int] = {}
        self.weights = np.zeros(0, dtype=np.float32)

    def fit(self, bags: Sequence[List[str]]) -> None:
        """Learn which pieces there are and how rare they are."""
        seen = Counter(piece for bag in bags for piece in set(bag))
        kept = sorted(piece for piece, count in seen.items() if count >= self._least)
        self.columns = {piece: column for column, piece in enumerate(kept)}
        counts = np.array([seen[piece] for piece in kept], dtype=np.float64)
        self.weights = (np.log((1 + len(bags)) / (1 + counts)) + 1).astype(np.float32)

    def row(self, bag: List[str]) -> Tuple[List[int], np.ndarray]:
        """Return columns and values of one bag; pieces never seen are left out."""
        counted = Counter(column for column in map(self.columns.get, bag) if column is not None)
        columns = list(counted)
        values = (1 + np.log(np.fromiter(counted.values(), dtype=np.float32, count=len(columns)))) * self.weights[
            columns
        ]
        length = float(np.sqrt(values @ values))
        return columns, values * (self.weight / length) if length else values


class Features:
    """All views side by side, and one where words that few messages have are RARE.

    That last one learns what an unknown word means for the aspect (small talk, or a topic that is not ours); a
    training message does not count itself, so that its words look as rare as they would if it were new.
    ``without``: views left out, for measuring what each brings.
    """

    def __init__(self, without: Sequence[str] = ()) -> None:
        self._views = {name: view for name, (_, _, view) in VIEWS.items() if name not in without}
        self._pieces = {name: Pieces(*VIEWS[name][:2]) for name in self._views}
        self._has_rare = RARE_VIEW not in without
        if self._has_rare:
            self._pieces[RARE_VIEW] = Pieces(_RARE_WEIGHT, 2)
        self._occurrences: Counter = Counter()

    def fit_transform(self, examples: Sequence[Example]) -> csr_matrix:
        """Learn the pieces; return a row for each example."""
        self._occurrences = Counter(word for given in examples for word in set(given.words))
        bags = {name: [view(given) for given in examples] for name, view in self._views.items()}
        if self._has_rare:
            bags[RARE_VIEW] = [self._rare(given, own=1) for given in examples]
        for name, pieces in self._pieces.items():
            pieces.fit(bags[name])
        return self._matrix(({name: bags[name][index] for name in self._pieces} for index in range(len(examples))))

    def transform(self, examples: Sequence[Example]) -> csr_matrix:
        """Return a row for each example."""
        return self._matrix(map(self._bags, examples))

    def _bags(self, given: Example) -> Dict[str, List[str]]:
        bags = {name: view(given) for name, view in self._views.items()}
        if self._has_rare:
            bags[RARE_VIEW] = self._rare(given, own=0)
        return bags

    def _rare(self, given: Example, own: int) -> List[str]:
        words = [self._common(word, own) for word in given.words]
        count = words.count(_RARE)
        share = 4 * count // max(1, len(_plain(words)))
        linked = f"service {bool(given.service)}"
        few = min(4, count)
        return [
            *_ngrams(words, 3),
            f"rare {few}",
            f"rare {few} {linked} region {given.has_region}",
            f"share {share}",
            f"share {share} {linked}",
        ]

    def _common(self, word: str, own: int) -> str:
        is_rare = word.isalpha() and word not in _PLACEHOLDERS and self._occurrences[word] - own < _RARE_BELOW
        return _RARE if is_rare else word

    def _matrix(self, rows: Iterable[Dict[str, List[str]]]) -> csr_matrix:
        columns: List[np.ndarray] = []
        values: List[np.ndarray] = []
        ends = [0]
        for bags in rows:
            offset = 0
            for name, pieces in self._pieces.items():
                found, weights = pieces.row(bags[name])
                columns.append(np.asarray(found, dtype=np.int32) + offset)
                values.append(weights)
                offset += len(pieces.columns)
            ends.append(ends[-1] + sum(len(part) for part in columns[len(columns) - len(self._pieces) :]))
        width = sum(len(pieces.columns) for pieces in self._pieces.values())
        shape_of_all = (len(ends) - 1, width)
        return csr_matrix((np.concatenate(values), np.concatenate(columns), np.array(ends)), shape=shape_of_all)
