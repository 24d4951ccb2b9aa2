"""Means of anything within bins of each belief: what drivers and tipping values rest on.

For each belief the futures are parted into bins of equal mass. Each bin holds a random batch of
futures from each of `BATCHES`, so that leaving out one batch after the other tells how sure any
number is that comes from the bins (the delete-a-group jackknife [1]_).

References
----------
.. [1] Kott, P. S. (2001). The delete-a-group jackknife. Journal of Official Statistics 17, 521–526.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.array import Array, IntArray

BINS = 40
BATCHES = 16


@dataclass(frozen=True)
class Cells:
    """The bin of each future for each belief, and its batch.

    Attributes
    ----------
    codes
        Shape (F, B), bins numbered from 0.
    batch
        Shape (F,).
    flat
        The number of belief, batch and bin together, shape (F, B).
    sizes
        Futures in each, shape (B, batches, bins).
    bins
        Bins of each belief.
    """

    codes: IntArray
    batch: IntArray
    flat: IntArray
    sizes: Array
    bins: int

    @classmethod
    def of(cls, draws: Array, seed: int, bins: int = BINS) -> Cells:
        """Return the cells of beliefs of shape (F, B); equal values share a bin."""
        futures, beliefs = draws.shape
        batch = np.random.default_rng(seed).permutation(np.arange(futures) % BATCHES)
        ordered = np.sort(draws, axis=0)
        codes = np.empty((futures, beliefs), np.int64)
        for j in range(beliefs):
            codes[:, j] = np.searchsorted(ordered[:, j], draws[:, j]) * bins // futures
        return cls._made(codes, batch, bins)

    @classmethod
    def _made(cls, codes: IntArray, batch: IntArray, bins: int) -> Cells:
        beliefs = codes.shape[1]
        flat = (np.arange(beliefs) * BATCHES + batch[:, None]) * bins + codes
        sizes = np.bincount(flat.ravel(), minlength=beliefs * BATCHES * bins).astype(np.float64)
        return cls(codes, batch, flat, sizes.reshape(beliefs, BATCHES, bins), bins)

    def recoded(self, codes: IntArray, bins: int) -> Cells:
        """Return cells of other bins, with the same batches."""
        return self._made(codes, self.batch, bins)

    def sums(self, target: Array) -> Array:
        """Return the sum of a target of shape (F,) in each cell, shape (B, batches, bins)."""
        spread = np.broadcast_to(target[:, None], self.flat.shape).ravel()
        found = np.bincount(self.flat.ravel(), spread, minlength=self.sizes.size)
        return found.astype(np.float64).reshape(self.sizes.shape)

    def by_batch(self, target: Array) -> tuple[Array, Array]:
        """Return sum and number of a target in each batch, shape (batches,) both."""
        sizes = np.bincount(self.batch, minlength=BATCHES).astype(np.float64)
        sums = np.bincount(self.batch, target, minlength=BATCHES)
        return sums.astype(np.float64), sizes


def jackknife(left_out: Array) -> Array:
    """Return the standard error of a number, from its values with each batch left out.

    Parameters
    ----------
    left_out
        Shape (batches, …).
    """
    count = len(left_out)
    squares = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    found: Array = np.sqrt((count - 1) / count * squares)
    return found
