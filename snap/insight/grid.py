"""Beliefs cut into bins of equal mass, so that boxes can be searched by counting.

Every search for boxes asks how many futures lie below a limit. On a grid that is a running sum of
counts; 200 bins place a limit to within half a per cent of the futures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from latticework.array import Array, IntArray, Mask

BINS = 200


@dataclass(frozen=True)
class Limits:
    """A box on a grid: the bins ``low ≤ code < high`` of each belief.

    Attributes
    ----------
    low, high
        Shape (B,).
    """

    low: IntArray
    high: IntArray

    @classmethod
    def none(cls, beliefs: int) -> Limits:
        """Return the box that holds everything."""
        return cls(np.zeros(beliefs, np.int64), np.full(beliefs, BINS, np.int64))

    @property
    def restricted(self) -> IntArray:
        """Numbers of the beliefs that the box limits."""
        return np.flatnonzero((self.low > 0) | (self.high < BINS))

    def edges(self) -> Iterator[tuple[int, bool]]:
        """Yield each limit: the belief's number, and whether it is the upper one."""
        for belief in self.restricted:
            if self.low[belief] > 0:
                yield int(belief), False
            if self.high[belief] < BINS:
                yield int(belief), True

    def to(self, belief: int, low: int, high: int) -> Limits:
        """Return the box with other limits of one belief."""
        changed = replace(self, low=self.low.copy(), high=self.high.copy())
        changed.low[belief], changed.high[belief] = low, high
        return changed

    def without(self, belief: int, *, upper: bool) -> Limits:
        """Return the box without one of its limits."""
        if upper:
            return self.to(belief, int(self.low[belief]), BINS)
        return self.to(belief, 0, int(self.high[belief]))


@dataclass(frozen=True)
class Grid:
    """Beliefs of futures as numbers of bins.

    Attributes
    ----------
    codes
        Shape (B, F): belief by belief, since boxes are asked for one at a time.
    """

    codes: NDArray[np.uint8]

    @classmethod
    def of(cls, draws: Array) -> Grid:
        """Return the grid of beliefs of shape (F, B); equal values share a bin."""
        futures, beliefs = draws.shape
        codes = np.empty((beliefs, futures), np.uint8)
        for belief in range(beliefs):
            column = draws[:, belief]
            place = np.searchsorted(np.sort(column), column, side="left")
            codes[belief] = place * BINS // max(futures, 1)
        return cls(codes)

    def at(self, rows: IntArray | Mask) -> Grid:
        """Return the grid of some futures."""
        return Grid(np.ascontiguousarray(self.codes[:, rows]))

    def inside(self, box: Limits, but: int = -1) -> Mask:
        """Return which futures lie in a box, its limits of the belief `but` set aside."""
        found = np.ones(self.codes.shape[1], np.bool_)
        for belief in box.restricted:
            if belief != but:
                column = self.codes[belief]
                found &= (column >= box.low[belief]) & (column < box.high[belief])
        return found

    def counts(self, rows: IntArray) -> IntArray:
        """Return how many of some futures lie in each bin, shape (B, BINS)."""
        beliefs = len(self.codes)
        flat = self.codes[:, rows] + (np.arange(beliefs) * BINS)[:, None]
        found: IntArray = np.bincount(flat.ravel(), minlength=beliefs * BINS)
        return found.reshape(beliefs, BINS)


def limit(codes: NDArray[np.uint8], column: Array, edge: int) -> float:
    """Return the value of a belief at the lower edge of a bin, midway between its neighbours."""
    below, above = column[codes < edge], column[codes >= edge]
    return float((below.max() + above.min()) / 2)
