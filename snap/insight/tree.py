"""CART: a small tree of questions about beliefs that tells where something mostly holds.

A second opinion on the boxes of PRIM, by another route: the futures are split again and again in
two, at the limit that makes both sides purest (Gini) [1]_, and the leaves in which it mostly holds
are boxes that do not overlap. Splits are sought on the same grid as by PRIM. A split must be
far from what chance would make among all beliefs, and two leaves that say the same become one.

References
----------
.. [1] Breiman, L., Friedman, J. H., Olshen, R. A., & Stone, C. J. (1984). Classification and
   Regression Trees. Wadsworth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.array import IntArray
from latticework.insight.grid import Limits
from latticework.insight.search import Search

DEPTH = 3
LEAST_SHARE = 0.02
CLEAR = 25.0
"""χ² of one degree that a split needs: p < 10⁻⁶, so that the best of 30,000 is no chance."""


@dataclass(frozen=True)
class _Leaf:
    box: Limits
    inside: int
    hits: int

    @property
    def holds(self) -> bool:
        return 2 * self.hits > self.inside


def leaves(search: Search, depth: int = DEPTH) -> tuple[Limits, ...]:
    """Return the leaves in which it mostly holds, those with most futures first."""
    rows = np.arange(len(search.holds))
    found = _grown(search, rows, Limits.none(len(search.grid.codes)), depth)
    holding = [leaf for leaf in found if leaf.holds and len(leaf.box.restricted)]
    return tuple(leaf.box for leaf in sorted(holding, key=lambda leaf: -leaf.inside))


def _grown(search: Search, rows: IntArray, box: Limits, depth: int) -> list[_Leaf]:
    held = rows[search.holds[rows]]
    leaf = _Leaf(box, len(rows), len(held))
    split = _split(search, rows, held) if depth else None
    if split is None:
        return [leaf]
    belief, edge = split
    left = search.grid.codes[belief, rows] < edge
    below = box.to(belief, int(box.low[belief]), edge)
    above = box.to(belief, edge, int(box.high[belief]))
    grown = [
        *_grown(search, rows[left], below, depth - 1),
        *_grown(search, rows[~left], above, depth - 1),
    ]
    return grown if len({one.holds for one in grown}) > 1 else [leaf]


def _split(search: Search, rows: IntArray, held: IntArray) -> tuple[int, int] | None:
    """Return the belief and the bin at which to split, or None if no split is clear."""
    count, hits = len(rows), len(held)
    share = hits / max(count, 1)
    if share in (0.0, 1.0):
        return None
    below = search.grid.counts(rows).cumsum(axis=1)[:, :-1].astype(np.float64)
    held_below = search.grid.counts(held).cumsum(axis=1)[:, :-1]
    sizes = below * (count - below)
    least = LEAST_SHARE * len(search.holds)
    allowed = (below >= least) & (count - below >= least)
    squares = (held_below - below * share) ** 2 * count
    # χ² of the split; the fall of the Gini impurity is this times a constant of the node
    clear = np.divide(squares, sizes * share * (1 - share), out=np.zeros_like(sizes), where=allowed)
    belief, edge = np.unravel_index(int(np.argmax(clear)), clear.shape)
    return (int(belief), int(edge) + 1) if clear[belief, edge] >= CLEAR else None
