"""Rules for the training sentences in data/nlu: enough of them, each once, under one aspect, none of them measured on.

``make lint`` runs them (``python -m loket.evaluation.training_data``), and so does tests/test_training_data.py.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from rapidfuzz import fuzz, process

from loket.errors import LoketError
from loket.lexicon.chat_words import in_plain_words, spelled
from loket.settings import PROJECT_ROOT

NLU_FOLDER = PROJECT_ROOT / "data" / "nlu"
# The sample of the questions that decide; it lies beside the repository where there is one.
SAMPLE = PROJECT_ROOT.parent / "shared" / "eval" / "dev_sample.jsonl"
BLIND_FOLDER = PROJECT_ROOT / "data" / "evaluation"
LEAST_PER_ASPECT: Final = 80
LEAST_IN_ALL: Final = 5000
NEAR: Final = 90  # rapidfuzz ratio, 0..100
LONG: Final = 14  # characters; shorter texts ("berapa biayanya?") are everybody's words
# The blind sets are larger and were written without sight of data/nlu: what meets up to here met by chance.
LONG_BLIND: Final = 28
_ENTITY = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
_SHOWN: Final = 20


class BadTrainingFile(LoketError):
    """A file in data/nlu that is not Rasa's NLU format."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Sentence:
    """One training sentence, entity marks taken off, and where it stands."""

    aspect: str
    text: str
    file: str = ""

    @property
    def spelled(self) -> str:
        """What makes two sentences the same; one of signs alone stands for itself."""
        return spelled(self.text) or self.text

    @property
    def plain(self) -> str:
        """The same in plain words, as the classifier sees it nearly."""
        return in_plain_words(self.text) or self.text


@dataclass(frozen=True)
class Problem:
    """A rule that is broken, and the sentences that break it."""

    rule: str
    where: str


Rule = Callable[[Sequence[Sentence]], Iterator[Problem]]


def read_sentences(folder: Path = NLU_FOLDER) -> list[Sentence]:
    """Every sentence of every file. Raises BadTrainingFile."""
    return [sentence for path in sorted(folder.glob("*.yml")) for sentence in _of_file(path)]


def _of_file(path: Path) -> Iterator[Sentence]:
    try:
        # The C loader where PyYAML has it: 17,000 sentences in a tenth of the time.
        groups = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]  # noqa: S506
        for group in groups:
            for line in group.get("examples", "").splitlines():
                if line.startswith("- "):
                    yield Sentence(group["intent"], _ENTITY.sub(r"\1", line[2:].strip()), path.name)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise BadTrainingFile(path, f"bukan berkas NLU Rasa ({type(error).__name__}: {error})") from error


def repeated(sentences: Sequence[Sentence]) -> Iterator[Problem]:
    """Sentences that stand twice; case, accents and punctuation make no difference."""
    groups: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        groups[sentence.spelled].append(sentence)
    for text, group in groups.items():
        if len(group) > 1:
            yield Problem("kalimat ganda", f"{text!r}: {', '.join(one.file or one.aspect for one in group)}")


def under_two_aspects(sentences: Sequence[Sentence]) -> Iterator[Problem]:
    """Sentences that in plain words stand under two aspects."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for sentence in sentences:
        groups[sentence.plain].setdefault(sentence.aspect, sentence.text)
    for given in groups.values():
        if len(given) > 1:
            yield Problem("kalimat pada dua hal", "; ".join(f"{aspect}: {text!r}" for aspect, text in given.items()))


def too_thin(
    sentences: Sequence[Sentence], least: int = LEAST_PER_ASPECT, in_all: int = LEAST_IN_ALL
) -> Iterator[Problem]:
    """Aspects, or the whole, with fewer sentences than learning needs."""
    counts = Counter(sentence.aspect for sentence in sentences)
    for aspect, count in sorted(counts.items()):
        if count < least:
            yield Problem("hal terlalu sedikit contoh", f"{aspect}: {count} kalimat, paling sedikit {least}")
    if len(sentences) < in_all:
        yield Problem("contoh terlalu sedikit", f"{len(sentences)} kalimat, paling sedikit {in_all}")


def measured_on(sentences: Sequence[Sentence], path: Path, long: int = LONG) -> Iterator[Problem]:
    """Sentences that stand in an evaluation set, or nearly so. ``long``: the shortest text that can be near one."""
    known = evaluation_texts(path)
    yield from _same(sentences, {text for text in known if len(text) > long} if long > LONG else known, path.name)
    mine = [sentence for sentence in sentences if len(sentence.spelled) > long]
    theirs = sorted(text for text in known if len(text) > long)
    if not mine or not theirs:
        return
    scores = process.cdist(
        [one.spelled for one in mine], theirs, scorer=fuzz.ratio, score_cutoff=NEAR, dtype="uint8", workers=-1
    )
    for number in scores.any(axis=1).nonzero()[0]:
        if mine[number].spelled not in known:
            yield Problem(f"hampir sama dengan {path.name}", f"{mine[number].file}: {mine[number].text!r}")


def _same(sentences: Iterable[Sentence], known: set[str], name: str) -> Iterator[Problem]:
    for sentence in sentences:
        if sentence.spelled in known:
            yield Problem(f"kalimat dari {name}", f"{sentence.file}: {sentence.text!r}")


def evaluation_texts(path: Path) -> set[str]:
    """What citizens say in an evaluation set, dialogues turn by turn, as :func:`spelled`."""
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            found.update(spelled(text) for key, text in value.items() if key in ("text", "user") and text)
            for part in value.values():
                collect(part)
        elif isinstance(value, list):
            for part in value:
                collect(part)

    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            collect(json.loads(line))
    return found - {""}


def problems_in(sentences: Sequence[Sentence]) -> Iterator[Problem]:
    """Every rule on these sentences."""
    yield from repeated(sentences)
    yield from under_two_aspects(sentences)
    yield from too_thin(sentences)
    if SAMPLE.exists():
        yield from measured_on(sentences, SAMPLE)
    for path in sorted(BLIND_FOLDER.glob("*.jsonl")):
        yield from measured_on(sentences, path, LONG_BLIND)


def main() -> int:
    """Say what is wrong in data/nlu; 1 if anything is."""
    try:
        sentences = read_sentences()
        found = list(problems_in(sentences))
    except BadTrainingFile as error:
        sys.stdout.write(f"{error}\n")
        return 1
    by_rule: dict[str, list[str]] = defaultdict(list)
    for problem in found:
        by_rule[problem.rule].append(problem.where)
    for rule, places in by_rule.items():
        sys.stdout.write(f"{rule} ({len(places)}):\n" + "".join(f"  {place}\n" for place in places[:_SHOWN]))
    aspects = len({sentence.aspect for sentence in sentences})
    sys.stdout.write(f"{len(sentences)} kalimat, {aspects} hal, {len(found)} masalah\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
