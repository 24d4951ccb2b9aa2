"""Arrays of annals: columns by year and state, matrices by two states."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA
from latticework.evidence.panel import major_powers
from latticework.evidence.trade_features import great_circle
from latticework.insight.hindcast_annals import Annals, keyed, last_year

POWERS = (AMERICA, CHINA, RUSSIA)
"""Whose threat is followed; the last two are challengers, whose encirclement is."""


def yearly(frame: pl.DataFrame, column: str, states: Sequence[str], years: Sequence[int]) -> Array:
    """Return (Y, N) a column by year and state, NaN where there is no row."""
    out = np.full((len(years), len(states)), np.nan)
    held = frame.filter(
        pl.col("year").is_between(years[0], years[-1]), pl.col("state").is_in(states)
    )
    for state, year, value in held.select("state", "year", column).iter_rows():
        out[year - years[0], states.index(state)] = np.nan if value is None else value
    return out


def given(frame: pl.DataFrame, column: str, states: Sequence[str], years: Sequence[int]) -> Array:
    """Return (Y, N) a column where a missing row is a zero."""
    return np.nan_to_num(yearly(frame, column, states, years))


def matrix(
    frame: pl.DataFrame, names: tuple[str, str], column: str, states: Sequence[str]
) -> Array:
    """Return (N, N) the highest value of a column for each two states, 0 where there is no row."""
    index = {state: i for i, state in enumerate(states)}
    out = np.zeros((len(states), len(states)))
    for one, other, value in frame.select(*names, column).iter_rows():
        if one in index and other in index:
            cell = index[one], index[other]
            out[cell] = max(out[cell], value)
    return out


def distances(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, N) km between capitals."""
    lat, lng = (yearly(annals.capitals, name, states, (year,))[0] for name in ("lat", "lng"))
    return great_circle(lat, lng)


def rivals(annals: Annals, states: Sequence[str], year: int) -> tuple[Array, Array]:
    """Return (N, N) masks of rivals and of those whose rivalry is over territory.

    After the last year of the set rivals are those of that year.
    """
    held = annals.rivalries.filter(pl.col("year") == min(year, last_year(annals.rivalries)))
    held = held.with_columns(rival=1.0, claim=pl.col("claim").cast(pl.Float64).fill_null(0.0))
    names = ("one", "other")
    return matrix(held, names, "rival", states), matrix(held, names, "claim", states)


def majors(states: Sequence[str], year: int) -> Array:
    """Return (N,) 1 for major powers by COW's list; after its last year, those of that year."""
    table = keyed(major_powers(), state="ccode")
    held = table.filter(pl.col("year") == min(year, last_year(table)))
    return np.isin(states, held["state"].to_numpy().astype(str)).astype(np.float64)
