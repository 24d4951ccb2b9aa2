r"""Power of the members of a council a priori, when all coalitions are equally likely.

With :math:`\omega(s)` winning coalitions of size *s*, :math:`\omega_i(s)` of them with member *i*,
and a rule under which more members never lose, *i* turns losing into winning (a *swing*) in

.. math:: \eta_i(s) = \omega_i(s) - \left[\omega(s-1) - \omega_i(s-1)\right]

coalitions of size *s*. From these follow

- Banzhaf's index, *i*'s share of all swings,
  :math:`\beta_i = \sum_s \eta_i(s) / \sum_{j,s} \eta_j(s)`;
- Shapley and Shubik's, the share of all orders of voting in which *i* decides,
  :math:`\phi_i = \sum_s \eta_i(s) \, (s-1)! \, (n-s)! / n!`;
- Coleman's power of a collectivity to act, the share of all coalitions that win.

A rule is a table of the weight that a coalition of each size needs: one weight for all sizes is
ordinary weighted voting, none from some size on is a majority of members, and the Council of the
European Union needs 65 % of the population with 15 to 23 members, and nothing with 24 or more.

Counts are exact whole numbers. The council is split in two halves, the :math:`2^{n/2}` subsets of
each are sorted by weight, and a search finds for each subset of one half how many of the other
complete it: 20 ms for 27 members.

Limit cases: equal members have 1/n each; a dictator has 1, a dummy 0.

References
----------
Penrose (1946), *Journal of the Royal Statistical Society* 109:53–57; Shapley & Shubik (1954),
*American Political Science Review* 48:787–792; Banzhaf (1965), *Rutgers Law Review* 19:317–343;
Coleman (1971), in *Social Choice*, 269–300; Felsenthal & Machover (1998), *The Measurement of
Voting Power*; Leech (2002), *Public Choice* 113:437–464; Kóczy (2021), *Games* 12(2):51 (the
Council without the United Kingdom); Petróczy & Csató (2026), *Group Decision and Negotiation*
(13.2 % of all coalitions of the 27 win).
"""

from __future__ import annotations

from math import ceil, comb
from typing import NamedTuple

import numpy as np

from latticework.mechanisms.kernel import Array, IntArray
from latticework.mechanisms.voting import exact_share

LARGEST_COUNCIL = 40
"""Members up to which `winning` is willing to list all subsets of a half (2²⁰)."""

NEVER = np.int64(2**62)
"""A weight that no coalition has."""


class Winning(NamedTuple):
    """How many coalitions of each size win: all of them, shape (n+1,), and by member, (n, n+1)."""

    of_size: IntArray
    having: IntArray


def least_weights(
    weights: IntArray, states: float, population: float, blocking: int = 1
) -> IntArray:
    """Return the weight that a coalition of each size needs under a qualified majority.

    Parameters
    ----------
    weights
        Whole numbers (persons, votes), shape (n,).
    states, population, blocking
        As in `voting.qualified`.

    Returns
    -------
    array of shape (n + 1,)
        Indexed by size; `NEVER` where no coalition of that size wins.
    """
    n = len(weights)
    need = np.full(n + 1, NEVER)
    need[ceil(exact_share(states) * n) :] = ceil(exact_share(population) * int(weights.sum()))
    need[n - min(blocking - 1, n) :] = 0
    return need


def winning(weights: IntArray, need: IntArray) -> Winning:
    """Count the winning coalitions exactly.

    Parameters
    ----------
    weights
        Whole numbers, not negative, shape (n,), n ≤ `LARGEST_COUNCIL`.
    need
        The weight that a coalition of each size 0 … n needs, not rising with size, shape (n + 1,).

    Examples
    --------
    By simple majority, four of the eight coalitions of three equals win:

    >>> winning(np.array([1, 1, 1]), np.full(4, 2)).of_size
    array([0, 0, 3, 1])
    """
    n = len(weights)
    if not 1 <= n <= LARGEST_COUNCIL or len(need) != n + 1:
        raise ValueError(f"expected 1 to {LARGEST_COUNCIL} members, and a need for each size 0 … n")
    if np.any(weights < 0) or np.any(np.diff(need) > 0):
        raise ValueError("expected weights ≥ 0 and needs that do not rise with size")
    one, two = _halves(weights[: n // 2]), _halves(weights[n // 2 :])
    of_size, first = _meet(one, two, need)
    _, second = _meet(two, one, need)
    return Winning(of_size, np.concatenate([first, second]))


class _Half(NamedTuple):
    """The subsets of half a council by size: who is in each, (subsets, members), and its weight."""

    members: list[IntArray]
    weight: list[IntArray]


def _halves(weights: IntArray) -> _Half:
    m = len(weights)
    bits = (np.arange(2**m)[:, None] >> np.arange(m)) & 1
    size, total = bits.sum(axis=1), bits @ weights.astype(np.int64)
    order = np.lexsort((total, size))
    ends = np.cumsum(np.bincount(size))[:-1]
    return _Half(np.split(bits[order], ends), np.split(total[order], ends))


def _meet(ours: _Half, theirs: _Half, need: IntArray) -> tuple[IntArray, IntArray]:
    """Return the winning coalitions by size, and those with each of our members."""
    of_size = np.zeros(len(need), dtype=np.int64)
    having = np.zeros((ours.members[0].shape[1], len(need)), dtype=np.int64)
    for a, (who, weight) in enumerate(zip(*ours, strict=True)):
        for b, heaviest_last in enumerate(theirs.weight):
            lacking = np.searchsorted(heaviest_last, need[a + b] - weight)
            partners = len(heaviest_last) - lacking
            of_size[a + b] += partners.sum()
            having[:, a + b] += partners @ who
    return of_size, having


def banzhaf(counts: Winning) -> Array:
    """Return each member's share of all swings, shape (n,).

    Examples
    --------
    The Six of 1958 (4, 4, 4, 2, 2, 1; 12 of 17 votes), where Luxembourg never mattered:

    >>> banzhaf(winning(np.array([4, 4, 4, 2, 2, 1]), np.full(7, 12))).round(3)
    array([0.238, 0.238, 0.238, 0.143, 0.143, 0.   ])
    """
    swings = _swings(counts).sum(axis=1).astype(np.float64)
    return np.asarray(swings / swings.sum())


def shapley_shubik(counts: Winning) -> Array:
    """Return the share of all orders of voting in which each member is decisive, shape (n,).

    Examples
    --------
    >>> shapley_shubik(winning(np.array([4, 4, 4, 2, 2, 1]), np.full(7, 12))).round(3)
    array([0.233, 0.233, 0.233, 0.15 , 0.15 , 0.   ])
    """
    n = len(counts.having)
    orders = np.array([1 / (n * comb(n - 1, size)) for size in range(n)])
    return np.asarray(_swings(counts) @ orders)


def power_to_act(counts: Winning) -> float:
    """Return the share of all coalitions that win (Coleman)."""
    return float(counts.of_size.sum() / 2 ** len(counts.having))


def _swings(counts: Winning) -> IntArray:
    """Return by member and size 1 … n the coalitions that win with it and lose without."""
    without = counts.of_size[:-1] - counts.having[:, :-1]
    return counts.having[:, 1:] - without
