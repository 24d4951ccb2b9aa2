r"""Arming: whether spending answers threat, rivals and allies, on SIPRI's series.

The regression is the arming mechanism's own equation, with effects of state and year:

.. math::

    \Delta\ln M_{it} = \alpha_i + \tau_t + \rho\,\Delta\ln M_{i,t-1} - s \ln b_{i,t-1}
        + s r\,\Delta_5 \ln R_{i,t-1} - s \varphi\,\Delta_5 \ln A_{i,t-1} + e_{it}

with b the burden (spending over GDP), R and A the summed spending of rivals and of those who owe
active help, and Δ5 their growth over the five years before, each year among those who were rivals
or allies then; having none is no growth. So *r* and *φ* are ratios of coefficients, with errors by
the delta method, clustered by state. Years in which spending changed by more than a factor e, and
the years after, are left out: breaks of series, not decisions. Effects are those of states whose
median spending is at least `LARGE`; small forces' series jump with single purchases.

Threat is the yearly probability of any fatal dispute, from the onset model fitted to onsets with
deaths. Its effect *n* is that on the level of the burden within states and years, as Nordhaus,
Oneal & Russett (2012) estimate it; in the equation above it is nil.

Year effects take out what all states answer together, but allies also fear the same enemies: that
pulls φ down, so its high end is left open.

**Out of sample nothing of this helps.** Fitted before `SPLIT` and judged after, rivals, allies and
burden forecast changes of spending worse than last year's change does, and that explains next to
nothing. A null is a result; the card shows it.

References
----------
Richardson (1960), *Arms and Insecurity*; Dunne & Smith (2007), *Handbook of Defense Economics*
2:913–940; Nordhaus, Oneal & Russett (2012), *International Organization* 66:491–513; Plümper &
Neumayer (2015), *Conflict Management and Peace Science* 32:247–268; Böhmelt & Bove (2014),
*Research & Politics* 1(3).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.evidence import onset
from latticework.evidence.catalogue import read
from latticework.evidence.datasets import declared
from latticework.evidence.derive import both_ways, in_years
from latticework.evidence.estimate import Estimate, span, two_errors
from latticework.evidence.fixed_effects import Effects, within
from latticework.evidence.named import cow_codes
from latticework.evidence.report_card import Check

SPLIT = 2000
"""First year that is forecast."""

LARGE = 500.0
"""Median spending, million constant 2023 USD."""

MAJOR = 5000.0
"""Spending of a large force, million constant 2023 USD, for the largest changes."""

LAGS = 5
"""Years over which rivals and allies are watched."""

BREAK = 1.0
"""A larger yearly change, log points, is a break of the series."""

SETS = ("sipri_milex_2024", "tss_rivalries", "atop_alliance")

RESAMPLES, SEED = 400, 20241231
"""Draws of states for the errors of quantiles."""

KEY = ["ccode", "year"]
ANSWERS = ("change_before", "burden_before", "rivals", "allies")


def panel(onsets: pl.DataFrame, folder: Path | None = None) -> pl.DataFrame:
    """Return states by year with what their spending may answer, breaks left out.

    Parameters
    ----------
    onsets
        From `latticework.evidence.onset.panel`.
    folder
        Where the data sets are.

    Returns
    -------
    DataFrame
        ``ccode``, ``year``, ``milex`` (million constant 2023 USD), ``large``, ``change`` (log
        points), ``burden`` (log share of GDP), the columns of `ANSWERS`, ``burden_gap`` (from its
        own mean so far) and ``threat`` (percentage points, of the year before; to 2011).

    Raises
    ------
    ReadingError
        If a data set is missing or damaged, or a state in it unknown.
    """
    own = _own(_spending(folder))
    table = own
    for name, pairs in (("rivals", _rivals(folder)), ("allies", _allies(folder))):
        growth = _growth(pairs, own).rename({"growth": name})
        table = table.join(growth, on=KEY, how="left").with_columns(pl.col(name).fill_null(0.0))
    threat = threats(onsets).with_columns(pl.col("year") + 1)
    smooth = (pl.col("change").abs() < BREAK) & (pl.col("change_before").abs() < BREAK)
    return table.join(threat, on=KEY, how="left").filter(smooth).sort(KEY)


def _spending(folder: Path | None) -> pl.DataFrame:
    table = read("sipri_milex_2024", folder).collect()
    first, last = table.select(first=pl.col("year").min(), last=pl.col("year").max()).row(0)
    codes = cow_codes(table["country"].unique(), first, last, folder)
    return (
        table.join(codes, left_on=["country", "year"], right_on=["name", "year"])
        .filter(pl.col("milex_constant_2023_musd") > 0)
        .select("ccode", "year", milex="milex_constant_2023_musd", share="milex_share_gdp")
    )


def _own(spending: pl.DataFrame) -> pl.DataFrame:
    """Add what a state's own series says: change, burden, and both a year before."""
    share = pl.col("share")
    levels = spending.with_columns(
        large=pl.col("milex").median().over("ccode") >= LARGE,
        log=pl.col("milex").log(),
        burden=pl.when(share > 0).then(share.log()),
    )
    before = levels.select("ccode", pl.col("year") + 1, _log="log", burden_before="burden")
    changed = levels.join(before, on=KEY, how="left").with_columns(
        change=pl.col("log") - pl.col("_log")
    )
    last = changed.select("ccode", pl.col("year") + 1, change_before="change")
    return changed.drop("_log").join(last, on=KEY, how="left").sort(KEY).with_columns(_gap())


def _gap() -> pl.Expr:
    """Return how far last year's burden was from its mean over the years until then."""
    burden = pl.col("burden_before")
    so_far = burden.cum_sum() / burden.is_not_null().cum_sum()
    return (burden - so_far).over("ccode").alias("burden_gap")


def _rivals(folder: Path | None) -> pl.DataFrame:
    spells = in_years(read("tss_rivalries", folder), pl.col("start"), pl.col("end"))
    ways = both_ways(spells.select("ccode1", "ccode2", "year"), "ccode1", "ccode2").unique()
    return _carried_on(ways.collect(), "tss_rivalries")


def _allies(folder: Path | None) -> pl.DataFrame:
    """Return who is owed active help (first) by whom (second)."""
    pledges = read("atop_alliance", folder).filter(pl.col("atop_defense") == 1)
    owed = pledges.select(ccode1="ccode2", ccode2="ccode1", year="year")
    return _carried_on(owed.collect(), "atop_alliance")


def _carried_on(pairs: pl.DataFrame, name: str) -> pl.DataFrame:
    """Let the pairs of a set's last year go on to that of the spending series."""
    last, end = declared().dataset(name).last, declared().dataset("sipri_milex_2024").last
    if last is None or end is None:
        raise ValueError(f"{name}: expected the years that it covers to be declared")
    at_end = pairs.filter(pl.col("year") == last).drop("year")
    years = pl.DataFrame({"year": range(last + 1, end + 1)}, schema={"year": pl.Int32})
    known = pairs.filter(pl.col("year") <= last).with_columns(pl.col("year").cast(pl.Int32))
    return pl.concat([known, at_end.join(years, how="cross").select(known.columns)])


def _growth(pairs: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return by how much the others' summed spending grew over the `LAGS` years before."""
    both = own.filter(pl.col("change").abs() < BREAK).select(
        "year", "milex", ccode2="ccode", before=pl.col("milex") / pl.col("change").exp()
    )
    yearly = (
        pairs.join(both, on=["ccode2", "year"])
        .group_by(ccode="ccode1", year="year")
        .agg(growth=(pl.col("milex").sum() / pl.col("before").sum()).log())
    )
    lagged = [yearly.with_columns(pl.col("year") + lag) for lag in range(1, LAGS + 1)]
    return pl.concat(lagged).sort(*KEY, "growth").group_by(KEY).agg(pl.col("growth").sum())


def threats(onsets: pl.DataFrame) -> pl.DataFrame:
    """Return ``threat``: each state's yearly probability of any fatal dispute, percentage points.

    Parameters
    ----------
    onsets
        From `latticework.evidence.onset.panel`.
    """
    model = onset.fitted(onsets, onset.RECORD, "fatal")
    chances = onsets.select("ccode1", "ccode2", "year").with_columns(
        none=1 - pl.Series(model.probabilities(onset.matrix(onsets, onset.RECORD)))
    )
    return (
        both_ways(chances.lazy(), "ccode1", "ccode2")
        .group_by(ccode="ccode1", year=pl.col("year").cast(pl.Int32))
        .agg(threat=100 * (1 - pl.col("none").log().sum().exp()))
        .collect()
    )


# --- estimates ------------------------------------------------------------------------------------


def answers(table: pl.DataFrame) -> Effects:
    """Fit the equation above to large spenders."""
    return _within(table, "change", ANSWERS)


def burden_on_threat(table: pl.DataFrame) -> Effects:
    """Fit the level of the burden to threat, for large spenders."""
    return _within(table, "burden", ("threat",))


def _within(table: pl.DataFrame, outcome: str, names: tuple[str, ...]) -> Effects:
    known = table.filter(pl.col("large")).drop_nulls([outcome, *names])
    units, years = (known[name].to_numpy().astype(np.int64) for name in KEY)
    return within(known[outcome].to_numpy(), onset.matrix(known, names), names, units, years)


def estimates(table: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return the estimates of the arming mechanism's beliefs.

    Parameters
    ----------
    table
        From `panel`.
    """
    fit, level = answers(table), burden_on_threat(table)
    how = (
        f"within states and years, {fit.units} states with median spending of at least "
        "500 m USD, clustered by state"
    )
    slow, error = fit.of("burden_before")
    speed, rival = (-slow, error), _over(fit, "rivals", -1)
    riding = _over(fit, "allies", 1)
    period = span(table.filter(pl.col("large"))["year"])
    return (
        Estimate("spending_adjustment", *speed, two_errors(speed)[0], None, fit.rows, period, SETS,
                 f"return of the log burden to its own mean, {how}; a floor where the aim itself "
                 "moves, so the high end is open"),
        Estimate("rival_reaction", *rival, *two_errors(rival), fit.rows, period, SETS,
                 f"growth of rivals' spending over five years, {how}; ± 2 standard errors; no gain "
                 "out of sample"),
        Estimate("free_riding", *riding, two_errors(riding)[0], None, fit.rows, period, SETS,
                 f"growth of allies' spending over five years, {how}; ± 2 standard errors below; "
                 "allies fear the same enemies, which pulls it down, so the high end is open"),
        _threat_response(level, table),
        *_largest(table),
    )  # fmt: skip


def _over(fit: Effects, name: str, sign: int) -> tuple[float, float]:
    """Return the ratio of a coefficient to that of the burden, with a sign."""
    value, error = fit.ratio(name, "burden_before")
    return sign * value, error


def _threat_response(level: Effects, table: pl.DataFrame) -> Estimate:
    value = level.of("threat")
    moving = _within(table, "change", ("change_before", "burden_before", "threat"))
    ratio = _over(moving, "threat", -1)
    years = table.filter(pl.col("large")).drop_nulls("threat")["year"]
    return Estimate(
        "threat_response", *value, *two_errors(value, ratio), level.rows,
        span(years), (*onset.SETS, "sipri_milex_2024"),
        f"log burden on the yearly probability of a fatal dispute, {level.units} states with "
        "median spending of at least 500 m USD, within states and years, clustered by state; "
        "± 2 standard errors, and of the fit to changes, which finds nothing",
    )  # fmt: skip


def _largest(table: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return how fast large forces were cut and built up, in all but the extreme years."""
    recent = table.filter(pl.col("year") >= SPLIT)
    big = recent.filter(pl.col("milex") > MAJOR)
    period = span(recent["year"])
    said = (
        f"yearly change of spending above 5 bn USD, exceeded in 5 % of years; one end 10 %, the "
        f"other 5 % of all spenders' {len(recent):,} years; errors by drawing states anew"
    )
    found = []
    for belief, sign in (("largest_cut", -1.0), ("largest_rise", 1.0)):
        value, usual, everyone = (
            float(np.quantile(sign * rows["change"].to_numpy(), share))
            for rows, share in ((big, 0.95), (big, 0.9), (recent, 0.95))
        )
        error = _resampled(big, sign)
        found.append(Estimate(belief, value, error, usual, everyone, len(big), period,
                              SETS[:1], said))  # fmt: skip
    return tuple(found)


def _resampled(table: pl.DataFrame, sign: float) -> float:
    """Return the standard error of the 95 % quantile of changes, by drawing states anew."""
    groups = [
        sign * part["change"].to_numpy()
        for part in table.partition_by("ccode", maintain_order=True)
    ]
    draws = np.random.default_rng(SEED).integers(len(groups), size=(RESAMPLES, len(groups)))
    found = [np.quantile(np.concatenate([groups[i] for i in draw]), 0.95) for draw in draws]
    return float(np.std(found))


# --- the report card ------------------------------------------------------------------------------


def checks(table: pl.DataFrame) -> tuple[Check, ...]:
    """Return how well changes of spending since `SPLIT` are forecast from before.

    Parameters
    ----------
    table
        From `panel`.
    """
    names = ("change_before", "burden_gap", "rivals", "allies")
    known = table.drop_nulls(["change", *names])
    test = f"change of spending, {span(known.filter(pl.col('year') >= SPLIT)['year'])}"
    ours, rows = _forecast_error(known, names)
    last, _ = _forecast_error(known, names[:1])
    note = "all spenders; rivalries after 2020 and pacts after 2018 as they were"
    return (
        Check(test, "R² out of sample", ours[0], least=last[0], against="last year's change",
              rows=rows, note=note),
        Check(test, "RMSE, log points", ours[1], most=last[1], against="last year's change",
              rows=rows, note=note),
        Check(test, "R² of last year's change alone", last[0], rows=rows),
    )  # fmt: skip


def _forecast_error(table: pl.DataFrame, names: tuple[str, ...]) -> tuple[tuple[float, float], int]:
    """Return R² (against the mean of what came) and RMSE after `SPLIT`, and the rows."""
    before, after = table.filter(pl.col("year") < SPLIT), table.filter(pl.col("year") >= SPLIT)
    coefficients = np.linalg.lstsq(_design(before, names), before["change"].to_numpy())[0]
    came = after["change"].to_numpy()
    missed = came - _design(after, names) @ coefficients
    mean_square = float(np.mean(missed**2))
    return (1 - mean_square / float(np.var(came)), float(np.sqrt(mean_square))), len(after)


def _design(table: pl.DataFrame, names: tuple[str, ...]) -> Array:
    return np.column_stack([np.ones(len(table)), onset.matrix(table, names)])
