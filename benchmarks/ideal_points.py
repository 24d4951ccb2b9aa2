"""Time the ideal points of all states in all sessions, here and by plain EM in NumPy.

    python benchmarks/ideal_points.py ../shared/data

Both fit the same model to the same votes from the same start with the same steps; only who takes
the steps differs: compiled loops in threads, or whole arrays. `TURNS` rounds of each are timed turn
by turn in one run, and their ideal points are compared. Then the whole estimate is timed, in wall
and in processor seconds, the second time without compilation.
"""

from __future__ import annotations

import math
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.linalg import solveh_banded
from scipy.special import log_ndtr, ndtr

from latticework.array import Array
from latticework.evidence.ideal_points import estimate, held_out
from latticework.evidence.ideal_points_fit import Rounds, Settings, working
from latticework.evidence.ideal_points_kernel import Chain, Items, Points
from latticework.evidence.ideal_points_votes import Votes, arranged, bridged, cast

Whole = NDArray[np.integer[Any]]

TURNS = 5
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(3)


class Plain:
    """The steps of a round in NumPy."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.points, self.items = (
            np.repeat(np.arange(len(ballots.start) - 1), np.diff(ballots.start))
            for ballots in (votes.by_point, votes.by_item)
        )

    def step_paths(self, points: Points, items: Items, chain: Chain) -> float:
        """Take one Newton step with every path: one tridiagonal system for all."""
        ballots, n = self.votes.by_point, len(points.mean)
        f, g, aa, ab, bb = expected(ballots.choice, self.points, ballots.other, points, items)
        slope = items.slope[ballots.other]
        gradient = np.bincount(self.points, slope * (f + g), n) - chain.pull * points.mean
        diagonal = np.bincount(self.points, slope**2 * (aa + 2 * ab + bb), n) + chain.pull
        tension = chain.step * np.diff(points.mean, prepend=0.0)
        gradient += np.append(tension[1:], 0.0) - tension
        diagonal += chain.step + np.append(chain.step[1:], 0.0)
        band = np.array([-chain.step, diagonal])
        step = solveh_banded(band, gradient)
        points.mean[:] += np.clip(step, -1.0, 1.0)
        points.variance[:] = np.sqrt(points.variance * inverse_diagonal(diagonal, chain.step))
        return 1.0

    def step_items(self, points: Points, items: Items, prior: Array) -> None:
        """Take one Newton step with every roll call."""
        ballots, k = self.votes.by_item, len(items.slope)
        f, g, aa, ab, bb = expected(ballots.choice, ballots.other, self.items, points, items)
        mean, variance = points.mean[ballots.other], points.variance[ballots.other]
        force = aa + 2 * ab + bb
        parts = [
            (f + g) * mean - force * items.slope[self.items] * variance, -f, -g,
            force * (mean**2 + variance), -(aa + ab) * mean, -(bb + ab) * mean, aa, ab, bb,
        ]  # fmt: skip
        sums = np.array([np.bincount(self.items, part, k) for part in parts])
        sums[0] -= prior[0] * items.slope
        sums[3] += prior[0]
        for choice in range(3):
            f, g, aa, ab, bb = terms(np.full(k, choice), -items.low, -items.high)
            sums[[1, 2, 6, 7, 8]] += prior[1] * np.array([-f, -g, aa, ab, bb])
        newton(items, sums)


def newton(items: Items, sums: Array) -> None:
    """Step by the inverse of the information, cut short as in the compiled loops."""
    a, b, c, d, e, f = sums[3:]
    information = np.array([[a, b, c], [b, d, e], [c, e, f]]).transpose(2, 0, 1)
    slope, low, high = np.linalg.solve(information, sums[:3].T[:, :, None])[:, :, 0].T
    length = 1.0 / np.maximum(1.0, np.abs([slope, low, high]).max(axis=0))
    gap = items.high - items.low
    swap = gap + length * (high - low) < gap / 4
    length = np.where(swap, 0.75 * gap / np.where(swap, low - high, 1.0), length)
    items.slope[:] += length * slope
    items.low[:] += length * low
    items.high[:] += length * high


def expected(choice: Whole, point: Whole, item: Whole, points: Points, items: Items) -> Array:
    """Return (5, m) the expected derivatives of every vote."""
    slope = items.slope[item]
    at, width = slope * points.mean[point], np.abs(slope) * np.sqrt(points.variance[point])
    a, b = at - items.low[item], at - items.high[item]
    total = np.zeros((5, len(item)))
    for node, weight in zip(NODES, WEIGHTS / WEIGHTS.sum(), strict=True):
        total += weight * terms(choice, a + node * width, b + node * width)
    return total


def terms(choice: Whole, a: Array, b: Array) -> Array:
    """Return (5, m) first and negative second derivatives of a vote's log probability."""
    no, yes = mills(-a), mills(b)
    below = np.where(a + b > 0, ndtr(-b) - ndtr(-a), ndtr(a) - ndtr(b))
    one, other = density(a) / np.maximum(below, 1e-300), density(b) / np.maximum(below, 1e-300)
    nothing = np.zeros_like(a)
    rows = [
        (-no, one, nothing), (nothing, -other, yes), (no * (no - a), one * (one + a), nothing),
        (nothing, -one * other, nothing), (nothing, other * (other - b), yes * (yes + b)),
    ]  # fmt: skip
    return np.array([np.choose(choice, row) for row in rows])


def mills(x: Array) -> Array:
    """Return φ(x)/Φ(x)."""
    return np.exp(-x * x / 2 - log_ndtr(x)) / math.sqrt(2 * math.pi)


def density(x: Array) -> Array:
    """Return φ(x)."""
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def inverse_diagonal(diagonal: Array, step: Array) -> Array:
    """Return the diagonal of the inverse of a tridiagonal matrix, −step beside its diagonal."""
    down, up = diagonal.copy(), diagonal.copy()
    for t in range(1, len(diagonal)):
        down[t] -= step[t] ** 2 / down[t - 1]
    for t in range(len(diagonal) - 2, -1, -1):
        up[t] -= step[t + 1] ** 2 / up[t + 1]
    return 1.0 / (down + up - diagonal)


# --- the run --------------------------------------------------------------------------------------


def compare(votes: Votes) -> None:
    """Print the time of a round, compiled and plain."""
    with working(votes) as crew:
        ours, theirs = (Rounds(votes, Settings(), who) for who in (crew, Plain(votes)))
        ours.next(), theirs.next()
        times = [(seconds(ours.next), seconds(theirs.next)) for _ in range(TURNS)]
    one, other = (statistics.median(column) for column in zip(*times, strict=True))
    apart = np.abs(ours.points.mean - theirs.points.mean).max()
    print(f"{1000 * one:9.1f} ms  a round, compiled")
    print(f"{1000 * other:9.1f} ms  a round, NumPy ({other / one:.0f} times)")
    print(f"{apart:9.1e}     largest difference of an ideal point after {TURNS + 1} rounds")


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of `work`."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def timed(name: str, work: Callable[[], object]) -> None:
    """Print the wall and processor time of `work`."""
    start = time.process_time()
    wall = seconds(work)
    print(f"{wall:9.1f} s   {name} ({time.process_time() - start:.1f} s of processors)")


def main() -> None:
    """Print one line a job."""
    folder = Path(sys.argv[1])
    votes = pl.read_parquet(folder / "un_votes.parquet")
    calls = pl.read_parquet(folder / "un_roll_calls.parquet")
    timed("all states and sessions, with compilation", lambda: estimate(votes, calls))
    timed("again", lambda: estimate(votes, calls))
    every = Settings(parts=True)
    timed("with all paragraphs and amendments", lambda: estimate(votes, calls, every))
    timed("held-out votes, 20 fits", lambda: held_out(votes, calls))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:9.0f} MB  at most so far")
    table = cast(votes, calls).filter("whole")
    compare(arranged(table, bridged(table, calls)))


if __name__ == "__main__":
    main()
