"""Joining: which third states come to the aid of the target of a dispute, by what they promised.

Militarised disputes 1946–2010 with one original target; every other member of the system that is no
original challenger may join the target's side (COW MID, ATOP). Rates by promise reproduce the
anchors of the decision mechanism. Effects are logits with errors clustered by dispute, in the
mechanism's units: duty is 0.8 for a defence pact (rank 4 of 5), 0.4 for one that only obliges to
consult (rank 2), and affinity is 1 less the distance in the United Nations over the year's largest.

Mind: pacts form where war is expected, and challengers choose targets whose friends they do not
fear, which bias duty in opposite directions; joiners are few; a dispute is rarely a case in which
the pact was invoked, so these are no rates of promises kept (see Berkemeier & Fuhrmann 2018).

References
----------
Leeds (2003), *International Organization* 57:801–827; Corbetta (2010), *Foreign Policy Analysis*
6:61–85; Smith (1995), *International Studies Quarterly* 39:405–425 (selection).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.evidence.catalogue import read
from latticework.evidence.dyads import dyad_years
from latticework.evidence.estimate import Estimate, two_errors
from latticework.evidence.logit import Logit, fit
from latticework.evidence.onset import WAR, matrix
from latticework.evidence.positions import SETS as VOTES
from latticework.evidence.positions import positions, with_gap
from latticework.evidence.report_card import Check, calibrated
from latticework.evidence.scores import losses, mean_by_cluster, scores

FIRST, LAST = 1946, 2010
SPLIT = 1980
"""Joining is judged on disputes from this year on, by those before: half of the years."""

SETS = (
    "cow_states", "cow_mid_dirdisps", "cow_mid_disps", "atop_alliance", "cow_contdir",
    "cow_mindist", "cow_capitals",
)  # fmt: skip

DUTY = {"defence pact": 0.8, "consultation": 0.4, "neither": 0.0}
"""Promises → rank of the duty over the strongest, 5 (``atlas.records.Verb``)."""

CONTROLS = ("border", "distance", "major_power")


def cases(folder: Path | None = None) -> pl.DataFrame:
    """Return the third states of each dispute.

    Returns
    -------
    DataFrame
        ``dispnum``, ``year``, ``war`` (0 or 1), ``ccode`` (the third state), ``target``, ``joined``
        (0 or 1), ``promise`` (one of `DUTY`), ``duty``, ``affinity`` (null outside the United
        Nations) and `CONTROLS`.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    sides = _sides(folder)
    original = sides.filter(pl.col("original") == 1)
    targets = original.filter(pl.col("challenger") == 0).group_by("dispnum").agg(
        target=pl.col("ccode").first(), number=pl.len()
    )  # fmt: skip
    disputes = read("cow_mid_disps", folder).select("dispnum", "hostlev", year="styear").collect()
    single = targets.filter(pl.col("number") == 1).drop("number").join(disputes, on="dispnum")
    against = original.filter(pl.col("challenger") == 1).select("dispnum", "ccode")
    joiners = sides.filter(pl.col("challenger") == 0).select("dispnum", "ccode", joined=1).unique()
    table = (
        single.filter(pl.col("year").is_between(FIRST, LAST))
        .join(_ties(folder), on=["target", "year"])
        .join(against, on=["dispnum", "ccode"], how="anti")
        .join(joiners, on=["dispnum", "ccode"], how="left")
        .with_columns(pl.col("joined").fill_null(0), war=pl.col("hostlev") == WAR)
    )
    near = with_gap(table, positions(folder), ("ccode", "target"))
    return near.with_columns(affinity=1 - pl.col("gap") / pl.col("span")).sort("dispnum", "ccode")


def _sides(folder: Path | None) -> pl.DataFrame:
    """Return who stood on which side of each dispute, and who was there from the start."""
    rows = read("cow_mid_dirdisps", folder).select(
        "dispnum", ccode="ccode1", challenger="sidea1", original="orig1"
    )
    return rows.unique().sort("dispnum", "ccode").collect()


def _ties(folder: Path | None) -> pl.DataFrame:
    """Return what every state has promised to every other in each year, and how near it is."""
    promise = (
        pl.when(pl.col("atop_defense") == 1).then(pl.lit("defence pact"))
        .when(pl.col("atop_consul") == 1).then(pl.lit("consultation"))
        .otherwise(pl.lit("neither"))
    )  # fmt: skip
    panel = (
        dyad_years(FIRST, LAST, folder=folder)
        .with_alliances("atop_defense", "atop_consul")
        .with_contiguity()
        .with_distance()
        .with_capital_distance()
        .with_majors()
    )
    return panel.with_columns(promise=promise).collect().select(
        pl.col("year").cast(pl.Int32),
        "promise",
        duty=pl.col("promise").replace_strict(DUTY),
        ccode="ccode1",
        target="ccode2",
        border=pl.col("conttype") > 0,
        distance=(pl.coalesce("mindist", "capdist") + 1).log(),
        major_power=pl.col("major1"),
    )  # fmt: skip


def rates(table: pl.DataFrame) -> pl.DataFrame:
    """Return how many joined of how many, by promise, in all disputes and in wars.

    Parameters
    ----------
    table
        From `cases`.

    Returns
    -------
    DataFrame
        ``in`` (all or wars), ``promise``, ``states``, ``joined``, ``rate``, ``log_odds_ratio``
        to those without a promise and its standard error ``se``; null for these.
    """
    parts = []
    for name, rows in (("all", table), ("wars", table.filter(pl.col("war")))):
        counts = rows.group_by("promise").agg(states=pl.len(), joined=pl.col("joined").sum())
        parts.append(counts.with_columns(pl.lit(name).alias("in")))
    joined, states = pl.col("joined"), pl.col("states")
    odds = (joined / (states - joined)).log()
    variance = 1 / joined + 1 / (states - joined)
    none = pl.col("promise") == "neither"
    return (
        pl.concat(parts)
        .with_columns(rate=joined / states, odds=odds, variance=variance)
        .with_columns(
            pl.when(~none)
            .then(pl.col(name) + sign * pl.col(name).filter(none).first().over("in"))
            .alias(name)
            for name, sign in (("odds", -1), ("variance", 1))
        )
        .with_columns(log_odds_ratio="odds", se=pl.col("variance").sqrt())
        .select("in", "promise", "states", "joined", "rate", "log_odds_ratio", "se")
        .sort("in", "promise")
    )


def fitted(table: pl.DataFrame, names: tuple[str, ...]) -> Logit:
    """Fit joining on cases where all regressors are known; errors are clustered by dispute."""
    known = table.drop_nulls(names)
    events, disputes = matrix(known, ("joined",))[:, 0], known["dispnum"].to_numpy()
    return fit(matrix(known, names), events, names, clusters=disputes, firth=True)


def estimates(table: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return the estimates of the decision mechanism's effects of duty and affinity.

    Parameters
    ----------
    table
        From `cases`.
    """
    wars, controls = table.filter(pl.col("war")), ("duty", *CONTROLS)
    bare, at_war = fitted(table, ("duty",)), fitted(wars, ("duty",))
    kept = fitted(table, controls)
    duty = two_errors(bare.of("duty"), at_war.of("duty"), kept.of("duty"))
    names = ("duty", "affinity", *CONTROLS)
    full, full_war = fitted(table, names), fitted(wars, names)
    affinity = two_errors(full.of("affinity"), full_war.of("affinity"))
    said = f"logit of joining the target, clustered by dispute; {bare.events} joined"
    ranges = "± 2 standard errors of three fits: all disputes, wars, all with nearness and power"
    nothing = (
        f"logit with duty, nearness and power, clustered by dispute; {full.events} joined; ± 2 "
        "standard errors, wars included: no effect of affinity is found, and few wars bound it"
    )
    period = f"{FIRST}–{LAST}"
    return (
        Estimate("will_duty", *bare.of("duty"), *duty, bare.rows, period, SETS,
                 f"{said}; {ranges}"),
        Estimate("will_affinity", *full.of("affinity"), *affinity, full.rows, period,
                 (*SETS, *VOTES), nothing),
    )  # fmt: skip


# --- the report card ------------------------------------------------------------------------------


def checks(table: pl.DataFrame) -> tuple[Check, ...]:
    """Return how well joining since `SPLIT` is forecast from before, against rates by promise.

    Parameters
    ----------
    table
        From `cases`.
    """
    before, after = table.filter(pl.col("year") < SPLIT), table.filter(pl.col("year") >= SPLIT)
    names = ("duty", *CONTROLS)
    model = fit(matrix(before, names), matrix(before, ("joined",))[:, 0], names)
    events, ours = matrix(after, ("joined",))[:, 0], model.probabilities(matrix(after, names))
    base = _by_promise(before, after)
    got, theirs = scores(ours, events), scores(base, events)
    gap = losses(ours, events) - losses(base, events)
    margin = mean_by_cluster(gap, after["dispnum"].to_numpy())[1]
    test, against = f"joining the target of a dispute, {SPLIT}–{LAST}", "rates by promise"
    note = f"{got.events} joined"
    return (
        Check(test, "AUC", got.auc, least=theirs.auc, against=against, rows=got.rows, note=note),
        Check(test, "log loss", got.log_loss, most=theirs.log_loss, against=against,
              rows=got.rows, margin=margin, note=note),
        Check(test, "average precision", got.average_precision,
              least=theirs.average_precision, against=against, rows=got.rows, note=note),
        calibrated(test, got),
    )  # fmt: skip


def _by_promise(before: pl.DataFrame, after: pl.DataFrame) -> Array:
    """Return the rates of joining by promise so far; half a joiner of one added to each."""
    held = before.group_by("promise").agg(
        rate=(pl.col("joined").sum() + 0.5) / (pl.len() + 1)
    )  # fmt: skip
    rate = after.select("promise").join(held, on="promise", how="left", maintain_order="left")
    return np.asarray(rate["rate"].to_numpy())
