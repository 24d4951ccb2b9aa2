"""A finished run as arrays, with the study's words beside them: what all of insight reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.ensemble.identity import RunError
from latticework.ensemble.store import Result, opened
from latticework.reading import did_you_mean
from latticework.study.study import Study

DIRECTIONS = {"high": 1.0, "low": -1.0, "none": 0.0}
TIE = 1e-9
"""Spreads; what is nearer is equal, since sums in another order differ by rounding."""

LEAST = 2  # futures
_NOTHING = 1e-12  # a spread below this share of the values is what rounding leaves


@dataclass(frozen=True)
class Frame:
    """Futures × options × outcomes, and the beliefs of each future.

    Attributes
    ----------
    options, outcomes, beliefs
        Slugs and names, in the order of the axes.
    units, kinds
        Units of outcomes; kinds of beliefs (``estimated``, ``judged``, ``fact``).
    values
        Outcomes, shape (F, O, M), in their units.
    draws
        Beliefs, shape (F, B), in their units.
    baseline
        Number of the option that the others are measured against.
    sign
        Shape (M,): 1 if high is better, −1 if low is, 0 if neither.
    weight
        Shape (M,): the study's own weights.
    spread
        Shape (M,): how much each outcome varies among futures under the baseline; its unit for
        comparing outcomes. See :func:`spreads`.
    """

    options: tuple[str, ...]
    outcomes: tuple[str, ...]
    beliefs: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Array
    draws: Array
    baseline: int
    sign: Array
    weight: Array
    spread: Array

    @property
    def futures(self) -> int:
        """How many."""
        return len(self.values)

    def column(self, option: str, outcome: str) -> Array:
        """Return an outcome of an option in every future, shape (F,)."""
        return self.values[:, self.options.index(option), self.outcomes.index(outcome)]

    @cached_property
    def gains(self) -> Array:
        """Return outcomes less the baseline's in the same future, in spreads, shape (F, O, M)."""
        own = self.values[:, self.baseline, None, :]
        gained: Array = (self.values - own) / self.spread
        return gained

    def first(self, most: int) -> Frame:
        """Return the first `most` futures (a Sobol' sequence is even in its beginnings too)."""
        return replace(self, values=self.values[:most], draws=self.draws[:most])


def spreads(values: Array, baseline: int) -> Array:
    """Return the standard deviation of each outcome under the baseline, shape (M,).

    An outcome that does not vary there (cost beyond the status quo is 0 in every future) has its
    standard deviation among all runs instead, and one that never varies has 1, so that it never
    counts.

    Parameters
    ----------
    values
        Shape (F, O, M).
    baseline
        Number of the option.
    """
    least = _NOTHING * np.abs(values).max(axis=(0, 1))
    own, among = values[:, baseline].std(axis=0), values.std(axis=(0, 1))
    found: Array = np.where(own > least, own, np.where(among > least, among, 1.0))
    return found


def framed(run: Result | Path | str, study: Study) -> Frame:
    """Return a finished run, from its result or its folder, as arrays.

    Raises
    ------
    RunError
        If the run lacks beliefs, outcomes or the baseline of the study, its rows are not every
        option of every future in turn, or there is one future only.
    """
    result = run if isinstance(run, Result) else opened(run)
    return of_table(result.futures, study)


def of_table(table: pl.LazyFrame, study: Study) -> Frame:
    """Return a table of runs (``future``, ``option``, beliefs, outcomes) as arrays."""
    beliefs = tuple(belief.name for belief in study.beliefs)
    outcomes = tuple(study.outcomes)
    _present(table.collect_schema().names(), ("future", "option", *beliefs, *outcomes))
    whole = table.select("future", "option", *outcomes).collect()
    options = tuple(whole["option"].cast(pl.String).unique(maintain_order=True))
    _in_turn(whole, options, study)
    values = whole.select(outcomes).to_numpy().reshape(-1, len(options), len(outcomes))
    draws = table.filter(pl.col("option") == options[0]).select(beliefs).collect().to_numpy()
    baseline = options.index(study.question.baseline)
    records = list(study.outcomes.values())
    return Frame(
        options, outcomes, beliefs,
        units=tuple(record.unit for record in records),
        kinds=tuple(belief.kind for belief in study.beliefs),
        values=np.ascontiguousarray(values, np.float64),
        draws=np.ascontiguousarray(draws, np.float64),
        baseline=baseline,
        sign=np.array([DIRECTIONS[record.better] for record in records]),
        weight=np.array([record.weight for record in records]),
        spread=spreads(values, baseline),
    )  # fmt: skip


def _present(columns: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        near = did_you_mean(missing[0], columns)
        raise RunError(
            f"the run holds no {missing[0]}{near} ({len(missing)} of {len(wanted)} columns "
            "missing): it was made for another study; run this one afresh"
        )


def _in_turn(table: pl.DataFrame, options: Sequence[str], study: Study) -> None:
    """Refuse a table whose rows are not all options of each future, in the same order."""
    if study.question.baseline not in options:
        raise RunError(f"the run lacks the baseline {study.question.baseline}: run it as well")
    count = len(table) // len(options)
    futures = table["future"].to_numpy()
    whole = len(table) == count * len(options)
    if whole:
        again = table["option"].cast(pl.String).to_list() == [*options] * count
        grid = futures.reshape(count, len(options))
        whole = again and bool((grid == grid[:, :1]).all())
    if not whole:
        raise RunError("the run's rows are not every option of every future: run it afresh")
    if count < LEAST:
        raise RunError(f"{count} future tells nothing of how futures differ: run {LEAST} or more")
