"""Refusals about bots. None of them shows a token."""

from __future__ import annotations

from loket.errors import LoketError


class BotRefused(LoketError):
    """This bot cannot be served; ``reason`` says why and what to do, in Indonesian."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"bot {name!r}: {reason}")
        self.name = name
        self.reason = reason


class BotTokenMissing(BotRefused):
    """Neither the environment variable nor the file holds a token."""


class BotTokenShared(BotRefused):
    """Another bot has this token: two receivers on one token would take each other's updates."""


class BotTokenMalformed(BotRefused):
    """What is there is no token: BotFather's look like ``123456:AbC-dEf``."""
