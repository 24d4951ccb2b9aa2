"""Polarization of the pacts of 1946–2018 by the mechanism of blocs.

It must rise from the first years after the war to the late fifties, and fall after 1989. A state
stands where its strongest pact puts it: with the United States (1), with the Soviet Union or China
(−1), with neither (0). Weights are national capability. Ties are pacts less the threat of the three
powers, as in `hindcast_years`; groups are the bins of like-minded states. Nothing is fitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.evidence.report_card import Check
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_deterrence import Year
from latticework.insight.hindcast_past import KINDS, POWERS
from latticework.insight.hindcast_table import Hindcast, Point
from latticework.insight.hindcast_years import beliefs, drawn, reach, split
from latticework.mechanisms import blocs, threat
from latticework.mechanisms.arming import PERCENT

FIRST, LAST = 1946, 2018

RISE = (1946, 1949), (1955, 1960)
"""Polarization must be higher in the second span than in the first."""

FALL = (1975, 1989), (1995, 2018)
"""Polarization must be lower in the second span than in the first."""

INDEX_YEAR = 1989
"""Year of the index, 100."""

FUTURES = 16

SETS = ("cow_nmc", "cow_capitals", "atop_alliance", "tss_rivalries", "un_votes", "un_roll_calls")

MEASURES = ("polarization", "spread of power (Esteban and Ray)", "modularity of ties")


def hindcast(annals: Annals) -> Hindcast:
    """Return the hindcast of blocs.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    years = np.arange(FIRST, LAST + 1)
    measured = yearly(annals, years, drawn(beliefs(), FUTURES))
    bands = np.quantile(measured[0, 1:], (0.05, 0.95), axis=0).T
    plot = f"polarization of the world's pacts: year, {INDEX_YEAR} = 100"
    points = [
        Point(plot, "pacts", int(year), float(value), float(low), float(high))
        for year, value, (low, high) in zip(years, measured[0, 0], bands, strict=True)
    ]
    return Hindcast(
        "blocs", "polarization of pacts, 1946–2018",
        "all states with a capability, each year; must rise to the late fifties and fall after "
        "1989; at the centres of the beliefs and over 16 draws",
        SETS, tuple(judged(years, measured)), tuple(points),
    )  # fmt: skip


def judged(years: Array, measured: Array) -> Iterator[Check]:
    """Yield by how much each measure rose and fell.

    Parameters
    ----------
    years
        (Y,).
    measured
        (3, F, Y) the `MEASURES`, the first future with centres.
    """
    for name, measure in zip(MEASURES, measured, strict=True):
        for (early, late), sign, word in ((RISE, 1.0, "rise"), (FALL, -1.0, "fall")):
            change = sign * (_mean(years, measure, late) - _mean(years, measure, early))
            spans = f"{early[0]}–{early[1]} to {late[0]}–{late[1]}"
            held = float(np.mean(change[1:] > 0.0))
            yield Check(
                f"blocs: {name}", f"{word}, {spans}", float(change[0]), least=0.0,
                against="no change", rows=len(years), note=f"{held:.0%} of futures",
            )  # fmt: skip


def _mean(years: Array, measure: Array, span: tuple[int, int]) -> Array:
    """Return (F,) the mean of a measure over a span of years."""
    inside = (years >= span[0]) & (years <= span[1])
    return np.asarray(measure[:, inside].mean(axis=1))


def yearly(annals: Annals, years: Array, futures: Any) -> Array:
    """Return (3, F, Y) the `MEASURES`; the first as an index.

    Parameters
    ----------
    annals
        The data.
    years
        (Y,).
    futures
        From `hindcast_years.drawn`.
    """
    out = np.zeros((len(futures), len(years), 2))
    for t, number in enumerate(years):
        year = Year(annals, int(number))
        world = _World(annals, year, int(number))
        for f, b in enumerate(futures):
            out[f, t] = world.measure(b)
    first = out[:, int(np.flatnonzero(years == INDEX_YEAR)[0])]
    index = [
        [blocs.polarization(now[0], then[0], now[1], then[1]) for now in row]
        for row, then in zip(out, first, strict=True)
    ]
    return np.array([index, out[:, :, 0], out[:, :, 1]])


class _World:
    """Pacts and rivalries of a year."""

    def __init__(self, annals: Annals, year: Year, number: int) -> None:
        self.year, kinds = year, annals.atlas.kinds
        both = np.maximum(year.duty, year.duty.T)
        self.strength = np.zeros_like(both)
        for rank, kind in KINDS.items():
            self.strength[both == rank] = kinds[kind].strength
        self.powers = np.array([year.states.index(code) for code in POWERS if code in year.states])
        self.gap, self.rivalry, self.claim = _quarrels(annals, year, number)

    def measure(self, b: Any) -> tuple[float, float]:
        """Return spread and modularity in one future."""
        year, count = self.year, len(self.year.states)
        force = reach(year.stocks, year.km, b)
        hostile = np.zeros((len(self.powers), count))
        coefficients = np.array([getattr(b, name) for name in threat.HOSTILITY])
        for j, power in enumerate(self.powers):
            threat.hostilities(self.gap[power], self.rivalry[power], self.claim[power],
                               coefficients, power, hostile[j])  # fmt: skip
        target, fear = np.zeros_like(hostile), np.zeros((count, count))
        threat.threat_target(force[self.powers], np.diag(force).copy(), hostile, target)
        fear[:, self.powers] = target.T
        return split(self.strength, fear, sides(self.strength, year.states),
                     year.stocks[:, 0] / PERCENT, b)  # fmt: skip


def sides(strength: Array, states: tuple[str, ...]) -> Array:
    """Return (N,) where each state's strongest pact puts it, −1 to 1.

    Examples
    --------
    >>> pact = np.array([[0.0, 0.9, 0.0], [0.9, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> sides(pact, ("USA", "GBR", "RUS"))
    array([ 1. ,  0.9, -1. ])
    """
    america, *east = (states.index(code) for code in POWERS if code in states)
    found = strength[:, america] - strength[:, east].max(axis=1)
    found[america], found[east[-1]] = 1.0, -1.0
    return np.asarray(found)


def _quarrels(annals: Annals, year: Year, number: int) -> tuple[Array, Array, Array]:
    """Return (N, N) distances of votes (0 where unknown), rivalry, claims."""
    index = {state: i for i, state in enumerate(year.states)}
    rivalry, claim = (np.zeros((len(index), len(index))) for _ in range(2))
    rows = annals.rivalries.filter(pl.col("year") == number)
    for one, other, over in rows.select("one", "other", "claim").iter_rows():
        if one in index and other in index:
            rivalry[index[one], index[other]] = 1.0
            claim[index[one], index[other]] = over or 0.0
    votes = dict(
        annals.votes.filter(pl.col("year") == number).select("state", "position").iter_rows()
    )
    place = np.array([votes.get(state, np.nan) for state in year.states])
    gap = np.nan_to_num(np.abs(place[:, None] - place[None]))
    return gap, rivalry, claim
