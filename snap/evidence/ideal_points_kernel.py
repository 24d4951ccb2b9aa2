"""Compiled steps of the fit of ideal points: one vote, one state's path, one roll call.

A vote's log probability depends on two numbers, a = βθ − κ_low and b = βθ − κ_high: Pr(at least
abstain) = Φ(a), Pr(yes) = Φ(b). All steps are Newton's, on derivatives expected over the posterior
of the ideal point, by Gauss–Hermite quadrature with three nodes.

The functions are compiled when first called and not cached on disk, since Numba's cache does not
see changes in callees.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from scipy.special import log_ndtr

from latticework.array import Array, IntArray
from latticework.evidence.ideal_points_votes import Ballots

kernel: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True)

_LONGEST = 1.0  # of a Newton step in any parameter


class Points(NamedTuple):
    """Posterior means and variances of the ideal points, both (n,)."""

    mean: Array
    variance: Array


class Items(NamedTuple):
    """Roll calls: (k,) slopes and cutpoints, (k, 6) the upper triangle of their covariance."""

    slope: Array
    low: Array
    high: Array
    spread: Array


class Chain(NamedTuple):
    """What ties ideal points without votes.

    Attributes
    ----------
    step
        (n,) precision of the step from the state's point before; 0 at its first.
    pull
        (n,) precision of the pull to 0.
    """

    step: Array
    pull: Array


# --- one vote -------------------------------------------------------------------------------------


def _quadrature(nodes: int) -> tuple[Array, Array]:
    """Return nodes and weights for the expectation over a standard normal variable."""
    at, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return at, weight / weight.sum()


_FEW, _FEW_WEIGHTS = _quadrature(3)
_MANY, _MANY_WEIGHTS = _quadrature(11)
_WIDE = 0.7  # standard deviation from which a few nodes are not enough
_EDGE, _PER_UNIT = 8.0, 64
_KNOTS = np.linspace(-_EDGE, _EDGE, int(2 * _EDGE) * _PER_UNIT + 1)
_MILLS = np.exp(-_KNOTS * _KNOTS / 2 - log_ndtr(_KNOTS)) / math.sqrt(2 * math.pi)


@kernel
def _density(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


@kernel
def _tail(x: float) -> float:
    """Return the probability beyond `x`."""
    return 0.5 * math.erfc(x / math.sqrt(2.0))


@kernel
def _mills(x: float) -> float:
    """Return φ(x)/Φ(x): from a table by Hermite's cubics, good to 1e-9, and by series beyond."""
    if x >= _EDGE:
        return 0.0
    if x <= -_EDGE:
        z = 1.0 / x
        return -x - z + 2.0 * z**3 - 10.0 * z**5
    place = (x + _EDGE) * _PER_UNIT
    i = int(place)
    t, one, other = place - i, _MILLS[i], _MILLS[i + 1]
    # the derivative of r = φ/Φ is −r(r + x)
    rise = -one * (one + _KNOTS[i]) / _PER_UNIT
    fall = -other * (other + _KNOTS[i + 1]) / _PER_UNIT
    u = 1.0 - t
    near: float = u * u * ((1 + 2 * t) * one + t * rise)
    far: float = t * t * ((1 + 2 * u) * other - u * fall)
    return near + far


@kernel
def _between(a: float, b: float) -> tuple[float, float, float, float, float]:
    """Return what `_terms` does for an abstention, whose probability is Φ(a) − Φ(b)."""
    share = _tail(b) - _tail(a) if a + b > 0 else _tail(-a) - _tail(-b)
    share = max(share, 1e-300)
    one, other = _density(a) / share, _density(b) / share
    return one, -other, one * (one + a), -one * other, other * (other - b)


@kernel
def _terms(choice: int, a: float, b: float) -> tuple[float, float, float, float, float]:
    """Differentiate a vote's log probability by a = βθ − κ_low and b = βθ − κ_high.

    Returns both first derivatives, then the negative second ones: aa, ab, bb.
    """
    if choice == 1:
        abstain: tuple[float, float, float, float, float] = _between(a, b)
        return abstain
    if choice == 0:
        ratio = _mills(-a)
        return -ratio, 0.0, ratio * (ratio - a), 0.0, 0.0
    ratio = _mills(b)
    return 0.0, ratio, 0.0, 0.0, ratio * (ratio + b)


@kernel
def expected(
    choice: int, a: float, b: float, width: float
) -> tuple[float, float, float, float, float]:
    """Return the expected `_terms` where a and b move together with standard deviation `width`."""
    f, g, aa, ab, bb = 0.0, 0.0, 0.0, 0.0, 0.0
    nodes, weights = (_FEW, _FEW_WEIGHTS) if width < _WIDE else (_MANY, _MANY_WEIGHTS)
    for i in range(nodes.size):
        shift, weight = nodes[i] * width, weights[i]
        f1, g1, aa1, ab1, bb1 = _terms(choice, a + shift, b + shift)
        f += weight * f1
        g += weight * g1
        aa += weight * aa1
        ab += weight * ab1
        bb += weight * bb1
    return f, g, aa, ab, bb


# --- ideal points ---------------------------------------------------------------------------------


@kernel
def _slopes(p: int, ballots: Ballots, points: Points, items: Items) -> tuple[float, float]:
    """Return the expected gradient of point `p`'s votes in it, and their information on it."""
    mean, width = points.mean[p], math.sqrt(points.variance[p])
    gradient, information = 0.0, 0.0
    for v in range(ballots.start[p], ballots.start[p + 1]):
        j = ballots.other[v]
        slope = items.slope[j]
        at = slope * mean
        f, g, aa, ab, bb = expected(
            ballots.choice[v], at - items.low[j], at - items.high[j], abs(slope) * width
        )
        gradient += slope * (f + g)
        information += slope * slope * (aa + 2 * ab + bb)
    return gradient, information


@kernel
def _solve(diagonal: Array, step: Array, right: Array, variance: Array, shared: Array) -> None:
    """Solve a path's tridiagonal system in place of `right`.

    Off the diagonal stands −step[t] between t − 1 and t. The inverse's diagonal goes to `variance`,
    its element (t − 1, t) to ``shared[t]``.
    """
    n = right.size
    down, up = np.empty(n), np.empty(n)
    down[0], up[n - 1] = diagonal[0], diagonal[n - 1]
    for t in range(1, n):
        down[t] = diagonal[t] - step[t] * step[t] / down[t - 1]
        right[t] += step[t] / down[t - 1] * right[t - 1]
    right[n - 1] /= down[n - 1]
    for t in range(n - 2, -1, -1):
        up[t] = diagonal[t] - step[t + 1] * step[t + 1] / up[t + 1]
        right[t] = (right[t] + step[t + 1] * right[t + 1]) / down[t]
    for t in range(n):
        variance[t] = 1.0 / (down[t] + up[t] - diagonal[t])
        if t:
            shared[t] = variance[t] * step[t] / down[t - 1]


@kernel
def _moves(step: Array, mean: Array, variance: Array, shared: Array) -> float:
    """Return the expected sum of squared steps of a path, each in units of its prior variance."""
    total = 0.0
    for t in range(1, mean.size):
        change = mean[t] - mean[t - 1]
        spread = variance[t] + variance[t - 1] - 2 * shared[t]
        total += step[t] * (change * change + spread)
    return total


@kernel
def _path(
    one: int, two: int, ballots: Ballots, points: Points, items: Items, chain: Chain
) -> float:
    """Take one Newton step with points `one` to `two`, a state's; return its `_moves`."""
    n = two - one
    step, mean, variance = chain.step[one:two], points.mean[one:two], points.variance[one:two]
    diagonal, right, found, shared = np.empty(n), np.empty(n), np.empty(n), np.zeros(n)
    for t in range(n):
        right[t], diagonal[t] = _slopes(one + t, ballots, points, items)
        diagonal[t] += chain.pull[one + t]
        right[t] -= chain.pull[one + t] * mean[t]
    for t in range(1, n):
        tension = step[t] * (mean[t] - mean[t - 1])
        diagonal[t - 1] += step[t]
        diagonal[t] += step[t]
        right[t - 1] += tension
        right[t] -= tension
    _solve(diagonal, step, right, found, shared)
    for t in range(n):
        mean[t] += min(max(right[t], -_LONGEST), _LONGEST)
        # half way, on the log scale: the whole way may swing for ever
        variance[t] = math.sqrt(variance[t] * found[t])
    moves: float = _moves(step, mean, found, shared)
    return moves


@kernel
def step_paths(
    bounds: IntArray, ballots: Ballots, points: Points, items: Items, chain: Chain
) -> Array:
    """Take one step with the paths between `bounds`; return the `_moves` of each."""
    moves = np.empty(bounds.size - 1)
    for i in range(moves.size):
        moves[i] = _path(bounds[i], bounds[i + 1], ballots, points, items, chain)
    return moves


# --- roll calls -----------------------------------------------------------------------------------


@kernel
def _add(sums: Array, weight: float, terms: tuple[float, float, float, float, float]) -> None:
    """Add what a vote at 0 says of the cutpoints."""
    f, g, aa, ab, bb = terms
    sums[1] -= weight * f
    sums[2] -= weight * g
    sums[6] += weight * aa
    sums[7] += weight * ab
    sums[8] += weight * bb


@kernel
def _collect(j: int, ballots: Ballots, points: Points, items: Items, sums: Array) -> None:
    """Add up the expected gradient and the information of roll call `j`'s votes in its parameters.

    `sums` holds the gradient in (slope, low, high), then the upper triangle of the information.
    """
    slope, low, high = items.slope[j], items.low[j], items.high[j]
    for v in range(ballots.start[j], ballots.start[j + 1]):
        p = ballots.other[v]
        mean, variance = points.mean[p], points.variance[p]
        width = abs(slope) * math.sqrt(variance)
        at = slope * mean
        f, g, aa, ab, bb = terms = expected(ballots.choice[v], at - low, at - high, width)
        information = aa + 2 * ab + bb
        _add(sums, 1.0, terms)
        sums[0] += (f + g) * mean - information * slope * variance
        sums[3] += information * (mean * mean + variance)
        sums[4] -= (aa + ab) * mean
        sums[5] -= (bb + ab) * mean


@kernel
def _invert(sums: Array, spread: Array) -> None:
    """Write the inverse of the information in ``sums[3:]`` to `spread`, as upper triangles."""
    a, b, c, d, e, f = sums[3], sums[4], sums[5], sums[6], sums[7], sums[8]
    spread[0], spread[1], spread[2] = d * f - e * e, c * e - b * f, b * e - c * d
    spread[3], spread[4], spread[5] = a * f - c * c, b * c - a * e, a * d - b * b
    determinant = a * spread[0] + b * spread[1] + c * spread[2]
    for i in range(6):
        spread[i] /= determinant


@kernel
def _step(j: int, items: Items, sums: Array) -> None:
    """Take one Newton step, cut short where it is too long or would swap the cutpoints."""
    s, (x, y, z) = items.spread[j], sums[:3]
    slope = s[0] * x + s[1] * y + s[2] * z
    low = s[1] * x + s[3] * y + s[4] * z
    high = s[2] * x + s[4] * y + s[5] * z
    length = 1.0 / max(1.0, max(abs(slope), abs(low), abs(high)) / _LONGEST)
    gap = items.high[j] - items.low[j]
    if gap + length * (high - low) < gap / 4:
        length = 0.75 * gap / (low - high)
    items.slope[j] += length * slope
    items.low[j] += length * low
    items.high[j] += length * high


@kernel
def step_items(run: IntArray, ballots: Ballots, points: Points, items: Items, prior: Array) -> None:
    """Take one step with roll calls ``run[0]`` to ``run[1]``.

    `prior` holds the precision of the slopes and the pseudo votes.
    """
    for j in range(run[0], run[1]):
        sums = np.zeros(9)
        sums[0], sums[3] = -prior[0] * items.slope[j], prior[0]
        for choice in range(3):
            _add(sums, prior[1], _terms(choice, -items.low[j], -items.high[j]))
        _collect(j, ballots, points, items, sums)
        _invert(sums, items.spread[j])
        _step(j, items, sums)
