"""Ideal points of states from roll-call votes in the United Nations General Assembly.

Model
-----
``Pr(vote_iv ≥ y) = Φ(β_v·θ_it − κ_vy)`` with votes no < abstain < yes (Bailey, Strezhnev & Voeten
2017): θ_it is the ideal point of state i in session t, β_v the slope and κ_v,abstain < κ_v,yes the
cutpoints of roll call v. ``θ_it ~ N(θ_i,t−1, σ_θ²)``, over the sessions between where a state was
away. An absence says nothing. Slopes are a priori N(0, 1), cutpoints flat but for a tenth of a vote
of each kind. Some resolutions return unchanged and bridge sessions (`ideal_points_votes`). The fit
(`ideal_points_fit`) is by expectation–maximization, as Imai, Lo & Olmsted (2016) proposed for such
models; the published series takes a Markov chain overnight.

Scale
-----
Over all states and sessions ideal points have mean 0 and standard deviation 1, and those of the
anchor, the United States, are positive on average. Not session by session: that the Assembly's mean
moved and its spread fell is something the votes say. Bridges and slow states hold the scale of
different sessions together; `sd` includes how well they do.

References
----------
Bailey, M. A., Strezhnev, A. & Voeten, E. (2017) Estimating dynamic state preferences from United
Nations voting data. *Journal of Conflict Resolution* 61(2).
Imai, K., Lo, J. & Olmsted, J. (2016) Fast estimation of ideal points with massive data. *American
Political Science Review* 110(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.special import ndtr

from latticework.array import Array
from latticework.evidence.ideal_points_fit import Fit, Settings, fit
from latticework.evidence.ideal_points_votes import (
    CHOICES,
    Frame,
    Votes,
    arranged,
    bridged,
    cast,
)
from latticework.reading import did_you_mean

ISSUES = {
    "me": "Palestinian conflict", "nu": "nuclear weapons", "di": "arms control",
    "co": "colonialism", "hr": "human rights", "ec": "economic development",
}  # fmt: skip
"""Codes of the issues that roll calls have in the published data. One may have several, or none."""

DEFAULT = Settings()


@dataclass(frozen=True)
class Estimates:
    """Ideal points and roll calls.

    Attributes
    ----------
    points
        One row a state and session: country, session, votes (how many of its votes counted), theta,
        sd (of its posterior).
    roll_calls
        One row a roll call that counted: rcid, item (the first rcid of the resolution), slope,
        abstain, yes (its cutpoints).
    drift
        σ_θ as given or found, on the scale of theta.
    rounds
        How many rounds the fit took.
    """

    points: pl.DataFrame
    roll_calls: pl.DataFrame
    drift: float
    rounds: int


def estimate(votes: Frame, roll_calls: Frame, settings: Settings = DEFAULT) -> Estimates:
    """Estimate the ideal points of all states in all sessions.

    Parameters
    ----------
    votes
        Columns rcid, country, vote (yes, abstain, no). Join on country: the codes of the published
        data are null for Namibia.
    roll_calls
        Columns rcid, session and, where known, descr, short (for bridges), para, amend.
    settings
        Drift, priors, which votes count.

    Raises
    ------
    ValueError
        If the tables do not fit together, or the anchor does not vote.
    """
    table = cast(votes, roll_calls)
    items = _items(table, roll_calls, settings)
    return _estimated(_counted(table, settings), items, settings)


def by_issue(
    votes: Frame, roll_calls: Frame, issues: Frame, settings: Settings = DEFAULT
) -> dict[str, Estimates]:
    """Estimate ideal points on each of the `ISSUES` apart, each on a scale of its own.

    Parameters
    ----------
    votes, roll_calls, settings
        As in `estimate`.
    issues
        Columns rcid, short_name (one of `ISSUES`).
    """
    table = cast(votes, roll_calls)
    items = _items(table, roll_calls, settings)
    table, of = _counted(table, settings), issues.lazy().select("rcid", "short_name").collect()
    result = {}
    for code in ISSUES:
        on_it = of.filter(pl.col("short_name") == code)
        some = table.join(on_it, on="rcid", how="semi")
        if some.height:
            result[code] = _estimated(some, items, settings)
    return result


def _items(table: pl.DataFrame, roll_calls: Frame, settings: Settings) -> pl.DataFrame:
    if settings.bridges:
        return bridged(table, roll_calls)
    return table.select("rcid", item="rcid").unique().sort("rcid")


def _counted(table: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    return table if settings.parts else table.filter("whole")


def _estimated(table: pl.DataFrame, items: pl.DataFrame, settings: Settings) -> Estimates:
    votes = arranged(table, items)
    fitted = fit(votes, settings)
    sign = _sign(votes, fitted, settings.anchor)
    points = votes.points.with_columns(
        theta=sign * fitted.points.mean, sd=np.sqrt(fitted.points.variance + fitted.shared)
    )
    at = votes.items["at"].to_numpy()
    roll_calls = votes.items.select("rcid", "item").with_columns(
        slope=sign * fitted.items.slope[at],
        abstain=fitted.items.low[at],
        yes=fitted.items.high[at],
    )
    return Estimates(points, roll_calls, fitted.drift, fitted.rounds)


def _sign(votes: Votes, fitted: Fit, anchor: str) -> float:
    countries = votes.points["country"]
    anchored = fitted.points.mean[(countries == anchor).to_numpy()]
    if not anchored.size:
        raise ValueError(f"no votes of the anchor {anchor!r}{did_you_mean(anchor, set(countries))}")
    return 1.0 if anchored.mean() >= 0 else -1.0


# --- prediction -----------------------------------------------------------------------------------


def predicted(estimates: Estimates, cells: pl.DataFrame) -> Array:
    """Return (n, 3) the probabilities of no, abstain and yes.

    Parameters
    ----------
    estimates
        From `estimate`.
    cells
        Columns country, session, rcid. Where the state or the roll call has no estimate, the
        probabilities are NaN.
    """
    wanted = cells.select("country", "session", "rcid")
    held = wanted.join(
        estimates.points, on=["country", "session"], how="left", maintain_order="left"
    ).join(estimates.roll_calls, on="rcid", how="left", maintain_order="left")
    theta, sd, slope, low, high = (
        held[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("theta", "sd", "slope", "abstain", "yes")
    )
    width = np.sqrt(1 + (slope * sd) ** 2)
    some, yes = ndtr((slope * theta - low) / width), ndtr((slope * theta - high) / width)
    return np.column_stack([1 - some, some - yes, yes])


@dataclass(frozen=True)
class Design:
    """How to hide votes.

    Attributes
    ----------
    last
        Votes of so many of the last sessions are hidden.
    history
        So many sessions before those take part in the fit.
    folds
        Each vote is hidden once, with a random one of so many parts.
    contested
        A roll call is contested where a smaller share than this votes alike.
    """

    last: int = 5
    history: int = 15
    folds: int = 5
    contested: float = 0.9


def held_out(
    votes: Frame, roll_calls: Frame, settings: Settings = DEFAULT, design: Design = Design()
) -> pl.DataFrame:
    """Predict hidden votes of the last sessions by four rules.

    - modal: what most of the others voted on that roll call, with the shares of all three votes;
    - static: one ideal point a state for all sessions of the design, no bridges;
    - separate: every session by itself, no bridges;
    - dynamic: the model with `settings`.

    All roll calls count, paragraphs and amendments as well.

    Returns
    -------
    pl.DataFrame
        Columns rule, cells, right (share of votes predicted), loss (mean negative log probability
        of the vote), and the same for contested roll calls: contested_cells, contested_right,
        contested_loss.
    """
    table = cast(votes, roll_calls)
    ago = pl.col("session").max() - pl.col("session")
    table = table.filter(ago < design.last + design.history).sort("rcid", "country")
    fold = np.random.default_rng(0).permutation(table.height) % design.folds
    fold[table.select(ago >= design.last).to_series().to_numpy()] = -1
    guesses = {rule: np.zeros((table.height, 3)) for rule in RULES}
    for part in range(design.folds):
        hidden = fold == part
        shown, cells = table.filter(~hidden), table.filter(hidden)
        for rule, guess in _guesses(shown, cells, roll_calls, settings).items():
            guesses[rule][hidden] = guess
    return _scores(table.with_columns(fold=fold), guesses, design.contested)


RULES = ("modal", "static", "separate", "dynamic")
"""The rules that `held_out` compares."""


def _guesses(
    shown: pl.DataFrame, cells: pl.DataFrame, roll_calls: Frame, settings: Settings
) -> dict[str, Array]:
    """Return each rule's probabilities of the hidden votes."""
    apart = shown.select("rcid", item="rcid").unique()
    at_once = pl.lit(0, pl.Int32).alias("session")
    separate = replace(settings, drift=math.inf)
    dynamic = _estimated(shown, _items(shown, roll_calls, settings), settings)
    static = _estimated(shown.with_columns(at_once), apart, settings)
    guesses = {
        "modal": _shares(shown, cells),
        "static": predicted(static, cells.with_columns(at_once)),
        "separate": predicted(_estimated(shown, apart, separate), cells),
        "dynamic": predicted(dynamic, cells),
    }
    return {
        rule: np.where(np.isfinite(guess), guess, guesses["modal"])
        for rule, guess in guesses.items()
    }


def _shares(shown: pl.DataFrame, cells: pl.DataFrame) -> Array:
    """Return the shares of no, abstain and yes on each cell's roll call, one vote added to them."""
    counts = [(pl.col("choice") == choice).sum().alias(CHOICES[choice]) for choice in range(3)]
    tally = shown.group_by("rcid").agg(counts)
    held = cells.select("rcid").join(tally, on="rcid", how="left", maintain_order="left")
    number = held.select(CHOICES).fill_null(0).to_numpy() + 1 / 3
    return np.asarray(number / number.sum(axis=1, keepdims=True))


def _scores(table: pl.DataFrame, guesses: dict[str, Array], contested: float) -> pl.DataFrame:
    alike = (pl.len().over("rcid", "choice") / pl.len().over("rcid")).max().over("rcid")
    cells = table.with_columns(divided=alike < contested).with_row_index("at")
    cells = cells.filter(pl.col("fold") >= 0)
    at, choice, divided = (cells[name].to_numpy() for name in ("at", "choice", "divided"))
    rows = []
    for rule, guess in guesses.items():
        right = guess[at].argmax(axis=1) == choice
        loss = -np.log(np.maximum(guess[at, choice], 1e-12))
        row = {"rule": rule, "cells": len(at), "right": right.mean(), "loss": loss.mean()}
        row |= {"contested_cells": int(divided.sum())}
        row |= {"contested_right": right[divided].mean(), "contested_loss": loss[divided].mean()}
        rows.append(row)
    return pl.DataFrame(rows)
