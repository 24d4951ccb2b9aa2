"""A map, from the Atlantic eastwards as far as need be, with ties as arcs.

Land is drawn from the atlas's own outlines, which are coarse: they are made to tell land from sea.
Plate carrée, true to scale along the parallels of 30°.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, radians

from latticework.brief.pictures.svg import (
    circle,
    element,
    line,
    number,
    path,
    picture,
    rectangle,
    text,
)

TRUE = cos(radians(30.0))
SEAM = -30.0
"""The meridian at which the globe is cut open, in the middle of the Atlantic."""

MARGIN = 8.0
"""Degrees around what must be on the map."""

BOWS = {"gone": 0.10}
BOW = 0.16
"""How far an arc swings out, as a share of its length; what is gone keeps below what is new."""

HEAD, FOOT = 18.0, 24.0
LABEL, LETTER = 11.0, 5.8  # height of a label, width of a letter

SMALL = 500.0
"""Maps narrower than that have smaller dots."""

Ring = Sequence[tuple[float, float]]
"""Corners as latitude and longitude, degrees."""


@dataclass(frozen=True)
class Spot:
    """A state, or the middle of an organisation."""

    name: str
    lat: float
    lon: float
    class_: str
    told: str
    label: bool = False


@dataclass(frozen=True)
class Tie:
    """Two spots that are tied, by their numbers; `count` agreements make it so much wider."""

    one: int
    other: int
    class_: str
    told: str
    count: int = 1


@dataclass(frozen=True)
class Frame:
    """What of the globe is on the map, degrees; longitudes count eastwards from `SEAM`."""

    west: float
    east: float
    south: float
    north: float

    @classmethod
    def around(cls, places: Sequence[tuple[float, float]]) -> Frame:
        """Return the frame around places, given as latitude and longitude."""
        lats, lons = [lat for lat, _ in places], [turned(lon) for _, lon in places]
        return cls(min(lons) - MARGIN, max(lons) + MARGIN, min(lats) - MARGIN, max(lats) + MARGIN)


def turned(lon: float) -> float:
    """Return a longitude as degrees eastwards from the seam."""
    return (lon - SEAM) % 360.0


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: outlines of land, what is in the frame, and the picture's width."""

    lands: Sequence[Ring]
    frame: Frame
    width: float

    @property
    def scale(self) -> float:
        """Units of the picture a degree of latitude."""
        return self.width / ((self.frame.east - self.frame.west) * TRUE)

    @property
    def height(self) -> float:
        """Of the picture."""
        return (self.frame.north - self.frame.south) * self.scale

    def at(self, lat: float, east: float) -> tuple[float, float]:
        """Return the place of a point, its longitude from the seam."""
        return (east - self.frame.west) * TRUE * self.scale, (self.frame.north - lat) * self.scale

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the place of a point."""
        return self.at(lat, turned(lon))

    def outlines(self) -> Iterator[list[tuple[float, float]]]:
        """Yield the outlines of land that are on the map, those at the seam at both ends."""
        for ring in self.lands:
            for turn in (-360.0, 0.0, 360.0):
                corners = [self.at(lat, lon - SEAM + turn) for lat, lon in ring]
                if any(0 <= x <= self.width and 0 <= y <= self.height for x, y in corners):
                    yield corners


def world(
    ground: Ground, spots: Sequence[Spot], ties: Sequence[Tie], title: str, key: Sequence[str] = ()
) -> str:
    """Return a map.

    Parameters
    ----------
    ground
        Land, and how wide.
    spots, ties
        What is shown on it.
    title
        Above it, and for those who cannot see it.
    key
        Elements of a key, drawn below from the left.
    """
    inner = [path(corners, "land", closed=True) for corners in ground.outlines()]
    inner += _parallels(ground)
    inner += [_arc(tie, spots, ground) for tie in ties]
    inner += [_dot(spot, ground) for spot in spots]
    inner += _labels(spots, ground)
    sea = rectangle(0, HEAD, ground.width, ground.height, "sea")
    frame = element("svg", "".join(inner), x=0.0, y=HEAD, width=ground.width, height=ground.height)
    foot = FOOT if key else 2.0
    below = element("g", "".join(key), transform=f"translate(0 {number(HEAD + ground.height + 6)})")
    parts = [text(title, 0, 12, "title"), sea, frame, below if key else ""]
    return picture(parts, ground.width, HEAD + ground.height + foot, title)


def _parallels(ground: Ground) -> Iterator[str]:
    for lat in range(-60, 61, 30):
        y = ground.at(lat, 0)[1]
        if 0 < y < ground.height:
            yield line(0, y, ground.width, y, "parallel")


def _arc(tie: Tie, spots: Sequence[Spot], to: Ground) -> str:
    ends = sorted(to(spots[n].lat, spots[n].lon) for n in (tie.one, tie.other))
    (x1, y1), (x2, y2) = ends
    up = 2 * BOWS.get(tie.class_, BOW) * hypot(x2 - x1, y2 - y1)
    middle = f"{number((x1 + x2) / 2)} {number((y1 + y2) / 2 - up)}"
    curve = f"M{number(x1)} {number(y1)}Q{middle} {number(x2)} {number(y2)}"
    return element(
        "path", element("title", escape(tie.told)), d=curve, class_=f"arc {tie.class_}",
        stroke_width=0.6 + 0.5 * min(tie.count, 5),
    )  # fmt: skip


def _dot(spot: Spot, to: Ground) -> str:
    x, y = to(spot.lat, spot.lon)
    return circle(x, y, 3.2 if to.width > SMALL else 2.4, f"spot {spot.class_}", spot.told)


def _labels(spots: Sequence[Spot], to: Ground) -> Iterator[str]:
    """Yield the names of spots that are to be named, as far as there is room, in their order."""
    taken: list[tuple[float, float, float]] = []  # left, right, height
    for spot in spots:
        x, y = to(spot.lat, spot.lon)
        wide = LETTER * len(spot.name)
        for left, anchor, start in ((x + 5, "start", x + 5), (x - 5 - wide, "end", x - 5)):
            if spot.label and _free(left, left + wide, y, taken):
                taken.append((left, left + wide, y))
                yield text(spot.name, start, y + 3.5, "place", anchor)
                break


def _free(left: float, right: float, y: float, taken: Sequence[tuple[float, float, float]]) -> bool:
    return not any(left < end and start < right and abs(y - at) < LABEL for start, end, at in taken)


def key_of(entries: Sequence[tuple[str, str]], kind: str = "dot") -> list[str]:
    """Return the elements of a key: name and class of each entry, as dots or as lines."""
    x, found = 0.0, []
    for name, class_ in entries:
        if kind == "dot":
            found.append(circle(x + 5, 6, 4, class_))
        else:
            found.append(line(x, 6, x + 14, 6, class_))
        found.append(text(name, x + (13 if kind == "dot" else 18), 10, "tick"))
        x += 24 + 6.0 * len(name) + (0 if kind == "dot" else 6)
    return found
