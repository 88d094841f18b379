"""Where regions are drawn on the programme's map: a point for each, and its outline where boundaries are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.regions.models import Boundary, Place

Point = tuple[float, float]  # longitude, latitude in degrees
Ring = list[Point]
SIMPLER_BY: Final = 0.03  # degrees, some 3 km: less than a stroke on the map of the nation


@dataclass(frozen=True)
class Geography:
    """By region id. A region may lack a point, and outlines are only where an operator loaded them."""

    stamp: tuple[str, int, str, int]
    points: dict[int, Point]
    outlines: dict[int, list[Ring]]


_known: dict[str, Geography] = {}


def geography(session: Session) -> Geography:
    """Points and outlines; kept in memory until places or boundaries change."""
    url = str(session.get_bind().engine.url)
    count, newest = session.execute(select(func.count(), func.max(Boundary.loaded_at)).select_from(Boundary)).one()
    places = session.scalar(select(func.count()).select_from(Place)) or 0
    stamp = (url, int(count), str(newest), places)
    if (known := _known.get(url)) is None or known.stamp != stamp:
        known = _known[url] = _read(session, stamp)
    return known


def _read(session: Session, stamp: tuple[str, int, str, int]) -> Geography:
    """The middle of a region is the mean of its populated places, or a point inside its outline."""
    means = select(Place.region_id, func.avg(Place.longitude), func.avg(Place.latitude))
    rows = session.execute(means.where(Place.region_id.is_not(None)).group_by(Place.region_id))
    points = {region_id: (float(longitude), float(latitude)) for region_id, longitude, latitude in rows if region_id}
    outlines: dict[int, list[Ring]] = {}
    for region_id, wkb in session.execute(select(Boundary.region_id, Boundary.wkb_hex)):
        points[region_id], outlines[region_id] = _drawable(wkb)
    return Geography(stamp, points, outlines)


def _drawable(wkb: str) -> tuple[Point, list[Ring]]:
    """A point inside the shape, and its outer rings in fewer points."""
    import shapely  # 16 MB that a site without boundaries need not hold

    shape = shapely.from_wkb(wkb)
    inside = shape.representative_point()
    simple: Any = shape.simplify(SIMPLER_BY)
    polygons = [part for part in getattr(simple, "geoms", [simple]) if isinstance(part, shapely.Polygon)]
    rings = [[(point[0], point[1]) for point in one.exterior.coords] for one in polygons if not one.is_empty]
    return (inside.x, inside.y), rings
