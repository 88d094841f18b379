"""What can stand in the way of setting up and starting. Standard library only, like ``loket.stack.environments``."""

from __future__ import annotations

from loket.errors import LoketError


class StackError(LoketError):
    """One Indonesian sentence for the operator: what is wrong and what to do about it."""


class SetupError(StackError):
    """The environments, the database or the model could not be made ready."""
