"""Copies what an installation cannot make again: its databases and its secrets. Runs beside the running processes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from loket.settings import Settings
from loket.stack.errors import StackError


def back_up(settings: Settings, target: Path, now: datetime) -> list[Path]:
    """Write a new folder under ``target`` with consistent copies; returns the files in it.

    A PostgreSQL database is left to its own tools. Raises StackError where something cannot be read or written.
    """
    folder = target / f"loket-{now:%Y%m%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, mode=0o700)
        copied = [copy_sqlite(source, folder / source.name) for source in sqlite_files(settings)]
        secrets = folder / "secrets"
        secrets.mkdir(mode=0o700)
        for source in sorted((settings.home / "secrets").iterdir()):
            copied.append(Path(shutil.copy2(source, secrets)))
    except (OSError, sqlite3.Error) as error:
        raise StackError(f"Cadangan ke {folder} gagal ({error}): periksa ruang disk dan izin folder itu.") from error
    return copied


def sqlite_files(settings: Settings) -> list[Path]:
    """The databases of this installation that are SQLite files and exist."""
    url = make_url(settings.resolved_database_url)
    own = [Path(url.database)] if url.get_backend_name() == "sqlite" and url.database else []
    return [path for path in (*own, settings.home / "engine.sqlite") if path.is_file()]


def copy_sqlite(source: Path, copy: Path) -> Path:
    """SQLite's own online copy: whole and consistent although others write meanwhile; checked before it counts."""
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(copy)) as made,
    ):
        original.backup(made)
        found = made.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"{source.name}: {found}")
    return copy
