"""Strips: for each row where something lies, and in what range, on a common axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from latticework.brief.pictures.svg import (
    Scale,
    circle,
    fitted,
    line,
    picture,
    rectangle,
    text,
    tick_texts,
    ticks,
    wrapped,
)

WIDTH, LABELS, NOTES = 360.0, 178.0, 46.0
ROW, TITLE, AXIS = 20.0, 16.0, 24.0
SIZE = 11.0  # of labels


@dataclass(frozen=True)
class Strip:
    """A row: its middle, and the ranges around it; None where there is none.

    Attributes
    ----------
    note
        Told at the end of the row.
    class_
        Of its mark: ``mark``, or another of the style sheet.
    """

    label: str
    middle: float
    inner: tuple[float, float] | None = None
    outer: tuple[float, float] | None = None
    note: str = ""
    class_: str = "mark"

    @property
    def values(self) -> tuple[float, ...]:
        """All values of the row."""
        return (self.middle, *(self.inner or ()), *(self.outer or ()))


@dataclass(frozen=True)
class Axis:
    """What the axis says: its title with the unit, a value to compare with, ends that are given."""

    title: str
    reference: float | None = None
    ends: tuple[float, float] | None = None
    notes: str = ""


def strips(rows: Sequence[Strip], axis: Axis) -> str:
    """Return rows of ranges on a common axis."""
    notes = NOTES if any(row.note for row in rows) else 8.0
    heads = wrapped(axis.title, WIDTH - (notes if axis.notes else 0), SIZE)
    top = TITLE * len(heads) + 6
    height = top + ROW * len(rows) + AXIS
    scale = _scale(rows, axis, LABELS, WIDTH - notes)
    parts = [text(head, 0, 12 + TITLE * n, "title") for n, head in enumerate(heads)]
    if axis.notes:
        parts.append(text(axis.notes, WIDTH, 12, "tick", "end"))
    parts += _grid(scale, axis, top, height - AXIS)
    for number, row in enumerate(rows):
        parts += _row(row, scale, top + ROW * (number + 0.5))
    return picture(parts, WIDTH, height, axis.title)


def _scale(rows: Sequence[Strip], axis: Axis, start: float, end: float) -> Scale:
    if axis.ends:
        return Scale(*axis.ends, start, end)
    values = [value for row in rows for value in row.values]
    return fitted(values + ([] if axis.reference is None else [axis.reference]), start, end)


def _grid(scale: Scale, axis: Axis, top: float, bottom: float) -> Iterator[str]:
    marks = ticks(scale, 4)
    for value, told in zip(marks, tick_texts(marks), strict=True):
        yield line(scale(value), top, scale(value), bottom, "grid")
        yield text(told, scale(value), bottom + 14, "tick", "middle")
    if axis.reference is not None:
        yield line(scale(axis.reference), top, scale(axis.reference), bottom, "reference")


def _row(row: Strip, scale: Scale, y: float) -> Iterator[str]:
    yield text(row.label, 0, y + 4)
    for span, height, class_ in ((row.outer, 4.0, "outer"), (row.inner, 8.0, "inner")):
        if span is not None:
            left, right = scale(span[0]), scale(span[1])
            yield rectangle(left, y - height / 2, right - left, height, f"{class_} {row.class_}")
    yield circle(scale(row.middle), y, 4, row.class_)
    if row.note:
        yield text(row.note, WIDTH, y + 4, "value", "end")
