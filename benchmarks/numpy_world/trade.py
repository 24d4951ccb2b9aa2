"""World trade: the wages that clear all markets, and what states lose if they stop trading."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray

TOLERANCE = 1e-12
LAST = 1e-7
"""Newton's last step, in log points of a wage: the error left is of the order of its square."""

TURNS = 60
STRIDE = 0.5


class Base(NamedTuple):
    """A world in equilibrium: shares (N, N) with exporters in rows, incomes and deficits (N,)."""

    shares: Array
    incomes: Array
    deficits: Array


def solve(base: Base, access: Array, epsilon: float, wages: Array) -> Array:
    """Return the wages (N,) that clear all markets, by Newton's method in their logarithms."""
    total = base.incomes.sum()
    logs = np.log(wages)
    for _ in range(TURNS):
        worth = base.incomes * np.exp(logs)
        logs -= np.log(worth.sum() / total)
        worth *= total / worth.sum()
        spending = worth + base.deficits
        power = np.exp(-epsilon * logs)[:, None]
        shares = access * power / (access * power).sum(axis=0)
        sold = shares * spending
        excess = (sold.sum(axis=1) - worth) / base.incomes
        if np.abs(excess).max() <= TOLERANCE:
            return np.exp(logs)
        slopes = _slopes(shares, sold, worth, spending, epsilon) / base.incomes[:, None]
        step = np.linalg.solve(slopes + worth / total, excess)
        logs += step * min(1.0, STRIDE / np.abs(step).max())
    raise ArithmeticError("no equilibrium found")


def _slopes(shares: Array, sold: Array, worth: Array, spending: Array, epsilon: float) -> Array:
    """Return −∂(sales − worth)/∂log ŵ, (N, N)."""
    slopes: Array = -epsilon * sold @ shares.T - sold * (worth / spending)
    slopes[np.diag_indices_from(slopes)] += worth + epsilon * sold.sum(axis=1)
    return slopes


def _prices(access: Array, epsilon: float, wages: Array) -> Array:
    """Return P̂^−ε, (N,)."""
    prices: Array = wages**-epsilon @ access
    return prices


def welfare(base: Base, access: Array, epsilon: float, wages: Array) -> Array:
    """Return real spending over what it was, (N,)."""
    after = base.incomes * wages + base.deficits
    before = base.incomes + base.deficits
    real: Array = after / before * _prices(access, epsilon, wages) ** (1.0 / epsilon)
    return real


def rebased(base: Base, access: Array, epsilon: float, wages: Array) -> Base:
    """Return the world after a change."""
    prices = _prices(access, epsilon, wages)
    shares = access * (wages**-epsilon)[:, None] / prices
    return Base(shares, base.incomes * wages, base.deficits)


class Cut(NamedTuple):
    """Trade that stops: of which states (M,), and (M, N) 0 where it does, else 1."""

    states: IntArray
    kept: Array


def loss_without(base: Base, epsilon: float, cut: Cut, logs: Array) -> tuple[Array, Array]:
    """Return what states lose without those not kept if no other wage moves.

    Parameters
    ----------
    base, epsilon
        The world, and the elasticity within a year.
    cut
        What is asked.
    logs
        (M,) first guesses of log wages.

    Returns
    -------
    losses, logs
        (M,) shares of real spending, and log wages.
    """
    states, kept = cut
    asked = np.arange(len(states))
    home, rows = base.shares[states, states], base.shares[states]
    abroad = (kept * base.shares.T[states]).sum(axis=1) - kept[asked, states] * home
    income, deficit = base.incomes[states], base.deficits[states]
    buying = kept * (base.incomes + base.deficits)
    buying[asked, states] = 0.0
    for _ in range(TURNS):
        power, worth = np.exp(-epsilon * logs), income * np.exp(logs)
        at_home = home * power / (home * power + abroad)
        share = rows * power[:, None] / (1.0 + rows * (power - 1.0)[:, None])
        sold = share * buying
        excess = sold.sum(axis=1) + at_home * (worth + deficit) - worth
        slope = at_home * worth - epsilon * at_home * (1.0 - at_home) * (worth + deficit)
        slope -= epsilon * ((1.0 - share) * sold).sum(axis=1)
        step = excess / (worth - slope)
        logs = logs + np.clip(step, -STRIDE, STRIDE)
        if np.abs(step).max() <= LAST:
            prices = (home * np.exp(-epsilon * logs) + abroad) ** (1.0 / epsilon)
            left = (income * np.exp(logs) + deficit) / (income + deficit) * prices
            return 1.0 - left, logs
    raise ArithmeticError("no wage found")
