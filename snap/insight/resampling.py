"""How sure a number is that comes from a sample of futures: the bootstrap, in blocks.

Futures are shared out at random among `BLOCKS` blocks, and blocks are drawn with replacement
[1]_. For means of independent draws this is as good as drawing single futures, and its cost does
not grow with them. Futures come from a scrambled Sobol' sequence, whose means vary less than those
of independent draws, so that these intervals are on the wide side.

References
----------
.. [1] Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.array import Array, IntArray

BLOCKS = 1_000
RESAMPLES = 1_000
INTERVAL = (0.025, 0.975)


def interval_of_share(hits: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score; all of 0–1 if there are no cases.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209–212.

    Examples
    --------
    >>> [round(end, 3) for end in interval_of_share(10, 100)]
    [0.055, 0.174]
    """
    if not count:
        return 0.0, 1.0
    z2 = 1.959964**2
    share, whole = hits / count, 1 + z2 / count
    middle = (share + z2 / (2 * count)) / whole
    half = np.sqrt(z2 * (share * (1 - share) / count + z2 / (4 * count**2))) / whole
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


@dataclass(frozen=True)
class Resampling:
    """Blocks of futures, and how often each is drawn in each resample.

    Attributes
    ----------
    order
        Futures in a random order, shape (F,).
    starts
        Where each block starts in it, shape (blocks,).
    times
        Shape (resamples, blocks).
    """

    order: IntArray
    starts: IntArray
    times: Array

    @classmethod
    def of(cls, futures: int, seed: int) -> Resampling:
        """Return a resampling of so many futures."""
        rng = np.random.default_rng(seed)
        blocks = min(BLOCKS, futures)
        starts = np.arange(blocks) * futures // blocks
        even = np.full(blocks, 1 / blocks)
        times = rng.multinomial(blocks, even, size=RESAMPLES).astype(np.float64)
        return cls(rng.permutation(futures), starts, times)

    def means(self, values: Array) -> Array:
        """Return the mean of each resample, shape (resamples, …), of values of shape (F, …)."""
        sums = np.add.reduceat(values[self.order], self.starts, axis=0)
        sizes = np.diff(np.append(self.starts, len(self.order))).astype(np.float64)
        flat = self.times @ sums.reshape(len(sizes), -1) / (self.times @ sizes)[:, None]
        found: Array = flat.reshape(len(flat), *values.shape[1:])
        return found

    def interval(self, values: Array) -> Array:
        """Return the 95 % interval of the mean over futures, shape (2, …)."""
        found: Array = np.quantile(self.means(values), INTERVAL, axis=0)
        return found
