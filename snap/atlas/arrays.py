"""Records as arrays: the only place where names become indices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from latticework.array import Array
from latticework.atlas.atlas import Atlas
from latticework.atlas.lanes import Points, great_circles, lanes


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


def ways(atlas: Atlas, roster: Roster, places: Points, day: date) -> Array:
    """Return the way from each state's nearest forces to each place, by land, air and sea.

    Forces start from the bases of their domain that a state holds or keeps forces at on `day`
    (own, base, rotation); a right of access has none to start from. On land and in the air they may
    start from the capital too; at sea the capital stands for the coast where a state has no naval
    base. A state without a coast has no fleet, so that its way at sea does not matter; it is that
    from the sea its capital faces, so that no way is infinite.

    Parameters
    ----------
    places
        (latitude, longitude) in degrees, C of them.

    Returns
    -------
    ndarray, shape (C, N, 3)
        km: over land or, to another land mass, by ship; the great circle; the way of a ship. See
        :mod:`~latticework.atlas.lanes`.

    Raises
    ------
    ReadingError
        If a place lies in no sea of the atlas.
    """
    network, starts = lanes(atlas), _starts(atlas, roster, day)
    courses = (network.by_land, great_circles, network.by_sea)
    return np.stack(
        [_nearest(course, starts[k], places).T for k, course in enumerate(courses)], axis=-1
    )


def ways_home(atlas: Atlas, roster: Roster, day: date) -> Array:
    """Return the way from the row state's nearest forces to the column state's home.

    Home is the capital; at sea the nearest of its own naval bases on the land mass of its capital,
    else of all its own, else the capital.

    Returns
    -------
    ndarray, shape (N, N, 3)
        km by land, air and sea, as in :func:`ways`; diagonal 0.
    """
    capitals = [(atlas.states[state].lat, atlas.states[state].lon) for state in roster.states]
    ports = _home_ports(atlas, roster, day)
    first = np.cumsum([0, *map(len, ports)][:-1])
    all_ways = ways(atlas, roster, [*capitals, *(port for own in ports for port in own)], day)
    count = len(capitals)
    home = all_ways[:count].copy()
    home[:, :, 2] = np.minimum.reduceat(all_ways[count:, :, 2], first, axis=0)
    return home.swapaxes(0, 1)


def _starts(atlas: Atlas, roster: Roster, day: date) -> list[list[Points]]:
    """Return where forces start, by domain (land, air, sea) and state."""
    held = [
        row
        for row in atlas.bases.values()
        if row.status != "access" and not row.detachment and row.holds(day)
    ]
    starts: list[list[Points]] = []
    for domain in ("land", "air", "sea"):
        places: dict[str, list[tuple[float, float]]] = {state: [] for state in roster.states}
        for row in held:
            if row.user in places and domain in row.domains.split():
                places[row.user].append((row.lat, row.lon))
        for state, found in places.items():
            if domain != "sea" or not found:
                found.append((atlas.states[state].lat, atlas.states[state].lon))
        starts.append([places[state] for state in roster.states])
    return starts


def _home_ports(atlas: Atlas, roster: Roster, day: date) -> list[Points]:
    """Return where each state is at home at sea."""
    network = lanes(atlas)
    ports: list[Points] = []
    for state in roster.states:
        capital = atlas.states[state].lat, atlas.states[state].lon
        own = [
            (row.lat, row.lon)
            for row in atlas.bases.values()
            if row.user == row.host == state and row.holds(day) and "sea" in row.domains.split()
        ]
        land = network.land_of(*capital)
        ports.append([port for port in own if land == network.land_of(*port)] or own or [capital])
    return ports


def _nearest(
    course: Callable[[Points, Points], Array], starts: Sequence[Points], places: Points
) -> Array:
    """Return the way from the nearest start of each state to each place; shape (N, C)."""
    first = np.cumsum([0, *map(len, starts)][:-1])
    way = course([start for own in starts for start in own], places)
    return np.minimum.reduceat(way, first, axis=0)


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
