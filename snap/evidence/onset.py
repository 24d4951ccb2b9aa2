"""Dispute onset: in which pairs of states a militarised dispute begins, out of sample.

Non-directed dyad-years 1946–2010 (COW). The model is a logistic regression on what the deterrence
mechanism speaks of (power, reach, pacts) and on the pair's own record: years of peace, and past
onsets fading with `MEMORY`. It is fitted to all years before a decade and judged in that decade,
which it has not seen, against baselines that are fitted and judged the same way.

Regressors are of the year itself, except for the record, which ends the year before: they move
slowly. States are compared by national capability (CINC), which NMC publishes later. Strategic
rivalry is coded with hindsight, so results stand with and without. With the record in the model,
rivalry adds nothing out of sample.

On all pairs geography alone orders most of them (AUC about 0.93 without any record), which
flatters: look at politically relevant pairs, and at average precision.

References
----------
Bremer (1992), *Journal of Conflict Resolution* 36:309–341; Beck, Katz & Tucker (1998), *American
Journal of Political Science* 42:1260–1288; Carter & Signorino (2010), *Political Analysis*
18:271–292; Ward, Greenhill & Bakke (2010), *Journal of Peace Research* 47:363–375 (judge by
forecasts); Thompson, Sakuwa & Suhas (2021), *Analyzing Strategic Rivalries in World Politics*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from latticework.array import Array, Mask
from latticework.evidence.dyads import DyadYears, dyad_years
from latticework.evidence.logit import Logit, fit
from latticework.evidence.report_card import Check, calibrated
from latticework.evidence.scores import losses, mean_by_cluster, scores

FIRST, LAST = 1946, 2010
"""Years of the panel: distances begin in 1946, disputes are used to 2010."""

WINDOWS = ((1970, 1979), (1980, 1989), (1990, 1999), (2000, 2010))
"""Years that are forecast, each from all years before it."""

MEMORY = 10.0
"""Years in which a past onset fades to 37 %. Not searched for: with 5 or 20 the log loss is 0.01028
or 0.01030, with 10 it is 0.01028."""

OLDEST = 0.02
"""Added to the faded record before its logarithm: an onset forty years ago."""

SMALLEST = 1e-6
"""Added to shares of world capability, which are published to about this, before logarithms."""

FORCE, WAR = 4, 5
"""Levels of hostility: use of force, war (COW MID)."""

SETS = (
    "cow_states", "cow_mid_ddydisps", "cow_nmc", "cow_contdir", "cow_mindist", "cow_capitals",
    "atop_alliance", "cow_igo_ndy", "tss_rivalries",
)  # fmt: skip
"""The data sets that the panel is made of."""

NEAR = ("capability_ratio", "land_border", "sea_border", "pact")
PLACE = (*NEAR, "larger_capability", "major_power", "distance", "organisations")
CUBIC = (*PLACE, "peace_years", "peace_years2", "peace_years3")
RECORD = (*PLACE, "log_peace_years", "record")
RIVALRY = "rivalry"

BASELINES: Mapping[str, tuple[str, ...]] = {
    "ratio, borders, pact": NEAR,
    "and power, size, distance, organisations": PLACE,
    "and peace years, cubic": CUBIC,
}
"""Regressors of the baselines, each with what the one before has."""


def panel(folder: Path | None = None) -> pl.DataFrame:
    """Return the dyad-years with regressors, sorted by pair and year.

    Pairs in which a state has no capability value are left out. Where no distance between
    territories is known, that between capitals stands in; where shared organisations are unknown
    (0.1 % of rows), their median.

    Returns
    -------
    DataFrame
        ``ccode1``, ``ccode2``, ``year``, ``pair``, ``relevant`` (borders, or has a major power),
        ``onset``, ``force``, ``war``, ``fatal`` (0 or 1: an onset, one that saw a use of force, a
        war, deaths) and the regressors of `CUBIC`, `RECORD` and `RIVALRY`.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    dyads = _joined(folder).with_columns(faded("cowmidonset", ("ccode1", "ccode2")))
    known = dyads.where(pl.col("cinc1").is_not_null() & pl.col("cinc2").is_not_null())
    return known.with_columns(**_regressors(), **_events()).collect().select(*_COLUMNS)


_COLUMNS = (
    "ccode1", "ccode2", "year", "pair", "relevant", "onset", "force", "war", "fatal",
    *dict.fromkeys((*CUBIC, *RECORD, RIVALRY)),
)  # fmt: skip


def _joined(folder: Path | None) -> DyadYears:
    return (
        dyad_years(FIRST, LAST, directed=False, folder=folder)
        .with_mids("cow", "hostlev", "fatality")
        .with_nmc("cinc")
        .with_contiguity()
        .with_distance()
        .with_capital_distance()
        .with_alliances("atop_defense")
        .with_majors()
        .with_igos()
        .with_rivalries()
        .peace_years(polynomial=True)
    )


def faded(event: str, units: tuple[str, ...], memory: float = MEMORY) -> pl.Expr:
    """Return ``faded``: a unit's past events, each weighing e^(−years since/memory).

    Parameters
    ----------
    event
        A column of 0 and 1.
    units
        The columns that tell units apart.
    memory
        Years in which an event fades to 37 %.

    Examples
    --------
    >>> spell = pl.DataFrame({"unit": [1] * 3, "year": [2000, 2001, 2011], "war": [1, 0, 0]})
    >>> spell.select(faded("war", ("unit",)).round(3)).to_series().to_list()
    [0.0, 0.905, 0.333]
    """
    age = (pl.col("year").cast(pl.Float64) - FIRST) / memory
    weight = pl.col(event) * age.exp()
    before = (weight.cum_sum() - weight).over(units, order_by="year") * (-age).exp()
    return before.clip(lower_bound=0).alias("faded")


def _regressors() -> dict[str, pl.Expr]:
    smaller = pl.min_horizontal("cinc1", "cinc2") + SMALLEST
    larger = pl.max_horizontal("cinc1", "cinc2") + SMALLEST
    major = (pl.col("major1") == 1) | (pl.col("major2") == 1)
    organisations = pl.col("dyadigos").fill_null(pl.col("dyadigos").median())
    return {
        "capability_ratio": (smaller / larger).log(),
        "larger_capability": larger.log(),
        "land_border": pl.col("conttype") == 1,
        "sea_border": pl.col("conttype") > 1,
        "pact": pl.col("atop_defense"),
        "major_power": major,
        "distance": (pl.coalesce("mindist", "capdist") + 1).log(),
        "organisations": (organisations + 1).log(),
        "log_peace_years": (pl.col("peace_years") + 1).log(),
        "record": (pl.col("faded") + OLDEST).log(),
        RIVALRY: pl.col("tss_rivalry"),
        "relevant": major | (pl.col("conttype") > 0),
        "pair": pl.col("ccode1").cast(pl.Int64) * 1000 + pl.col("ccode2"),
    }


def _events() -> dict[str, pl.Expr]:
    began = pl.col("cowmidonset") == 1
    return {
        "onset": began,
        "force": began & (pl.col("cow_hostlev").fill_null(0) >= FORCE),
        "war": began & (pl.col("cow_hostlev").fill_null(0) == WAR),
        "fatal": began & (pl.col("cow_fatality").fill_null(0) > 0),
    }


# --- forecasts ------------------------------------------------------------------------------------


def matrix(frame: pl.DataFrame, names: tuple[str, ...]) -> Array:
    """Return (n, k) columns of a panel as numbers."""
    return frame.select(pl.col(names).cast(pl.Float64)).to_numpy()


def fitted(frame: pl.DataFrame, names: tuple[str, ...], event: str = "onset") -> Logit:
    """Fit a model to all rows; standard errors are clustered by pair."""
    events = matrix(frame, (event,))[:, 0]
    return fit(matrix(frame, names), events, names, clusters=frame["pair"].to_numpy())


def forecast(frame: pl.DataFrame, names: tuple[str, ...], event: str = "onset") -> Array:
    """Return (n,) probabilities for the years of `WINDOWS`, from the years before; NaN elsewhere.

    Parameters
    ----------
    frame
        From `panel`.
    names
        The regressors; none forecasts the rate so far.
    event
        A column of 0 and 1.
    """
    years = frame["year"].to_numpy()
    events, regressors = matrix(frame, (event,))[:, 0], matrix(frame, names)
    result: Array = np.full(len(frame), np.nan)
    for first, last in WINDOWS:
        before, now = years < first, (years >= first) & (years <= last)
        if not names:
            result[now] = events[before].mean()
        else:
            result[now] = fit(regressors[before], events[before], names).probabilities(
                regressors[now]
            )
    return result


# --- the report card ------------------------------------------------------------------------------

ALL, RELEVANT = "all pairs", "politically relevant pairs"


def checks(frame: pl.DataFrame) -> tuple[Check, ...]:
    """Return the report card of the model: onsets with and without rivalry, force, war.

    Parameters
    ----------
    frame
        From `panel`.
    """
    plain = {name: forecast(frame, names) for name, names in BASELINES.items()}
    rivals = {"and strategic rivalry": forecast(frame, (*CUBIC, RIVALRY))}
    found = [*_judged(frame, "", forecast(frame, RECORD), plain)]
    ours = forecast(frame, (*RECORD, RIVALRY))
    found += _judged(frame, ", with rivalry (hindsight)", ours, rivals)
    for event in ("force", "war"):
        found += _severe(frame, event)
    return tuple(found)


def _judged(
    frame: pl.DataFrame, label: str, ours: Array, baselines: Mapping[str, Array]
) -> Iterator[Check]:
    for where, rows in _subsets(frame):
        yield from _compared(frame.filter(rows), f"dispute onset, {where}{label}", ours[rows],
                             {name: p[rows] for name, p in baselines.items()})  # fmt: skip


def _subsets(frame: pl.DataFrame) -> Iterator[tuple[str, Mask]]:
    later = frame["year"].to_numpy() >= WINDOWS[0][0]
    yield ALL, later
    yield RELEVANT, later & frame["relevant"].to_numpy()


def _compared(
    frame: pl.DataFrame, test: str, ours: Array, baselines: Mapping[str, Array]
) -> Iterator[Check]:
    """Yield the scores of a forecast beside those of the best baseline, by each score."""
    events, pairs = matrix(frame, ("onset",))[:, 0], frame["pair"].to_numpy()
    got = scores(ours, events)
    theirs = {name: scores(p, events) for name, p in baselines.items()}
    for metric, loss in (("brier", _squared), ("log_loss", losses)):
        name = min(theirs, key=lambda key: theirs[key].values()[metric])
        gap = loss(ours, events) - loss(baselines[name], events)
        yield Check(test, _NAMES[metric], got.values()[metric], most=theirs[name].values()[metric],
                    against=name, rows=len(frame),
                    margin=mean_by_cluster(gap, pairs)[1])  # fmt: skip
    for metric in ("auc", "average_precision"):
        name = max(theirs, key=lambda key: theirs[key].values()[metric])
        yield Check(test, _NAMES[metric], got.values()[metric],
                    least=theirs[name].values()[metric], against=name, rows=len(frame))  # fmt: skip
    yield calibrated(test, got)


def _severe(frame: pl.DataFrame, event: str) -> Iterator[Check]:
    """Yield the scores for onsets of one severity, beside those of the rate so far."""
    later = frame["year"].to_numpy() >= WINDOWS[0][0]
    events = matrix(frame, (event,))[later, 0]
    ours = forecast(frame, RECORD, event)[later]
    rate = forecast(frame, (), event)[later]
    got, test = scores(ours, events), f"onset with {event}, {ALL}"
    gap = mean_by_cluster(losses(ours, events) - losses(rate, events),
                          frame["pair"].to_numpy()[later])  # fmt: skip
    rows, against = len(events), "the rate so far"
    note = f"{got.events} events"
    yield Check(test, _NAMES["log_loss"], got.log_loss, most=float(losses(rate, events).mean()),
                against=against, rows=rows, margin=gap[1], note=note)  # fmt: skip
    yield Check(test, _NAMES["brier"], got.brier, most=float(_squared(rate, events).mean()),
                against=against, rows=rows, note=note)  # fmt: skip
    yield Check(test, _NAMES["average_precision"], got.average_precision,
                least=got.events / rows, against=against, rows=rows, note=note)  # fmt: skip
    yield calibrated(test, got)


def _squared(forecast: Array, events: Array) -> Array:
    return np.asarray((forecast - events) ** 2)


_NAMES = {
    "brier": "Brier score", "log_loss": "log loss", "auc": "AUC",
    "average_precision": "average precision",
}  # fmt: skip
