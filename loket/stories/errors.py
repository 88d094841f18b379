"""Refusals about stories; their sentences are for testers, in Indonesian."""

from __future__ import annotations

from loket.errors import LoketError


class StoryInvalid(LoketError):
    """A file that cannot be read as stories."""


class StepFailed(LoketError):
    """The bot did not do what a step says."""
