"""Refusals about citizens."""

from __future__ import annotations

from loket.errors import LoketError


class CitizenNotFound(LoketError):
    """Nobody with this pseudonym has written to us, or they had themselves forgotten."""

    def __init__(self, pseudonym: str) -> None:
        super().__init__("no citizen with this pseudonym")
        self.pseudonym = pseudonym
