r"""Voting rules: the probability that a body decides.

A member of a council *steps aside* (opposes, objects, abstains with a declaration: what counts
depends on the rule) or *stays*. Every rule here asks how many members stepped aside, some also how
much weight they carry. Members act independently of one another; whoever models a common cause
calls these functions given that cause and averages (see ``decision``).

Rules
-----
*Consensus*: nobody objects,

.. math:: P = \prod_i (1 - o_i).

*Majority of the members* (simple, two thirds, nine of fifteen): the count of a Poisson-binomial
distribution, built member by member,

.. math:: f(k) \leftarrow f(k)\, s_i + f(k-1)\, a_i,

with :math:`s_i` the probability that *i* stays and :math:`a_i` that it steps aside. They need not
add up to 1: what is missing is the probability that *i* stops the decision alone, by a veto or an
objection, so that the sum of *f* is the probability that nobody does.

*Weighed* (`tolerated`): a decision stands if at most *free* members step aside, or at most *most*
of them with at most *room* of the weight,

.. math:: P = \sum_{k \le free} f(k) + \sum_{free < k \le most} \; \sum_{q \le room} f(k, q), \quad
          f(k, q) \leftarrow f(k, q)\, s_i + f(k-1, q - u_i)\, a_i,

with weights :math:`u_i` in whole units. Two rules have this form:

- the *qualified majority* of the Council of the European Union. TEU 16(4): at least 55 % of the
  members with at least 65 % of the population; a blocking minority must include at least four
  members, "failing which the qualified majority shall be deemed attained". TFEU 238(2), without a
  proposal of the Commission or the High Representative: 72 % and 65 %, and no such clause.
  Abstaining counts like opposing. The "at least fifteen" of TEU 16(4) binds only with fewer than
  26 members and is left to the caller (``states=15/25``);
- *unanimity with constructive abstention*, TEU 31(1): an objection stops the decision; a plain
  abstention never does; the decision fails if members who abstain with a formal declaration are
  at least one third of the members and at least one third of the population.

*Security Council* (Charter 27(3)): nine of fifteen votes and no permanent member against. That a
permanent member's abstention is no veto is settled practice (ICJ, *Namibia*, 1971, para. 22).

Exact or not
------------
All sums are exact for weights in whole units, but for the tolerance that the caller allows. What is
inexact is to measure real populations in units. Choose a number of units for which the threshold
falls halfway between two of them: 0.35 × 110 = 38.5, so that a sum of 38 (at most 38.5 before
rounding) passes and 39 does not; 50, 210 and 1010 do so too, while 100, 200 and 1000 count the sums
that round to the threshold as passing, too many by half. Measured against exact sums on the Council
of 27 (`tests/mechanisms/test_voting.py`; 60 random councils, some of members nearly certain of
themselves): at 110 units errors of a qualified majority average less than 0.001 and reach 0.02, at
1010 units 0.0003 and 0.003; those of unanimity reach 0.003 and 0.001.

References
----------
Felsenthal & Machover (1998), *The Measurement of Voting Power*; Leech (2002), *Public Choice*
113:437–464; Michel (2003), *NATO Decisionmaking*. Treaties: EUR-Lex 12016M016, 12016M031,
12016E238.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np

from latticework.mechanisms.kernel import Array, IntArray, kernel, none_of, total

SMALLEST = 1e-9
"""Keeps a bound finite where nobody steps aside."""

# --- what a rule is -----------------------------------------------------------------------------


def in_units(weights: IntArray | Array, units: int) -> IntArray:
    """Return `weights` as whole units that add up to `units`, by largest remainders.

    Parameters
    ----------
    weights
        Populations or votes, shape (n,), not negative.
    units
        How finely to weigh; for the Council of 27 see the module on 50, 110, 210 and 1010.

    Examples
    --------
    >>> in_units(np.array([50, 30, 21]), 10)
    array([5, 3, 2])
    """
    if units < 1 or np.any(weights < 0) or not np.sum(weights) > 0:
        raise ValueError(
            "expected at least one unit, and weights that are not negative and not all 0"
        )
    exact = np.asarray(weights) / np.sum(weights) * units
    whole: IntArray = np.floor(exact).astype(np.int64)
    largest = np.argsort(whole - exact, kind="stable")[: units - int(whole.sum())]
    whole[largest] += 1
    return whole


def qualified(
    members: int, units: int, states: float = 0.55, population: float = 0.65, blocking: int = 1
) -> IntArray:
    """Return the rule (free, most, room) of a qualified majority.

    Parameters
    ----------
    members, units
        Size of the council; sum of the weights, in the units that they are given in.
    states, population
        The shares of members and of weight that must be in favour.
    blocking
        The least number of opponents that can stop a decision by weight; 1 for no such clause.

    Examples
    --------
    >>> qualified(27, 1000, 0.55, 0.65, 4)  # TEU 16(4): 3 cannot block; 12 can oppose, with 350
    array([  3,  12, 350])
    >>> qualified(27, 1000, 0.72, 0.65)  # TFEU 238(2)
    array([  0,   7, 350])
    """
    free = min(blocking - 1, members)
    most = members - ceil(exact_share(states) * members)
    room = floor((1 - exact_share(population)) * units)
    return np.array([free, max(most, free), room], dtype=np.int64)


def constructive(members: int, units: int, share: float = 1 / 3) -> IntArray:
    """Return the rule (free, most, room) for declared abstentions, TEU 31(1).

    Examples
    --------
    >>> constructive(27, 1000)  # nine of them with 334 of the population stop it
    array([  8,  27, 333])
    """
    third = exact_share(share)
    return np.array([ceil(third * members) - 1, members, ceil(third * units) - 1], dtype=np.int64)


def work_for(members: int, rule: IntArray) -> Array:
    """Return an array that is large enough for `tolerated` to work in."""
    return np.zeros((2, (members + 1) * (int(rule[2]) + 1)))


def exact_share(share: float) -> Fraction:
    """Return the fraction that was meant: 0.55 × 20 members are 11, not 11.000000000000002."""
    return Fraction(share).limit_denominator(10_000)


# --- probabilities ------------------------------------------------------------------------------


@kernel
def consensus(objection: Array) -> float:
    """Return the probability that nobody objects.

    Parameters
    ----------
    objection
        Probability that each member objects, shape (n,).

    Examples
    --------
    >>> round(consensus(np.full(32, 0.02)), 3)
    0.524
    """
    nobody: float = none_of(objection)
    return nobody


@kernel
def tally(stay: Array, step: Array, out: Array) -> None:
    """Write the probabilities that k members step aside while nobody stops the decision.

    Parameters
    ----------
    stay, step
        Probability that each member stays or steps aside, shape (n,).
    out
        Shape (m,): k = 0 … m − 1; what lies beyond is not kept.
    """
    out[:] = 0.0
    out[0] = 1.0
    for i in range(stay.size):
        below = 0.0
        for k in range(min(i + 2, out.size)):
            here = out[k]
            out[k] = here * stay[i] + below * step[i]
            below = here


@kernel
def majority(favour: Array, needed: int, work: Array) -> float:
    """Return the probability that at least `needed` members are in favour.

    Parameters
    ----------
    favour
        Probability that each member is in favour, shape (n,).
    needed
        14 of 27 for a simple majority, 18 of 27 for two thirds.
    work
        At least (2, n + 1).

    Examples
    --------
    >>> majority(np.full(3, 0.5), 2, np.zeros((2, 4)))
    0.5
    """
    nobody = work[1][: favour.size]  # each element is read before it is written over
    nobody[:] = 0.0
    enough: float = security_council(favour, nobody, nobody, needed, work)
    return enough


@kernel
def security_council(yes: Array, no: Array, veto: Array, needed: int, work: Array) -> float:
    """Return the probability of `needed` votes without a veto; the rest abstain.

    Parameters
    ----------
    yes, no
        Probability that each member votes so, shape (n,); yes + no ≤ 1.
    veto
        1 where a vote against stops the decision, else 0, shape (n,).
    needed
        9 of 15.
    work
        At least (2, n + 1).
    """
    counts, stay = work[0][: yes.size + 1], work[1][: yes.size]
    for i in range(yes.size):
        stay[i] = 1.0 - yes[i] - veto[i] * no[i]
    tally(stay, yes, counts)
    enough: float = counts[needed:].sum()
    return enough


@kernel
def tolerated(
    stay: Array, step: Array, units: IntArray, rule: IntArray, tolerance: float, work: Array
) -> float:
    """Return the probability that those who step aside are too few or too light to stop it.

    Parameters
    ----------
    stay, step
        Probability that each member stays or steps aside, shape (n,). For a qualified majority the
        probabilities to be in favour and not; for unanimity those to neither object nor declare,
        and to abstain with a declaration.
    units
        Weight of each member, shape (n,). Fastest with light members first.
    rule
        (free, most, room), see `qualified` and `constructive`.
    tolerance
        Leave out what cannot matter more than this: too many who step aside, or their weights.
        The result is then off by at most as much. 0 for none.
    work
        See `work_for`.
    """
    free, most, room = rule[0], rule[1], rule[2]
    few: float = _nobody_stops(stay, step, work[0])
    if min(few, _lot(total(step), free + 1)) <= tolerance:
        return few
    if _crowd(stay, step, free + 1) <= tolerance:
        return few
    counts = work[0][: most + 1]
    tally(stay, step, counts)
    few = counts[: free + 1].sum()
    if counts[free + 1 :].sum() <= tolerance:
        return few
    cells = (stay.size + 1) * (room + 1)
    counts = _light(stay, step, units, work[0][:cells], work[1][:cells])
    few += counts[free + 1 : most + 1].sum()
    return few


@kernel
def _nobody_stops(stay: Array, step: Array, work: Array) -> float:
    stops = work[: stay.size]
    for i in range(stops.size):
        stops[i] = 1.0 - (stay[i] + step[i])
    both: float = none_of(stops)
    return both


@kernel
def _lot(mean: float, count: int) -> float:
    """Return the simplest bound on the same: as many sets of `count` members, mean^count/count!."""
    bound = 1.0
    for k in range(count):
        bound *= mean / (k + 1.0)
    return bound


@kernel
def _crowd(stay: Array, step: Array, count: int) -> float:
    """Return a bound on the probability that at least `count` members step aside.

    Chernoff's: the product of stay + c · step over c^count, for any c ≥ 1; this c would be the best
    if all members were alike.
    """
    rest = step.sum() * (stay.size - count)
    c = max(count * stay.sum() / max(rest, SMALLEST), 1.0)
    bound: float = c**-count
    for i in range(stay.size):
        bound *= stay[i] + c * step[i]
    return bound


@kernel
def _light(stay: Array, step: Array, units: IntArray, old: Array, new: Array) -> Array:
    """Return the probability that k members step aside whose weight fits into the table, (n + 1,).

    The table of (weight q, count k) lies flat, at q · (n + 1) + k. One more member shifts it by the
    member's weight and 1: one pass over neighbours, from one work array to the other.
    """
    old[:] = 0.0
    new[:] = 0.0
    old[0] = 1.0
    width, top = stay.size + 1, 1
    for i in range(stay.size):
        shift = min(units[i] * width + 1, old.size)
        top = min(top + shift, old.size)
        _shift(old, new, stay[i], step[i], shift, top)
        old, new = new, old
    counts = new[:width]
    _fold(old.reshape(old.size // width, width), counts)
    return counts


@kernel
def _shift(old: Array, new: Array, stays: float, steps: float, by: int, top: int) -> None:
    """Write old · stays, plus old · steps moved up by `by`, as far as `top`."""
    for j in range(by):
        new[j] = old[j] * stays
    here, upper = old[by:top], new[by:top]  # views keep tests of indices out of the loop
    for j in range(upper.size):
        upper[j] = here[j] * stays + old[j] * steps


@kernel
def _fold(table: Array, out: Array) -> None:
    """Write the sums of the columns, row by row: columns do not wait for one another."""
    out[:] = 0.0
    for q in range(table.shape[0]):
        for k in range(out.size):
            out[k] += table[q, k]
