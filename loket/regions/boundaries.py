"""Boundaries an operator loads: where a region's outline is there, it decides which points are its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.regions.distance import METRES_PER_DEGREE, MIN_COS
from loket.regions.errors import BoundariesInvalid
from loket.regions.models import Boundary, Region, RegionType

MAX_FILE_BYTES = 300_000_000
DRAWN_M = 50  # less is no pixel at the zoom that shows a whole region


@dataclass(frozen=True)
class BoundaryIndex:
    """The loaded outlines, ready to be asked. Kept in memory until other ones are loaded."""

    stamp: tuple[str, int, str]
    region_ids: Sequence[int]
    tree: shapely.STRtree
    is_whole_nation: bool

    def containing(self, latitude: float, longitude: float) -> list[int]:
        """Ids of the regions the point lies in; two where outlines overlap or the point is on a border."""
        found = self.tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return [self.region_ids[place] for place in sorted(found)]

    def near(self, latitude: float, longitude: float, metres: float) -> list[tuple[int, float]]:
        """Ids of the regions whose outline is at most so far, with the distance in metres, nearest first."""
        point = shapely.Point(longitude, latitude)
        shrink = max(cos(radians(latitude)), MIN_COS)
        places = self.tree.query(point, predicate="dwithin", distance=metres / METRES_PER_DEGREE / shrink)
        found = [(self.region_ids[place], self._metres(place, point, shrink)) for place in places]
        return sorted((one for one in found if one[1] <= metres), key=lambda one: one[1])

    def _metres(self, place: int, point: shapely.Point, shrink: float) -> float:
        edge = shapely.Point(shapely.shortest_line(self.tree.geometries[place], point).coords[0])
        east, north = (edge.x - point.x) * shrink, (edge.y - point.y)
        return float((east**2 + north**2) ** 0.5 * METRES_PER_DEGREE)


_indexes: dict[str, BoundaryIndex] = {}


def boundary_index(session: Session) -> BoundaryIndex | None:
    """The outlines in this database, or None where none are loaded. One small query when nothing changed."""
    count, newest = session.execute(select(func.count(), func.max(Boundary.loaded_at)).select_from(Boundary)).one()
    url = str(session.get_bind().engine.url)
    if not count:
        _indexes.pop(url, None)
        return None
    stamp = (url, count, str(newest))
    if (index := _indexes.get(url)) is None or index.stamp != stamp:
        index = _indexes[url] = _build_index(session, stamp)
    return index


def _build_index(session: Session, stamp: tuple[str, int, str]) -> BoundaryIndex:
    rows = session.execute(select(Boundary.region_id, Boundary.wkb_hex).order_by(Boundary.region_id)).all()
    shapes = shapely.from_wkb([row.wkb_hex for row in rows])
    shapely.prepare(shapes)
    districts = session.scalar(select(func.count()).select_from(Region).where(Region.type != RegionType.PROVINSI))
    return BoundaryIndex(stamp, [row.region_id for row in rows], shapely.STRtree(shapes), len(rows) == districts)


def import_boundaries(session: Session, path: Path, source: str = "") -> int:
    """Load the outlines of a GeoJSON FeatureCollection (WGS 84); those of other regions stay. The caller commits.

    A feature names its kabupaten or kota by property ``slug`` or ``code`` (Kemendagri, e.g. 34.04). ``source`` is
    where the file does not say it (``metadata.source``). Returns how many. Raises BoundariesInvalid, with nothing
    written, for a file that is not such a collection or a feature that is no outline of a region of ours.
    """
    document = _read(path)
    metadata = document.get("metadata")
    told = str(metadata.get("source", "")) if isinstance(metadata, dict) else ""
    regions = session.scalars(select(Region).where(Region.type != RegionType.PROVINSI)).all()
    names = {region.slug: region.id for region in regions} | {region.code: region.id for region in regions}
    problems: list[str] = []
    outlines = dict(_outlines(document["features"], names, problems))
    if not outlines and not problems:
        problems.append("the file holds no feature")
    if problems:
        raise BoundariesInvalid(problems)
    now = utc_now()
    for region_id, wkb_hex in outlines.items():
        session.merge(
            Boundary(region_id=region_id, wkb_hex=wkb_hex, source=(source or told or path.name)[:200], loaded_at=now)
        )
    session.flush()
    return len(outlines)


def outline_rings(session: Session, region: Region) -> list[list[tuple[float, float]]]:
    """The outer rings of the region's boundary as (latitude, longitude), for drawing; of a province, its districts'.

    Simplified by at most ``DRAWN_M``; empty where none is loaded.
    """
    own = or_(Region.id == region.id, Region.parent_id == region.id)
    query = select(Boundary.wkb_hex).join(Region, Region.id == Boundary.region_id).where(own).order_by(Region.code)
    shapes = shapely.simplify(shapely.from_wkb(session.scalars(query).all()), DRAWN_M / METRES_PER_DEGREE)
    return [
        [(round(y, 5), round(x, 5)) for x, y in part.exterior.coords]
        for part in shapely.get_parts(shapes)
        if part.geom_type == "Polygon" and not part.is_empty
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BoundariesInvalid([f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB"])
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BoundariesInvalid([f"the file is not readable as GeoJSON: {error}"]) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise BoundariesInvalid(["the file is no GeoJSON FeatureCollection"])
    if not isinstance(document.get("features"), list):
        raise BoundariesInvalid(["the collection has no list of features"])
    return document


def _outlines(features: list[Any], names: dict[str, int], problems: list[str]) -> Iterator[tuple[int, str]]:
    seen: dict[int, int] = {}
    for number, feature in enumerate(features, start=1):
        try:
            region_id = _region_of(feature, names)
            if (first := seen.setdefault(region_id, number)) != number:
                raise ValueError(f"the same region as feature {first}")
            yield region_id, _outline(feature["geometry"])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, ShapelyError) as error:
            problems.append(f"feature {number}: {error}")


def _region_of(feature: Any, names: dict[str, int]) -> int:
    properties = feature["properties"]
    for key in ("slug", "code"):
        if (name := properties.get(key)) is not None:
            if str(name) not in names:
                raise ValueError(f"{key} {str(name)[:60]!r} is no kabupaten or kota of ours")
            return names[str(name)]
    raise ValueError("has neither property slug nor code")


def _outline(geometry: Any) -> str:
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"is a {str(geometry['type'])[:30]}, not a Polygon or MultiPolygon")
    outline = shape(geometry)
    if outline.is_empty:
        raise ValueError("is empty")
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("does not lie on earth: WGS 84 degrees wanted, longitude first")
    if not outline.is_valid:
        outline = shapely.make_valid(outline, method="structure")
    return str(shapely.to_wkb(outline, hex=True))
