"""The whole model from 1990 and from 2000, for twenty years: alignment, spending, disputes.

Both worlds are played over draws of the beliefs (`hindcast_years`) and compared with what came:
which way states moved, what they spent, how many disputes with force began, and how often that lay
within the bands of 90 %. Bands hold what beliefs leave open; for disputes chance is added, since
hazards are probabilities. The baselines know what the model knows: spending or its growth as it
was, positions as they were, disputes as in the ten years before.

States whose borders or series broke (Germany, Russia after 1990) are played but not scored on
spending.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from latticework.array import Array, Mask
from latticework.evidence.report_card import Check
from latticework.evidence.scores import auc, mean_by_cluster
from latticework.insight.hindcast_alignment import (
    GOVERNANCE,
    LENGTH,
    MOVED,
    SECURITY,
    hit,
    joined,
    moves,
    relative,
)
from latticework.insight.hindcast_annals import SETS, Annals
from latticework.insight.hindcast_forces import beliefs, drawn
from latticework.insight.hindcast_past import Past, past
from latticework.insight.hindcast_table import Hindcast, Point
from latticework.insight.hindcast_years import Inputs, Tracks, play

STARTS = (1990, 2000)

YEARS = 20

FUTURES = 128

BAND = (0.05, 0.95)
"""Quantiles of the band of 90 %."""

SHARE, SLACK = 0.9, 0.1
"""What a band of 90 % should hold, and by how much it may miss; by chance in few rows by more."""

SEED = 20001231

DECADE = 10


def hindcast(annals: Annals) -> Hindcast:
    """Return the hindcast of the whole model.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    futures = drawn(beliefs(), FUTURES)
    checks, points = [], []
    for start in STARTS:
        world = past(annals, start, start + YEARS)
        scored = np.isin(world.states, sorted(annals.steady(start, start + YEARS)))
        before = _before(annals, world)
        for inputs in Inputs:
            tracks = play(world, futures, inputs)
            test = f"from {start}, inputs {inputs.value}"
            checks += [
                *alignment(world, tracks, test),
                *spending(world, tracks, scored, test),
                *disputes(world, tracks, before, test),
            ]
            points += list(_points(world, tracks, test))
    return Hindcast(
        "worlds", "the whole model from 1990 and from 2000, twenty years",
        "threat, arming, alignment, blocs, decision and deterrence, played from data of the first "
        "year over 128 draws of the beliefs; left out: contingencies, organisations, programmes, "
        "trade deals, theatres, sanctions, bases, nuclear arms",
        tuple(dict.fromkeys(SETS)), tuple(checks), tuple(points),
    )  # fmt: skip


def covered(values: Array, came: Array, margin: float = 0.0) -> Array:
    """Return 1 where what came lies within the band of the futures, else 0.

    Parameters
    ----------
    values
        (F, n) by future.
    came
        (n,).
    margin
        By how much the band is widened on either side.
    """
    low, high = np.quantile(values, BAND, axis=0)
    inside = (came >= low - margin) & (came <= high + margin)
    return np.asarray(inside.astype(np.float64))


def coverage(test: str, inside: Array, note: str = "") -> Check:
    """Return the check of a band of 90 %: within `SLACK`, or two binomial errors.

    Parameters
    ----------
    test
        A name.
    inside
        (n,) 1 where what came lay within it.
    note
        What to mind.
    """
    slack = max(SLACK, 2.0 * float(np.sqrt(SHARE * (1.0 - SHARE) / len(inside))))
    return Check(test, "share within the band of 90 %", float(inside.mean()), SHARE - slack,
                 against="0.9", rows=len(inside), note=note)  # fmt: skip


# --- alignment ------------------------------------------------------------------------------------


def alignment(world: Past, tracks: Tracks, test: str) -> Iterator[Check]:
    """Yield how drift until the last year known was foreseen, and the band at each fifth year.

    Parameters
    ----------
    world
        What came.
    tracks
        What futures did.
    test
        A name.
    """
    name = f"alignment {test}"
    known = [t for t in range(len(world.years)) if not np.isnan(world.position[t, :, 0]).any()]
    last = known[-1]
    cut = world._replace(years=world.years[: last + 1], position=world.position[: last + 1])
    nowhere = np.full_like(world.position[0], np.nan)
    found = moves(cut, tracks.position[:, : last + 1], nowhere, (SECURITY, GOVERNANCE))
    moved = found.where(np.abs(found.came) > MOVED)
    right = hit(moved.said[0], moved.came)
    yield Check(name, f"direction right by {world.years[last]}", float(right.mean()), least=0.5,
                against="a coin", rows=len(right),
                note=f"{np.mean(moved.came > 0):.0%} moved West")  # fmt: skip
    apart = hit(relative(moved.said[0], moved), relative(moved.came, moved))
    rate, error = mean_by_cluster(apart, moved.state)
    yield Check(name, f"direction right by {world.years[last]}, against the mean move", rate,
                least=0.5, against="a coin", rows=len(apart), margin=error)  # fmt: skip
    ours, none = ((found.said[0] - found.came) ** 2).mean(), (found.came**2).mean()
    yield Check(name, f"root mean square error by {world.years[last]}", float(np.sqrt(ours)),
                most=float(np.sqrt(none)), against="positions as they were",
                rows=len(found.came))  # fmt: skip
    steps = range(LENGTH, last + 1, LENGTH)
    parts = [
        moves(world._replace(years=world.years[: t + 1], position=world.position[: t + 1]),
              tracks.position[:, : t + 1], nowhere, (SECURITY, GOVERNANCE))
        for t in steps
    ]  # fmt: skip
    every = joined(parts)
    inside = covered(every.said[1:], every.came, MOVED)
    yield coverage(name, inside, f"moves after 5, 10, 15, 20 years, within {MOVED} of the band")


# --- spending -------------------------------------------------------------------------------------


def spending(world: Past, tracks: Tracks, scored: Mask, test: str) -> Iterator[Check]:
    """Yield how spending after ten and twenty years was foreseen.

    Parameters
    ----------
    world
        What came.
    tracks
        What futures did.
    scored
        (N,) which states count.
    test
        A name.
    """
    inside = []
    for t in (DECADE, YEARS):
        rows = scored & (world.spending[t] > 0)
        came = np.log(world.spending[t] / world.milex)[rows]
        said = np.log(tracks.milex[:, t] / world.milex)[:, rows]
        name = f"spending {test}, after {t} years"
        for against, theirs in _baselines(world, t, test).items():
            gap = (said[0] - came) ** 2 - (theirs[rows] - came) ** 2
            yield _closer(name, said[0] - came, theirs[rows] - came, gap, against)
        inside.append(covered(said[1:], came))
    yield coverage(f"spending {test}", np.concatenate(inside), "after 10 and 20 years")


def _baselines(world: Past, t: int, test: str) -> dict[str, Array]:
    """Return (N,) log changes of spending by name, for what is known."""
    flat = {"spending as it was": np.zeros(len(world.milex))}
    if Inputs.CAME.value in test:
        return flat | {"the burden as it was": np.log(world.gdp[t] / world.gdp[0])}
    return flat | {"growing with GDP as before": world.growth * t}


def _closer(name: str, ours: Array, theirs: Array, gap: Array, against: str) -> Check:
    mine, other = (float(np.sqrt((miss**2).mean())) for miss in (ours, theirs))
    error = float(gap.std(ddof=1) / np.sqrt(len(gap)) / (mine + other))
    return Check(name, f"root mean square error, log points, against {against}", mine, most=other,
                 against=against, rows=len(ours), margin=error)  # fmt: skip


# --- disputes -------------------------------------------------------------------------------------


def disputes(world: Past, tracks: Tracks, before: float, test: str) -> Iterator[Check]:
    """Yield how many disputes with force were foreseen, and between whom.

    Parameters
    ----------
    world
        What came.
    tracks
        What futures did.
    before
        Disputes a year among the same pairs in the ten years before.
    test
        A name.
    """
    name = f"disputes with force {test}"
    known = ~np.isnan(world.fought[:, 0]) & (np.arange(len(world.years)) > 0)
    came = world.fought[known]
    counts, force = came.sum(axis=1), tracks.force[:, known]
    expected = force.sum(axis=2)
    chance = np.random.default_rng(SEED).random(force.shape) < force
    inside = covered(chance[1:].sum(axis=2), counts)
    note = (
        f"{counts.mean():.1f} a year came, {expected[0].mean():.1f} foreseen, {before:.1f} before"
    )
    yield Check(name, "mean absolute error, disputes a year",
                float(np.abs(expected[0] - counts).mean()),
                most=float(np.abs(before - counts).mean()), against="the ten years before",
                rows=len(counts), note=note)  # fmt: skip
    yield coverage(name, inside, "years")
    fell = (came.sum(axis=0) > 0).astype(np.float64)
    ever = 1.0 - np.prod(1.0 - force[0], axis=0)
    record = world.base[0]
    yield Check(name, "AUC of pairs", auc(ever, fell), least=auc(record, fell),
                against="the pairs' record alone", rows=len(fell))  # fmt: skip


def _before(annals: Annals, world: Past) -> float:
    """Return disputes with force a year among a world's pairs in the ten years before."""
    first = world.years[0]
    pairs = {(world.states[i], world.states[j]) for i, j in world.pairs}
    rows = annals.forceful.filter(pl.col("year").is_between(first - DECADE, first - 1))
    came = sum((one, other) in pairs for one, other in rows.select("one", "other").iter_rows())
    return came / DECADE


# --- plots ----------------------------------------------------------------------------------------


def _points(world: Past, tracks: Tracks, test: str) -> Iterator[Point]:
    """Yield disputes and polarization by year, with bands."""
    plots = {
        f"disputes with force {test}: year, number foreseen": tracks.force.sum(axis=2),
        f"polarization {test}: year, first year = 100": tracks.polarization,
    }
    for plot, track in plots.items():
        bands = np.quantile(track[1:], BAND, axis=0).T
        for year, value, (low, high) in zip(world.years, track[0], bands, strict=True):
            yield Point(plot, "foreseen", year, float(value), float(low), float(high))
    came = f"disputes with force {test}: year, number foreseen"
    for year, row in zip(world.years, world.fought, strict=True):
        if not np.isnan(row).any():
            yield Point(came, "came", year, float(row.sum()))
