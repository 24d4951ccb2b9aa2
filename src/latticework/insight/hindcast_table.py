"""Hindcasts as records: what was forecast, how well, and where the plots of it are kept.

The results of `latticework.insight.hindcast.find` are kept in ``hindcasts.csv`` and the points of
their plots in ``hindcast_points.csv``, with the versions of the data sets and the command that made
them, so that a brief has them without any data set. `texts` makes both files again, byte for byte
from the same data; ``made``, the day of a row, changes only when the rest of the row does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from latticework.array import Array
from latticework.evidence.datasets import EVIDENCE, declared
from latticework.evidence.report_card import DIGITS, Check, ReportCard, check_of, needed, number
from latticework.evidence.scores import calibration_bins
from latticework.reading import Raw, read_csv

RESULTS, POINTS = EVIDENCE / "hindcasts.csv", EVIDENCE / "hindcast_points.csv"

COMMAND = "latticework hindcast --data DIR --to FOLDER"


@dataclass(frozen=True)
class Point:
    """A point of a plot.

    Attributes
    ----------
    plot
        What the plot shows, with its axes.
    series
        Which of its lines.
    x, y
        Where.
    low, high
        Ends of the band of 90 %; None where there is none.
    rows
        How many rows it stands for.
    """

    plot: str
    series: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None
    rows: int = 0


@dataclass(frozen=True)
class Hindcast:
    """One test of one mechanism, or of several, against what happened.

    Attributes
    ----------
    name
        ``H1`` … ``H9``, ``deterrence``, ``worlds``, ``blocs``.
    title
        What is tested.
    design
        How: years, rows, what is known beforehand.
    sets
        Names of the data sets.
    checks
        The numbers.
    points
        Of its plots, calibration first.
    """

    name: str
    title: str
    design: str
    sets: tuple[str, ...]
    checks: tuple[Check, ...]
    points: tuple[Point, ...] = ()

    @property
    def judged(self) -> int:
        """How many checks have something to beat."""
        return sum(check.passed is not None for check in self.checks)

    @property
    def passed(self) -> int:
        """How many of these beat it; by how much, against what chance would do, is in each."""
        return sum(check.passed is True for check in self.checks)


@dataclass(frozen=True)
class Hindcasts:
    """All hindcasts, in the order in which a reader sees them."""

    parts: tuple[Hindcast, ...]

    @property
    def card(self) -> ReportCard:
        """All checks as one report card."""
        return ReportCard.of(*(part.checks for part in self.parts))

    def only(self, names: Iterable[str]) -> Hindcasts:
        """Return some of the hindcasts, in the order of the names.

        Raises
        ------
        KeyError
            If there is none of a name.
        """
        found = {part.name: part for part in self.parts}
        return Hindcasts(tuple(found[name] for name in names))


def calibration_points(test: str, forecast: Array, events: Array) -> tuple[Point, ...]:
    """Return the points of a calibration plot: how often what was forecast came.

    Parameters
    ----------
    test
        What was forecast.
    forecast, events
        (n,) probabilities, and 0 or 1.
    """
    plot = f"{test}: forecast probability, share that came"
    return tuple(
        Point(plot, "came", bin_.forecast, bin_.rate, rows=bin_.rows)
        for bin_ in calibration_bins(forecast, events)
    )


# --- writing --------------------------------------------------------------------------------------


def texts(found: Hindcasts, before: Iterable[Mapping[str, str]], today: date) -> tuple[str, str]:
    """Return the file of results and that of points.

    Parameters
    ----------
    found
        The hindcasts.
    before
        The rows of results so far, from `rows`: one that is the same keeps its day.
    today
        The day of those that are not.
    """
    known = {(old["hindcast"], old["test"], old["metric"]): dict(old) for old in before}
    results = [
        new | {"made": _made(new, known.get((new["hindcast"], new["test"], new["metric"])), today)}
        for part in found.parts
        for new in _rows(part)
    ]
    points = [
        {"hindcast": part.name} | _cells(point) for part in found.parts for point in part.points
    ]
    return _csv(results, COLUMNS), _csv(points, ("hindcast", *_names(Point)))


def _made(new: dict[str, str], old: dict[str, str] | None, today: date) -> str:
    day = (old or {}).get("made", "")
    return day if old == new | {"made": day} else today.isoformat()


def _names(kind: type[Check] | type[Point]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


COLUMNS = ("hindcast", "title", "design", *_names(Check), "sets", "command", "made")
"""Of the file of results."""


def _rows(part: Hindcast) -> Iterator[dict[str, str]]:
    sets = "; ".join(f"{name} {declared().dataset(name).version}" for name in part.sets)
    about = {"hindcast": part.name, "title": part.title, "design": part.design}
    for check in part.checks:
        yield about | _cells(check) | {"sets": sets, "command": COMMAND}


def _cells(record: Check | Point) -> dict[str, str]:
    return dict(zip(_names(type(record)), map(_kept, astuple(record)), strict=True))


def _kept(value: object) -> str:
    if isinstance(value, float | np.floating):
        return f"{value + 0.0:.{DIGITS}g}"
    return "" if value is None else str(value)


def _csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# --- reading --------------------------------------------------------------------------------------


def rows(path: Path = RESULTS) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of results as text.

    Raises
    ------
    ReadingError
        If it cannot be read.
    """
    return tuple({name: raw.data.get(name, "") for name in COLUMNS} for raw in read_csv(path))


def read(results: Path = RESULTS, points: Path = POINTS) -> Hindcasts:
    """Return the hindcasts in two files, by default the embedded ones.

    Raises
    ------
    ReadingError
        If a file cannot be read, or a cell is no number where one is expected.
    """
    plots: dict[str, list[Point]] = {}
    for raw in read_csv(points):
        plots.setdefault(raw.data["hindcast"], []).append(_point(raw))
    parts = []
    for name, group in groupby(read_csv(results), key=lambda raw: raw.data["hindcast"]):
        held = list(group)
        about = held[0].data
        sets = tuple(text.split()[0] for text in about["sets"].split("; "))
        parts.append(
            Hindcast(
                name,
                about["title"],
                about["design"],
                sets,
                tuple(map(check_of, held)),
                tuple(plots.get(name, ())),
            )
        )
    return Hindcasts(tuple(parts))


def _point(raw: Raw) -> Point:
    return Point(
        raw.data.get("plot", ""), raw.data.get("series", ""), needed(raw, "x"), needed(raw, "y"),
        number(raw, "low"), number(raw, "high"), int(number(raw, "rows") or 0),
    )  # fmt: skip
