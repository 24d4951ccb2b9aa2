"""The ways that ships and armies take, where the great circle is none.

The atlas divides the Earth into seas: stretches of water, with the land that faces them, in which a
ship sails straight from any point to any other. One sea meets another at waypoints: straits,
canals, capes, gates of the open sea. A ship from a port sails straight to a waypoint of its sea,
from waypoint to waypoint within seas they share, and from one of the last sea straight to its goal;
of all such ways it takes the shortest (Dijkstra 1959). A place inland is reached at the end of a
straight line from the sea that its land faces, so that the way is defined for every place.

Forces on land march straight within a land mass, and go by ship to another. That is geography only:
whether the states on the way let them pass, a range bars it or a war, is for others to say.

A way is never shorter than the great circle and as long in both directions. To close a canal or
a strait, take its waypoint out of the atlas.

References
----------
Dijkstra, E. W. 1959. A Note on Two Problems in Connexion with Graphs. Numerische Mathematik 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from latticework.array import Array, Mask
from latticework.atlas.atlas import Atlas
from latticework.atlas.places import EARTH_RADIUS_KM, inside
from latticework.atlas.records import Outline
from latticework.reading import Problem, ReadingError

Points = Sequence[tuple[float, float]]
"""Latitudes and longitudes, degrees."""


def great_circles(starts: Points, places: Points) -> Array:
    """Return the great-circle distance from each start to each place, km (haversine formula).

    Examples
    --------
    >>> great_circles([(0, 0)], [(0, 180), (90, 0)]).round()
    array([[20015., 10008.]])
    """
    lat, lon = np.radians(np.reshape(starts, (-1, 1, 2))).transpose(2, 0, 1)
    to_lat, to_lon = np.radians(np.reshape(places, (1, -1, 2))).transpose(2, 0, 1)
    half = np.sin((to_lat - lat) / 2) ** 2
    half = half + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    distance: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return distance


@dataclass(frozen=True)
class Lanes:
    """The network of sea lanes of an atlas, with its land masses.

    Attributes
    ----------
    seas, lands
        Outlines by key, the smallest ring first.
    waypoints
        (latitude, longitude) in degrees, W of them.
    meets
        By sea, which waypoints are its own; (W,).
    legs
        The shortest way of a ship between any two waypoints (W, W), km.
    """

    seas: Mapping[str, Outline]
    lands: Mapping[str, Outline]
    waypoints: Points
    meets: Mapping[str, Mask]
    legs: Array

    def sea_of(self, lat: float, lon: float) -> str:
        """Return the sea of a place: that around it, or that its land faces.

        Raises
        ------
        ReadingError
            If no ring of the atlas's seas holds the place.
        """
        sea = _holder(self.seas, lat, lon)
        if sea is None:
            expected = "expected the ring of a sea around each place"
            raise ReadingError([Problem("seas.yaml", 1, "ring", f"{lat:g}, {lon:g}", expected)])
        return sea

    def land_of(self, lat: float, lon: float) -> str | None:
        """Return the land mass of a place; None for one on a small island."""
        return _holder(self.lands, lat, lon)

    def by_sea(self, starts: Points, places: Points) -> Array:
        """Return the way of a ship from each start (S) to each place (P), km; shape (S, P)."""
        start_seas = np.array([self.sea_of(*start) for start in starts])
        place_seas = np.array([self.sea_of(*place) for place in places])
        straight = great_circles(starts, places)
        out = _through(self._offing(starts, start_seas), self.legs)
        way = _through(out, self._offing(places, place_seas).T)
        return np.where(start_seas[:, None] == place_seas, straight, way)

    def by_land(self, starts: Points, places: Points) -> Array:
        """Return the way of an army from each start to each place, km; shape (S, P).

        The great circle on one land mass, else the way of a ship.
        """
        start_lands = np.array([self.land_of(*start) or "" for start in starts])
        place_lands = np.array([self.land_of(*place) or "" for place in places])
        same = (start_lands[:, None] == place_lands) & (place_lands != "")
        return np.where(same, great_circles(starts, places), self.by_sea(starts, places))

    def _offing(self, points: Points, seas: Array | Sequence[str]) -> Array:
        """Return the km from each point to each waypoint of its sea, infinite to others; (P, W)."""
        own = np.array([self.meets[sea] for sea in seas])
        return np.where(own, great_circles(points, self.waypoints), np.inf)


def lanes(atlas: Atlas) -> Lanes:
    """Return the sea lanes of an atlas, with the shortest ways between all its waypoints."""
    points = [(row.lat, row.lon) for row in atlas.waypoints.values()]
    seas = [set(row.seas.split()) for row in atlas.waypoints.values()]
    meets = {sea: np.array([sea in own for own in seas], dtype=bool) for sea in atlas.seas}
    joined = np.zeros((len(points), len(points)), dtype=bool)
    for own in meets.values():
        joined |= np.outer(own, own)
    courses = np.where(joined, great_circles(points, points), 0.0)  # zero: no course
    legs: Array = dijkstra(courses, directed=False)
    return Lanes(_smallest_first(atlas.seas), _smallest_first(atlas.lands), points, meets, legs)


def _through(one: Array, other: Array) -> Array:
    """Return the shortest way by way of any waypoint: the least sum of (S, W) and (W, P)."""
    return np.array([(row[:, None] + other).min(axis=0) for row in one])


def _smallest_first(outlines: Mapping[str, Outline]) -> dict[str, Outline]:
    return dict(sorted(outlines.items(), key=lambda item: _area(item[1].ring)))


def _area(ring: Sequence[tuple[float, float]]) -> float:
    """Return the area of a ring on the latitude–longitude plane, square degrees."""
    lat, lon = np.array(ring).T
    return float(abs(lat @ np.roll(lon, -1) - lon @ np.roll(lat, -1)) / 2)


def _holder(outlines: Mapping[str, Outline], lat: float, lon: float) -> str | None:
    """Return the first outline whose ring holds a point, by key."""
    for key, outline in outlines.items():
        if any(inside(lat, east, outline.ring) for east in (lon, lon + 360)):
            return key
    return None
