"""The report card: what was tested against what happened, and whether it passed.

A check that fails stays on the card. One without bounds is reported only. The card of the embedded
estimates is kept in ``report_card.csv``, so that a brief can show it without any data set.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from latticework.evidence.datasets import EVIDENCE
from latticework.evidence.scores import Scores
from latticework.reading import Problem, Raw, ReadingError, read_csv

EMBEDDED = EVIDENCE / "report_card.csv"

DIGITS = 4
"""Significant digits that are kept."""

CALIBRATED = (0.8, 1.2)
"""Slopes that count as calibrated."""


@dataclass(frozen=True)
class Check:
    """One number of one test.

    Attributes
    ----------
    test
        What was forecast, and on what rows.
    metric
        What was measured.
    value
        The measure.
    least, most
        Bounds that it must keep to pass; None where there is none.
    against
        What sets the bounds: the baseline to beat, or what counts as calibrated.
    rows
        Of how many rows.
    margin
        Standard error of the difference to the baseline, clustered; None where not known.
    note
        What to mind.
    """

    test: str
    metric: str
    value: float
    least: float | None = None
    most: float | None = None
    against: str = ""
    rows: int = 0
    margin: float | None = None
    note: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the value keeps its bounds; None if there are none."""
        if self.least is None and self.most is None:
            return None
        above = self.least is None or self.value > self.least
        return above and (self.most is None or self.value < self.most)

    @property
    def to_beat(self) -> str:
        """The bounds in words."""
        if self.least is not None and self.most is not None:
            return f"{self.least:.4g} to {self.most:.4g}"
        if self.least is not None:
            return f"over {self.least:.4g}"
        return "" if self.most is None else f"under {self.most:.4g}"


@dataclass(frozen=True)
class ReportCard:
    """All checks, in the order in which a reader sees them."""

    checks: tuple[Check, ...]

    @classmethod
    def of(cls, *parts: Iterable[Check]) -> ReportCard:
        """Return a card of the checks of several modules."""
        return cls(tuple(check for part in parts for check in part))

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if check.passed is False)

    def summary(self) -> str:
        """Return how many passed, and which did not, in a sentence or two.

        Examples
        --------
        >>> ReportCard((Check("onset", "Brier", 0.2, most=0.3), Check("arms", "R²", 0))).summary()
        '1 of 1 checks passed.'
        """
        judged = [check for check in self.checks if check.passed is not None]
        said = f"{len(judged) - len(self.failed)} of {len(judged)} checks passed."
        if not self.failed:
            return said
        missed = "; ".join(f"{check.test}: {check.metric}" for check in self.failed)
        return f"{said} Not passed: {missed}."


def calibrated(test: str, got: Scores) -> Check:
    """Return the check of a forecast's calibration slope."""
    note = f"intercept {got.intercept:.2f}"
    return Check(test, "calibration slope", got.slope, *CALIBRATED, "1", got.rows, note=note)


# --- the file -------------------------------------------------------------------------------------


def text(card: ReportCard) -> str:
    """Return a card as CSV; the same checks give the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Check))
    writer.writerows([_kept(value) for value in astuple(check)] for check in card.checks)
    return out.getvalue()


def _kept(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    return "" if value is None else str(value)


def read(path: Path = EMBEDDED) -> ReportCard:
    """Return the card in a file, by default the embedded one.

    Raises
    ------
    ReadingError
        If it cannot be read, or a cell is no number where one is expected.
    """
    return ReportCard(tuple(map(check_of, read_csv(path))))


def check_of(raw: Raw) -> Check:
    """Return a row as a check.

    Raises
    ------
    ReadingError
        If a cell is no number where one is expected.
    """
    get = raw.data.get
    return Check(
        get("test", ""), get("metric", ""), needed(raw, "value"), number(raw, "least"),
        number(raw, "most"), get("against", ""), int(number(raw, "rows") or 0),
        number(raw, "margin"), get("note", ""),
    )  # fmt: skip


def needed(raw: Raw, name: str) -> float:
    """Return the number in a cell of a row, which may not be empty."""
    value = number(raw, name)
    if value is None:
        raise _wrong(raw, name)
    return value


def number(raw: Raw, name: str) -> float | None:
    """Return the number in a cell of a row, None if it is empty."""
    try:
        return float(raw.data[name]) if name in raw.data else None
    except ValueError as error:
        raise _wrong(raw, name) from error


def _wrong(raw: Raw, name: str) -> ReadingError:
    place = raw.place(())
    value = raw.data.get(name, "")
    return ReadingError([Problem(place.file, place.line, name, value, "expected a number")])
