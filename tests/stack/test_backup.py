"""A backup taken while others write is whole, and a fresh LOKET_HOME goes on from it."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loket.citizens.operations import find_citizen, get_or_create
from loket.database import make_engine, make_session_factory
from loket.migrations import upgrade
from loket.secrets import SECRET_NAMES, secret
from loket.settings import Settings
from loket.stack.backup import back_up
from loket.stack.errors import StackError

NOW = datetime(2026, 11, 24, 3, 5, 9, tzinfo=UTC)


def settings_of(home: Path, **more: str) -> Settings:
    return Settings(_env_file=None, home=home, **more)


@pytest.fixture
def installed(tmp_path: Path) -> Settings:
    settings = settings_of(tmp_path / "home", database_url="")
    upgrade(settings.resolved_database_url)
    for name in SECRET_NAMES:
        secret(name, settings)
    engine = make_engine(settings.resolved_database_url)
    with make_session_factory(engine).begin() as session:
        get_or_create(session, "warga-lama", None)
    engine.dispose()
    return settings


def test_a_backup_taken_during_a_write_is_whole_and_can_be_served(installed: Settings, tmp_path: Path) -> None:
    writer = sqlite3.connect(installed.home / "loket.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM citizens")

    copied = back_up(installed, tmp_path / "cadangan", NOW)

    writer.execute("ROLLBACK")
    writer.close()
    folder = tmp_path / "cadangan" / "loket-20261124-030509"
    assert {path.relative_to(folder).as_posix() for path in copied} == {
        "loket.sqlite", *(f"secrets/{name}" for name in SECRET_NAMES),
    }  # fmt: skip
    restored = settings_of(folder, database_url="")
    assert secret("citizen_key", restored) == secret("citizen_key", installed)
    engine = make_engine(restored.resolved_database_url)
    with make_session_factory(engine)() as session:
        assert find_citizen(session, "warga-lama") is not None
    engine.dispose()


def test_nobody_else_may_read_a_backup(installed: Settings, tmp_path: Path) -> None:
    copied = back_up(installed, tmp_path / "cadangan", NOW)

    assert {stat.S_IMODE(path.stat().st_mode) for path in copied} == {0o600}
    assert stat.S_IMODE(copied[0].parent.stat().st_mode) == 0o700


def test_a_postgresql_database_is_left_to_its_own_tools(installed: Settings, tmp_path: Path) -> None:
    elsewhere = settings_of(installed.home, database_url="postgresql://loket@localhost/loket")

    copied = back_up(elsewhere, tmp_path / "cadangan", NOW)

    assert {path.parent.name for path in copied} == {"secrets"}


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(installed: Settings, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")

    with pytest.raises(StackError, match=r"Cadangan ke .*berkas.* gagal"):
        back_up(installed, tmp_path / "berkas", NOW)
