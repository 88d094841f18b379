"""Refusals about kill switches."""

from __future__ import annotations

from loket.errors import LoketError


class SwitchRefused(LoketError):
    """A switch cannot be thrown or put back; ``sentence`` says why and what to do, ``field`` what it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
