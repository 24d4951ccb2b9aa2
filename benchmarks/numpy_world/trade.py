"""World trade: the wages that clear all markets, and what states lose if they stop trading."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from latticework.array import Array

TOLERANCE = 1e-12
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


def loss_without(base: Base, epsilon: float, states: Array, kept: Array) -> Array:
    """Return what states lose without those not kept if no other wage moves.

    Parameters
    ----------
    base, epsilon
        The world, and the elasticity within a year.
    states
        (M,) indices of whose loss is asked.
    kept
        (M, N) 0 for those whom the state stops trading with, else 1.

    Returns
    -------
    array
        (M,) shares of real spending.
    """
    home = base.shares[states, states]
    own = kept[np.arange(len(states)), states]
    abroad = (kept * base.shares.T[states]).sum(axis=1) - own * home
    income, deficit = base.incomes[states], base.deficits[states]
    rows = base.shares[states]
    buying = kept * (base.incomes + base.deficits)
    buying[np.arange(len(states)), states] = 0.0
    log = np.zeros(len(states))
    for _ in range(TURNS):
        power = np.exp(-epsilon * log)
        worth = income * np.exp(log)
        spending = worth + deficit
        at_home = home * power / (home * power + abroad)
        share = rows * power[:, None] / (1.0 + rows * (power - 1.0)[:, None])
        sold = share * buying
        excess = sold.sum(axis=1) + at_home * spending - worth
        slope = at_home * worth - epsilon * at_home * (1.0 - at_home) * spending
        slope -= epsilon * ((1.0 - share) * sold).sum(axis=1)
        step = excess / (worth - slope)
        log += np.clip(step, -STRIDE, STRIDE)
        if np.abs(step).max() <= TOLERANCE:
            prices = (home * np.exp(-epsilon * log) + abroad) ** (1.0 / epsilon)
            lost: Array = 1.0 - (income * np.exp(log) + deficit) / (income + deficit) * prices
            return lost
    raise ArithmeticError("no wage found")
