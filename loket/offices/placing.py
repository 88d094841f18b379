"""Where an office's point lies: whether in its own region, and what to draw around it. Reads only, asks no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from loket.answers.formats import joined
from loket.regions.distance import METRES_PER_DEGREE
from loket.regions.errors import PointInvalid
from loket.regions.locating import GuessSource, RegionGuess, locate
from loket.regions.models import Boundary, Place, Region, RegionType
from loket.regions.names import base_name, display_name, normalise

SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5  # by its outermost islands
NEAR_DEGREES = 0.25  # around the region: neighbours close enough to find one's way by
MAX_PLACES = 150
MAX_NEIGHBOURS = 12
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Landmark:
    """A name to find one's way by: a place, or (``is_region``) a region, about in the middle of its places."""

    name: str
    latitude: float
    longitude: float
    is_region: bool


@dataclass(frozen=True)
class RegionMap:
    """What to draw of a region. ``outlines``: rings of its official boundary, empty where none is loaded;
    ``landmarks``: those to name first come first."""

    name: str
    corners: tuple[Point, Point]  # south-west, north-east
    outlines: Sequence[Sequence[Point]]
    landmarks: Sequence[Landmark]


def point_warning(session: Session, region: Region, latitude: float | None, longitude: float | None) -> str:
    """A sentence where the point seems not to lie in the region; empty where it does, or where there is none.

    A warning, never a refusal: without official boundaries the nearest places only propose.
    """
    if latitude is None or longitude is None:
        return ""
    try:
        guesses = locate(session, latitude, longitude)
    except PointInvalid:
        return ""  # said beside the field
    if not guesses:
        return "Titik ini di laut atau di luar Indonesia. Periksa lintang dan bujurnya, juga tanda minusnya."
    return _elsewhere(region, guesses)


def region_map(session: Session, region: Region) -> RegionMap:
    """The region's outline where official boundaries are loaded, and places around it from the gazetteer."""
    rings = _rings(session, region)
    own = _places(session, region)
    box = _box_of_rings(rings) if rings else _box(own)
    west, south, east, north = box
    places = [Landmark(one.name, one.latitude, one.longitude, is_region=False) for one in own]
    return RegionMap(
        name=display_name(region),
        corners=((south, west), (north, east)),
        outlines=rings,
        landmarks=[*_middle(region, own), *_neighbours(session, region, box), *places],
    )


def _elsewhere(region: Region, guesses: Sequence[RegionGuess]) -> str:
    name, near = display_name(region), guesses[0]
    is_own = [region.id in (guess.region.id, guess.region.parent_id) for guess in guesses]
    if near.source == GuessSource.BOUNDARY:
        where = joined([display_name(guess.region) for guess in guesses], "atau")
        sentence = f"Menurut batas wilayah resmi, titik ini di {where}, bukan di {name}. Periksa lagi titiknya."
        return "" if any(is_own) else sentence
    if is_own[0]:
        return ""
    place = f"{near.place} di {display_name(near.region)}" if near.place else display_name(near.region)
    if any(is_own):  # near the border the nearest place says little: it is wrong for one point in five
        return f"Tempat terdekat yang dikenal adalah {place}. Bila kantor ini memang di {name}, abaikan pesan ini."
    return f"Titik ini tampaknya dekat {place}, bukan di {name}. Periksa lagi titiknya."


def _rings(session: Session, region: Region) -> Sequence[Sequence[Point]]:
    if session.scalar(select(Boundary.region_id).limit(1)) is None:
        return []
    from loket.regions.boundaries import outline_rings  # numpy and shapely: 30 MB that few operators need

    return outline_rings(session, region)


def _places(session: Session, region: Region) -> Sequence[Place]:
    query = select(Place).join(Region, Region.id == Place.region_id).order_by(Place.reach_km.desc(), Place.id)
    own = session.scalars(
        query.where(or_(Region.id == region.id, Region.parent_id == region.id)).limit(MAX_PLACES)
    ).all()
    if own or region.parent_id is None:
        return own
    # Nothing is known of a district this young: its province at least shows where to look.
    return session.scalars(query.where(Region.parent_id == region.parent_id).limit(MAX_PLACES)).all()


def _box(places: Sequence[Place]) -> tuple[float, float, float, float]:
    if not places:
        return WEST, SOUTH, EAST, NORTH
    latitudes, longitudes = [one.latitude for one in places], [one.longitude for one in places]
    margin = max((one.reach_km or 0.0) * 1000 / METRES_PER_DEGREE for one in places) or 0.1
    return min(longitudes) - margin, min(latitudes) - margin, max(longitudes) + margin, max(latitudes) + margin


def _box_of_rings(rings: Sequence[Sequence[Point]]) -> tuple[float, float, float, float]:
    latitudes = [latitude for ring in rings for latitude, _ in ring]
    longitudes = [longitude for ring in rings for _, longitude in ring]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _middle(region: Region, own: Sequence[Place]) -> list[Landmark]:
    """The region's name in the middle of its places, unless one of them has that name."""
    base = base_name(region.name, RegionType(region.type))
    if not own or any(normalise(one.name) == base for one in own):
        return []
    latitude, longitude = mean(one.latitude for one in own), mean(one.longitude for one in own)
    return [Landmark(display_name(region), latitude, longitude, is_region=True)]


def _neighbours(session: Session, region: Region, box: tuple[float, float, float, float]) -> list[Landmark]:
    """The regions that have a place near, each by the middle of its near places."""
    west, south, east, north = box
    query = select(Place.latitude, Place.longitude, Region).join(Region, Region.id == Place.region_id)
    query = query.where(
        Place.latitude.between(south - NEAR_DEGREES, north + NEAR_DEGREES),
        Place.longitude.between(west - NEAR_DEGREES, east + NEAR_DEGREES),
        Region.id != region.id,
        or_(Region.parent_id != region.id, Region.parent_id.is_(None)),
    )
    near: dict[Region, list[Point]] = {}
    for latitude, longitude, other in session.execute(query):
        near.setdefault(other, []).append((latitude, longitude))
    largest = sorted(near.items(), key=lambda one: -len(one[1]))[:MAX_NEIGHBOURS]
    return [
        Landmark(display_name(other), mean(lat for lat, _ in points), mean(lon for _, lon in points), is_region=True)
        for other, points in largest
    ]
