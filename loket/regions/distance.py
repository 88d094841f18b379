"""Distances on earth."""

from __future__ import annotations

from math import asin, cos, isfinite, radians, sin, sqrt

from loket.regions.errors import PointInvalid

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
METRES_PER_DEGREE = 111_195.0  # of latitude
MIN_COS = 0.1  # Indonesia lies on the equator; this only keeps the poles from dividing by zero


def check_point(latitude: float, longitude: float) -> None:
    """Raise PointInvalid unless this is a point on earth."""
    if not (isfinite(latitude) and isfinite(longitude) and -90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise PointInvalid(latitude, longitude)


def distance_metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along the great circle (haversine; off by 0.5 % at most, the earth being no sphere)."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = radians(other_longitude - longitude) / 2
    chord = sin(half_phi) ** 2 + cos(phi) * cos(other_phi) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
