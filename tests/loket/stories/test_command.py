"""``loket story``: what can be said without a running stack."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from loket.cli.story import app


@pytest.fixture
def story_file(tmp_path: Path) -> Path:
    path = tmp_path / "cerita.yml"
    path.write_text("test_cases:\n  - {test_case: biaya KTP, steps: [{user: a}, {bot: b}]}\n", encoding="utf-8")
    return path


def test_check_counts_what_is_written_well(story_file: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(story_file)])

    assert result.exit_code == 0
    assert "1 cerita tertulis dengan benar." in result.output


def test_check_says_what_is_wrong_and_fails(story_file: Path) -> None:
    story_file.write_text("test_cases:\n  - {test_case: x, langkah: []}\n", encoding="utf-8")

    result = CliRunner().invoke(app, ["check", str(story_file)])

    assert result.exit_code == 1
    assert "cerita.yml:2, 'x': kata 'langkah' tidak dikenal di sini" in result.output
    assert "Traceback" not in result.output


def test_a_word_that_no_story_has_is_refused_before_anything_starts(story_file: Path) -> None:
    result = CliRunner().invoke(app, ["run", str(story_file), "-k", "paspor"])

    assert result.exit_code == 1
    assert "Tidak ada cerita" in result.output
