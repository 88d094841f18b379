"""Waiting for something to happen: whoever waits on a name is woken when that name is rung."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class Bells:
    """Named wake-up calls inside one event loop; names nobody waits on cost nothing."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.closing = False

    def ring(self, *names: str) -> None:
        """Wake everybody who waits on one of these names."""
        for name in names:
            for event in self._waiting.get(name, ()):
                event.set()

    def close(self) -> None:
        """Wake everybody and let nobody wait any more: the process is stopping."""
        self.closing = True
        self.ring(*self._waiting)

    async def until(self, look: Callable[[], Value], seconds: float, *names: str) -> Value:
        """Return ``look()`` as soon as it is truthy, or as it is after ``seconds``; looks again at each ring."""
        deadline = asyncio.get_running_loop().time() + seconds
        event = asyncio.Event()
        for name in names:
            self._waiting.setdefault(name, set()).add(event)
        try:
            while True:
                event.clear()
                value = look()
                left = deadline - asyncio.get_running_loop().time()
                if value or left <= 0 or self.closing:
                    return value
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    return look()
        finally:
            self._leave(event, names)

    def _leave(self, event: asyncio.Event, names: tuple[str, ...]) -> None:
        for name in names:
            others = self._waiting.get(name, set())
            others.discard(event)
            if not others:
                self._waiting.pop(name, None)
