"""H8: whether spending in arms races answers the rival's, more than between other pairs.

The 71 races of Gibler, Rider & Hutchison (2005) by their first and last years, widened by
`AROUND` years, against `MATCHES` pairs each of the same years: rivals (coded with hindsight) that
are in no race of that time, nearest in the ratio and the size of their spending. What is regressed
is the yearly log change of spending (COW, current prices) on the state's own change and the rival's
change the year before, less the mean of all states in the year, which takes out prices.

Races are *defined* by joint growth of eight per cent or more in three years running, so that growth
within them says nothing; whether one side's changes follow the other's does. Fitted to the years
until `SPLIT`, the regression forecasts those after it with the rival's change and without.

References
----------
Gibler, Rider & Hutchison (2005), *Journal of Peace Research* 42:131–147.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.evidence.arming_response import BREAK
from latticework.evidence.catalogue import read
from latticework.evidence.derive import both_ways, in_years
from latticework.evidence.report_card import Check
from latticework.evidence.scores import mean_by_cluster
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_table import Hindcast

AROUND = 3
"""Years before and after a race that belong to its spell."""

MATCHES = 5

SPLIT = 1945
"""Last year of those that are fitted."""

CURRENCY = 1914
"""Year in which COW's spending turns from pounds to dollars: no change is known."""

SETS = ("grh_arms_races", "cow_nmc", "tss_rivalries")


def hindcast(annals: Annals) -> Hindcast:
    """Return H8.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    table = spells(annals)
    return Hindcast(
        "H8", "reaction in arms races",
        "71 coded races and five matched pairs of rivals each; yearly changes of spending less the "
        "world's mean; fitted to 1945, forecast after",
        SETS, judged(table),
    )  # fmt: skip


def spells(annals: Annals) -> pl.DataFrame:
    """Return the yearly changes of the states in races and in matched pairs.

    Returns
    -------
    DataFrame
        ``spell`` (the race), ``one``, ``other``, ``year``, ``race`` (0 or 1), ``change``, ``own``
        and ``rival`` (the changes a year before), log points less the year's mean.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    spent = changes(annals)
    races = read("grh_arms_races", annals.folder).collect()
    ways = both_ways(races.lazy(), "ccode1", "ccode2").collect()
    raced = _years(ways.select("race_id", "ccode1", "ccode2", "styear", "endyear", race=1))
    matched = _years(_matched(annals, races))
    quiet = matched.join(raced, on=["ccode1", "ccode2", "year"], how="anti")
    years = pl.concat([raced, quiet.select(raced.columns)], how="vertical_relaxed")
    own = spent.select("ccode1", "year", "change")
    before = spent.select(pl.col("ccode1"), pl.col("year") + 1, own="change")
    rival = before.rename({"ccode1": "ccode2", "own": "rival"})
    return (
        years.join(own, on=["ccode1", "year"])
        .join(before, on=["ccode1", "year"])
        .join(rival, on=["ccode2", "year"])
        .select("year", "race", "change", "own", "rival", spell="race_id", one="ccode1",
                other="ccode2")
        .sort("spell", "race", "one", "other", "year")
    )  # fmt: skip


def _years(pairs: pl.DataFrame) -> pl.DataFrame:
    """Repeat pairs for the years of their race, and those around it."""
    return in_years(pairs.lazy(), pl.col("styear") - AROUND, pl.col("endyear") + AROUND).collect()


def changes(annals: Annals) -> pl.DataFrame:
    """Return ``ccode1``, ``year``, ``change``: of log spending, less the mean of all states.

    Raises
    ------
    ReadingError
        If the data set is missing or damaged.
    """
    table = read("cow_nmc", annals.folder).filter(pl.col("milex") > 0).collect()
    levels = table.select("year", ccode1="ccode", log=pl.col("milex").log())
    last = levels.with_columns(pl.col("year") + 1).rename({"log": "before"})
    moved = levels.join(last, on=["ccode1", "year"]).with_columns(
        change=pl.col("log") - pl.col("before")
    )
    kept = moved.filter(pl.col("change").abs() < BREAK, pl.col("year") != CURRENCY)
    mean = pl.col("change").mean().over("year")
    return kept.select("ccode1", "year", change=pl.col("change") - mean).sort("ccode1", "year")


def _matched(annals: Annals, races: pl.DataFrame) -> pl.DataFrame:
    """Return for each race the nearest pairs of rivals that are in none, both ways."""
    spent = read("cow_nmc", annals.folder).filter(pl.col("milex") > 0).collect()
    log = spent.select("ccode", "year", log=pl.col("milex").log())
    rivals = in_years(read("tss_rivalries", annals.folder), pl.col("start"), pl.col("end"))
    pairs = rivals.select("ccode1", "ccode2", "year").unique().collect()
    sized = _sized(pairs, log)
    known = _sized(races.rename({"styear": "year"}), log)
    free = sized.join(_years(races), on=["ccode1", "ccode2", "year"], how="anti")
    gap = (pl.col("ratio") - pl.col("ratio_right")) ** 2 + (
        pl.col("size") - pl.col("size_right")
    ) ** 2
    near = (
        known.join(free, on="year")
        .with_columns(gap=gap)
        .sort("race_id", "gap", "ccode1_right", "ccode2_right")
        .group_by("race_id", maintain_order=True)
        .head(MATCHES)
    )
    chosen = near.select("race_id", ccode1="ccode1_right", ccode2="ccode2_right", styear="year",
                         endyear="endyear", race=0)  # fmt: skip
    return both_ways(chosen.lazy(), "ccode1", "ccode2").collect()


def _sized(pairs: pl.DataFrame, log: pl.DataFrame) -> pl.DataFrame:
    """Add ``ratio`` and ``size``: distance and mean of the two logs of spending."""
    one = log.rename({"ccode": "ccode1", "log": "first"})
    other = log.rename({"ccode": "ccode2", "log": "second"})
    return (
        pairs.join(one, on=["ccode1", "year"])
        .join(other, on=["ccode2", "year"])
        .with_columns(
            ratio=(pl.col("first") - pl.col("second")).abs(),
            size=(pl.col("first") + pl.col("second")) / 2,
        )
        .drop("first", "second")
    )


# --- the report card ------------------------------------------------------------------------------


def judged(table: pl.DataFrame) -> tuple[Check, ...]:
    """Return the reaction in races and elsewhere, and whether it helps to forecast.

    Parameters
    ----------
    table
        From `spells`.
    """
    race, usual = (table.filter(pl.col("race") == which) for which in (1, 0))
    ours, theirs = reaction(race), reaction(usual)
    error = float(np.hypot(ours[1], theirs[1]))
    before, after = (race.filter(early) for early in
                     (pl.col("year") <= SPLIT, pl.col("year") > SPLIT))  # fmt: skip
    missed = [_missed(before, after, names) for names in (("own", "rival"), ("own",))]
    gap = mean_by_cluster(missed[0] ** 2 - missed[1] ** 2, after["spell"].to_numpy())[1]
    mine, bar = (float(np.sqrt(np.mean(miss**2))) for miss in missed)
    test, rows = "reaction to the rival's change of spending", len(table)
    return (
        Check(test, "elasticity in races, against zero", ours[0], least=0.0, against="zero",
              rows=len(race), margin=ours[1]),
        Check(test, "elasticity in races, against matched pairs", ours[0], least=theirs[0],
              against="matched pairs", rows=rows, margin=error),
        Check(test, "RMSE in races after 1945, log points", mine, most=bar,
              against="own last change alone", rows=len(after), margin=gap / (mine + bar)),
    )  # fmt: skip


def reaction(table: pl.DataFrame) -> tuple[float, float]:
    """Return the coefficient of the rival's last change and its error, clustered by race.

    Parameters
    ----------
    table
        Rows of `spells`.
    """
    x, y = _design(table, ("own", "rival")), table["change"].to_numpy()
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ (x.T @ y)
    scores = x * (y - x @ beta)[:, None]
    _, at = np.unique(table["spell"].to_numpy(), return_inverse=True)
    sums = np.column_stack([np.bincount(at, weights=column) for column in scores.T])
    number = len(sums)
    covariance = bread @ (sums.T @ sums) @ bread * (number / (number - 1))
    return float(beta[-1]), float(np.sqrt(covariance[-1, -1]))


def _design(table: pl.DataFrame, names: tuple[str, ...]) -> Array:
    return np.column_stack([np.ones(len(table)), *(table[name].to_numpy() for name in names)])


def _missed(before: pl.DataFrame, after: pl.DataFrame, names: tuple[str, ...]) -> Array:
    """Return (n,) by how much later changes were missed."""
    beta = np.linalg.lstsq(_design(before, names), before["change"].to_numpy())[0]
    return np.asarray(after["change"].to_numpy() - _design(after, names) @ beta)
