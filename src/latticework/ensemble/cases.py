"""The contingencies of a study as arrays: who attacks whom, where, and what that is to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from latticework.array import Array
from latticework.atlas.places import distance_km
from latticework.ensemble import groups
from latticework.ensemble.setting import AMERICA, CHINA, REGIONS
from latticework.ensemble.snapshot import Snapshot, trouble
from latticework.mechanisms.obligation import attack_in

MONTHS = 12.0

PACT = "mutual-defence"
"""The kind of agreement whose parties are allies."""

SHIPS = "principal_surface_combatants"

Point = tuple[float, float]
"""Latitude and longitude, degrees."""


class Case(NamedTuple):
    """A contingency: who challenges whom, at which place, in which family and region."""

    challenger: str
    attacked: str
    place: Point
    family: str
    region: str


def cases(now: Snapshot, contingencies: Sequence[str]) -> list[Case]:
    """Return the contingencies of a study, in its order.

    Raises
    ------
    ReadingError
        If nobody challenges in one of them.
    """
    found = []
    for slug in contingencies:
        record = now.atlas.contingencies[slug]
        if record.challenger is None:
            expected = "expected the state that is to be deterred"
            raise trouble("contingencies", "challenger", slug, expected)
        attack = attack_in(now.atlas, record, now.day)
        place = (attack.lat, attack.lon)
        row = Case(record.challenger, record.attacked, place, record.family, record.region)
        found.append(row)
    return found


def challengers(cases: Sequence[Case]) -> frozenset[str]:
    """Return all who challenge somewhere."""
    return frozenset(case.challenger for case in cases)


def powers(cases: Sequence[Case]) -> list[str]:
    """Return whose threat is followed: the challengers, China and the United States, by code."""
    return sorted(challengers(cases) | {CHINA, AMERICA})


def region_numbers(cases: Sequence[Case]) -> Array:
    """Return the number of each contingency's region in `REGIONS`, one more for others; (C,)."""
    numbers = {name: float(number) for number, name in enumerate(REGIONS)}
    return np.array([numbers.get(case.region, float(len(REGIONS))) for case in cases])


# --- distance ---


def capitals(now: Snapshot) -> list[Point]:
    """Return the capital of each state."""
    states = (now.atlas.states[state] for state in now.roster.states)
    return [(state.lat, state.lon) for state in states]


def kilometres(places: Sequence[Point], starts: Sequence[Point]) -> Array:
    """Return great-circle km to each of `places` (rows) from each of `starts` (columns)."""
    return np.array([[distance_km(*start, *place) for start in starts] for place in places])


# --- who helps ---


def defenders(now: Snapshot, cases: Sequence[Case]) -> Array:
    """Return 1 for states that may help the attacked; (C, N).

    Not a challenger of any contingency, nor who has a pact of mutual defence with this one's
    challenger. The attacked itself is 1.
    """
    rows = []
    for case in cases:
        against = challengers(cases) | now.allied(case.challenger, PACT)
        rows.append(1.0 - now.roster.mask(against - {case.attacked}))
    return np.array(rows)


def visits(now: Snapshot, cases: Sequence[Case], european: Array) -> Array:
    """Return the share of each fleet that one ship-month a year keeps at each place; (C, N).

    A ship-month is a twelfth of a ship the year round. It is spread over NATO's European members by
    their principal surface combatants, so that each sends the same share of its fleet, and made in
    Asia only.
    """
    ships = np.nan_to_num(now.figures(SHIPS).value) * european
    asian = region_numbers(cases) == REGIONS.index("asia")
    if not ships.sum() > 0:
        return np.zeros((len(cases), len(ships)))
    return np.asarray(np.outer(asian, ships > 0) / MONTHS / ships.sum())


# --- what is at stake ---


def passages(now: Snapshot, cases: Sequence[Case], shares: Array) -> Array:
    """Return the share of each state's trade that is with the attacked or passes the place; (C, N).

    The larger of two: the share of its goods trade that is with the attacked, and the atlas's
    figure ``passage_<family>`` of what passes (``passage_taiwan_strait``), if it has one. For the
    attacked itself it is 1.

    Few states have a figure of passage. For the others what passes on its way to third states is
    left out, so that their stake is too small, most of all for the shores of the South China Sea.

    Parameters
    ----------
    now
        The atlas at the start.
    cases
        C of them.
    shares
        (N, N) share of the row's trade that is with the column.
    """
    rows = np.empty((len(cases), len(shares)))
    for row, case in zip(rows, cases, strict=True):
        target = now.indices([case.attacked])[0]
        through = now.figures(f"passage_{case.family.replace('-', '_')}").value
        row[:] = np.fmax(shares[:, target], through)
        row[target] = 1.0
    return rows


def average_ally(now: Snapshot, affinity: Array, shares: Array, km: Array) -> Array:
    """Return affinity, share of trade, km and rank of the average pair of allies; (4,).

    km are between capitals, rank is whether the state that would have to come is a major power.
    Over all ordered pairs of states that are parties to a pact of mutual defence in force; all 0
    where there are none. A pair with several pacts counts once. The share is of trade between the
    two, as nobody knows what of it passes an ally's places.

    Parameters
    ----------
    now
        The atlas at the start.
    affinity, shares, km
        (N, N) between all states.
    """
    pairs = alliances(now)
    if not pairs.any():
        return np.zeros(4)
    rank = np.broadcast_to(groups.majors(now)[:, None], pairs.shape)
    return np.array([table[pairs].mean() for table in (affinity, shares, km, rank)])


def alliances(now: Snapshot) -> Array:
    """Return True where two states are in a pact of mutual defence with each other; (N, N)."""
    pairs = np.zeros((len(now.roster.states),) * 2, dtype=bool)
    for pact in now.pacts(PACT):
        member = now.roster.mask(pact) > 0
        pairs |= np.outer(member, member)
    np.fill_diagonal(pairs, val=False)
    return pairs
