"""The training sentences: enough of them, each once, under one aspect, and none taken from the evaluation set."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import pytest
import yaml
from rapidfuzz import fuzz, process

from loket.settings import PROJECT_ROOT

NLU_FILES = sorted((PROJECT_ROOT / "data" / "nlu").glob("*.yml"))
SAMPLE = PROJECT_ROOT.parent / "shared" / "eval" / "dev_sample.jsonl"
LEAST_PER_ASPECT = 80
LEAST_IN_ALL = 1500
NEAR = 90  # rapidfuzz ratio
LONG = 14  # shorter texts ("berapa biayanya?") are everybody's words
ENTITY = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")


def normalised(text: str) -> str:
    """Lower case, accents and punctuation left out, one space between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def sentences() -> Iterator[tuple[str, str]]:
    """(aspect, sentence) of every file."""
    for path in NLU_FILES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in group.get("examples", "").splitlines():
                if line.startswith("- "):
                    yield group["intent"], ENTITY.sub(r"\1", line[2:].strip())


TRAINING = list(sentences())


def sample_texts() -> set[str]:
    """What citizens say in the evaluation sample, normalised; dialogues turn by turn."""
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            found.update(normalised(text) for key, text in value.items() if key in ("text", "user") and text)
            for part in value.values():
                collect(part)
        elif isinstance(value, list):
            for part in value:
                collect(part)

    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        collect(json.loads(line))
    return found - {""}


def test_every_sentence_stands_once() -> None:
    aspects = defaultdict(list)
    for aspect, sentence in TRAINING:
        aspects[normalised(sentence) or sentence].append(aspect)

    assert {text: given for text, given in aspects.items() if len(given) > 1} == {}


def test_there_are_enough_sentences() -> None:
    counts: dict[str, int] = defaultdict(int)
    for aspect, _ in TRAINING:
        counts[aspect] += 1

    assert len(TRAINING) >= LEAST_IN_ALL
    assert {aspect: count for aspect, count in counts.items() if count < LEAST_PER_ASPECT} == {}


@pytest.mark.skipif(not SAMPLE.exists(), reason="the evaluation sample is not part of the repository")
def test_no_sentence_is_taken_from_the_evaluation_sample() -> None:
    known = sample_texts()
    mine = [normalised(sentence) for _, sentence in TRAINING]
    long_mine, long_known = ([text for text in given if len(text) > LONG] for given in (mine, known))
    near = process.cdist(long_mine, long_known, scorer=fuzz.ratio, score_cutoff=NEAR)

    assert known, "the sample's format has changed"
    assert [text for text in mine if text in known] == []
    assert [text for text, scores in zip(long_mine, near, strict=True) if scores.any()] == []
