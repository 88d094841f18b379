"""Who writes more than anyone can read is warned once and then left unanswered until calm. Kept in memory."""

from __future__ import annotations

import enum
from collections import OrderedDict, deque
from dataclasses import dataclass, field

WINDOW_SECONDS = 60.0
MOST_CHATS = 20_000


class Verdict(enum.Enum):
    """What to do with one more message."""

    ANSWER = "answer"
    WARN = "warn"
    SILENCE = "silence"


@dataclass
class _Chat:
    times: deque[float] = field(default_factory=deque)
    is_warned: bool = False
    last: int | None = None


class FloodGuard:
    """Counts the messages of each chat over the last minute."""

    def __init__(self, per_minute: int) -> None:
        self._limit = max(1, per_minute)
        self._chats: OrderedDict[str, _Chat] = OrderedDict()

    def check(self, chat_key: str, at: float, inbox_id: int) -> Verdict:
        """Count one message sent at ``at`` (seconds since 1970) and say what to do with it.

        A message tried again (the engine was away) is no second message. A chat's messages are handled strictly in
        order and only what may be answered is tried again, so that it can only be the last one.
        """
        chat = self._chat(chat_key)
        if chat.last == inbox_id:
            return Verdict.ANSWER
        chat.last = inbox_id
        while chat.times and chat.times[0] <= at - WINDOW_SECONDS:
            chat.times.popleft()
        if chat.is_warned and len(chat.times) <= self._limit // 2:
            chat.is_warned = False  # calm only at half the limit: a steady stream must not be warned each minute
        chat.times.append(at)
        if chat.is_warned:
            return Verdict.SILENCE
        if len(chat.times) <= self._limit:
            return Verdict.ANSWER
        chat.is_warned = True
        return Verdict.WARN

    def _chat(self, chat_key: str) -> _Chat:
        chat = self._chats.setdefault(chat_key, _Chat(deque(maxlen=self._limit * 2)))
        self._chats.move_to_end(chat_key)
        while len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return chat
