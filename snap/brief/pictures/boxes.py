"""Boxes of beliefs: for each belief which part of its futures lies inside; and the flip map.

The flip map places each box by its coverage (across) and its density (upwards): what lies in the
corner above on the right tells nearly always, and of nearly all futures, where an answer changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from latticework.brief.pictures.svg import (
    Scale,
    circle,
    element,
    line,
    picture,
    rectangle,
    text,
    wrapped,
)

WIDTH, SIZE, TITLE, ROW = 360.0, 11.0, 16.0, 34.0
SIDE, LEFT, BELOW = 300.0, 44.0, 40.0
NEAR = 9.0  # places nearer than this share their room


@dataclass(frozen=True)
class Part:
    """A belief, the part of its futures that lies inside (ranks 0–1), and the limits in words."""

    belief: str
    low: float
    high: float
    told: str


def box(title: str, parts: Sequence[Part], note: str) -> str:
    """Return a box: a bar for each belief from its lowest to its highest future."""
    heads = wrapped(title, WIDTH, SIZE)
    top = TITLE * len(heads) + 4
    drawn = [text(head, 0, 12 + TITLE * n, "title") for n, head in enumerate(heads)]
    for number, part in enumerate(parts):
        drawn += _part(part, top + ROW * number)
    end = top + ROW * len(parts)
    drawn.append(text(note, 0, end + 12, "tick"))
    return picture(drawn, WIDTH, end + 20, f"{title}: {note}")


def _part(part: Part, y: float) -> Iterator[str]:
    scale = Scale(0.0, 1.0, 0.0, WIDTH)
    yield text(part.belief, 0, y + 14)
    yield text(part.told, WIDTH, y + 14, "value", "end")
    yield rectangle(0, y + 20, WIDTH, 7, "track")
    yield rectangle(scale(part.low), y + 20, scale(part.high) - scale(part.low), 7, "within")


@dataclass(frozen=True)
class Place:
    """Where a box stands on the flip map; claims are squares, flips are dots."""

    label: str
    coverage: float
    density: float
    told: str
    claim: bool = False


def flip_map(places: Sequence[Place], title: str) -> str:
    """Return the flip map."""
    across, upward = Scale(0, 1, LEFT, LEFT + SIDE), Scale(0.5, 1, 20 + SIDE, 20)
    parts = [text(title, 0, 12, "title"), *_axes(across, upward)]
    for x, y, group in _gathered(places, across, upward):
        parts += _mark(x, y, group)
    return picture(parts, WIDTH, SIDE + 20 + BELOW, title)


def _axes(across: Scale, upward: Scale) -> Iterator[str]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = across(share)
        yield line(x, upward(1), x, upward(0.5), "grid")
        yield text(f"{share:.0%}", x, upward(0.5) + 15, "tick", "middle")
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        yield line(across(0), upward(share), across(1), upward(share), "grid")
        yield text(f"{share:.0%}", LEFT - 6, upward(share) + 4, "tick", "end")
    yield text("Coverage: part of such futures that the box holds", across(0), upward(0.5) + 32,
               "tick")  # fmt: skip
    turned = f"translate(10 {upward(0.5):.0f}) rotate(-90)"
    label = text("Density: part of the box where it is so", 0, 0, "tick")
    yield element("g", label, transform=turned)


def _gathered(
    places: Sequence[Place], across: Scale, upward: Scale
) -> Iterator[tuple[float, float, list[Place]]]:
    """Yield places with those that would lie on each other."""
    left = list(places)
    while left:
        first = left.pop(0)
        x, y = across(first.coverage), upward(first.density)
        near = [
            one for one in left
            if abs(across(one.coverage) - x) < NEAR and abs(upward(one.density) - y) < NEAR
        ]  # fmt: skip
        left = [one for one in left if one not in near]
        yield x, y, [first, *near]


def _mark(x: float, y: float, group: Sequence[Place]) -> Iterator[str]:
    told = "; ".join(one.told for one in group)
    if all(one.claim for one in group):
        yield rectangle(x - 4, y - 4, 8, 8, "claim")
    else:
        yield circle(x, y, 4.5, "flip", told)
    label = ", ".join(one.label for one in group)
    if x > LEFT + SIDE * 0.75:
        yield text(label, x - 8, y + 4, "value", "end")
    else:
        yield text(label, x + 8, y + 4, "value")
