"""Where states stand by their votes in the United Nations, by COW's codes and year.

The session that opens in a year counts for it. Positions are in standard deviations of the members
that voted in the session.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from latticework.evidence.catalogue import read
from latticework.evidence.ideal_points import estimate
from latticework.evidence.named import cow_codes

SETS = ("un_votes", "un_roll_calls")
"""The data sets that positions are made of."""

FIRST_YEAR = 1946
"""The year in which the first regular session opened."""


@lru_cache(maxsize=2)
def positions(folder: Path | None = None) -> pl.DataFrame:
    """Return one row a state and year.

    Returns
    -------
    DataFrame
        ``ccode``, ``year``, ``position``, and ``span``: the distance between the two states of the
        year that are farthest apart.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged, or a state in it unknown.
    """
    found = estimate(read("un_votes", folder), read("un_roll_calls", folder)).points
    points = found.select(
        name="country", year=(pl.col("session") + FIRST_YEAR - 1).cast(pl.Int32), theta="theta"
    )
    last = int(points.select(pl.col("year").max()).item())
    codes = cow_codes(points["name"].unique(), FIRST_YEAR, last, folder)
    theta, year = pl.col("theta"), "year"
    standard = (theta - theta.mean().over(year)) / theta.std().over(year)
    return (
        points.with_columns(position=standard)
        .with_columns(
            span=pl.col("position").max().over(year) - pl.col("position").min().over(year)
        )
        .join(codes, on=["name", "year"])
        .select("ccode", "year", "position", "span")
        .sort("ccode", "year")
    )


def with_gap(
    pairs: pl.DataFrame, held: pl.DataFrame, codes: tuple[str, str], year: str = "year"
) -> pl.DataFrame:
    """Add ``gap``, the distance between two states' positions, and ``span``; null where unknown.

    Parameters
    ----------
    pairs
        With columns of two COW codes and of a year.
    held
        From `positions`.
    codes, year
        The names of those columns.
    """
    first, second = codes
    near = held.select(pl.col("ccode").alias(first), pl.col("year").alias(year), "span",
                       _near="position")  # fmt: skip
    far = held.select(pl.col("ccode").alias(second), pl.col("year").alias(year), _far="position")
    return (
        pairs.join(near, on=[first, year], how="left", maintain_order="left")
        .join(far, on=[second, year], how="left", maintain_order="left")
        .with_columns(gap=(pl.col("_near") - pl.col("_far")).abs())
        .drop("_near", "_far")
    )
