"""Elements of SVG as text, and a scale with round ticks.

Colours and type come from the page's style sheet by class, so that a picture follows the page from
light to dark and to paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
CHAR = 0.56
"""Usual width of a character, in sizes of the font."""


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """Return an element; ``class_`` stands for ``class``, underscores within for hyphens.

    Examples
    --------
    >>> element("text", "a & b", x=1.234, text_anchor="end")
    '<text x="1.2" text-anchor="end">a & b</text>'
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    told = "".join(f' {key}="{_value(value)}"' for key, value in named)
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Return a coordinate to a tenth."""
    text = f"{value:.1f}"
    return (
        text.removesuffix(".0").replace("-0", "0") if float(text) == 0 else text.removesuffix(".0")
    )


def text(words: str, x: float, y: float, class_: str = "", anchor: str = "start") -> str:
    """Return a line of text."""
    return element("text", escape(words), x=x, y=y, class_=class_ or "label", text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rectangle(x: float, y: float, width: float, height: float, class_: str) -> str:
    """Return a rectangle, of no less than no width."""
    return element("rect", x=x, y=y, width=max(width, 0.0), height=height, class_=class_)


def circle(x: float, y: float, radius: float, class_: str, title: str = "") -> str:
    """Return a circle, with words for whoever points at it."""
    inner = element("title", escape(title)) if title else ""
    return element("circle", inner, cx=x, cy=y, r=radius, class_=class_)


def path(points: Sequence[tuple[float, float]], class_: str, *, closed: bool = False) -> str:
    """Return straight lines through points."""
    if not points:
        return ""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{steps}{'Z' if closed else ''}", class_=class_)


def picture(parts: Sequence[str], width: float, height: float, label: str) -> str:
    """Return a whole picture; `label` tells those who cannot see it what it shows."""
    return element(
        "svg", "".join(parts), xmlns="http://www.w3.org/2000/svg", role="img", aria_label=label,
        viewBox=f"0 0 {number(width)} {number(height)}", width=width, height=height,
    )  # fmt: skip


# --- scales ---


@dataclass(frozen=True)
class Scale:
    """From values between `low` and `high` to places between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; values beyond the ends stay at them."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def fitted(values: Sequence[float], start: float, end: float) -> Scale:
    """Return a scale that holds all values, and a little more."""
    low, high = min(values), max(values)
    room = (high - low) * 0.03 or abs(high) * 0.1 or 1.0
    return Scale(low - room, high + room, start, end)


def ticks(scale: Scale, most: int = 5) -> list[float]:
    """Return round values within a scale, at most so many.

    Examples
    --------
    >>> ticks(Scale(0.0, 1.0, 0, 100))
    [0.0, 0.5, 1.0]
    >>> ticks(Scale(-0.13, 0.27, 0, 100))
    [-0.1, 0.0, 0.1, 0.2]
    """
    span = scale.high - scale.low
    base = 10.0 ** floor(log10(span / most))
    step = next(base * one for one in STEPS if span / (base * one) < most)
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def tick_texts(values: Sequence[float]) -> list[str]:
    """Return ticks as texts with as many decimals as their steps need."""
    step = min((abs(b - a) for a, b in pairwise(values)), default=1.0)
    decimals = max(0, -floor(log10(step) + 1e-9))
    return [f"{value:,.{decimals}f}".replace("-", "−") for value in values]


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Return words in lines that fit a width, by the usual width of a character."""
    most = max(1, int(width / (CHAR * size)))
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spread_out(places: Sequence[float], gap: float) -> list[float]:
    """Return places moved apart as little as can be, so that none is nearer than `gap` to another.

    Examples
    --------
    >>> spread_out([0.0, 0.0, 30.0], 10.0)
    [-5.0, 5.0, 30.0]
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    groups: list[list[int]] = []
    for n in order:
        groups.append([n])
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], places, gap):
            groups[-2:] = [groups[-2] + groups[-1]]
    found = list(places)
    for group in groups:
        for n, place in zip(group, _within(group, places, gap), strict=True):
            found[n] = place
    return found


def kept_within(places: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Return places in rising order pushed inside two ends, still apart if there is room.

    Examples
    --------
    >>> kept_within([-5.0, 5.0, 30.0], 0.0, 100.0, 10.0)
    [0.0, 10.0, 30.0]
    """
    found = list(places)
    for n, place in enumerate(found):
        found[n] = max(place, found[n - 1] + gap if n else low)
    for n in reversed(range(len(found))):
        found[n] = min(found[n], found[n + 1] - gap if n + 1 < len(found) else high)
    return found


def _within(group: Sequence[int], places: Sequence[float], gap: float) -> list[float]:
    middle = sum(places[n] for n in group) / len(group)
    return [middle + (k - (len(group) - 1) / 2) * gap for k in range(len(group))]


def _overlap(one: Sequence[int], other: Sequence[int], places: Sequence[float], gap: float) -> bool:
    return _within(other, places, gap)[0] - _within(one, places, gap)[-1] < gap - 1e-9
