"""Where a point lies: areas as polygons in latitude and longitude, distances on the sphere."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from latticework.atlas.atlas import Atlas

EARTH_RADIUS_KM = (
    6371.0088  # mean radius R1 of the GRS 80 ellipsoid (Moritz 2000, J. Geodesy 74:128)
)


def inside(lat: float, lon: float, ring: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a point lies inside a ring, by counting the edges east of it (even–odd rule).

    Parameters
    ----------
    lat, lon
        Degrees.
    ring
        Corners as (latitude, longitude); the last is joined to the first.

    Examples
    --------
    >>> square = [(0, 0), (0, 10), (10, 10), (10, 0)]
    >>> inside(5, 5, square), inside(5, 11, square)
    (True, False)
    """
    crossings = 0
    for (lat1, lon1), (lat2, lon2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (lat1 > lat) != (lat2 > lat):
            crossings += lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1)
    return crossings % 2 == 1


def in_area(atlas: Atlas, area: str, lat: float, lon: float) -> bool:
    """Tell whether a point lies in an area of the atlas, its rings or any area of its union."""
    todo, seen = [area], {area}
    while todo:
        record = atlas.areas[todo.pop()]
        if any(inside(lat, east, ring) for ring in record.rings for east in (lon, lon + 360)):
            return True
        todo += [below for below in record.union if below not in seen]
        seen |= set(record.union)
    return False


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance between two points in km (haversine formula).

    Examples
    --------
    >>> round(distance_km(0, 0, 0, 180))
    20015
    """
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
