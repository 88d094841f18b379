"""Shows what the processes write, interleaved, each line with its process name. Files stay with the supervisor."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import IO, TextIO

COLOURS = {"engine": 35, "actions": 33, "web": 34, "bot": 32, "simulator": 36}
SECONDS = 0.2


class LogFile:
    """One log file that grows and is rotated under us."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        self._file: IO[bytes] | None = None
        self._rest = b""
        if path.exists():
            self._file = path.open("rb")
            self._file.seek(0, os.SEEK_END)

    def new_lines(self) -> list[str]:
        """Whole lines written since the last call."""
        data = self._read()
        if self._was_replaced():
            data += self._reopen()
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]

    def _read(self) -> bytes:
        return self._file.read() if self._file else b""

    def _was_replaced(self) -> bool:
        try:
            now = self._path.stat()
        except FileNotFoundError:
            return False
        if self._file is None:
            return True
        return now.st_ino != os.fstat(self._file.fileno()).st_ino or now.st_size < self._file.tell()

    def _reopen(self) -> bytes:
        self.close()
        self._file = self._path.open("rb")
        return self._file.read()

    def close(self) -> None:
        if self._file:
            self._file.close()
        self._file = None


class Console:
    """Follows the log files in a thread of its own until it is closed."""

    def __init__(self, logs: Path, names: list[str], output: TextIO = sys.stdout) -> None:
        self._files = [LogFile(name, logs / f"{name}.log") for name in names]
        self._width = max(map(len, names))
        self._output = output
        self._colours = output.isatty()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._follow, name="console", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._closed.wait(SECONDS):
            self.show_new()

    def show_new(self) -> None:
        """Write what is new now."""
        with self._lock:
            for file in self._files:
                for line in file.new_lines():
                    self._output.write(self.prefixed(file.name, line) + "\n")
            self._output.flush()

    def prefixed(self, name: str, line: str) -> str:
        """The line behind its process name, which our own log lines already begin with."""
        label = f"{name:<{self._width}} |"
        if self._colours:
            label = f"\033[{COLOURS.get(name, 37)}m{label}\033[0m"
        return f"{label} {line.removeprefix(f'{name} ')}"

    def close(self) -> None:
        """Show the last lines and stop."""
        self._closed.set()
        self._thread.join()
        self.show_new()
        for file in self._files:
            file.close()
