"""Refusals about services."""

from __future__ import annotations

from loket.errors import LoketError


class ServiceNotFound(LoketError):
    """No active service has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no active service with slug {slug[:80]!r}")
        self.slug = slug
