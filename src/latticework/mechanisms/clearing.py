r"""How world markets clear: the wages at which every state sells what it makes.

The numerical half of `latticework.mechanisms.trade`, whose text states the model and its symbols.
Given what is bought where at old wages, ``access`` = λ_ij τ̂_ij^−ε, find log wages u = log ŵ with

.. math::

    Y_i e^{u_i} = \sum_j X_{ij}, \qquad
    X_{ij} = \mathrm{access}_{ij} \, e^{-\varepsilon u_i} \frac{Y_j e^{u_j} + D_j}{\Phi_j}, \qquad
    \Phi_j = \sum_i \mathrm{access}_{ij} \, e^{-\varepsilon u_i}

and Σ Y_i e^{u_i} = Σ Y_i, the numeraire.

Method
------
Broyden's, in Kelley's form, which stores steps instead of updating a matrix, on excess demands in
units of old incomes. These add up to 0 in every bloc at any wages, so that Newton steps stay
consistent even where blocs do not trade and the Jacobian is singular. The search starts from the
inverse Jacobian of the base world (`prepare`, once for each ε), which is why small changes take
few evaluations: about 4 for a year of an agreement, 6 for a pair that stops trading. Where they
do not suffice it goes on with a fresh Jacobian. Where it gets lost it returns to the best point and
moves by ŵ_i ← ŵ_i (sales_i/income_i)^(1/(1+ε)) for a while. With D = 0 goods are gross substitutes
and this mapping is monotone and homogeneous of degree one, so that it approaches the solution from
anywhere, though slowly (Alvarez & Lucas 2007 prove it for their like).

Of 30,000 random worlds of 2 to 24 states with trade in all orders of magnitude and far larger
shocks than any that is asked for here, with D = 0, 10 were given up.

There is no solution where a state or a bloc with D ≠ 0 is cut off, or where a state can buy but not
sell. `solve` then says that it found none.

References
----------
Alvarez & Lucas (2007), *Journal of Monetary Economics* 54:1726–1768; Dekle, Eaton & Kortum (2008),
*IMF Staff Papers* 55:511–540; Kelley (1995), *Iterative Methods for Linear and Nonlinear
Equations*, ch. 7.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from latticework.mechanisms.kernel import Array, combine, copy, dot, exp, kernel, total

TOLERANCE = 1e-11
"""Markets clear when no state's sales differ from its income by more than this share."""

PATIENCE = 10
"""Evaluations with one Jacobian before a fresh one, which costs as much as some fifty of them."""

ATTEMPTS = 16
"""The most Jacobians; two are nearly always enough."""

STRIDE = 0.5
"""The longest step, in log points of a wage: the local model is not trusted further."""

ESCAPE = 1e3
"""An attempt ends where the excess demand is this many times the least one seen."""

RIDGE = 1e-9
"""Keeps the Jacobian regular where blocs do not trade, so that their relative wages are free."""

STALLED = -1
"""`solve` reached its last attempt without clearing the markets."""

IMPOSSIBLE = -2
"""Even at unchanged wages some state sells nothing, or finds nothing to buy or to pay with."""


class Base(NamedTuple):
    """A world that is in equilibrium before anything changes.

    Attributes
    ----------
    shares
        (N, N) λ, exporters in rows; columns sum to 1.
    incomes, deficits
        (N,) Y and D, same unit; ΣD = 0 and Y + D > 0.
    """

    shares: Array
    incomes: Array
    deficits: Array


class Work(NamedTuple):
    """Room for a solution, so that none is allocated in the yearly step; see `workspace`.

    Only `inverse` carries information from call to call, and a stale one costs time, not truth.
    The matrices of derivatives are stored transposed: row j holds the effects of state j's excess
    demand.
    """

    inverse: Array
    fresh: Array
    exports: Array
    onward: Array
    cut: Array
    steps: Array
    step: Array
    logs: Array
    best: Array
    wages: Array
    power: Array
    worth: Array
    spending: Array
    prices: Array
    ratio: Array
    demand: Array
    excess: Array


def workspace(n: int) -> Work:
    """Allocate room for `n` regions (45 kB each matrix at n = 75)."""
    shapes = {"inverse": (n, n), "fresh": (n, n), "exports": (n, n), "onward": (n, n)}
    shapes |= {"cut": (n, n), "steps": (PATIENCE, n)}
    return Work(**{name: np.zeros(shapes.get(name, n)) for name in Work._fields})


# --- linear algebra: whole rows at a time, in an order that does not depend on the machine --------


@kernel
def fill(out: Array, value: float) -> None:
    """Write `value` everywhere."""
    for j in range(out.size):
        out[j] = value


@kernel
def _scale(out: Array, factor: float) -> None:
    for j in range(out.size):
        out[j] *= factor


@kernel
def add(out: Array, factor: float, row: Array) -> None:
    """Add `factor` times `row` to `out`."""
    for j in range(out.size):
        out[j] += factor * row[j]


@kernel
def transpose(matrix: Array, out: Array) -> None:
    """Write `matrix` into `out` with rows as columns."""
    for i in range(matrix.shape[0]):
        row = matrix[i]
        for j in range(row.size):
            out[j, i] = row[j]


@kernel
def _invert(matrix: Array) -> None:
    """Invert in place by Gauss–Jordan elimination.

    No pivoting: the Jacobian is an M-matrix (gross substitutes) plus a positive one of rank one,
    whose leading minors are all positive.
    """
    n = matrix.shape[0]
    for k in range(n):
        pivot = matrix[k]
        scale = 1.0 / pivot[k]
        pivot[k] = 1.0
        _scale(pivot, scale)
        for i in range(n):
            if i != k:
                row = matrix[i]
                factor = row[k]
                row[k] = 0.0
                add(row, -factor, pivot)


# --- the equilibrium ------------------------------------------------------------------------------


@kernel
def _excess(base: Base, access: Array, epsilon: float, work: Work) -> float:
    """Return the largest relative excess demand at ``work.logs``, and leave all it is made of.

    The log wages are first brought to the numeraire. ∞ if a state cannot pay, buy or sell.
    """
    incomes, deficits, logs = base.incomes, base.deficits, work.logs
    worth, power, spending = work.worth, work.power, work.spending
    for i in range(logs.size):
        worth[i] = incomes[i] * exp(logs[i])
    scale = total(incomes) / total(worth)
    shift = math.log(scale)
    for i in range(logs.size):
        logs[i] += shift
        power[i] = exp(-epsilon * logs[i])
    for i in range(logs.size):
        worth[i] *= scale
        spending[i] = worth[i] + deficits[i]
    combine(access, power, work.prices)
    ratio, prices = work.ratio, work.prices
    for j in range(logs.size):
        ratio[j] = spending[j] / prices[j]
    combine(work.onward, ratio, work.demand)
    gap: float = _gap(base, work)
    return gap


@kernel
def _gap(base: Base, work: Work) -> float:
    worth, spending, prices = work.worth, work.spending, work.prices
    power, demand, excess = work.power, work.demand, work.excess
    sound, gap = True, 0.0
    for i in range(worth.size):
        sales = power[i] * demand[i]
        excess[i] = (sales - worth[i]) / base.incomes[i]
        gap = max(gap, abs(sales / worth[i] - 1.0))
        # not `<=`: a nan must not pass
        sound &= (spending[i] > 0.0) & (prices[i] > 0.0) & (sales > 0.0)
    return gap if sound else math.inf


@kernel
def _differentiate(base: Base, access: Array, epsilon: float, work: Work, inverse: Array) -> None:
    """Write the inverse of −∂excess_i/∂log w_k at the point that `_excess` saw last.

    With X_ik the sales of i to k, E_k k's spending and L_kj k's share in the spending of j, that is
    ((Y_i ŵ_i + ε ΣX_i)·1[i = k] − X_ik·Y_k ŵ_k/E_k − ε Σ_j X_ij L_kj)/Y_i, plus k's share of world
    income, which keeps steps on the numeraire.
    """
    worth, exports, row = work.worth, work.exports, work.step
    n, world = worth.size, total(worth)
    for j in range(n):
        for i in range(n):
            sold = work.power[i] * work.onward[j, i] * work.ratio[j]
            exports[j, i] = sold / base.incomes[i]
    for k in range(n):
        for j in range(n):
            row[j] = -epsilon * work.power[k] * access[k, j] / work.prices[j]
        row[k] -= worth[k] / work.spending[k]
        out = inverse[k]
        combine(exports, row, out)
        for i in range(n):
            out[i] += worth[k] / world
        sales = work.power[k] * work.demand[k]
        out[k] += (worth[k] + epsilon * sales) / base.incomes[k] * (1.0 + RIDGE)
    _invert(inverse)


@kernel
def prepare(base: Base, epsilon: float, work: Work) -> None:
    """Write the inverse Jacobian of the base world into ``work.inverse``.

    Once for each base and ε; every `solve` and `leverage` that follows starts from it.
    """
    transpose(base.shares, work.onward)
    fill(work.logs, 0.0)
    _excess(base, base.shares, epsilon, work)
    _differentiate(base, base.shares, epsilon, work, work.inverse)


@kernel
def _direct(inverse: Array, count: int, work: Work) -> float:
    """Write Broyden's next step, given `count` steps so far, and return its longest component."""
    step, steps = work.step, work.steps
    combine(inverse, work.excess, step)
    for j in range(count - 1):
        add(step, dot(steps[j], step) / dot(steps[j], steps[j]), steps[j + 1])
    if count > 0:
        last = steps[count - 1]
        _scale(step, 1.0 / (1.0 - dot(last, step) / dot(last, last)))
    longest = 0.0
    for i in range(step.size):
        longest = max(longest, abs(step[i]))
    return longest


@kernel
def _begin(base: Base, access: Array, epsilon: float, wages: Array, work: Work) -> float:
    """Go to `wages`, or to 1 if these are unsound; return the excess demand there."""
    gap = math.inf
    for start in range(2):
        if not gap < math.inf:
            for i in range(wages.size):
                work.logs[i] = math.log(wages[i]) if start == 0 else 0.0
            gap = _excess(base, access, epsilon, work)
    copy(work.logs, work.best)
    return gap


@kernel
def _attempt(
    base: Base, access: Array, epsilon: float, inverse: Array, least: float, work: Work
) -> tuple[float, float, int]:
    """Search on from where `_excess` was last, with one Jacobian.

    Ends too where a step would be too long for the second time: the Jacobian is of no use there.
    Returns the least excess demand, the last one, and how many were evaluated.
    """
    logs, step = work.logs, work.step
    count, cut, gap = 0, False, least
    for turn in range(PATIENCE):
        longest = _direct(inverse, count, work)
        if longest <= STRIDE:
            copy(step, work.steps[count])
            count += 1
        elif cut:
            return least, gap, turn
        else:
            _scale(step, STRIDE / longest)
            cut, count = True, 0
        add(logs, 1.0, step)
        gap = _excess(base, access, epsilon, work)
        if gap < least:
            least = gap
            copy(logs, work.best)
        if gap <= TOLERANCE or not gap < ESCAPE * least:
            return least, gap, turn + 1
    return least, gap, PATIENCE


@kernel
def _settle(base: Base, access: Array, epsilon: float, work: Work) -> float:
    """Go on from ``work.best`` by the slow mapping, while sound; return the excess demand there."""
    copy(work.best, work.logs)
    for _ in range(PATIENCE):
        if not _excess(base, access, epsilon, work) < math.inf:
            break
        copy(work.logs, work.best)
        for i in range(work.logs.size):
            sales = work.power[i] * work.demand[i]
            work.logs[i] += math.log(sales / work.worth[i]) / (1.0 + epsilon)
    copy(work.best, work.logs)
    gap: float = _excess(base, access, epsilon, work)
    return gap


@kernel
def solve(base: Base, access: Array, epsilon: float, wages: Array, work: Work) -> int:
    """Find the wages that clear all markets.

    Parameters
    ----------
    base
        The world before. Its markets need not clear at the old wages.
    access
        (N, N) λ_ij τ̂_ij^−ε, from `trade.tilt` or by hand; 0 where trade is cut.
    epsilon
        Trade elasticity, > 0.
    wages
        (N,) ŵ: the first guess (those of last year, or ones); receives the solution, or where
        it stalled.
    work
        Room, with the inverse Jacobian of `prepare`.

    Returns
    -------
    int
        How many times excess demands were evaluated, or `STALLED` or `IMPOSSIBLE` (both < 0).

    Notes
    -----
    No trade costs changed: ŵ = 1 after one evaluation. Where blocs do not trade with each other,
    ΣD = 0 must hold in each of them, and their relative wages are arbitrary (real incomes are not).
    """
    transpose(access, work.onward)
    least = _begin(base, access, epsilon, wages, work)
    if least == math.inf:
        return IMPOSSIBLE
    turns, inverse = 1, work.inverse
    for attempt in range(ATTEMPTS):
        if least <= TOLERANCE:
            break
        if attempt > 0:
            inverse = work.fresh
            _differentiate(base, access, epsilon, work, inverse)
        least, gap, used = _attempt(base, access, epsilon, inverse, least, work)
        turns += used
        if not gap < ESCAPE * least:
            least = _settle(base, access, epsilon, work)
            turns += PATIENCE + 1
    for i in range(wages.size):
        wages[i] = math.exp(work.best[i])
    return turns if least <= TOLERANCE else STALLED
