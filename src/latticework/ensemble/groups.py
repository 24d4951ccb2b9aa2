"""Who belongs where: regions, alliances, partners, and the weights by which outcomes add states up.

What an organisation is comes from the atlas. Named here are only states that a definition of the
project names: the two poles, and the four partners of NATO in the Indo-Pacific.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.ensemble.setting import AMERICA, CHINA, REGIONS, RUSSIA
from latticework.ensemble.snapshot import Snapshot, trouble
from latticework.evidence.panel import major_powers
from latticework.mechanisms import voting

NATO, UNION, ASEAN = "nato", "eu", "asean"
"""Organisations that the outcomes are about, by their slug in the atlas."""

PARTNERS = ("AUS", "JPN", "KOR", "NZL")
"""IP4: NATO's partners in the Indo-Pacific, at its summits since 2022."""

PARTS = {
    "asia": ("east-asia", "southeast-asia", "south-asia", "oceania"),
    "europe": ("europe",),
}
"""The regions of the atlas that make up each of `REGIONS`."""

DEFENCE = ("mutual-defence", "defence-commitment")
"""Kinds of agreement that promise help in war, by both sides or by one."""

UNITS = 110
"""How finely populations are weighed: at 110, unanimity is off by 0.003 at most (see `voting`)."""


class Union(NamedTuple):
    """The EU's council: members by index, lightest first, their populations in units, its rule."""

    members: IntArray
    units: IntArray
    rule: IntArray


def majors(now: Snapshot) -> Array:
    """Return 1 for major powers by COW's list, as it stood when it ended in 2016; (N,)."""
    listed = major_powers().filter(pl.col("year") <= now.year)
    last = listed.filter(pl.col("year") == pl.col("year").max()).collect()
    codes = set(last["ccode"].to_list())
    return now.roster.mask(s for s in now.roster.states if now.atlas.states[s].cow in codes)


def council(now: Snapshot) -> IntArray:
    """Return the indices of NATO's members."""
    return now.indices(now.members(NATO))


def union(now: Snapshot, population: Array) -> Union:
    """Return the EU's members and the rule by which declared abstentions stop them, TEU 31(1).

    Parameters
    ----------
    now
        The atlas at the start.
    population
        (N,) persons.
    """
    members = now.indices(now.members(UNION))
    units = voting.in_units(population[members], UNITS)
    light = np.argsort(units, kind="stable")
    return Union(members[light], units[light], voting.constructive(len(members), UNITS))


def mandated(now: Snapshot) -> Array:
    """Return 1 for states whose forces need NATO's decision: its members but the United States."""
    return now.roster.mask(set(now.members(NATO)) - {AMERICA})


def european(now: Snapshot) -> Array:
    """Return 1 for the members of NATO whose region is Europe, Türkiye among them; (N,)."""
    return now.roster.mask(s for s in now.members(NATO) if now.atlas.states[s].region == "europe")


def west(now: Snapshot) -> Array:
    """Return 1 for the United States and the EU's members: the Western side in trade; (N,)."""
    return now.roster.mask({AMERICA, *now.members(UNION)})


def regions(now: Snapshot, challengers: Collection[str]) -> Array:
    """Return 1 for the states of each of `REGIONS` but the challengers; (2, N).

    Asia is East, Southeast and South Asia and Oceania, without Central Asia and the Middle East.
    """
    of = {state: now.atlas.states[state].region for state in now.roster.states}
    return np.array(
        [
            now.roster.mask(s for s in of if of[s] in PARTS[name] and s not in challengers)
            for name in REGIONS
        ]
    )


def hedgers(now: Snapshot, asian: Array) -> Array:
    """Return 1 for states of `asian` without a pact of defence with a great power; (N,).

    That is, no agreement in force of a kind in `DEFENCE` with the United States, China or Russia.
    A law or an old executive agreement counts where the atlas has it under such a kind: so Taiwan
    (the Taiwan Relations Act), the object of the contest, is no hedger, nor is Pakistan (1959).
    """
    bound = {AMERICA, CHINA, RUSSIA}.union(
        *(now.allied(power, *DEFENCE) for power in (AMERICA, CHINA, RUSSIA))
    )
    return asian * (1.0 - now.roster.mask(bound))


def weights(now: Snapshot, states: Iterable[str], by: Array) -> Array:
    """Return `by` over some states, as shares that add up to 1; (N,).

    Raises
    ------
    ReadingError
        If the shares have no sum.
    """
    wanted = sorted(states)
    row = now.roster.mask(wanted) * by
    if not row.sum() > 0:
        expected = "expected some of these states to be profiled"
        raise trouble("states", "profiled", ", ".join(wanted), expected)
    return np.asarray(row / row.sum())


def outcome_weights(now: Snapshot, gdp: Array, region: Array) -> dict[str, Array]:
    """Return the weights by GDP of the outcomes, as fields of `Start`.

    Parameters
    ----------
    now
        The atlas at the start.
    gdp
        (N,) of the start.
    region
        (2, N) mask by `REGIONS`.
    """
    asean, members = now.members(ASEAN), now.members(UNION)
    inside = [[now.roster.states[i] for i in np.flatnonzero(row)] for row in region]
    drift, leverage = [["IND"], ["IDN"], asean], [asean, PARTNERS, members]
    return {
        name: np.array([weights(now, group, gdp) for group in groups])
        for name, groups in (("drift", drift), ("leverage", leverage), ("income", inside))
    }


def people(now: Snapshot, population: Array) -> Array:
    """Return the weights by population over ASEAN, the IP4 and the EU; (N,)."""
    return weights(now, {*now.members(ASEAN), *PARTNERS, *now.members(UNION)}, population)
