"""The console: every line once, whole, with its process name, also when a log file is rotated."""

from __future__ import annotations

import io
from pathlib import Path

from loket.stack.console import Console, LogFile


def test_lines_come_once_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    log = LogFile("bot", path)
    assert log.new_lines() == []

    path.write_text("bot satu\nbot du")
    assert log.new_lines() == ["bot satu"]
    with path.open("a") as file:
        file.write("a\n")
    assert log.new_lines() == ["bot dua"]
    assert log.new_lines() == []


def test_what_was_written_before_the_start_is_not_shown_again(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    path.write_text("kemarin\n")
    log = LogFile("bot", path)

    with path.open("a") as file:
        file.write("hari ini\n")

    assert log.new_lines() == ["hari ini"]


def test_nothing_is_lost_when_the_file_is_rotated(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    path.write_text("")
    log = LogFile("bot", path)

    with path.open("a") as file:
        file.write("lama\n")
    path.rename(tmp_path / "bot.log.1")
    path.write_text("baru\n")

    assert log.new_lines() == ["lama", "baru"]


def test_broken_bytes_do_not_stop_the_console(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    log = LogFile("bot", path)
    path.write_bytes(b"\xff\xfe rusak\n")

    assert log.new_lines() == ["\ufffd\ufffd rusak"]


def test_each_line_stands_behind_its_process_name(tmp_path: Path) -> None:
    output = io.StringIO()
    console = Console(tmp_path, ["engine", "bot"], output)

    (tmp_path / "bot.log").write_text("bot 2026 INFO up\nTraceback\n")
    (tmp_path / "engine.log").write_text("engine 2026 INFO ready\n")
    console.close()

    assert sorted(output.getvalue().splitlines()) == [
        "bot    | 2026 INFO up",
        "bot    | Traceback",
        "engine | 2026 INFO ready",
    ]
