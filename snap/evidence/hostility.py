"""Hostility: how probable a militarised dispute is within ten years, by what divides two states.

Pairs of states that border on each other (by land, or within 400 miles of water) or include a major
power, at the beginning of five decades: 1965, 1975, …, 2005. The event is any dispute between them
in the decade (COW). Regressors are those of the threat mechanism: distance of their positions in
the United Nations, strategic rivalry, rivalry over territory; and whether they are apart, that is
have no border, so that the intercept is that of neighbours, as the mechanism needs it (distance
enters there elsewhere).

Rivalries are coded with hindsight: a pair may be called rivals because of the very dispute. The low
end of the range of rivalry is therefore that of a fit without the pairs that had a dispute in the
decade before, where coding cannot lean on it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from latticework.evidence.dyads import dyad_years
from latticework.evidence.estimate import Estimate, two_errors
from latticework.evidence.logit import Logit, fit
from latticework.evidence.onset import matrix
from latticework.evidence.positions import SETS as VOTES
from latticework.evidence.positions import positions, with_gap

DECADES = (1965, 1975, 1985, 1995, 2005)
"""First years of the decades; the United Nations had most states as members by the first."""

LENGTH = 10
"""Years, as the threat mechanism defines hostility."""

SETS = ("cow_states", "cow_mid_ddydisps", "cow_contdir", "tss_rivalries", *VOTES)

BELIEFS = {
    "hostility_base": "intercept",
    "hostility_gap": "gap",
    "hostility_rivalry": "rivalry",
    "hostility_claim": "claim",
}
"""Beliefs of the threat mechanism → coefficients."""

NAMES = ("gap", "rivalry", "claim", "apart")


def pairs(folder: Path | None = None) -> pl.DataFrame:
    """Return the pairs at the beginning of each decade.

    Returns
    -------
    DataFrame
        ``ccode1``, ``ccode2``, ``year``, ``pair``, `NAMES`, ``dispute`` (0 or 1: within the decade)
        and ``before`` (within the decade before).

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    first, last = DECADES[0] - LENGTH, DECADES[-1] + LENGTH - 1
    panel = dyad_years(first, last, directed=False, folder=folder).with_mids().with_rivalries()
    decade = first + (pl.col("year") - first) // LENGTH * LENGTH
    yearly = panel.with_columns(decade=decade).collect()
    units = ("ccode1", "ccode2", "decade")
    fought = yearly.group_by(units).agg(dispute=pl.col("cowmidongoing").max())
    earlier = fought.select("ccode1", "ccode2", pl.col("decade") + LENGTH, before="dispute")
    near = _near(folder).join(fought, left_on=(*units[:2], "year"), right_on=units)
    near = near.join(earlier, left_on=(*units[:2], "year"), right_on=units, how="left")
    held = with_gap(near, positions(folder), ("ccode1", "ccode2")).drop_nulls("gap")
    return held.with_columns(pl.col("before").fill_null(0)).sort("pair", "year")


def _near(folder: Path | None) -> pl.DataFrame:
    """Return the politically relevant pairs of the first years of the decades."""
    panel = dyad_years(DECADES[0], DECADES[-1], directed=False, folder=folder)
    return (
        panel.where(pl.col("year").is_in(DECADES))
        .with_rivalries()
        .politically_relevant()
        .collect()
        .select(
            "ccode1",
            "ccode2",
            "year",
            pair=pl.col("ccode1").cast(pl.Int64) * 1000 + pl.col("ccode2"),
            rivalry="tss_rivalry",
            claim="tss_spatial",
            apart=pl.col("conttype") == 0,
        )
    )


def fitted(table: pl.DataFrame) -> Logit:
    """Fit hostility; standard errors are clustered by pair.

    Parameters
    ----------
    table
        From `pairs`.
    """
    events = matrix(table, ("dispute",))[:, 0]
    return fit(matrix(table, NAMES), events, NAMES, clusters=table["pair"].to_numpy(), firth=True)


def estimates(table: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return the estimates of `BELIEFS`.

    Parameters
    ----------
    table
        From `pairs`.
    """
    whole, quiet = fitted(table), fitted(table.filter(pl.col("before") == 0))
    period = f"{DECADES[0]}–{DECADES[-1] + LENGTH - 1}"
    basis = (
        f"logit of any dispute within ten years, {whole.rows:,} pairs that border or include a "
        f"major power, {whole.events} with a dispute, by five decades; ± 2 standard errors "
        "clustered by pair; Firth's penalty"
    )
    hindsight = (
        f"; the low end is that of {quiet.rows:,} pairs without a dispute in the decade before, "
        "since rivalries are coded with hindsight"
    )
    found = []
    for belief, name in BELIEFS.items():
        leans = name == "rivalry"
        fits = [whole.of(name)] + [quiet.of(name)] * leans
        low, high = two_errors(*fits)[0], two_errors(whole.of(name))[1]
        said = basis + hindsight * leans
        found.append(Estimate(belief, *fits[0], low, high, whole.rows, period, SETS, said))
    return tuple(found)
