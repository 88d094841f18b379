"""Waiting for what must become true, and a citizen's side of the simulator."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

POLL_SECONDS = 0.05


def until[T](look: Callable[[], T], seconds: float, what: str) -> T:
    """Return the first true value of ``look``; fail with ``what`` when the time is up."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(POLL_SECONDS)  # between two looks at the condition
    return found


def processes_of_home(home: Path) -> dict[int, str]:
    """Every living process whose environment names this LOKET_HOME: its id and its command."""
    wanted = f"LOKET_HOME={home.resolve()}\0".encode()
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if wanted in (folder / "environ").read_bytes() + b"\0":
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if command:  # a zombie has none
                        found[int(folder.name)] = command
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
    return found


class Citizen:
    """One chat on the simulator."""

    def __init__(self, simulator: str, chat_id: int) -> None:
        self._address = f"{simulator}chats/{chat_id}"

    def write(self, text: str) -> None:
        httpx.post(f"{self._address}/send", json={"text": text}, timeout=30).raise_for_status()

    def answers(self) -> list[dict[str, Any]]:
        """Everything the bot wrote so far."""
        response = httpx.get(f"{self._address}/messages", params={"after": 0}, timeout=30)
        response.raise_for_status()
        found: list[dict[str, Any]] = response.json()["messages"]
        return found

    def texts(self) -> list[str]:
        return [message.get("text", "") for message in self.answers()]
