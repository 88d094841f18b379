"""What understanding is measured on: our training sentences in five parts, and the evaluation sets."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold, train_test_split

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "dev_sample": ROOT.parent / "shared" / "eval" / "dev_sample.jsonl",
    "blind": ROOT / "data" / "evaluation" / "warga_1.jsonl",
}
PARTS = 5
SEED = 0


class Question(NamedTuple):
    """A text, the aspect it is labelled with, and all that are right for it."""

    text: str
    aspect: str
    aspects: set[str]


def training_sentences() -> list[tuple[str, str]]:
    """Return (text, aspect) of data/nlu, in the order of the files."""
    return [(text, aspect) for text, aspect, _ in _sentences()]


def kinds_of_sentences() -> list[str]:
    """Return how each of :func:`training_sentences` came to be, in the same order.

    "authored": written to be far from all others; "asked": as citizens would ask; "turn": out of a dialogue.
    """
    return [kind for _, _, kind in _sentences()]


def _sentences() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            kind = group.get("metadata", {}).get("kind", "authored")
            for line in group.get("examples", "").splitlines():
                if line.startswith("- "):
                    yield line[2:].strip(), group["intent"], kind


def evaluation_sets() -> dict[str, list[Question]]:
    """Return the single questions (first turns of dialogues too) of the sets that are there."""
    found = {}
    for name, path in SETS.items():
        if path.exists():
            records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            found[name] = [
                Question(each["text"], each["aspect"], {each["aspect"], *each.get("also", [])}) for each in records
            ]
    return found


def _question(record: dict[str, Any]) -> Question:
    return Question(record["text"], record["aspect"], {record["aspect"], *record.get("also", [])})


def some(learnt: np.ndarray, aspects: Sequence[str], sentences: int) -> np.ndarray:
    """Return so many of the indices learnt from, each aspect in the same share; all where 0 or too few are there."""
    if not 0 < sentences < len(learnt):
        return learnt
    kept, _ = train_test_split(learnt, train_size=sentences, random_state=SEED, stratify=[aspects[i] for i in learnt])
    return np.sort(kept)


def folds(aspects: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return five (learnt, held out) pairs of indices, each aspect in the same share everywhere."""
    return list(StratifiedKFold(PARTS, shuffle=True, random_state=SEED).split(aspects, aspects))
