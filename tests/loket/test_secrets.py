"""Secrets are made once, whole, and for the owner's eyes only."""

from __future__ import annotations

import multiprocessing
import re
import stat
from pathlib import Path

import pytest

from loket.secrets import SECRET_NAMES, SecretUnreadable, secret
from loket.settings import Settings


def settings_at(home: Path, **values: str) -> Settings:
    return Settings(_env_file=None, home=home, engine_token="", citizen_key="", webhook_secret="").model_copy(
        update=values
    )


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_secret_is_made_on_first_use_and_stays(tmp_path: Path, name: str) -> None:
    first = secret(name, settings_at(tmp_path))

    assert secret(name, settings_at(tmp_path)) == first
    assert re.fullmatch(r"[A-Za-z0-9_-]{40,256}", first)  # Telegram's rule for webhook secrets
    path = tmp_path / "secrets" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [name]


def test_setting_wins_and_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKET_CITIZEN_KEY", "given")

    assert secret("citizen_key", Settings(_env_file=None, home=tmp_path)) == "given"
    assert not (tmp_path / "secrets").exists()


def _ask(home: Path, start: object, answers: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    answers.put(secret("engine_token", settings_at(home)))  # type: ignore[attr-defined]


def test_processes_that_race_agree_on_one_secret(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    start, answers = context.Event(), context.Queue()
    processes = [context.Process(target=_ask, args=(tmp_path, start, answers)) for _ in range(8)]
    for process in processes:
        process.start()
    start.set()

    found = {answers.get(timeout=30) for _ in processes}

    for process in processes:
        process.join(30)
    assert found == {(tmp_path / "secrets" / "engine_token").read_text()}


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_broken_file_is_refused_by_name_without_its_content(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secrets" / "citizen_key"
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(SecretUnreadable) as refusal:
        secret("citizen_key", settings_at(tmp_path))

    assert refusal.value.path == path


def test_unknown_name_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        secret("../settings", settings_at(tmp_path))
