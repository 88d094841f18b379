"""Telegram's limits on sending: so many messages in so many seconds, over all and for each chat."""

from __future__ import annotations

import asyncio
from collections import deque

from loket.settings import Settings

PRIVATE_BURST = 3
IDLE_CHATS = 5_000


class Window:
    """At most ``most`` events within any ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=max(1, most))
        self._seconds = seconds

    def free_at(self, now: float) -> float:
        """The earliest instant of the next event."""
        full = len(self._times) == self._times.maxlen
        return max(now, self._times[0] + self._seconds) if full else now

    def count(self, at: float) -> None:
        """Note an event."""
        self._times.append(at)

    def load(self, now: float) -> float:
        """How full the window is, 0 to 1."""
        recent = sum(1 for at in self._times if at > now - self._seconds)
        return recent / (self._times.maxlen or 1)

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing."""
        return not self._times or self._times[-1] + self._seconds < now


def _rate_window(per_second: float) -> Window:
    most = max(1, round(per_second))
    return Window(most, most / per_second)


class Pacer:
    """Lets one bot's messages go when Telegram's limits allow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._overall = _rate_window(settings.send_per_second)
        self._turnstile = asyncio.Lock()
        self._chats: dict[int, Window] = {}

    async def wait_for(self, chat_id: int) -> None:
        """Return when this chat may get its next message, and count it."""
        loop = asyncio.get_running_loop()
        window = self._chat(chat_id, loop.time())
        await asyncio.sleep(window.free_at(loop.time()) - loop.time())
        async with self._turnstile:  # first come, first served
            await asyncio.sleep(self._overall.free_at(loop.time()) - loop.time())
            self._overall.count(loop.time())
            window.count(loop.time())

    def is_busy(self) -> bool:
        """Whether so much goes out that niceties should wait."""
        return self._overall.load(asyncio.get_running_loop().time()) > 0.5

    def _chat(self, chat_id: int, now: float) -> Window:
        if len(self._chats) > IDLE_CHATS:
            self._chats = {known: window for known, window in self._chats.items() if not window.is_idle(now)}
        if chat_id not in self._chats:
            self._chats[chat_id] = self._new_window(chat_id)
        return self._chats[chat_id]

    def _new_window(self, chat_id: int) -> Window:
        if chat_id < 0:  # groups have negative ids
            return Window(max(1, int(self._settings.send_per_group_minute)), 60)
        rate = self._settings.send_per_chat_second
        return Window(PRIVATE_BURST, PRIVATE_BURST / rate) if rate < 30 else _rate_window(rate)
