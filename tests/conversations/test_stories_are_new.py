"""What stories ask must be new to the bot: a sentence it was trained on proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from loket.settings import PROJECT_ROOT
from loket.stories.reading import find_stories

MARKED = re.compile(r"\[([^\]]+)\][({][^)}]*[)}]")  # [ktp](service) or [ktp]{"entity": ...}
LONG_ENOUGH = 4  # words; "halo" and "surat pindah" belong to everybody


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", MARKED.sub(r"\1", text).lower()))


def trained() -> Iterator[str]:
    for path in sorted((PROJECT_ROOT / "data" / "nlu").glob("*.yml")):
        for part in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            yield from (plain(line.removeprefix("-")) for line in part.get("examples", "").splitlines())


def asked() -> Iterator[tuple[str, str]]:
    for story in find_stories(Path(__file__).parent):
        for step in story.case.steps:
            words = (step.user.text or step.user.edit) if step.user else None
            if words and not words.startswith("/") and len(plain(words).split()) >= LONG_ENOUGH:
                yield story.name, plain(words)


def test_no_story_asks_a_training_sentence() -> None:
    known = set(trained())

    assert len(known) > 1000
    assert [(name, text) for name, text in asked() if text in known] == []


def test_there_are_enough_stories_of_every_topic() -> None:
    stories = find_stories(Path(__file__).parent)

    assert len([story for story in stories if not story.case.expected_failure]) >= 45
    assert {story.path.stem for story in stories} >= {
        "salam", "wilayah", "lokasi", "ktp_kk", "polisi", "pajak", "kesehatan", "usaha_tanah", "lanjutan", "ganda",
        "darurat", "perintah", "tautan", "nakal", "media", "pengaduan_antrean",
    }  # fmt: skip
