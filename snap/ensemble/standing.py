"""Where states stand at the start, between China on one side and America and Europe on the other.

On each issue −1 is China and 1 the United States, by definition.
"""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from latticework.ensemble.groups import NATO, UNION
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA
from latticework.ensemble.snapshot import Snapshot

Tie = tuple[frozenset[str], float]
"""Parties and strength of an agreement."""


def positions(now: Snapshot, shares: Array, west: Array) -> Array:
    """Return alignment on security, economy and governance; (N, S).

    Parameters
    ----------
    now
        The atlas at the start.
    shares
        (N, N) share of the row's trade that is with the column.
    west
        (N,) mask: the Western side in trade.
    """
    found = np.column_stack([security(now), economy(now, shares, west), governance(now)])
    found[now.indices([CHINA, AMERICA])] = [[-1.0], [1.0]]
    return found


def movers(now: Snapshot) -> Array:
    """Return 1 for states whose alignment moves: all but the two poles; (N,)."""
    return 1.0 - now.roster.mask([CHINA, AMERICA])


# --- security ---


def security(now: Snapshot) -> Array:
    """Return how strongly each state is tied to the West by arms, less how strongly to China; (N,).

    A side's strength is that of the strongest military agreement in force with it, not a sum: many
    exercises do not make a pact, as duties are the strongest of their agreements too. The West is
    the United States and the members of NATO and the EU. An agreement with Russia pulls towards
    China by as much as the strongest that Russia itself has with China (strength times strength).
    Agreements that have both the West and China or Russia in them pull to neither side.
    """
    ties = _military(now)
    west = {AMERICA, *now.members(NATO), *now.members(UNION)}
    rivals = {CHINA, RUSSIA}
    western = [tie for tie in ties if tie[0] & west and not tie[0] & rivals]
    eastern = [tie for tie in ties if tie[0] & rivals and not tie[0] & west]
    link = _strongest(eastern, RUSSIA, {CHINA})
    return np.array(
        [
            _strongest(western, state, west)
            - max(_strongest(eastern, state, {CHINA}), link * _strongest(eastern, state, {RUSSIA}))
            for state in now.roster.states
        ]
    )


def _military(now: Snapshot) -> list[Tie]:
    """Return the military agreements in force."""
    atlas, day = now.atlas, now.day
    return [
        (frozenset(atlas.parties(slug, day)), atlas.strength(slug))
        for slug, record in atlas.agreements.items()
        if record.in_force_on(day) and atlas.military(slug)
    ]


def _strongest(ties: list[Tie], state: str, others: set[str]) -> float:
    """Return the strength of the strongest tie between a state and any of `others`."""
    reach = others - {state}
    return max((g for parties, g in ties if state in parties and parties & reach), default=0.0)


# --- economy, governance ---


def economy(now: Snapshot, shares: Array, west: Array) -> Array:
    """Return trade with the West less trade with China, over the sum of both; (N,).

    Goods, both ways. 0 for a state that trades with neither.
    """
    china = shares[:, now.indices([CHINA])[0]]
    side = shares @ west
    both = side + china
    return np.divide(side - china, both, out=np.zeros_like(both), where=both > 0)


def governance(now: Snapshot) -> Array:
    """Return agreement with the United States less that with China in the General Assembly; (N,).

    Over the share of votes on which the two themselves do not agree, so that the two are at the
    ends; clipped to −1 and 1. A state without votes has the figure that the atlas lets stand in.
    """
    usa, china = now.required("un_votes_with_usa"), now.required("un_votes_with_chn")
    apart = 1.0 - usa[now.indices([CHINA])[0]]
    return np.asarray(np.clip((usa - china) / apart, -1.0, 1.0))


# --- distance ---


def distances(now: Snapshot) -> Array:
    """Return how far apart states stand by their votes in the General Assembly; (N, N).

    Distance of ideal points on one dimension, in standard deviations of all members of the UN.
    """
    points = now.required("ideal_point")
    return np.abs(points[:, None] - points[None, :])


def affinities(position: Array) -> Array:
    """Return how alike states stand, 0–1; (N, N).

    1 less half of the mean distance between their alignments over issues. Votes alone would not do:
    in the General Assembly the United States stands far from all, its closest allies included.

    Parameters
    ----------
    position
        (N, S) alignment, −1 to 1.
    """
    apart = np.abs(position[:, None] - position[None, :]).mean(axis=2)
    return np.asarray(1.0 - apart / 2.0)
