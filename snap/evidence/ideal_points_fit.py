"""Fit ideal points and roll calls to votes by expectation–maximization.

The model is in `ideal_points`, the single steps in `ideal_points_kernel`.

E-step: given the roll calls, each state's path gets the normal distribution that is nearest to its
posterior in the sense of Kullback and Leibler (Opper & Archambeau 2009). M-step: given those, each
roll call gets its most probable slope and cutpoints. A round takes one Newton step of each, and the
ideal points leap ahead as the last rounds suggest (Anderson 1965). Paths do not see each other in
a step, nor do roll calls, so threads cannot change a bit of the result.

The likelihood knows only products of slope and ideal point, and the prior of the slopes alone would
let the ideal points grow. So the fit is the best one in which they have mean 0 and variance 1, a
state counting in a session as often as it voted. The multiplier of that constraint, `Fit.pull`,
acts on every point as a normal prior of precision `pull` × votes / mean number of votes would.

References
----------
Anderson, D. G. (1965) Iterative procedures for nonlinear integral equations. *Journal of the ACM*
12(4).
Opper, M. & Archambeau, C. (2009) The variational Gaussian approximation revisited. *Neural
Computation* 21(3).
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy.special import ndtri

from latticework.array import Array, IntArray
from latticework.evidence.ideal_points_kernel import Chain, Items, Points, step_items, step_paths
from latticework.evidence.ideal_points_spread import session_variance
from latticework.evidence.ideal_points_votes import Votes

FIRST = 1.0
"""Standard deviation of a state's first ideal point, before it has voted."""

_SLACK = 1 / 8  # a smaller one finds the multiplier in fewer rounds, until it swings
_CALM = 2e-3  # root mean square change of the ideal points below which they leap
_DEPTH = 5  # rounds that a leap looks back


@dataclass(frozen=True)
class Settings:
    """How to estimate. The defaults follow the published series.

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

    def __post_init__(self) -> None:
        for name in ("drift", "slope", "pseudo"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name}: expected a positive number, not {value}")


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    points
        (n,) ideal points with mean 0 and standard deviation 1; their variances are those given the
        roll calls.
    items
        (k,) roll calls on that scale.
    shared
        (n,) variance that the points of a session have in common, from `session_variance`.
    drift
        σ_θ on that scale.
    pull
        The multiplier of the constraint.
    rounds
        How many rounds it took.
    """

    points: Points
    items: Items
    shared: Array
    drift: float
    pull: float
    rounds: int


# --- threads --------------------------------------------------------------------------------------


class Steps(Protocol):
    """Whoever takes the steps of a round."""

    def step_paths(self, points: Points, items: Items, chain: Chain) -> float:
        """Take one step with every path; return the mean square of moves in units of the prior."""

    def step_items(self, points: Points, items: Items, prior: Array) -> None:
        """Take one step with every roll call; `prior` as in `ideal_points_kernel.step_items`."""


class Crew:
    """Threads that share out the paths and the roll calls by their numbers of votes."""

    def __init__(self, votes: Votes, pool: ThreadPoolExecutor, size: int) -> None:
        self.votes, self.pool = votes, pool
        self.paths = _shared_out(votes.by_point.start[votes.paths], size)
        self.items = _shared_out(votes.by_item.start, size)

    def step_paths(self, points: Points, items: Items, chain: Chain) -> float:
        """Take one step with every path."""
        bounds, ballots = self.votes.paths, self.votes.by_point
        jobs = [
            self.pool.submit(step_paths, bounds[one : two + 1], ballots, points, items, chain)
            for one, two in self.paths
        ]
        moves = float(np.concatenate([job.result() for job in jobs]).sum())
        return moves / max(1, int(np.count_nonzero(chain.step)))

    def step_items(self, points: Points, items: Items, prior: Array) -> None:
        """Take one step with every roll call."""
        ballots = self.votes.by_item
        jobs = [
            self.pool.submit(step_items, np.array(run), ballots, points, items, prior)
            for run in self.items
        ]
        for job in jobs:
            job.result()


def _shared_out(starts: IntArray, size: int) -> list[tuple[int, int]]:
    """Cut rows into `size` runs of about equally many votes."""
    cuts = np.searchsorted(starts, np.linspace(0, starts[-1], size + 1))
    cuts[0], cuts[-1] = 0, len(starts) - 1
    return [(int(one), int(two)) for one, two in pairwise(cuts)]


@contextmanager
def working(votes: Votes) -> Iterator[Crew]:
    """Keep a crew at work, of as many threads as there are processors."""
    size = os.cpu_count() or 1
    with ThreadPoolExecutor(size) as pool:
        yield Crew(votes, pool, size)


# --- rounds ---------------------------------------------------------------------------------------


def fit(votes: Votes, settings: Settings, *, tolerance: float = 1e-5, limit: int = 2_000) -> Fit:
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
    with working(votes) as crew:
        rounds = Rounds(votes, settings, crew)
        for number in range(1, limit + 1):
            if rounds.next() < tolerance:
                return rounds.result(number)
    raise ArithmeticError(f"the ideal points did not settle in {limit} rounds")


class Rounds:
    """The state of the fit from round to round."""

    def __init__(self, votes: Votes, settings: Settings, crew: Steps) -> None:
        self.votes, self.crew = votes, crew
        self.prior = np.array([settings.slope**-2, settings.pseudo])
        self.found = settings.drift is None
        self.drift, self.pull = settings.drift or 0.3, 1.0
        self.points, self.items = _start(votes)
        self.past: list[tuple[Array, Array]] = []
        for _ in range(5):
            crew.step_items(self.points, self.items, self.prior)

    def next(self) -> float:
        """Go through one round; return the root mean square change of the ideal points."""
        before = self.points.mean.copy()
        moved = self.crew.step_paths(self.points, self.items, self.chain())
        scale = _standardise(self.points, self.items, self.votes.weight)
        self.pull *= scale ** self.gain()
        if self.found and moved > 0:
            self.drift *= math.sqrt(moved) / scale
        change = self.points.mean - before
        size = float(np.sqrt(np.mean(change**2)))
        if size < _CALM:
            self.points.mean[:] += _leap(self.past, before, change)
        self.crew.step_items(self.points, self.items, self.prior)
        return size

    def gain(self) -> float:
        """Return how far to move the multiplier: less where it has more of a say on the points."""
        say = self.pull * np.average(self.points.variance, weights=self.votes.weight**2)
        return 1.0 / (_SLACK + float(say))

    def chain(self) -> Chain:
        """Return what ties the points without votes."""
        gap = self.votes.gap
        step = np.divide(self.drift**-2, gap, out=np.zeros_like(gap), where=gap > 0)
        return Chain(step, self.pull * self.votes.weight + np.where(step > 0, 0.0, FIRST**-2))

    def result(self, number: int) -> Fit:
        """Return the fit on its final scale."""
        points, items, centre = self.points, self.items, float(self.points.mean.mean())
        scale = float(points.mean.std())
        shared = session_variance(self.votes, points, items, self.chain()) / scale**2
        _rescale(points, items, centre, scale)
        return Fit(points, items, shared, self.drift / scale, self.pull * scale**2, number)


def _leap(past: list[tuple[Array, Array]], before: Array, change: Array) -> Array:
    """Return what to add to before + change so that, by the past rounds, the next changes least."""
    past.append((before, change))
    del past[: -_DEPTH - 1]
    starts, changes = (np.diff(series, axis=0).T for series in zip(*past, strict=True))
    if not changes.size:
        return np.zeros_like(change)
    shares = np.linalg.lstsq(changes, change, rcond=1e-10)[0]
    return np.asarray(-(starts + changes) @ shares)


def _standardise(points: Points, items: Items, weight: Array) -> float:
    """Bring the points to mean 0 and variance 1 in place; return the standard deviation before."""
    centre = float(np.average(points.mean, weights=weight))
    square = (points.mean - centre) ** 2 + points.variance
    scale = float(np.sqrt(np.average(square, weights=weight)))
    _rescale(points, items, centre, scale)
    return scale


def _rescale(points: Points, items: Items, centre: float, scale: float) -> None:
    """Move and stretch the points, and the roll calls so that no probability changes."""
    points.mean[:] = (points.mean - centre) / scale
    points.variance[:] /= scale**2
    items.low[:] -= items.slope * centre
    items.high[:] -= items.slope * centre
    items.slope[:] *= scale


# --- where to start -------------------------------------------------------------------------------


def _start(votes: Votes) -> tuple[Points, Items]:
    """Start from one point a state, the first principal component of votes, and slopes of 0."""
    ballots, k = votes.by_item, len(votes.by_item.start) - 1
    item = np.repeat(np.arange(k), np.diff(ballots.start))
    path = np.searchsorted(votes.paths, np.arange(len(votes.gap)), side="right") - 1
    cast = np.zeros((k, 3))
    np.add.at(cast, (item, ballots.choice), 1.0)
    number = cast.sum(axis=1)
    surprise = ballots.choice - (cast @ np.arange(3.0) / number)[item]
    component = _component(item, path[ballots.other], surprise, (k, len(votes.paths) - 1))
    points = Points(component[path], np.full(len(path), 0.05))
    low = ndtri((cast[:, 0] + 0.5) / (number + 1.5))
    high = ndtri((cast[:, 0] + cast[:, 1] + 1.0) / (number + 1.5))
    items = Items(np.zeros(k), low, high, np.zeros((k, 6)))
    _standardise(points, items, votes.weight)
    return points, items


def _component(item: IntArray, path: IntArray, surprise: Array, shape: tuple[int, int]) -> Array:
    """Return (states,) the first eigenvector of how the states' votes go together."""
    votes, cast = np.zeros(shape), np.zeros(shape)
    np.add.at(votes, (item, path), surprise)
    np.add.at(cast, (item, path), 1.0)
    together = (votes.T @ votes) / np.maximum(cast.T @ cast, 20.0)
    return np.asarray(np.linalg.eigh(together)[1][:, -1])
