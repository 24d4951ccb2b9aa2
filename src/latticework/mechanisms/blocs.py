r"""Blocs: whether the system is splitting in two.

Ties
----
.. math::

    W_{ij} = \mathrm{clip}\big(\textstyle\max_a g_a(i,j) - \tfrac12(\theta_{ij} + \theta_{ji}),
             -1, 1\big), \qquad W_{ii} = 0

agreements bind, threat divides; *g* is the strength of each agreement that both are party to, θ the
threat felt, all 0–1.

Polarization
------------
Esteban and Ray's index over groups of like-minded states (seven bins of mean alignment between −1
and 1, each at the mean of its members, so that nothing jumps while states drift within a bin):

.. math::

    ER = \sum_b \sum_c \pi_b^{1+\alpha}\,\pi_c\,|y_b - y_c|

with π the bin's share of GDP, or of capability. α weighs identification with one's own group; the
authors' axioms keep it at or below 1.6.

Signed modularity of a partition (Gómez, Jensen & Arenas 2009): how far positive ties fall within
groups and negative ones between them, beyond what the strengths of states alone would give,

.. math::

    Q = \frac{1}{2w^+ + 2w^-} \sum_{ij} \Big[ W_{ij} - \Big(\frac{w_i^+ w_j^+}{2w^+}
        - \frac{w_i^- w_j^-}{2w^-}\Big)\Big]\,\delta(g_i, g_j), \qquad
    w_i^\pm = \sum_j \max(\pm W_{ij}, 0), \quad 2w^\pm = \sum_i w_i^\pm

The study's index is :math:`Pol = 100 \cdot \tfrac12 (ER/ER_{2024} + Q/Q_{2024})`.

Balance
-------
Frustration is the weight of ties that a division into two camps :math:`s_i = \pm 1` goes against:
hostile ties within a camp, friendly ones across,

.. math::

    F(s) = \sum_{i<j} |W_{ij}|\,1[s_i s_j W_{ij} < 0], \qquad FI = \min_s F(s).

It is 0 if and only if the world is balanced: two camps, friends within, enemies across (Harary).
The minimum is hard (as hard as finding a largest cut). `settle` walks down to a local minimum, one
state changing camps at a time, as Axelrod and Bennett suppose that states do: quick and
deterministic, for use in runs. `frustration_index` finds the minimum itself, for reports.

Landscape energy :math:`E(s) = -\sum_{i<j} p_i p_j W_{ij} s_i s_j` weighs ties with the power *p* of
both. Axelrod and Bennett's own energy, :math:`\sum_i p_i \sum_j p_j W_{ij} d_{ij}` with *d* = 1
across camps and 0 within, is :math:`E + \sum_{i<j} p_i p_j W_{ij}`: the same landscape, moved by a
constant.
With equal powers 1, :math:`F = \tfrac12 (\sum_{i<j} |W_{ij}| + E)`.

Limit cases
-----------
Two equal masses at distance 1: :math:`ER = 2^{-(1+\alpha)}`; one mass: 0. Two equal disjoint
cliques in their own groups: Q = ½; all in one group: 0. All ties of *n* states hostile, weight 1:
:math:`FI = \binom{n}{2} - \lfloor n^2/4 \rfloor`. FI is at most half of the weight of all ties, and
unchanged if some states swap the signs of all their ties (switching).

References
----------
Heider (1946), *Journal of Psychology* 21:107–112; Harary (1959), *Behavioral Science* 4:316–323;
Axelrod & Bennett (1993), *British Journal of Political Science* 23:211–233; Esteban & Ray (1994),
*Econometrica* 62:819–851; Verfaillie, Lemaître & Schiex (1996), *AAAI-96*:181–187 (Russian doll
search); Newman & Girvan (2004), *Physical Review E* 69:026113; Maoz (2006), *Journal of Peace
Research* 43:391–411; Gómez, Jensen & Arenas (2009), *Physical Review E* 80:016114; Doreian & Mrvar
(2015), *Journal of Social Structure* 16; Aref & Wilson (2019), *Journal of Complex Networks*
7:163–189; Aref & Neal (2021), *Scientific Reports* 11:19939.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, IntArray, kernel, total

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "identification", "α", "exponent", 1, 1.3, 1.6, "judged",
        "the axioms of Esteban & Ray 1994 admit values up to 1.6, with their fourth axiom from 1 "
        "(as given in secondary sources)", claims=("C5",),
    ),
)  # fmt: skip

BINS: Final = 7
"""Groups of like-minded states between the two ends: three on either side, one in the middle."""

UNSETTLED: Final = 1e-12
"""A change of camps must relieve more frustration than rounding could feign."""

GAVE_UP: Final = -1.0
"""The exact search needed more steps than it was given."""

MATRIX: Final = 2
"""Dimensions of an array of ties."""


# --- ties ---


@kernel
def ties(agreements: Array, threat: Array, out: Array) -> None:
    """Write the signed tie between each two states.

    Parameters
    ----------
    agreements
        (N, N) symmetric, strength of the strongest military agreement that both are party to.
    threat
        (N, N) threat that the row feels from the column, 0–1.
    out
        (N, N) symmetric, −1 to 1, diagonal 0.

    Examples
    --------
    >>> out, pact = np.zeros((2, 2)), np.array([[0.0, 0.9], [0.9, 0.0]])
    >>> ties(pact, np.array([[0.0, 0.2], [0.0, 0.0]]), out)
    >>> out
    array([[0. , 0.8],
           [0.8, 0. ]])
    """
    for i in range(out.shape[0]):
        out[i, i] = 0.0
        for j in range(i):
            tie = agreements[i, j] - 0.5 * (threat[i, j] + threat[j, i])
            tie = max(-1.0, min(1.0, tie))
            out[i, j] = tie
            out[j, i] = tie


@kernel
def befriend(agreements: Array, out: Array) -> None:
    """Write the ties of a world without fear, as `ties` would."""
    for i in range(out.shape[0]):
        _clip(agreements[i], out[i])


@kernel
def estrange(agreements: Array, powers: IntArray, threat: Array, out: Array) -> None:
    """Write the ties with powers that are feared, all others being as `befriend` leaves them.

    Parameters
    ----------
    agreements, out
        As in `ties`; `agreements` has a diagonal of 0.
    powers
        (J,) indices of those feared.
    threat
        (J, N) that each state feels from each of them, 0–1; 0 from itself.
    """
    fear = np.empty(out.shape[0])
    for j in range(powers.size):
        fear[:] = threat[j]
        for k in range(powers.size):
            fear[powers[k]] += threat[k, powers[j]]
        pact, row = agreements[powers[j]], out[powers[j]]
        for i in range(fear.size):
            row[i] = max(-1.0, min(1.0, pact[i] - 0.5 * fear[i]))
        for i in range(fear.size):
            out[i, powers[j]] = row[i]


@kernel
def _clip(row: Array, out: Array) -> None:
    for i in range(out.size):
        out[i] = max(-1.0, min(1.0, row[i]))


# --- polarization ---


@kernel
def bin_of(position: float) -> int:
    """Return the number of the bin that a mean alignment falls into, 0 to `BINS` − 1.

    Examples
    --------
    >>> bin_of(-1.0), bin_of(0.0), bin_of(1.0)
    (0, 3, 6)
    """
    return min(BINS - 1, max(0, int(0.5 * BINS * (position + 1.0))))


@kernel
def group(position: Array, weight: Array, shares: Array, places: Array) -> None:
    """Write the share and the mean position of each bin of like-minded states.

    Parameters
    ----------
    position
        (N,) mean alignment, −1 to 1.
    weight
        (N,) GDP or capability.
    shares, places
        (`BINS`,) share of all weight, and mean position weighted with it; the middle of an empty
        bin.

    Examples
    --------
    >>> shares, places = np.zeros(7), np.zeros(7)
    >>> group(np.array([-0.9, 0.8, 1.0]), np.array([2.0, 1.0, 1.0]), shares, places)
    >>> shares[[0, 6]], places[[0, 6]]
    (array([0.5, 0.5]), array([-0.9,  0.9]))
    """
    shares[:] = 0.0
    places[:] = 0.0
    whole = 0.0
    for i in range(position.size):
        b = bin_of(position[i])
        shares[b] += weight[i]
        places[b] += weight[i] * position[i]
        whole += weight[i]
    for b in range(BINS):
        middle = (2.0 * b + 1.0) / BINS - 1.0
        places[b] = places[b] / shares[b] if shares[b] > 0.0 else middle
        shares[b] /= whole


@kernel
def esteban_ray(shares: Array, places: Array, identification: float) -> float:
    """Return the polarization of groups.

    Parameters
    ----------
    shares, places
        (B,) share of each group, summing to 1, and where it stands.
    identification
        α.

    Returns
    -------
    float
        At most 2^−(1+α) times the distance between the ends: two equal groups at them.

    Examples
    --------
    >>> round(esteban_ray(np.array([0.5, 0.5]), np.array([0.0, 1.0]), 1.3), 3)
    0.203
    """
    spread = 0.0
    for b in range(shares.size):
        away = 0.0
        for c in range(shares.size):
            away += shares[c] * abs(places[b] - places[c])
        spread += shares[b] ** (1.0 + identification) * away
    return spread


@kernel
def modularity(ties: Array, groups: IntArray, work: Array) -> float:
    """Return the signed modularity of a partition.

    Parameters
    ----------
    ties
        (N, N) symmetric, diagonal 0.
    groups
        (N,) number of each state's group, 0 to G − 1 with few groups (the cost grows with G).
    work
        (3, N).

    Returns
    -------
    float
        Q, at most 1; 0 if there are no ties.

    Examples
    --------
    Two friendly pairs, hostile to each other:

    >>> side, groups = np.array([1.0, 1, -1, -1]), np.array([0, 0, 1, 1])
    >>> round(modularity(np.outer(side, side) - np.eye(4), groups, np.zeros((3, 4))), 4)
    0.5
    """
    work[:] = 0.0
    pairs = ties.shape[0] // 2
    for i in range(pairs):
        two = (groups[i], groups[pairs + i])
        _strengths(ties[i], ties[pairs + i], groups, two, work)
    if ties.shape[0] % 2:
        _strengths(ties[-1], np.zeros(ties.shape[0]), groups, (groups[-1], groups[-1]), work)
    friendly, hostile, within = total(work[0]), total(work[1]), total(work[2])
    if friendly + hostile == 0.0:
        return 0.0
    chance = 0.0
    for g in range(max(groups) + 1):
        likes, dislikes = _of_group(work, groups, g)
        chance += likes * likes / friendly if friendly > 0.0 else 0.0
        chance -= dislikes * dislikes / hostile if hostile > 0.0 else 0.0
    beyond: float = (within - chance) / (friendly + hostile)
    return beyond


@kernel
def _strengths(
    row: Array, next_row: Array, groups: IntArray, own: tuple[int, int], work: Array
) -> None:
    """Add the ties of two states, of groups `own`, to what each has of friends and enemies."""
    likes, dislikes, within, (one, other) = work[0], work[1], work[2], own
    for j in range(row.size):
        likes[j] += max(row[j], 0.0) + max(next_row[j], 0.0)
        dislikes[j] += max(-row[j], 0.0) + max(-next_row[j], 0.0)
    for j in range(row.size):
        within[j] += row[j] if groups[j] == one else 0.0
        within[j] += next_row[j] if groups[j] == other else 0.0


@kernel
def _of_group(work: Array, groups: IntArray, wanted: int) -> tuple[float, float]:
    likes = dislikes = 0.0
    for i in range(groups.size):
        if groups[i] == wanted:
            likes += work[0, i]
            dislikes += work[1, i]
    return likes, dislikes


@kernel
def polarization(spread: float, first_spread: float, divided: float, first_divided: float) -> float:
    """Return Pol, the mean of both measures over their values in 2024, times 100.

    Parameters
    ----------
    spread, first_spread
        ER now and in 2024.
    divided, first_divided
        Q now and in 2024; in 2024 both measures must be positive.

    Examples
    --------
    >>> polarization(0.3, 0.2, 0.2, 0.2)
    125.0
    """
    return 50.0 * (spread / first_spread + divided / first_divided)


# --- balance ---


@kernel
def frustration(ties: Array, sides: Array) -> float:
    """Return the weight of ties that a division into two camps goes against.

    Parameters
    ----------
    ties
        (N, N) symmetric.
    sides
        (N,) 1 or −1.

    Examples
    --------
    Three enemies in two camps:

    >>> frustration(np.eye(3) - 1.0, np.array([1.0, 1.0, -1.0]))
    1.0
    """
    whole = 0.0
    for i in range(sides.size):
        for j in range(i):
            whole += max(0.0, -ties[i, j] * sides[i] * sides[j])
    return whole


@kernel
def energy(ties: Array, power: Array, sides: Array) -> float:
    """Return the landscape energy of a division into two camps.

    Parameters
    ----------
    ties
        (N, N) symmetric.
    power
        (N,) weight of each state, in any unit; energy is in its square.
    sides
        (N,) 1 or −1.

    Examples
    --------
    >>> energy(np.eye(3) - 1.0, np.ones(3), np.array([1.0, 1.0, -1.0]))
    -1.0
    """
    whole = 0.0
    for i in range(sides.size):
        drawn = 0.0
        for j in range(i):
            drawn += ties[i, j] * power[j] * sides[j]
        whole -= drawn * power[i] * sides[i]
    return whole


@kernel
def settle(ties: Array, sides: Array, work: Array) -> float:
    """Let states change camps one at a time, the most frustrated first, until none wants to.

    Parameters
    ----------
    ties
        (N, N) symmetric, diagonal 0.
    sides
        (N,) 1 or −1, where to start (last year's camps, or the signs of alignment); changed to the
        camps that states settle in. Among equally frustrated states the first moves.
    work
        (2, N).

    Returns
    -------
    float
        Frustration of the camps: an upper bound of the frustration index.

    Examples
    --------
    >>> sides = np.ones(4)
    >>> settle(np.eye(4) - 1.0, sides, np.zeros((2, 4)))
    2.0
    >>> sides
    array([-1., -1.,  1.,  1.])
    """
    work[:] = 0.0
    drawn, weight = work[0], work[1]
    for j in range(sides.size):
        _draw(drawn, sides[j], ties[j])
        _weigh(weight, ties[j])
    restless = _most_frustrated(drawn, sides)
    while restless >= 0:
        sides[restless] = -sides[restless]
        _draw(drawn, 2.0 * sides[restless], ties[restless])
        restless = _most_frustrated(drawn, sides)
    whole = 0.0
    for i in range(sides.size):
        whole += weight[i] - drawn[i] * sides[i]
    return 0.25 * whole


@kernel
def _draw(drawn: Array, factor: float, row: Array) -> None:
    for i in range(drawn.size):
        drawn[i] += factor * row[i]


@kernel
def _weigh(weight: Array, row: Array) -> None:
    for i in range(weight.size):
        weight[i] += abs(row[i])


@kernel
def _most_frustrated(drawn: Array, sides: Array) -> int:
    """Return the state whose ties draw it most to the other camp, −1 if none is."""
    most, least = -1, -UNSETTLED
    for i in range(sides.size):
        if drawn[i] * sides[i] < least:
            most, least = i, drawn[i] * sides[i]
    return most


# --- the exact frustration index ---


def frustration_index(ties: Array, steps: int = 20_000_000) -> tuple[float, Array]:
    """Return the least frustration that any division into two camps has, and such a division.

    Branch and bound with Russian dolls: the index of the last *m* states is found for growing *m*,
    and each result bounds the search for the next. Sparse or nearly balanced worlds are quick;
    dense random ones take too long from about sixty states on.

    Parameters
    ----------
    ties
        (N, N) symmetric, diagonal 0.
    steps
        How many partial divisions to look at before giving up (a fifth of a microsecond each).

    Returns
    -------
    index, sides
        FI, and (N,) 1 or −1, the first state's camp being 1.

    Raises
    ------
    ValueError
        If `ties` is not a symmetric matrix, or the minimum is not proven within `steps`.

    Examples
    --------
    >>> index, sides = frustration_index(np.eye(5) - 1.0)
    >>> index
    4.0
    """
    if ties.ndim != MATRIX or not np.array_equal(ties, ties.T):
        raise ValueError("ties: expected a symmetric matrix")
    order = np.argsort(-np.abs(ties).sum(axis=0), kind="stable")
    ordered = np.ascontiguousarray(ties[np.ix_(order, order)], dtype=np.float64)
    found = np.ones(order.size)
    index = _dolls(ordered, found, steps)
    if index == GAVE_UP:
        raise ValueError(f"not proven within {steps} steps: use `settle` for an upper bound")
    sides = np.empty(order.size)
    sides[order] = found
    return index, sides * sides[:1]


class Search(NamedTuple):
    """Where a search stands; at level *d* the states before *d* have their camps.

    Attributes
    ----------
    costs
        (n + 1, 2, n) at each level, the frustration that either camp would bring each later state
        from ties to states that have theirs; camp 0 is the first state's.
    reached
        (n + 1,) frustration among the states that have their camps.
    tried
        (n + 1,) how many camps of the next state were tried.
    camps, best
        (n,) the present division and the best one found, 0 or 1.
    """

    costs: Array
    reached: Array
    tried: IntArray
    camps: IntArray
    best: IntArray


@kernel
def _dolls(ties: Array, sides: Array, steps: int) -> float:
    """Return the frustration index and write a best division, or `GAVE_UP`."""
    n = sides.size
    doll = np.zeros(n + 1)
    counts = np.zeros((3, n + 1), dtype=np.int64)
    search = Search(
        np.zeros((n + 1, 2, n)), np.zeros(n + 1), counts[0], counts[1, :n], counts[2, :n]
    )
    for first in range(n - 2, -1, -1):
        doll[first] = _join(ties[first], first, doll[first + 1], search.best)
        steps = _search(ties, first, doll, search, steps)
        if steps < 0:
            return GAVE_UP
    for i in range(n):
        sides[i] = 1.0 - 2.0 * search.best[i]
    return doll[0] if n > 0 else 0.0


@kernel
def _join(row: Array, first: int, later: float, best: IntArray) -> float:
    """Put one more state in front of the best division of the later ones: an upper bound."""
    cost = np.zeros(2)
    for v in range(first + 1, row.size):
        cost[best[v]] += max(0.0, -row[v])
        cost[1 - best[v]] += max(0.0, row[v])
    if cost[1] < cost[0]:
        for v in range(first + 1, row.size):
            best[v] = 1 - best[v]
    best[first] = 0
    cheaper: float = min(cost[0], cost[1])
    return later + cheaper


@kernel
def _search(ties: Array, first: int, doll: Array, search: Search, steps: int) -> int:
    """Lower ``doll[first]`` to the index of the states from `first` on; return the steps left."""
    last, d = ties.shape[0], first
    for v in range(last):
        search.costs[first, 0, v] = 0.0
        search.costs[first, 1, v] = 0.0
    search.reached[first] = 0.0
    search.tried[first] = 1  # the first state's other camp is the same division, mirrored
    while d >= first and steps >= 0:
        if d == last:
            doll[first] = search.reached[last]
            for v in range(first, last):
                search.best[v] = search.camps[v]
            d -= 1
        elif search.tried[d] > 1:
            d -= 1
        else:
            steps -= 1
            deeper = _branch(ties[d], d, doll[first], doll[d + 1], search)
            d += 1 if deeper else 0
    return steps


@kernel
def _branch(row: Array, d: int, best: float, later: float, search: Search) -> bool:
    """Try the next camp for state *d*; tell whether that can still beat the best division."""
    now, after = search.costs[d], search.costs[d + 1]
    cheaper = 0 if now[0, d] <= now[1, d] else 1
    camp = cheaper if search.tried[d] == 0 else 1 - cheaper
    search.tried[d] += 1
    reached = search.reached[d] + now[camp, d]
    bound = reached + later
    for v in range(d + 1, row.size):
        after[camp, v] = now[camp, v] + max(0.0, -row[v])
        after[1 - camp, v] = now[1 - camp, v] + max(0.0, row[v])
        bound += min(after[0, v], after[1, v])
    if bound >= best - UNSETTLED:
        return False
    search.camps[d] = camp
    search.reached[d + 1] = reached
    search.tried[d + 1] = 0
    return True
