"""Lines over the years, one for each option, named by letters at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from latticework.brief.pictures.svg import (
    Scale,
    element,
    fitted,
    kept_within,
    line,
    path,
    picture,
    spread_out,
    text,
    tick_texts,
    ticks,
    wrapped,
)

WIDTH, HEIGHT = 360.0, 210.0
LEFT, RIGHT, BOTTOM = 40.0, 50.0, 22.0
HEAD = 16.0
GAP, NEAR = 12.0, 4.0  # between letters; nearer ends share a line of letters
SIZE = 11.0


@dataclass(frozen=True)
class Course:
    """A quantity over the years: its usual value, and the range of one course if it is shown."""

    letter: str
    class_: str
    values: tuple[float, ...]
    band: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    @property
    def all(self) -> tuple[float, ...]:
        """All values of the course and its range."""
        low, high = self.band or ((), ())
        return (*self.values, *low, *high)


def courses(rows: Sequence[Course], years: Sequence[int], title: str) -> str:
    """Return courses over the years."""
    heads = wrapped(title, WIDTH, SIZE)
    top = HEAD * len(heads) + 8
    across = Scale(years[0], years[-1], LEFT, WIDTH - RIGHT)
    upward = fitted([value for row in rows for value in row.all], HEIGHT - BOTTOM, top)
    parts = [text(head, 0, 12 + HEAD * n, "title") for n, head in enumerate(heads)]
    parts += _grid(across, upward)
    parts += [_band(row, years, across, upward) for row in rows]
    for row in rows:
        points = [(across(year), upward(v)) for year, v in zip(years, row.values, strict=True)]
        parts.append(path(points, f"course {row.class_}"))
    return picture([*parts, *_letters(rows, upward, top)], WIDTH, HEIGHT, title)


def _grid(across: Scale, upward: Scale) -> Iterator[str]:
    marks = ticks(upward, 5)
    for value, told in zip(marks, tick_texts(marks), strict=True):
        yield line(LEFT, upward(value), WIDTH - RIGHT, upward(value), "grid")
        yield text(told, LEFT - 5, upward(value) + 3.5, "tick", "end")
    for year in ticks(across, 5):
        yield text(f"{year:.0f}", across(year), HEIGHT - 6, "tick", "middle")


def _band(row: Course, years: Sequence[int], across: Scale, upward: Scale) -> str:
    if row.band is None:
        return ""
    low, high = ([upward(value) for value in side] for side in row.band)
    there = [(across(year), y) for year, y in zip(years, low, strict=True)]
    back = [(across(year), y) for year, y in zip(years, high, strict=True)]
    return path(there + back[::-1], "band", closed=True)


def _letters(rows: Sequence[Course], upward: Scale, top: float) -> Iterator[str]:
    """Yield the letters of the courses at their ends, those that end together in one line."""
    groups: list[list[Course]] = []
    for row in sorted(rows, key=lambda row: upward(row.values[-1])):
        if groups and upward(row.values[-1]) - upward(groups[-1][0].values[-1]) < NEAR:
            groups[-1].append(row)
        else:
            groups.append([row])
    ends = [upward(group[0].values[-1]) for group in groups]
    low, high = top, HEIGHT - BOTTOM - 2
    for group, y in zip(groups, kept_within(spread_out(ends, GAP), low, high, GAP), strict=True):
        yield _together(sorted(group, key=lambda row: row.letter), y + 4, every=len(rows))


def _together(group: Sequence[Course], y: float, every: int) -> str:
    x = WIDTH - RIGHT + 6
    if len(group) == every > 1:
        return text("all", x, y, "tick")
    letters = (element("tspan", row.letter, class_=f"letter {row.class_}") for row in group)
    return element("text", "".join(letters), x=x, y=y, class_="letters")
