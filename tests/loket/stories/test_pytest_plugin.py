"""Stories as tests: one item each, chosen by -k, and a file that is wrong said in one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loket.settings import PROJECT_ROOT

TWO = """
test_cases:
  - {test_case: biaya KTP, steps: [{user: a}, {bot: b}]}
  - {test_case: syarat KK, steps: [{user: a}, {bot: b}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "conversations"
    made.mkdir()
    return made


def collected(folder: Path, *arguments: str) -> str:
    """What pytest says it would run; nothing is started."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "loket.stories.pytest_plugin"]
    rest = ["-c", "/dev/null", "--rootdir", str(folder), *arguments, str(folder)]
    environment = {"PYTHONPATH": str(PROJECT_ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [*command, *rest], capture_output=True, text=True, env=environment, cwd=folder.parent, check=False
    )
    return done.stdout + done.stderr


def test_each_story_is_an_item_by_its_name(folder: Path) -> None:
    (folder / "ktp.yml").write_text(TWO, encoding="utf-8")

    said = collected(folder)

    assert "ktp.yml::biaya KTP" in said
    assert "ktp.yml::syarat KK" in said


def test_stories_are_chosen_by_their_words(folder: Path) -> None:
    (folder / "ktp.yml").write_text(TWO, encoding="utf-8")

    said = collected(folder, "-k", "syarat")

    assert "ktp.yml::syarat KK" in said
    assert "biaya KTP" not in said


def test_a_wrong_file_is_said_without_a_traceback(folder: Path) -> None:
    (folder / "salah.yml").write_text("test_cases:\n  - {test_case: x, step: []}\n", encoding="utf-8")

    said = collected(folder)

    assert "salah.yml:2, 'x': kata 'step' tidak dikenal di sini; mungkin maksud Anda steps" in said
    assert "Traceback" not in said


def test_files_elsewhere_are_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "lain"
    elsewhere.mkdir()
    (elsewhere / "bukan_cerita.yml").write_text("a: 1", encoding="utf-8")

    assert "bukan_cerita" not in collected(elsewhere)
