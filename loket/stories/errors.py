"""Refusals about stories; their sentences are for testers, in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence

from loket.errors import LoketError


class StoryInvalid(LoketError):
    """Files that cannot be read as stories; each problem says file, line, what is wrong and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StepFailed(LoketError):
    """The bot did not do what a step says, or the citizen could not do it."""
