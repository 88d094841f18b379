"""The programme's map: a point for each region, coloured by readiness, on the outlines that are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from loket.figures.centres import Geography, Point
from loket.figures.programme import Row
from web.figures import wording

# The whole of Indonesia with a margin, in degrees.
WEST, EAST, SOUTH, NORTH = 94.5, 141.6, -11.6, 6.6
SCALE: Final = 20.0  # units of the drawing a degree of latitude
SHRINK: Final = cos(radians((SOUTH + NORTH) / 2))
WIDTH, HEIGHT = round((EAST - WEST) * SCALE * SHRINK), round((NORTH - SOUTH) * SCALE)
STEPS: Final = (
    (80, "80 sampai 100"),
    (60, "60 sampai 79"),
    (40, "40 sampai 59"),
    (20, "20 sampai 39"),
    (0, "0 sampai 19"),
)
UNKNOWN: Final = "none"


@dataclass(frozen=True)
class Mark:
    """A region on the map. ``outline`` is an SVG path, empty where none is loaded."""

    slug: str
    title: str
    level: str
    x: float
    y: float
    outline: str


def marks(rows: Sequence[Row], places: Geography) -> list[Mark]:
    """Of the regions whose place is known."""
    return [_mark(row, places) for row in rows if row.region.id in places.points]


def level_of(score: float | None) -> str:
    """The colour's name: the lower bound of its step."""
    if score is None:
        return UNKNOWN
    return str(next(bound for bound, _ in STEPS if score >= bound))


def _mark(row: Row, places: Geography) -> Mark:
    score = row.noted.score if row.noted else None
    x, y = _drawn(places.points[row.region.id])
    said = "belum dicatat" if score is None else f"{wording.number(score)} dari 100"
    rings = places.outlines.get(row.region.id, [])
    outline = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(_drawn, ring)) + "Z" for ring in rings)
    return Mark(row.region.slug, f"{row.region.name}: {said}", level_of(score), round(x, 1), round(y, 1), outline)


def _drawn(point: Point) -> Point:
    return (point[0] - WEST) * SCALE * SHRINK, (NORTH - point[1]) * SCALE
