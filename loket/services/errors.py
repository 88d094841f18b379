"""Refusals about services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loket.errors import LoketError

if TYPE_CHECKING:
    from loket.services.naming import NameProblem


class ServiceNotFound(LoketError):
    """No active service has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no active service with slug {slug[:80]!r}")
        self.slug = slug


class ServiceRefused(LoketError):
    """A field of a service cannot stand; ``str`` is for the people who read it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class NamesRefused(LoketError):
    """What citizens are to call a service cannot stand as given; ``problems`` by row. Nothing was stored."""

    def __init__(self, problems: Sequence[NameProblem]) -> None:
        super().__init__(f"{len(problems)} sebutan perlu diperbaiki.")
        self.problems = list(problems)
