"""Tipping values: where, by one belief alone, the better of two options changes.

The difference of two options is averaged over all other beliefs within bins of one belief and
smoothed by a local line (tricube weights [1]_). A tipping value is where this curve crosses
zero between values at which it is surely above and surely below: beyond `SURE` standard errors, so
strict since all beliefs are tried at many values. Its interval is where the curve's own 95 % band
holds zero around it. That nothing tips by itself does not mean that no belief matters: see flips.

References
----------
.. [1] Cleveland, W. S. (1979). Robust locally weighted regression and smoothing scatterplots.
   Journal of the American Statistical Association 74, 829–836.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray
from latticework.insight.cells import Cells

SURE = 3.5
BAND = 1.959964
WIDTH = 0.2
"""Half width of the local lines, as a share of the futures."""


@dataclass(frozen=True)
class Tipping:
    """The value of a belief at which the expected difference of two options changes its sign.

    Attributes
    ----------
    value, low, high
        In the belief's unit, with a 95 % interval.
    rank
        The share of futures with a lower value.
    rising
        Whether the first option is the better one above the value.
    """

    belief: str
    value: float
    low: float
    high: float
    rank: float
    rising: bool


class Curve(NamedTuple):
    """The expected difference by a belief, in the middle of each bin; shape (B, bins) each."""

    mean: Array
    error: Array


def curves(cells: Cells, difference: Array) -> Curve:
    """Return the smoothed expected difference by each belief.

    Parameters
    ----------
    cells
        The beliefs' bins.
    difference
        Shape (F,).
    """
    sizes = cells.sizes.sum(axis=1)
    full = np.maximum(sizes, 1)
    mean = cells.sums(difference).sum(axis=1) / full
    square = cells.sums(difference**2).sum(axis=1) / full
    variance = np.maximum(square - mean**2, 0) / np.maximum(sizes - 1, 1)
    smoother = _smoother(cells.bins)
    return Curve(mean @ smoother.T, np.sqrt(variance @ (smoother**2).T))


@cache
def _smoother(bins: int) -> Array:
    """Return the matrix that makes local lines of bins of equal mass, shape (bins, bins)."""
    middle = (np.arange(bins) + 0.5) / bins
    found = np.empty((bins, bins))
    for row, at in enumerate(middle):
        weight = np.clip(1 - (np.abs(middle - at) / WIDTH) ** 3, 0, None) ** 3
        design = np.stack([np.ones(bins), middle - at], axis=1)
        found[row] = np.linalg.solve(design.T @ (weight[:, None] * design), design.T * weight)[0]
    return found


def tippings(
    cells: Cells, draws: Array, names: Sequence[str], difference: Array
) -> tuple[Tipping, ...]:
    """Return the tipping values of all beliefs that have one.

    Parameters
    ----------
    cells, draws, names
        The beliefs: in bins, as they are (shape (F, B)), and what they are called.
    difference
        Of two options, shape (F,).
    """
    curve = curves(cells, difference)
    surely = np.sign(curve.mean) * (np.abs(curve.mean) > SURE * curve.error)
    whole = (cells.sizes.sum(axis=1) > 0).all(axis=1)  # ties leave bins empty: no curve to follow
    both = (surely.max(axis=1) > 0) & (surely.min(axis=1) < 0) & whole
    found: list[Tipping] = []
    for belief in map(int, np.flatnonzero(both)):
        ordered = np.sort(draws[:, belief])
        one = Curve(curve.mean[belief], curve.error[belief])
        found.extend(_crossings(names[belief], one, _turns(surely[belief]), ordered))
    return tuple(found)


def _turns(surely: Array) -> Iterator[tuple[int, int]]:
    """Yield the neighbouring bins in which the curve surely has opposite signs."""
    clear: IntArray = np.flatnonzero(surely)
    for left, right in pairwise(clear):
        if surely[left] != surely[right]:
            yield int(left), int(right)


def _crossings(
    name: str, curve: Curve, turns: Iterator[tuple[int, int]], ordered: Array
) -> Iterator[Tipping]:
    for left, right in turns:
        rising = bool(curve.mean[right] > 0)
        mean = curve.mean if rising else -curve.mean
        band = BAND * curve.error
        # Between bins that are surely below and above, the band's edges cross zero as the curve
        # does. One that wavers does so more than once: the middle is the fairest choice.
        across = _ranks(mean, left, right)
        rank = across[len(across) // 2]
        low, high = _ranks(mean + band, left, right)[0], _ranks(mean - band, left, right)[-1]
        value, least, most = (_value(ordered, at) for at in (rank, low, high))
        yield Tipping(name, value, least, most, rank, rising)


def _ranks(upward: Array, left: int, right: int) -> list[float]:
    """Return the ranks at which a curve rises through zero between two bins."""
    part = upward[left : right + 1]
    below = np.flatnonzero((part[:-1] <= 0) & (part[1:] > 0))
    steps = -part[below] / (part[below + 1] - part[below])
    return [float(rank) for rank in (left + below + steps + 0.5) / len(upward)]


def _value(ordered: Array, rank: float) -> float:
    return float(np.interp(rank * len(ordered) - 0.5, np.arange(len(ordered)), ordered))
