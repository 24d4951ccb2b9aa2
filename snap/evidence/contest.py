"""Contest: how far national capability decides who wins, in wars and in disputes.

Logit of the initiators' victory on the log ratio of the sides' summed capability (CINC) in each
state's first year. Wars (COW) that one side won, and disputes (Gibler, Miller & Little) in which
one side won or the other yielded. National totals say little of the force at the place, and errors
in a regressor flatten its slope: these slopes are floors for the decisiveness of force, no more.

References
----------
Carroll & Kenkel (2019), *American Journal of Political Science* 63:577–593; Hirshleifer (1989),
*Public Choice* 63:101–112.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from latticework.evidence.catalogue import read
from latticework.evidence.estimate import Estimate, span
from latticework.evidence.logit import Logit, fit
from latticework.evidence.onset import matrix
from latticework.evidence.report_card import Check
from latticework.evidence.scores import losses, mean_by_cluster, scores

SPLIT = 1946
"""Disputes from this year on are forecast from those before."""

SETS = ("cow_war_inter", "gml_dirdisp", "cow_nmc")

WON = 1
"""Outcome of a war for a state: victory (COW)."""

WON_BY_FIRST, WON_BY_SECOND = (1, 4), (2, 3)
"""Outcomes of a dispute: victory of the first side, or yield of the second; and the reverse."""


def _capability(folder: Path | None) -> pl.LazyFrame:
    return read("cow_nmc", folder).select("ccode", "year", "cinc")


def wars(folder: Path | None = None) -> pl.DataFrame:
    """Return wars that one side won, with the log ratio of initiators to the others.

    Columns ``year``, ``ratio``, ``won`` (1 if the initiators).

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    held = read("cow_war_inter", folder).sort("year").group_by("warnum", ccode="ccode1").agg(
        side=pl.col("sidea1").first(), year=pl.col("year").min(),
        won=pl.col("outcome1").last() == WON, initiator=pl.col("initiator1").max() == 1,
    )  # fmt: skip
    first = pl.col("side").filter("initiator").first().over("warnum")
    sided = held.with_columns(initiator=pl.col("side") == first)
    table = _sides(sided, "warnum", folder)
    return table.filter(pl.col("won_first") != pl.col("won_second")).select(
        "year", "ratio", won=pl.col("won_first").cast(pl.Float64)
    )


def disputes(folder: Path | None = None) -> pl.DataFrame:
    """Return disputes that one side won or gave up: columns as in `wars`.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    held = (
        read("gml_dirdisp", folder)
        .filter(pl.col("orig1") == 1)
        .group_by("dispnum", ccode="ccode1")
        .agg(initiator=pl.col("sidea1").first() == 1, year=pl.col("year").min(),
             outcome=pl.col("outcome").first())
        .with_columns(won=pl.col("outcome").is_in(WON_BY_FIRST))
        .filter(pl.col("outcome").is_in((*WON_BY_FIRST, *WON_BY_SECOND)))
    )  # fmt: skip
    return _sides(held, "dispnum", folder).select(
        "year", "ratio", won=pl.col("won_first").cast(pl.Float64)
    )


def _sides(held: pl.LazyFrame, key: str, folder: Path | None) -> pl.DataFrame:
    """Return each conflict's log ratio of capability; those with a value missing are left out."""
    first, cinc = pl.col("initiator"), pl.col("cinc")
    return (
        held.join(_capability(folder), on=["ccode", "year"], how="left")
        .group_by(key)
        .agg(
            pl.col("year").min(),
            missing=cinc.null_count(),
            ratio=(cinc.filter(first).sum() / cinc.filter(~first).sum()).log(),
            won_first=pl.col("won").filter(first).any(),
            won_second=pl.col("won").filter(~first).any(),
        )
        .filter(pl.col("missing") == 0, pl.col("ratio").is_finite())
        .sort("year", key)
        .collect()
    )


def fitted(table: pl.DataFrame) -> Logit:
    """Fit victory to the log ratio of capability."""
    return fit(matrix(table, ("ratio",)), table["won"].to_numpy(), ("ratio",), firth=True)


def estimates(fought: pl.DataFrame, disputed: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return the floor of the decisiveness of force.

    Parameters
    ----------
    fought, disputed
        From `wars` and `disputes`.
    """
    slope, weak = fitted(fought).of("ratio"), fitted(disputed).of("ratio")
    said = (
        f"logit slope of victory on the log ratio of national capability: {slope[0]:.2f} (s.e. "
        f"{slope[1]:.2f}) in {len(fought)} wars, {weak[0]:.2f} ({weak[1]:.2f}) in {len(disputed)} "
        "disputes; a floor, since national totals are not the force at the place: the high end is "
        "open, and the low end is the lower slope"
    )
    period = span(pl.concat([fought["year"], disputed["year"]]))
    return (Estimate("contest_decisiveness", *slope, min(slope[0], weak[0]), None, len(fought),
                     period, SETS, said),)  # fmt: skip


def checks(disputed: pl.DataFrame) -> tuple[Check, ...]:
    """Return how well the ratio forecasts who wins disputes since `SPLIT`, against the base rate.

    Parameters
    ----------
    disputed
        From `disputes`.
    """
    before, after = (disputed.filter(pl.col("year") < SPLIT),
                     disputed.filter(pl.col("year") >= SPLIT))  # fmt: skip
    model, won = fitted(before), after["won"].to_numpy()
    ours = model.probabilities(matrix(after, ("ratio",)))
    rate = np.full(len(won), before["won"].to_numpy().mean())
    gap = losses(ours, won) - losses(rate, won)
    got, test = scores(ours, won), f"who wins a dispute, {SPLIT}–2010"
    return (
        Check(test, "log loss", got.log_loss, most=float(losses(rate, won).mean()),
              against="the rate before", rows=len(won),
              margin=mean_by_cluster(gap, np.arange(len(won)))[1]),
        Check(test, "AUC", got.auc, least=0.5, against="chance", rows=len(won)),
    )  # fmt: skip
