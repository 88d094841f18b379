"""All that one running simulator holds, handed to every route."""

import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.bells import Bells
from simulator.faults import Faults
from simulator.store import Store

_CALLS_KEPT = 2000
_VIOLATIONS_KEPT = 500
_ALIVE_SECONDS = 60


@dataclass
class ChatAction:
    """What the bot is shown doing ("typing"), until ``ends`` (Unix time)."""

    action: str
    ends: float
    revision: int


@dataclass
class World:
    """The store survives a restart; faults, the log of calls and what is being typed do not."""

    store: Store
    bells: Bells = field(default_factory=Bells)
    faults: Faults = field(default_factory=Faults)
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_CALLS_KEPT))
    violations: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_VIOLATIONS_KEPT))
    actions: dict[tuple[int, int], ChatAction] = field(default_factory=dict)
    polls: dict[int, int] = field(default_factory=dict)
    last_calls: dict[int, float] = field(default_factory=dict)

    def note_call(self, bot_id: int) -> None:
        """Remember that the bot is alive; whoever waits for a bot is told."""
        if not self.is_connected(bot_id):
            self.last_calls[bot_id] = time.monotonic()
            self.bells.ring("bots")
        self.last_calls[bot_id] = time.monotonic()

    def is_connected(self, bot_id: int) -> bool:
        """Whether the bot has called within a minute (a held getUpdates takes up to 50 s)."""
        return time.monotonic() - self.last_calls.get(bot_id, float("-inf")) < _ALIVE_SECONDS

    def show_action(self, bot_id: int, chat_id: int, action: str) -> None:
        """Show the bot at something for five seconds, as Telegram does."""
        ends = time.time() + 5
        self.actions[bot_id, chat_id] = ChatAction(action, ends, self.store.next("revision"))

    def end_action(self, bot_id: int, chat_id: int) -> None:
        """A message arrived: whatever the bot was shown doing is done."""
        self.actions.pop((bot_id, chat_id), None)


def open_world(database: Path | None = None) -> World:
    """Return a world on this SQLite file, or one that forgets everything when it ends."""
    return World(Store(database))
