"""Growing pauses between attempts, with jitter, so that many waiters do not come back in one instant."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Pauses of ``first`` seconds, doubled with each attempt up to ``longest``."""

    first: float
    longest: float

    def seconds(self, attempt: int) -> float:
        """The pause after this attempt (from 1), between half of it and all of it."""
        whole = min(self.longest, self.first * 2.0 ** min(attempt - 1, 30))
        return whole * random.uniform(0.5, 1)  # noqa: S311  spreads load, keeps no secret
