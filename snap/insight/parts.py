"""What each part of a package carries: Shapley values, and the packages that none dominates.

A part's Shapley value [1]_ is what it adds to the parts that came before it, averaged over all
orders in which they could come; the values add up to what the whole adds to nothing. Up to `EXACT`
parts all 2ⁿ packages are valued; beyond, orders are drawn, each with its reverse, which evens out
much of the chance [2]_. Every order telescopes, so drawn values add up too.

References
----------
.. [1] Shapley, L. S. (1953). A value for n-person games. In: Contributions to the Theory of Games
   II, 307–317. Princeton University Press.
.. [2] Mitchell, R., Cooper, J., Frank, E., & Holmes, G. (2022). Sampling permutations for Shapley
   value estimation. Journal of Machine Learning Research 23, 1–46.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import factorial

import numpy as np

from latticework.array import Array, IntArray
from latticework.insight.pareto import undominated

EXACT = 12
ORDERS = 200
"""Pairs of an order and its reverse, where orders are drawn."""

Value = Callable[[frozenset[str]], float | Array]
"""What a package of parts is worth: a number, or one for each of several outcomes."""


@dataclass(frozen=True)
class Share:
    """What a part carries: one number for each outcome, and its standard error (0 if exact)."""

    part: str
    value: tuple[float, ...]
    error: tuple[float, ...]


@dataclass
class _Valued:
    """A value function on bit masks that is asked once for each package."""

    parts: Sequence[str]
    value: Value
    known: dict[int, Array] = field(default_factory=dict)

    def __call__(self, mask: int) -> Array:
        if mask not in self.known:
            inside = frozenset(part for i, part in enumerate(self.parts) if mask >> i & 1)
            self.known[mask] = np.atleast_1d(np.asarray(self.value(inside), np.float64))
        return self.known[mask]


def shapley(
    parts: Sequence[str], value: Value, seed: int = 0, orders: int = ORDERS
) -> tuple[Share, ...]:
    """Return what each part carries of the difference between all parts and none.

    Parameters
    ----------
    parts
        Names, each once.
    value
        What any package of them is worth.
    seed, orders
        Of the orders drawn, where there are more than `EXACT` parts.

    Examples
    --------
    >>> together = lambda package: 6.0 * (package >= {"a", "b"}) + 1.0 * ("c" in package)
    >>> [share.value[0] for share in shapley(["a", "b", "c"], together)]
    [3.0, 3.0, 1.0]
    """
    if len(set(parts)) != len(parts):
        raise ValueError("expected each part once")
    valued = _Valued(parts, value)
    if not parts:
        return ()
    exact = len(parts) <= EXACT
    found, error = _exact(valued) if exact else _drawn(valued, seed, orders)
    rows = zip(parts, found, error, strict=True)
    return tuple(Share(part, tuple(a.tolist()), tuple(b.tolist())) for part, a, b in rows)


def _exact(valued: _Valued) -> tuple[Array, Array]:
    n = len(valued.parts)
    table = np.array([valued(mask) for mask in range(1 << n)])
    masks = np.arange(1 << n)
    sizes = np.array([mask.bit_count() for mask in range(1 << n)])
    chance = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    found = np.zeros((n, table.shape[1]))
    for i in range(n):
        without = masks[(masks >> i & 1) == 0]
        added = table[without | 1 << i] - table[without]
        found[i] = chance[sizes[without]] @ added
    return found, np.zeros_like(found)


def _drawn(valued: _Valued, seed: int, orders: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(orders):
        order = rng.permutation(len(valued.parts))
        pairs.append((_added(valued, order) + _added(valued, order[::-1])) / 2)
    drawn = np.array(pairs)
    error: Array = drawn.std(axis=0, ddof=1) / np.sqrt(orders)
    return drawn.mean(axis=0), error


def _added(valued: _Valued, order: IntArray) -> Array:
    """Return what each part adds when they come in this order, shape (parts, outcomes)."""
    mask, before = 0, valued(0)
    found = np.zeros((len(valued.parts), len(before)))
    for i in map(int, order):
        mask |= 1 << i
        after = valued(mask)
        found[i] = after - before
        before = after
    return found


def front_of_parts(
    parts: Sequence[str], value: Value, sign: Sequence[float]
) -> tuple[tuple[str, ...], ...]:
    """Return the packages of parts that no other dominates, smaller ones first.

    Parameters
    ----------
    parts, value
        As for :func:`shapley`; at most `EXACT` parts.
    sign
        For each outcome 1 if high is better, −1 if low is.
    """
    if len(parts) > EXACT:
        raise ValueError(f"expected at most {EXACT} parts, not {len(parts)}")
    valued = _Valued(parts, value)
    table = np.array([valued(mask) for mask in range(1 << len(parts))])
    free = np.flatnonzero(undominated(table * np.array(sign)))
    packages = [tuple(part for i, part in enumerate(parts) if mask >> i & 1) for mask in free]
    return tuple(sorted(packages, key=len))
