"""Records as arrays: the only place where names become indices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from latticework.array import Array
from latticework.atlas.atlas import Atlas
from latticework.atlas.places import distance_km


@dataclass(frozen=True)
class Roster:
    """States in a fixed order; index *i* of every array is ``states[i]``."""

    states: tuple[str, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """Index by ISO-3 code."""
        return {state: number for number, state in enumerate(self.states)}

    def mask(self, states: Iterable[str]) -> Array:
        """Return 1 for each of `states` that is on the roster, 0 for the others; shape (N,)."""
        row = np.zeros(len(self.states))
        for state in states:
            if state in self.index:
                row[self.index[state]] = 1.0
        return row


def roster(atlas: Atlas) -> Roster:
    """Return the roster of all profiled states, in alphabetical order of their codes."""
    return Roster(atlas.profiled())


def vector(atlas: Atlas, roster: Roster, quantity: str, as_of: str | None = None) -> Array:
    """Return each state's newest figure no later than `as_of`, in the quantity's unit.

    Returns
    -------
    ndarray, shape (N,)
        nan where the atlas has no figure: what to do about it is the caller's to say.
    """
    found = [atlas.figure(state, quantity, as_of) for state in roster.states]
    return np.array([np.nan if figure is None else figure.value for figure in found])


def flows(atlas: Atlas, roster: Roster) -> Array:
    """Return goods exports, bn USD: row = exporter, column = importer; shape (N, N), diagonal 0.

    Of several years of a pair the newest counts.
    """
    matrix = np.zeros((len(roster.states), len(roster.states)))
    for flow in sorted(atlas.trade.values(), key=lambda row: row.as_of):
        if flow.exporter in roster.index and flow.importer in roster.index:
            matrix[roster.index[flow.exporter], roster.index[flow.importer]] = flow.value
    return matrix


def reach(atlas: Atlas, roster: Roster, places: Sequence[tuple[float, float]], day: date) -> Array:
    """Return the distance from each state's nearest usable base, or its capital, to each place.

    Parameters
    ----------
    places
        (latitude, longitude) in degrees, C of them.
    day
        Bases count that the state may use on this day, its own and others'.

    Returns
    -------
    ndarray, shape (N, C)
        Great-circle km.
    """
    starts = {
        state: [(atlas.states[state].lat, atlas.states[state].lon)] for state in roster.states
    }
    for base in atlas.bases.values():
        if base.user in starts and base.holds(day):
            starts[base.user].append((base.lat, base.lon))
    return np.array(
        [
            [min(distance_km(*start, *place) for start in starts[state]) for place in places]
            for state in roster.states
        ]
    )


def pairs(roster: Roster, rows: Iterable[tuple[str, str]]) -> Array:
    """Return a symmetric (N, N) matrix with 1 for each pair of states in `rows`."""
    matrix = np.zeros((len(roster.states), len(roster.states)))
    for one, other in rows:
        if one in roster.index and other in roster.index:
            i, j = roster.index[one], roster.index[other]
            matrix[i, j] = matrix[j, i] = 1.0
    return matrix


def rivals(atlas: Atlas, roster: Roster, day: date) -> Array:
    """Return 1 for each pair of strategic rivals on `day`; shape (N, N), symmetric."""
    rows = atlas.rivalries.values()
    return pairs(roster, ((r.state_a, r.state_b) for r in rows if r.holds(day)))


def claims(atlas: Atlas, roster: Roster, day: date) -> Array:
    """Return 1 for each pair of which one claims what the other administers; shape (N, N)."""
    return pairs(
        roster,
        (
            (claimant, holder)
            for place in atlas.territories.values()
            if (holder := place.administrator(day))
            for claimant in place.claimed_by
            if claimant != holder
        ),
    )
