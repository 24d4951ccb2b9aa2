"""Stacked bars: how a whole is made up, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from latticework.brief.pictures.svg import Scale, picture, rectangle, text, wrapped

WIDTH, LABELS = 360.0, 178.0
ROW, TITLE = 20.0, 16.0
SIZE = 11.0


@dataclass(frozen=True)
class Bar:
    """A row, and the sizes of its parts in the order of the key."""

    label: str
    sizes: tuple[float, ...]
    note: str = ""


def bars(rows: Sequence[Bar], key: Sequence[tuple[str, str]], title: str) -> str:
    """Return stacked bars.

    Parameters
    ----------
    rows
        From top to bottom.
    key
        Name and class of each part, from left to right.
    title
        With the unit.
    """
    heads = wrapped(title, WIDTH, SIZE)
    top = TITLE * (len(heads) + 1) + 8
    most = max((sum(row.sizes) for row in rows), default=0.0) or 1.0
    scale = Scale(0.0, most, LABELS, WIDTH - 34)
    parts = [text(head, 0, 12 + TITLE * n, "title") for n, head in enumerate(heads)]
    parts += _key(key, 12 + TITLE * len(heads))
    for number, row in enumerate(rows):
        parts += _row(row, key, scale, top + ROW * (number + 0.5))
    return picture(parts, WIDTH, top + ROW * len(rows) + 6, title)


def _key(key: Sequence[tuple[str, str]], y: float) -> Iterator[str]:
    x = 0.0
    for name, class_ in key:
        yield rectangle(x, y - 8, 9, 9, class_)
        yield text(name, x + 13, y, "tick")
        x += 13 + 6.2 * len(name) + 12


def _row(row: Bar, key: Sequence[tuple[str, str]], scale: Scale, y: float) -> Iterator[str]:
    yield text(row.label, 0, y + 4)
    ends = [0.0, *accumulate(row.sizes)]
    for (_, class_), start, end in zip(key, ends, ends[1:], strict=False):
        if end > start:
            yield rectangle(scale(start), y - 6, scale(end) - scale(start), 12, class_)
    yield text(row.note, scale(ends[-1]) + 5, y + 4, "value")
