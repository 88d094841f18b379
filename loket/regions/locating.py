"""From a point to regions: loaded boundaries decide; else the nearest known places propose. The citizen confirms."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from math import cos, inf, radians
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.regions.distance import METRES_PER_DEGREE, MIN_COS, check_point, distance_metres
from loket.regions.models import Boundary, Place, Region

if TYPE_CHECKING:
    from loket.regions.boundaries import BoundaryIndex

EDGE_M = 5_000  # outlines are simplified, jetties and small islands lie outside of them
SURE_EDGE_M = 1_000  # so near an outline a point is ours even where the nearest place is abroad
FARTHEST_PLACE_M = 120_000  # farther, a point is at sea; 0.3 % of the kecamatan lie farther from any known place
ABROAD_REACH_KM = 10.0
ABROAD_RATIO = 0.5  # a place abroad less than half as far as ours: the point is abroad
# A place of a wide district with few places stands for more land than one of a city. The power was chosen on
# a grid (0, 0.3, 0.5, 0.7); benchmarks/locate.py measures it.
REACH_POWER = 0.3


class GuessSource(enum.StrEnum):
    BOUNDARY = "boundary"
    PLACE = "place"


@dataclass(frozen=True)
class RegionGuess:
    """A region a point may lie in. ``distance_m``: to its outline (0 = inside), or to the place that proposed it."""

    region: Region
    distance_m: float
    source: GuessSource
    place: str = ""


@dataclass(frozen=True)
class _NearPlace:
    region_id: int | None
    metres: float
    weighted: float
    name: str


def locate(session: Session, latitude: float, longitude: float, limit: int = 3) -> list[RegionGuess]:
    """The kabupaten and kota a point may lie in, likeliest first; none for a point abroad or far out at sea.

    Degrees, WGS 84. Where boundaries are loaded they decide: one guess, or a few where the point is just outside of
    all. Else those of the nearest places, at most ``limit``. Raises PointInvalid.
    """
    check_point(latitude, longitude)
    index = _boundaries(session)
    inside = index.containing(latitude, longitude) if index else []
    if inside:
        return _guesses(session, [(region_id, 0.0, "") for region_id in inside[:limit]], GuessSource.BOUNDARY)
    places = _places_around(session, latitude, longitude)
    is_abroad = _is_abroad(places)
    if index is not None:
        reach = SURE_EDGE_M if is_abroad else EDGE_M
        edges = [(region_id, metres, "") for region_id, metres in index.near(latitude, longitude, reach)]
        if edges or index.is_whole_nation:
            return _guesses(session, edges[:limit], GuessSource.BOUNDARY)
    excluded = set(index.region_ids) if index else set()  # their outlines have said no
    ours = [] if is_abroad else [near for near in places if near.region_id not in excluded]
    return _guesses(session, _distinct_regions(ours)[:limit], GuessSource.PLACE)


def _boundaries(session: Session) -> BoundaryIndex | None:
    """The outlines an operator loaded, or None."""
    if session.scalar(select(Boundary.region_id).limit(1)) is None:
        return None
    from loket.regions.boundaries import boundary_index  # numpy and shapely: 30 MB that few operators need

    return boundary_index(session)


def _places_around(session: Session, latitude: float, longitude: float) -> list[_NearPlace]:
    """The places within reach, those that stand for the most land around the point first."""
    high = FARTHEST_PLACE_M / METRES_PER_DEGREE
    wide = high / max(cos(radians(latitude)), MIN_COS)
    query = select(Place.region_id, Place.latitude, Place.longitude, Place.reach_km, Place.name).where(
        Place.latitude.between(latitude - high, latitude + high),
        Place.longitude.between(longitude - wide, longitude + wide),
    )
    found = []
    for region_id, place_latitude, place_longitude, reach_km, name in session.execute(query):
        metres = distance_metres(latitude, longitude, place_latitude, place_longitude)
        if metres <= FARTHEST_PLACE_M:
            weighted = metres / (reach_km or ABROAD_REACH_KM) ** REACH_POWER
            found.append(_NearPlace(region_id, metres, weighted, name))
    return sorted(found, key=lambda near: near.weighted)


def _is_abroad(places: list[_NearPlace]) -> bool:
    """Whether a foreign place is so much nearer than ours that the point is not in Indonesia."""
    ours = min((near.metres for near in places if near.region_id is not None), default=FARTHEST_PLACE_M)
    foreign = min((near.metres for near in places if near.region_id is None), default=inf)
    return foreign < ABROAD_RATIO * ours


def _distinct_regions(places: list[_NearPlace]) -> list[tuple[int, float, str]]:
    found: dict[int, tuple[int, float, str]] = {}
    for near in places:
        if near.region_id is not None:
            found.setdefault(near.region_id, (near.region_id, near.metres, near.name))
    return list(found.values())


def _guesses(session: Session, found: list[tuple[int, float, str]], source: GuessSource) -> list[RegionGuess]:
    ids = [region_id for region_id, _, _ in found]
    regions = {region.id: region for region in session.scalars(select(Region).where(Region.id.in_(ids)))}
    return [RegionGuess(regions[region_id], metres, source, place) for region_id, metres, place in found]
