"""Derived variables of panels, as free functions on lazy frames and expressions.

Spells to years, one row out of several, great-circle distance, peace years and their splines. Codes
and years are whatever columns the caller names; nothing here knows a data set.

References
----------
Beck, N., Katz, J. & Tucker, R. (1998) Taking time seriously. *American Journal of Political
Science* 42(4). Carter, D. & Signorino, C. (2010) Back to the future: modeling time dependence in
binary data. *Political Analysis* 18(3). Harrell, F. (2015) *Regression Modeling Strategies*, 2.4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from latticework.atlas.places import EARTH_RADIUS_KM

MIN_KNOTS = 3
"""A natural cubic spline with fewer knots is a straight line."""


def in_years(frame: pl.LazyFrame, since: pl.Expr, until: pl.Expr) -> pl.LazyFrame:
    """Repeat each row for every year from `since` to `until`, inclusive, in a column ``year``.

    Examples
    --------
    >>> spell = pl.LazyFrame({"code": [2], "a": [1914], "b": [1916]})
    >>> in_years(spell, pl.col("a"), pl.col("b")).select("code", "year").collect().rows()
    [(2, 1914), (2, 1915), (2, 1916)]
    """
    years = pl.int_ranges(since, until + 1, dtype=pl.Int32)
    return frame.with_columns(year=years).explode("year")


def for_most_of_the_year(
    frame: pl.LazyFrame, key: str, since: str = "since", until: str = "until"
) -> pl.LazyFrame:
    """Turn dated rows into one a key and year: the one that held on most of its days.

    Parameters
    ----------
    frame
        Rows with first and last days.
    key
        The column that should stand once a year.
    since, until
        The columns of days, inclusive.
    """
    yearly = in_years(frame, pl.col(since).dt.year(), pl.col(until).dt.year())
    january, december = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    days = pl.min_horizontal(until, december) - pl.max_horizontal(since, january)
    return (
        yearly.with_columns(_days=days)
        .sort(key, "year", pl.col("_days").neg(), since)
        .unique([key, "year"], keep="first", maintain_order=True)
        .drop("_days")
    )


def one_each(frame: pl.LazyFrame, keys: Sequence[str], prefer: Sequence[pl.Expr]) -> pl.LazyFrame:
    """Keep one row for each value of the keys: the first by `prefer`, lowest values first.

    Examples
    --------
    >>> rows = pl.LazyFrame({"year": [1860, 1860], "onset": [0, 1]})
    >>> one_each(rows, ["year"], [pl.col("onset").neg()]).collect().rows()
    [(1860, 1)]
    """
    return frame.sort(*keys, *prefer).unique(keys, keep="first", maintain_order=True)


def both_ways(frame: pl.LazyFrame, one: str, other: str) -> pl.LazyFrame:
    """Add each row again with two columns exchanged.

    Examples
    --------
    >>> pair = pl.LazyFrame({"ccode1": [2], "ccode2": [20]})
    >>> both_ways(pair, "ccode1", "ccode2").collect().rows()
    [(2, 20), (20, 2)]
    """
    names = frame.collect_schema().names()
    turned = frame.rename({one: other, other: one}).select(names)
    return pl.concat([frame, turned])


def great_circle(lat1: str, lng1: str, lat2: str, lng2: str) -> pl.Expr:
    """Return the great-circle distance in km between two points in degrees (haversine).

    Examples
    --------
    >>> points = pl.DataFrame({"a": [0.0], "b": [0.0], "c": [0.0], "d": [180.0]})
    >>> round(points.select(great_circle("a", "b", "c", "d")).item())
    20015
    """
    phi1, phi2 = pl.col(lat1).radians(), pl.col(lat2).radians()
    half_lat = (phi2 - phi1) / 2
    half_lng = (pl.col(lng2).radians() - pl.col(lng1).radians()) / 2
    chord = half_lat.sin() ** 2 + phi1.cos() * phi2.cos() * half_lng.sin() ** 2
    return 2 * EARTH_RADIUS_KM * chord.sqrt().clip(0, 1).arcsin()


def years_since(event: str, units: Sequence[str], year: str = "year") -> pl.Expr:
    """Return the years since the last event before, or since a unit was first observed.

    0 in the year after an event and in the first year observed; gaps in the observation of a unit
    count as peace. Null where the event is not known. Beck, Katz & Tucker's measure.

    Parameters
    ----------
    event
        A column of 0, 1 and null.
    units
        The columns that tell units apart.
    year
        The column of years.

    Examples
    --------
    >>> spell = pl.DataFrame({"unit": [1] * 5, "year": range(2000, 2005), "war": [0, 0, 1, 0, 0]})
    >>> spell.select(years_since("war", ["unit"])).to_series().to_list()
    [0, 1, 2, 0, 1]
    """
    happened = pl.when(pl.col(event) == 1).then(pl.col(year))
    last = happened.shift(1).forward_fill().over(units, order_by=year)
    start = pl.col(year).filter(pl.col(event).is_not_null()).min().over(units)
    since = pl.col(year) - pl.coalesce(last + 1, start)
    return pl.when(pl.col(event).is_not_null()).then(since)


def cubic(name: str) -> list[pl.Expr]:
    """Return the square and the cube of a column, named with 2 and 3 (Carter & Signorino).

    Examples
    --------
    >>> pl.DataFrame({"t": [3]}).select(cubic("t")).row(0)
    (9, 27)
    """
    number = pl.col(name).cast(pl.Int64)
    return [(number**2).alias(f"{name}2"), (number**3).alias(f"{name}3")]


def natural_splines(name: str, knots: Sequence[float]) -> list[pl.Expr]:
    """Return the basis of a natural cubic spline, besides the column itself: knots − 2 terms.

    Linear before the first knot and after the last; in units of the column (Harrell's scaling).

    Parameters
    ----------
    name
        The column; the terms are named with ``_s1``, ``_s2`` …
    knots
        At least three, ascending.

    Raises
    ------
    ValueError
        If there are fewer, or they do not ascend.

    Examples
    --------
    >>> [round(value, 3) for value in pl.DataFrame({"t": [4.0]}).select(
    ...     natural_splines("t", [0, 1, 4, 7])).row(0)]
    [1.306, 0.551]
    """
    if len(knots) < MIN_KNOTS or any(a >= b for a, b in pairwise(knots)):
        raise ValueError(f"expected at least three ascending knots, not {list(knots)}")
    *inner, before, last = knots
    scale = (last - knots[0]) ** 2

    def above(knot: float) -> pl.Expr:
        return (pl.col(name) - knot).clip(lower_bound=0) ** 3

    def term(knot: float) -> pl.Expr:
        bend = above(before) * (last - knot) - above(last) * (before - knot)
        return (above(knot) - bend / (last - before)) / scale

    return [term(knot).alias(f"{name}_s{i}") for i, knot in enumerate(inner, start=1)]
