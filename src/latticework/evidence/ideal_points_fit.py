"""Fit ideal points and roll calls to votes by expectation–maximization; `ideal_points` says what for.

E-step: given the roll calls, each state's path gets the normal distribution that is nearest to its
posterior in the sense of Kullback and Leibler (Opper & Archambeau 2009): one Newton step a round on
expected first and second derivatives, through a tridiagonal system. M-step: one Newton step a round
for each roll call's slope and cutpoints on the same expectations. All expectations over an ideal
point are by Gauss–Hermite quadrature with three nodes. Points and roll calls are updated one by one
from the others' last values, so threads cannot change a bit of the result.

The likelihood knows only products of slope and ideal point, and the prior of the slopes alone would
let the points grow for ever. So the fit is the best one with mean 0 and variance 1, where a state
counts in a session as often as it voted. The multiplier of that constraint is `Fit.pull`: it acts
on every point like a normal prior of precision `pull` × votes / mean votes.

References
----------
Opper, M. & Archambeau, C. (2009) The variational Gaussian approximation revisited. *Neural
Computation* 21(3).
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from scipy.special import log_ndtr, ndtri

from latticework.array import Array, IntArray
from latticework.evidence.ideal_points_votes import Ballots, Votes

_kernel: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True)

FIRST = 1.0
"""Standard deviation of a state's first ideal point, before it has voted."""

_GAIN = 8.0  # a larger one reaches the multiplier in fewer rounds, until it swings
_LONGEST = 1.0  # of a Newton step in any parameter


@dataclass(frozen=True)
class Settings:
    """How to estimate. The defaults are those of the published series where it has them.

    Attributes
    ----------
    drift
        σ_θ, standard deviation of the change of an ideal point from one session to the next, where
        all ideal points have standard deviation 1; None finds it by maximum likelihood.
    slope
        Standard deviation of the normal prior of the slopes β.
    pseudo
        So much of a vote of each kind is added to every roll call, cast at 0: a kind that nobody
        cast keeps a finite cutpoint.
    bridges
        Whether a resolution that comes back unchanged is one roll call (`ideal_points_votes`).
    parts
        Whether votes on single paragraphs and amendments count after session 44 as well.
    anchor
        The state whose ideal points are positive on average.
    """

    drift: float | None = 0.5
    slope: float = 1.0
    pseudo: float = 0.1
    bridges: bool = True
    parts: bool = False
    anchor: str = "United States"


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


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    points
        (n,) ideal points, with mean 0 and standard deviation 1.
    items
        (k,) roll calls on that scale: Pr(at least abstain) = Φ(slope·θ − low), Pr(yes) =
        Φ(slope·θ − high).
    drift
        σ_θ on that scale.
    pull
        The multiplier of the constraint.
    rounds
        How many rounds it took.
    """

    points: Points
    items: Items
    drift: float
    pull: float
    rounds: int


# --- one vote -------------------------------------------------------------------------------------

_NODE = math.sqrt(3.0)
_EDGE, _PER_UNIT = 8.0, 64
_KNOTS = np.linspace(-_EDGE, _EDGE, int(2 * _EDGE) * _PER_UNIT + 1)
_MILLS = np.exp(-_KNOTS * _KNOTS / 2 - log_ndtr(_KNOTS)) / math.sqrt(2 * math.pi)


@_kernel
def _density(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


@_kernel
def _tail(x: float) -> float:
    """Return the probability beyond `x`."""
    return 0.5 * math.erfc(x / math.sqrt(2.0))


@_kernel
def _mills(x: float) -> float:
    """Return φ(x)/Φ(x): from a table by Hermite's cubics, good to 1e-9, and its limits beyond."""
    if x >= _EDGE:
        return 0.0
    if x <= -_EDGE:
        return -x - 1.0 / x
    place = (x + _EDGE) * _PER_UNIT
    i = int(place)
    t, one, other = place - i, _MILLS[i], _MILLS[i + 1]
    # the derivative of r = φ/Φ is −r(r + x)
    rise = -one * (one + _KNOTS[i]) / _PER_UNIT
    fall = -other * (other + _KNOTS[i + 1]) / _PER_UNIT
    u = 1.0 - t
    return u * u * ((1 + 2 * t) * one + t * rise) + t * t * ((1 + 2 * u) * other - u * fall)


@_kernel
def _between(a: float, b: float) -> tuple[float, float, float, float, float]:
    """Return what `_terms` does for an abstention, whose probability is Φ(a) − Φ(b)."""
    share = _tail(b) - _tail(a) if a + b > 0 else _tail(-a) - _tail(-b)
    share = max(share, 1e-300)
    one, other = _density(a) / share, _density(b) / share
    return one, -other, one * (one + a), -one * other, other * (other - b)


@_kernel
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


@_kernel
def _expected(
    choice: int, a: float, b: float, width: float
) -> tuple[float, float, float, float, float]:
    """Return the expected `_terms` where a and b move together with standard deviation `width`."""
    reach = _NODE * width
    f, g, aa, ab, bb = _terms(choice, a, b)
    f0, g0, aa0, ab0, bb0 = _terms(choice, a - reach, b - reach)
    f1, g1, aa1, ab1, bb1 = _terms(choice, a + reach, b + reach)
    return (
        (4 * f + f0 + f1) / 6,
        (4 * g + g0 + g1) / 6,
        (4 * aa + aa0 + aa1) / 6,
        (4 * ab + ab0 + ab1) / 6,
        (4 * bb + bb0 + bb1) / 6,
    )


# --- ideal points ---------------------------------------------------------------------------------


class Chain(NamedTuple):
    """What ties ideal points without votes: (n,) precision of the step before, (n,) pull to 0."""

    step: Array
    pull: Array


@_kernel
def _slopes(p: int, ballots: Ballots, points: Points, items: Items) -> tuple[float, float]:
    """Return the expected gradient of point `p`'s votes in it, and their information on it."""
    mean, width = points.mean[p], math.sqrt(points.variance[p])
    gradient, information = 0.0, 0.0
    for v in range(ballots.start[p], ballots.start[p + 1]):
        j = ballots.other[v]
        slope = items.slope[j]
        at = slope * mean
        f, g, aa, ab, bb = _expected(
            ballots.choice[v], at - items.low[j], at - items.high[j], abs(slope) * width
        )
        gradient += slope * (f + g)
        information += slope * slope * (aa + 2 * ab + bb)
    return gradient, information


@_kernel
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


@_kernel
def _moves(step: Array, mean: Array, variance: Array, shared: Array) -> float:
    """Return the expected sum of squared steps of a path, each in units of its prior variance."""
    total = 0.0
    for t in range(1, mean.size):
        change = mean[t] - mean[t - 1]
        spread = variance[t] + variance[t - 1] - 2 * shared[t]
        total += step[t] * (change * change + spread)
    return total


@_kernel
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


@_kernel
def _paths(
    bounds: IntArray, ballots: Ballots, points: Points, items: Items, chain: Chain
) -> Array:
    """Take one step with the paths between `bounds`; return the `_moves` of each."""
    moves = np.empty(bounds.size - 1)
    for i in range(moves.size):
        moves[i] = _path(bounds[i], bounds[i + 1], ballots, points, items, chain)
    return moves


# --- roll calls -----------------------------------------------------------------------------------


@_kernel
def _add(sums: Array, weight: float, terms: tuple[float, float, float, float, float]) -> None:
    """Add what a vote at 0 says of the cutpoints."""
    f, g, aa, ab, bb = terms
    sums[1] -= weight * f
    sums[2] -= weight * g
    sums[6] += weight * aa
    sums[7] += weight * ab
    sums[8] += weight * bb


@_kernel
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
        f, g, aa, ab, bb = terms = _expected(ballots.choice[v], at - low, at - high, width)
        information = aa + 2 * ab + bb
        _add(sums, 1.0, terms)
        sums[0] += (f + g) * mean - information * slope * variance
        sums[3] += information * (mean * mean + variance)
        sums[4] -= (aa + ab) * mean
        sums[5] -= (bb + ab) * mean


@_kernel
def _invert(sums: Array, spread: Array) -> None:
    """Write the inverse of the information in ``sums[3:]`` to `spread`, as upper triangles."""
    a, b, c, d, e, f = sums[3], sums[4], sums[5], sums[6], sums[7], sums[8]
    spread[0], spread[1], spread[2] = d * f - e * e, c * e - b * f, b * e - c * d
    spread[3], spread[4], spread[5] = a * f - c * c, b * c - a * e, a * d - b * b
    determinant = a * spread[0] + b * spread[1] + c * spread[2]
    for i in range(6):
        spread[i] /= determinant


@_kernel
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


@_kernel
def _roll_calls(
    first: int, last: int, ballots: Ballots, points: Points, items: Items, prior: Array
) -> None:
    """Take one step with roll calls `first` to `last`; `prior` = (precision of slopes, pseudo)."""
    for j in range(first, last):
        sums = np.zeros(9)
        sums[0], sums[3] = -prior[0] * items.slope[j], prior[0]
        for choice in range(3):
            _add(sums, prior[1], _terms(choice, -items.low[j], -items.high[j]))
        _collect(j, ballots, points, items, sums)
        _invert(sums, items.spread[j])
        _step(j, items, sums)


# --- the rounds -----------------------------------------------------------------------------------


class _Crew:
    """Threads that share out the paths and the roll calls by their numbers of votes."""

    def __init__(self, votes: Votes, pool: ThreadPoolExecutor, size: int) -> None:
        self.votes, self.pool = votes, pool
        starts = votes.by_point.start[votes.paths]
        self.paths = _shared_out(starts, size)
        self.items = _shared_out(votes.by_item.start, size)

    def step_paths(self, points: Points, items: Items, chain: Chain) -> float:
        """Take one step with every path; return the mean of the expected squared steps."""
        bounds, ballots = self.votes.paths, self.votes.by_point
        jobs = [
            self.pool.submit(_paths, bounds[one : two + 1], ballots, points, items, chain)
            for one, two in self.paths
        ]
        moves = float(np.concatenate([job.result() for job in jobs]).sum())
        return moves / max(1, len(points.mean) - len(bounds) + 1)

    def step_items(self, points: Points, items: Items, prior: Array) -> None:
        """Take one step with every roll call."""
        jobs = [
            self.pool.submit(_roll_calls, one, two, self.votes.by_item, points, items, prior)
            for one, two in self.items
        ]
        for job in jobs:
            job.result()


def _shared_out(starts: IntArray, size: int) -> list[tuple[int, int]]:
    """Cut rows into `size` runs of about equally many votes."""
    cuts = np.searchsorted(starts, np.linspace(0, starts[-1], size + 1))
    cuts[0], cuts[-1] = 0, len(starts) - 1
    return [(int(one), int(two)) for one, two in zip(cuts, cuts[1:], strict=False)]


@contextmanager
def _crew(votes: Votes) -> Iterator[_Crew]:
    size = os.cpu_count() or 1
    with ThreadPoolExecutor(size) as pool:
        yield _Crew(votes, pool, size)


def fit(
    votes: Votes, settings: Settings, *, tolerance: float = 1e-4, limit: int = 500
) -> Fit:
    """Fit the model.

    Parameters
    ----------
    votes
        The votes.
    settings
        Drift and priors.
    tolerance
        The rounds end when the root mean square change of the ideal points is smaller.
    limit
        The most rounds.

    Raises
    ------
    ArithmeticError
        If the ideal points have not settled after `limit` rounds.
    """
    weight = votes.weight
    points, items = _start(votes)
    prior = np.array([settings.slope**-2, settings.pseudo])
    drift, pull = settings.drift or 0.3, 1.0
    with _crew(votes) as crew:
        for _ in range(5):
            crew.step_items(points, items, prior)
        for rounds in range(1, limit + 1):
            before = points.mean.copy()
            chain = Chain(_precision(votes.gap, drift), _pulls(votes, pull))
            moved = crew.step_paths(points, items, chain)
            scale = _standardise(points, items, weight)
            pull *= scale**_GAIN
            if settings.drift is None:
                drift *= math.sqrt(moved) / scale
            crew.step_items(points, items, prior)
            if np.sqrt(np.mean((points.mean - before) ** 2)) < tolerance:
                return _finish(points, items, drift, pull, rounds)
    raise ArithmeticError(f"the ideal points did not settle in {limit} rounds")


def _precision(gap: Array, drift: float) -> Array:
    """Return the precision of each step: none before a state's first point."""
    return np.divide(1.0, drift**2 * gap, out=np.zeros_like(gap), where=gap > 0)


def _pulls(votes: Votes, pull: float) -> Array:
    pulls = pull * votes.weight
    pulls[votes.paths[:-1]] += FIRST**-2
    return pulls


def _standardise(points: Points, items: Items, weight: Array) -> float:
    """Bring the points to mean 0 and variance 1 in place; return the standard deviation before."""
    centre = np.average(points.mean, weights=weight)
    square = (points.mean - centre) ** 2 + points.variance
    scale = float(np.sqrt(np.average(square, weights=weight)))
    _rescale(points, items, centre, scale)
    return scale


def _rescale(points: Points, items: Items, centre: float, scale: float) -> None:
    """Move and stretch the points, and the roll calls so that nothing else changes."""
    points.mean[:] = (points.mean - centre) / scale
    points.variance[:] /= scale**2
    items.low[:] -= items.slope * centre
    items.high[:] -= items.slope * centre
    items.slope[:] *= scale


def _start(votes: Votes) -> tuple[Points, Items]:
    """Start from one point a state, the first principal component of votes, and slopes of 0."""
    ballots, k = votes.by_item, len(votes.by_item.start) - 1
    item = np.repeat(np.arange(k), np.diff(ballots.start))
    cast = np.zeros((k, 3))
    np.add.at(cast, (item, ballots.choice), 1.0)
    share = (cast[:, :2].cumsum(axis=1) + 0.5) / (cast.sum(axis=1, keepdims=True) + 1.5)
    share[:, 1] += 0.5 / (cast.sum(axis=1) + 1.5)
    path = np.searchsorted(votes.paths, np.arange(len(votes.gap)), side="right") - 1
    surprise = ballots.choice - (cast @ np.arange(3.0) / cast.sum(axis=1))[item]
    component = _component(item, path[ballots.other], surprise, (k, len(votes.paths) - 1))
    points = Points(component[path], np.full(len(path), 0.05))
    items = Items(np.zeros(k), ndtri(share[:, 0]), ndtri(share[:, 1]), np.zeros((k, 6)))
    _standardise(points, items, votes.weight)
    return points, items


def _component(
    item: IntArray, path: IntArray, surprise: Array, shape: tuple[int, int]
) -> Array:
    """Return (states,) the first eigenvector of how the states' votes go together."""
    votes, cast = np.zeros(shape), np.zeros(shape)
    np.add.at(votes, (item, path), surprise)
    np.add.at(cast, (item, path), 1.0)
    together = (votes.T @ votes) / np.maximum(cast.T @ cast, 20.0)
    return np.asarray(np.linalg.eigh(together)[1][:, -1])


def _finish(points: Points, items: Items, drift: float, pull: float, rounds: int) -> Fit:
    scale = float(points.mean.std())
    _rescale(points, items, float(points.mean.mean()), scale)
    return Fit(points, items, drift / scale, pull * scale**2, rounds)
