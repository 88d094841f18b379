"""The testers' guide: its examples are stories, and no word is left out."""

from __future__ import annotations

import re
from pathlib import Path

from loket.settings import PROJECT_ROOT
from loket.stories.reading import read_stories
from loket.stories.story import ACTS, Step, TestCase

GUIDE = (PROJECT_ROOT / "docs" / "panduan-penguji.md").read_text(encoding="utf-8")


def test_every_word_has_an_example() -> None:
    words = {*Step.model_fields, *TestCase.model_fields, *(act for act in ACTS if act != "text"), "fixtures", "times"}

    assert [word for word in sorted(words) if not re.search(rf"\b{word}:", GUIDE)] == []


def test_the_examples_can_be_read(tmp_path: Path) -> None:
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if "steps:" in block]
    path = tmp_path / "contoh.yml"

    names = []
    for block in blocks:
        path.write_text(block, encoding="utf-8")
        names += [story.name for story in read_stories(path)]

    assert len(names) == len(blocks) >= 2
