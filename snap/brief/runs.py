"""A run told as tables: where each outcome lies under each option, and in what range."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil, log10
from statistics import median
from typing import NamedTuple

import polars as pl

from latticework.brief.tables import Cell, Column, Table, counted
from latticework.ensemble.store import Result
from latticework.study.study import Study

LEVELS = (0.5, 0.05, 0.95)
"""The median, and the ends of the middle 90 % of futures."""

DIGITS = 2
"""Significant digits that a reader is shown of how wide a range is."""

_ARROWS = {"high": "↑ ", "low": "↓ ", "none": ""}


class Spread(NamedTuple):
    """An outcome under an option: its quantiles over all futures, in the outcome's unit."""

    outcome: str
    option: str
    median: float
    low: float
    high: float


def spreads(study: Study, result: Result, *, main: bool = False) -> tuple[Spread, ...]:
    """Return all outcomes under all options, outcome by outcome, in the study's order.

    Quantiles are interpolated linearly between neighbours. One column is read at a time.

    Parameters
    ----------
    study
        The question.
    result
        A run of it.
    main
        Whether to leave out what the study gives no weight, unless that is all.
    """
    weighty = [name for name in result.outcomes if study.outcomes[name].weight > 0]
    chosen = weighty if main and weighty else result.outcomes
    return tuple(spread for outcome in chosen for spread in _of(result, outcome))


def _of(result: Result, outcome: str) -> Iterator[Spread]:
    column = pl.col(outcome)
    asked = [column.quantile(level, "linear").alias(f"{level}") for level in LEVELS]
    found = result.futures.group_by("option").agg(asked).collect()
    rows = {option: numbers for option, *numbers in found.iter_rows()}
    return (Spread(outcome, option, *rows[option]) for option in result.options)


def as_rows(study: Study, found: tuple[Spread, ...]) -> Table:
    """Tell each outcome under each option in a row, with all digits."""
    columns = (
        Column("Outcome"), Column("Name", wrap=True), Column("Unit", wrap=True), Column("Better"),
        Column("Weight", decimals=2), Column("Option"), Column("Median", digits=3),
        Column("5 %", digits=3), Column("95 %", digits=3),
    )  # fmt: skip
    rows = tuple(
        (
            spread.outcome, outcome.name, outcome.unit, outcome.better, outcome.weight,
            spread.option, spread.median, spread.low, spread.high,
        )
        for spread in found
        for outcome in [study.outcomes[spread.outcome]]
    )  # fmt: skip
    return Table(study.question.name, columns, rows)


def side_by_side(study: Study, result: Result, found: tuple[Spread, ...]) -> Table:
    """Tell each outcome in a row, with the options beside each other."""
    columns = (
        Column("Outcome", wrap=True),
        *(Column(option, wrap=True) for option in result.options),
    )
    rows = tuple(_row(study, list(group)) for _, group in groupby(found, lambda s: s.outcome))
    futures = counted(result.identity["futures"], "future")
    title = f"{study.question.name}: {counted(len(result.options), 'option')}, {futures}"
    left = len(result.outcomes) - len(rows)
    more = f" {counted(left, 'outcome')} without weight: --json, --csv." if left else ""
    note = f"Median (5 % to 95 % of futures). ↓ lower is better, ↑ higher is.{more}"
    return Table(title, columns, rows, (note,))


def _row(study: Study, group: list[Spread]) -> tuple[Cell, ...]:
    outcome = study.outcomes[group[0].outcome]
    decimals = _decimals(group)
    head = f"{_ARROWS[outcome.better]}{outcome.name} ({outcome.unit})"
    return head, *(_shown(spread, decimals) for spread in group)


def _decimals(group: list[Spread]) -> int:
    """Return how many decimals tell the usual width of an outcome's ranges."""
    widths = [spread.high - spread.low for spread in group if spread.high > spread.low]
    widths = widths or [abs(spread.median) for spread in group if spread.median] or [1.0]
    return max(0, DIGITS - ceil(log10(median(widths))))


def _shown(spread: Spread, decimals: int) -> str:
    shown = [f"{number:,.{decimals}f}" for number in (spread.median, spread.low, spread.high)]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"
