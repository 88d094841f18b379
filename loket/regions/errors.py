"""Refusals about regions."""

from __future__ import annotations

from loket.errors import LoketError


class RegionNotFound(LoketError):
    """No region has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no region with slug {slug[:80]!r}")
        self.slug = slug


class PointInvalid(LoketError):
    """Not a point on earth."""

    def __init__(self, latitude: float, longitude: float) -> None:
        super().__init__("latitude must lie in -90..90 and longitude in -180..180")
        self.latitude = latitude
        self.longitude = longitude


class BoundariesInvalid(LoketError):
    """A file of boundaries that was not loaded, not even in part; ``problems`` says why, feature by feature."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("the boundaries were not loaded:\n" + "\n".join(problems[:20]))
        self.problems = problems
