"""Searching for boxes: futures on a grid, and how well a box tells where something holds.

========  ===================================================================================
density   share of the futures in the box in which it holds
coverage  share of the futures in which it holds that lie in the box
========  ===================================================================================

Both together are the F-score, a mean in which density counts twice as much [1]_. A box counts only
if its density is surely above one half (one-sided, at 95 %): elsewhere it does not mostly hold.

References
----------
.. [1] Van Rijsbergen, C. J. (1979). Information Retrieval. 2nd ed. Butterworths (β = ½).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import bdtrc

from latticework.array import Array, Mask
from latticework.insight.grid import BINS, Grid, Limits

LEAST_SHARE = 0.01
LEAST_COUNT = 20
"""A box holds at least so large a share, and so many, of the futures it is sought among."""

BETA = 0.5
"""How much coverage counts against density."""

SURELY = 1.644854  # standard errors: 95 %, one-sided


class Count(NamedTuple):
    """How many futures lie in a box, in how many of them it holds, and in how many anywhere."""

    inside: int
    hits: int
    total: int


def f_score(inside: Array, hits: Array, total: int) -> Array:
    """Return the F-score of boxes, −1 where the density is not surely above one half."""
    share = np.divide(hits, inside, out=np.zeros(np.shape(hits)), where=inside > 0)
    error = np.sqrt(share * (1 - share) / np.maximum(inside, 1))
    found: Array = np.where(share - SURELY * error > 1 / 2, f_value(inside, hits, total), -1.0)
    return found


def f_value(inside: Array | float, hits: Array | float, total: int) -> Array | float:
    """Return (1 + β²) · density · coverage / (β² · density + coverage)."""
    return (1 + BETA**2) * hits / (inside + BETA**2 * total)


def chance(one: Count, other: Count) -> float:
    """Return the probability that so many hits fall into a box of the density of another one."""
    if not other.inside or not one.inside:
        return 1.0
    return float(bdtrc(one.hits - 1, one.inside, other.hits / other.inside)) if one.hits else 1.0


@dataclass(frozen=True)
class Search:
    """Futures on a grid, and those among them in which it holds."""

    grid: Grid
    holds: Mask

    @property
    def total(self) -> int:
        """In how many futures it holds."""
        return int(np.count_nonzero(self.holds))

    @property
    def least(self) -> int:
        """How many futures a box holds at least."""
        return max(LEAST_COUNT, int(LEAST_SHARE * len(self.holds)))

    def count(self, box: Limits) -> Count:
        """Return the counts of a box."""
        inside = self.grid.inside(box)
        hits = int(np.count_nonzero(inside & self.holds))
        return Count(int(np.count_nonzero(inside)), hits, self.total)

    def score(self, box: Limits) -> float:
        """Return the F-score of a box, −1 if its density is not surely above one half."""
        inside, hits, total = self.count(box)
        return float(f_score(np.array(float(inside)), np.array(float(hits)), total))

    def without(self, box: Limits) -> Search:
        """Return the search among the futures outside of a box."""
        outside = ~self.grid.inside(box)
        return Search(self.grid.at(outside), self.holds[outside])


def quasi_p(search: Search, box: Limits, belief: int) -> float:
    """Return the probability that chance alone would make the limits of a belief look as good.

    That is, that a random choice among the futures of the box without these limits would hold as
    many hits. Where the box was found in the same futures it is too small by that (hence *quasi*).

    Parameters
    ----------
    search
        The futures to count in.
    box, belief
        The box, and the number of the belief.
    """
    return chance(search.count(box), search.count(box.to(belief, 0, BINS)))
