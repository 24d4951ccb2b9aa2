"""A map from the Atlantic over Asia and the Pacific to America, with ties as arcs.

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
    text,
)

WEST, EAST = -25.0, 297.0
NORTH, SOUTH = 74.0, -49.0
TRUE = cos(radians(30.0))
BOW = 0.16
"""How far an arc swings out, as a share of its length."""

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
class Projection:
    """Degrees to places on a picture of a width."""

    width: float

    @property
    def scale(self) -> float:
        """Units of the picture a degree of latitude."""
        return self.width / ((EAST - WEST) * TRUE)

    @property
    def height(self) -> float:
        """Of the picture."""
        return (NORTH - SOUTH) * self.scale

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the place of a point."""
        east = (lon - WEST) % 360.0
        return east * TRUE * self.scale, (NORTH - lat) * self.scale

    def ring(self, ring: Ring, turn: float) -> list[tuple[float, float]]:
        """Return the corners of a ring, moved round the globe by `turn` degrees, not cut."""
        return [
            ((lon + turn - WEST) * TRUE * self.scale, (NORTH - lat) * self.scale)
            for lat, lon in ring
        ]


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: outlines of land, and the picture's width."""

    lands: Sequence[Ring]
    width: float


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
    head = 18.0
    to = Projection(ground.width)
    inner = [*_lands(ground.lands, to), *_graticule(to)]
    inner += [_arc(tie, spots, to) for tie in ties]
    inner += [part for spot in spots for part in _spot(spot, to)]
    frame = element(
        "svg", "".join(inner), x=0.0, y=head, width=ground.width, height=to.height, class_="sea"
    )
    foot = 24.0 if key else 2.0
    below = element("g", "".join(key), transform=f"translate(0 {number(head + to.height + 6)})")
    parts = [text(title, 0, 12, "title"), frame, below if key else ""]
    return picture(parts, ground.width, head + to.height + foot, title)


def _lands(lands: Sequence[Ring], to: Projection) -> Iterator[str]:
    for ring in lands:
        for turn in (0.0, 360.0):
            corners = to.ring(ring, turn)
            if any(0 <= x <= to.width for x, _ in corners):
                yield path(corners, "land", closed=True)


def _graticule(to: Projection) -> Iterator[str]:
    for lat in range(-30, 61, 30):
        y = to(lat, 0)[1]
        yield line(0, y, to.width, y, "equator" if lat == 0 else "graticule")


def _arc(tie: Tie, spots: Sequence[Spot], to: Projection) -> str:
    (x1, y1), (x2, y2) = sorted(to(spots[n].lat, spots[n].lon) for n in (tie.one, tie.other))
    length = hypot(x2 - x1, y2 - y1)
    middle = (x1 + x2) / 2, (y1 + y2) / 2 - 2 * BOW * length
    curve = f"M{number(x1)} {number(y1)}Q{number(middle[0])} {number(middle[1])} {number(x2)} {number(y2)}"
    inner = element("title", escape(tie.told))
    return element("path", inner, d=curve, class_=f"arc {tie.class_}",
                   stroke_width=0.6 + 0.5 * min(tie.count, 5))  # fmt: skip


def _spot(spot: Spot, to: Projection) -> Iterator[str]:
    x, y = to(spot.lat, spot.lon)
    yield circle(x, y, 3.2 if to.width > 500 else 2.0, f"spot {spot.class_}", spot.told)
    if spot.label:
        yield text(spot.name, x + 5, y + 3.5, "place")


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
