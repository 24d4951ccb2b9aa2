"""What bound states in a past year, and where that put them between China and the West.

Agreements are the pacts of defence and consultation that ATOP lists by pairs, with the strengths
and visibilities of their kinds in the atlas. A pact of two binds all that are bound to both, so
that a treaty of many is found again from its pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.ensemble.groups import NATO, UNION
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA
from latticework.insight.hindcast_annals import CONSULTS, Annals, last_year
from latticework.insight.hindcast_arrays import POWERS, matrix, yearly
from latticework.mechanisms import threat
from latticework.mechanisms.alignment import ISSUES
from latticework.mechanisms.decision import PACT_DUTY

KINDS = {PACT_DUTY: "mutual-defence", CONSULTS: "consultation"}
"""Rank of a duty in ATOP → kind of agreement in the atlas, for its strength and visibility."""


class Bonds(NamedTuple):
    """What binds states in a year; see `latticework.ensemble.setting.Plan`.

    Attributes
    ----------
    duty
        (N, N) rank of what the row owes the column.
    strength
        (N, N) strength of the strongest pact of each two, symmetric.
    allied
        (N, N) 1 where either owes the other defence.
    protection
        (2, N) strength of the strongest promise of defence from the West, and from China or Russia.
    ties
        (J, 4, 2, N) as from `threat.tie_table`, for the strongest pact of each state with anyone
        but the power that looks on.
    terms, parties, entries, pairs
        As in the plan, for the pacts of the powers.
    """

    duty: Array
    strength: Array
    allied: Array
    protection: Array
    ties: Array
    terms: Array
    parties: Array
    entries: IntArray
    pairs: IntArray


def bonds_of(annals: Annals, states: Sequence[str], years: Sequence[int]) -> list[Bonds]:
    """Return what binds states in each year; the last known year's pacts go on."""
    last = last_year(annals.pacts)
    found: list[Bonds] = []
    for year in years:
        if year <= last or not found:
            found.append(bonds(annals, states, min(year, last), year))
        else:
            found.append(found[-1])
    return found


def bonds(annals: Annals, states: Sequence[str], year: int, members: int) -> Bonds:
    """Return what binds states in a year.

    Parameters
    ----------
    annals
        The data.
    states
        ISO codes.
    year
        Of the pacts.
    members
        Year of the membership of NATO and the EU.
    """
    held = annals.pacts.filter(pl.col("year") == year)
    duty = matrix(held, ("helper", "friend"), "duty", states)
    kinds = {rank: annals.atlas.kinds[kind] for rank, kind in KINDS.items()}
    grades = {rank: (kind.strength, kind.visibility) for rank, kind in kinds.items()}
    return bound(duty, grades, west(annals, states, members), states)


def bound(
    duty: Array, grades: Mapping[float, tuple[float, float]], west: Array, states: Sequence[str]
) -> Bonds:
    """Return what follows from duties.

    Parameters
    ----------
    duty
        (N, N) rank of what the row owes the column.
    grades
        Rank → strength and visibility of such a pact, 0–1.
    west
        (N,) mask of the Western side.
    states
        ISO codes, those of `POWERS` among them.
    """
    both, strength, seen = np.maximum(duty, duty.T), np.zeros_like(duty), np.zeros_like(duty)
    for rank, (strong, shown) in grades.items():
        strength[both == rank], seen[both == rank] = strong, shown
    powers = [states.index(code) for code in POWERS]
    protection = _protection(strength * (duty == PACT_DUTY), west, powers)
    parties, terms = _treaties(both, strength, seen, powers)
    pairs, entries = threat.tie_entries(parties, np.array(powers))
    ties = np.stack([_strongest(strength, seen, power) for power in powers])
    return Bonds(duty, strength, (both == PACT_DUTY).astype(np.float64), protection, ties, terms,
                 parties, entries, pairs)  # fmt: skip


def west(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N,) mask: the United States, the members of NATO and of the EU."""
    members = {AMERICA} | annals.members(NATO, year) | annals.members(UNION, year)
    return np.isin(states, sorted(members)).astype(np.float64)


def _protection(promised: Array, west: Array, powers: Sequence[int]) -> Array:
    """Return (2, N) the strongest promise from either side; no power protects itself."""
    others = promised * (1.0 - np.eye(len(west)))
    east = np.zeros_like(west)
    east[list(powers[1:])] = 1.0
    return np.stack([(others * side[:, None]).max(axis=0) for side in (west, east)])


def _treaties(
    both: Array, strength: Array, seen: Array, powers: Sequence[int]
) -> tuple[Array, Array]:
    """Return (A, N) parties and (A, 3) terms of the pacts of the powers, by pairs."""
    found = [(j, int(i)) for j in powers for i in np.flatnonzero(both[j]) if i != j]
    parties = np.zeros((len(found), len(both)))
    terms = np.ones((len(found), 3))
    for a, (j, i) in enumerate(found):
        parties[a] = (both[j] >= both[j, i]) & (both[i] >= both[j, i])
        parties[a, [j, i]] = 1.0
        terms[a, :2] = strength[j, i], seen[j, i]
    return parties, terms


def _strongest(strength: Array, seen: Array, outsider: int) -> Array:
    """Return (4, 2, N) the strongest pact of each state with anyone but one that looks on."""
    table = np.zeros((len(threat.CLASSES), 2, len(strength)))
    apart = strength.copy()
    apart[:, outsider] = apart[outsider] = 0.0
    best = apart.argmax(axis=1)
    row = threat.CLASSES.index("military")
    table[row, 0] = apart.max(axis=1)
    table[row, 1] = table[row, 0] * seen[np.arange(len(best)), best]
    return table


# --- positions ------------------------------------------------------------------------------------


def positions(
    annals: Annals, states: Sequence[str], years: Sequence[int], bonds: Sequence[Bonds]
) -> Array:
    """Return (Y, N, S) alignment on security and governance, 0 on the economy; NaN where unknown.

    ATOP ends in 2018: positions on security of later years are unknown.
    """
    out = np.zeros((len(years), len(states), len(ISSUES)))
    last = last_year(annals.pacts)
    poles = [states.index(code) for code in (CHINA, AMERICA)]
    votes = yearly(annals.votes, "position", states, years)
    for t, year in enumerate(years):
        known = year <= last
        side = west(annals, states, year)
        out[t, :, 0] = security(bonds[t].strength, side, states) if known else np.nan
        china, america = votes[t, poles[0]], votes[t, poles[1]]
        out[t, :, 2] = 2.0 * (votes[t] - china) / (america - china) - 1.0
        out[t, poles] = [[-1.0], [1.0]]
    return out


def standing(position: Array) -> Array:
    """Return positions as the mechanism has them, within ±1."""
    return np.clip(position, -1.0, 1.0)


def security(strength: Array, west: Array, states: Sequence[str]) -> Array:
    """Return (N,) the strongest pact with the West less that with China, as the ensemble has it.

    A pact with Russia pulls towards China by as much as Russia's own with China.
    """
    china, russia = states.index(CHINA), states.index(RUSSIA)
    western = (strength * west[None]).max(axis=1)
    eastern = np.maximum(strength[:, china], strength[russia, china] * strength[:, russia])
    return np.asarray(western - eastern)
