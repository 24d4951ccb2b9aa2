"""Where a condition on futures mostly holds, in words of beliefs, checked on futures held out.

Boxes are sought (PRIM, and a tree as a second opinion) in a random half of the futures and measured
in the other half. What is told of a box — density, coverage, p-values — is told of futures that
had no part in finding it. A box counts only if the condition mostly holds in it there too, and if
chance would hardly have made it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latticework.array import Array, IntArray, Mask
from latticework.insight.grid import BINS, Grid, Limits, limit
from latticework.insight.prim import find
from latticework.insight.search import Search, chance, quasi_p
from latticework.insight.tree import leaves

MOST = 2
"""Boxes that PRIM seeks, each among the futures outside of the one before."""

SURE = 0.001
"""The highest p-value of a box that counts."""

HARDLY = 0.02
FEW = 50
"""Less than such a share of the futures, or fewer, are too few to look for a box."""


@dataclass(frozen=True)
class Limit:
    """The range of one belief in a box, in its unit; None where a side is open.

    Attributes
    ----------
    low_rank, high_rank
        The same as shares of the futures, 0–1.
    p_value
        The probability, in futures held out, that chance alone would make this restriction look as
        good (Bryant & Lempert 2010).
    """

    belief: str
    kind: str
    low: float | None
    high: float | None
    low_rank: float
    high_rank: float
    p_value: float


@dataclass(frozen=True)
class Box:
    """A box of beliefs in which something mostly holds, measured in futures held out.

    Attributes
    ----------
    share
        Of all futures, that lie in the box.
    density, coverage
        Share of the box's futures in which it holds; share of those in which it holds that lie in
        the box.
    found_density, found_coverage
        The same among the futures in which the box was found.
    p_value
        The probability that as many futures drawn at random would hold as often.
    """

    limits: tuple[Limit, ...]
    share: float
    density: float
    coverage: float
    found_density: float
    found_coverage: float
    p_value: float

    @property
    def beliefs(self) -> tuple[str, ...]:
        """The beliefs that it limits."""
        return tuple(one.belief for one in self.limits)


@dataclass(frozen=True)
class Found:
    """Where a condition mostly holds, by both methods; empty where neither found anything sure.

    Attributes
    ----------
    boxes
        By PRIM.
    coverage, density
        Of the boxes together, in futures held out.
    leaves
        By a tree.
    """

    boxes: tuple[Box, ...] = ()
    coverage: float = 0.0
    density: float = 0.0
    leaves: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Seeker:
    """The beliefs of all futures, and which half is held out; made once for all conditions.

    Attributes
    ----------
    draws
        Shape (F, B).
    names, kinds
        Of the beliefs.
    seed
        Of the halves. Futures of a Sobol' sequence alternate, so that halves must be random.
    """

    draws: Array
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    seed: int

    @cached_property
    def grid(self) -> Grid:
        """All futures on a grid."""
        return Grid.of(self.draws)

    @cached_property
    def _rows(self) -> tuple[IntArray, IntArray]:
        order = np.random.default_rng(self.seed).permutation(len(self.draws))
        half = len(order) // 2
        return np.sort(order[:half]), np.sort(order[half:])

    @cached_property
    def _halves(self) -> tuple[Grid, Grid]:
        seen, held_out = self._rows
        return self.grid.at(seen), self.grid.at(held_out)

    def searches(self, holds: Mask, among: Mask | None = None) -> tuple[Search, Search]:
        """Return the futures to seek in and those held out, all or only `among` some."""
        whole = [Search(g, holds[r]) for g, r in zip(self._halves, self._rows, strict=True)]
        if among is not None and not among.all():
            kept = [among[rows] for rows in self._rows]
            whole = [
                Search(one.grid.at(k), one.holds[k]) for one, k in zip(whole, kept, strict=True)
            ]
        return whole[0], whole[1]

    def __call__(self, holds: Mask, among: Mask | None = None) -> Found:
        """Return where a condition mostly holds.

        Parameters
        ----------
        holds
            Shape (F,).
        among
            The futures to look at, shape (F,); by default all.
        """
        seen, out = self.searches(holds, among)
        if _too_few(seen) or _too_few(out):
            return Found()
        boxes = [box for box in _covering(seen) if _counts(box, seen, out)]
        others = [box for box in leaves(seen) if _counts(box, seen, out)]
        told = tuple(self._told(box, seen, out) for box in boxes)
        coverage, density = _together(boxes, out)
        return Found(told, coverage, density, tuple(self._told(b, seen, out) for b in others))

    def _told(self, box: Limits, seen: Search, out: Search) -> Box:
        first, count = seen.count(box), out.count(box)
        return Box(
            tuple(self._limits(box, out)),
            share=count.inside / len(out.holds),
            density=count.hits / count.inside,
            coverage=count.hits / count.total,
            found_density=first.hits / first.inside,
            found_coverage=first.hits / first.total,
            p_value=chance(count, out.count(Limits.none(len(box.low)))),
        )

    def _limits(self, box: Limits, out: Search) -> Iterator[Limit]:
        for belief in map(int, box.restricted):
            low, high = int(box.low[belief]), int(box.high[belief])
            column, codes = self.draws[:, belief], self.grid.codes[belief]
            yield Limit(
                self.names[belief], self.kinds[belief],
                limit(codes, column, low) if low > 0 else None,
                limit(codes, column, high) if high < BINS else None,
                low / BINS, high / BINS, quasi_p(out, box, belief),
            )  # fmt: skip


def _too_few(search: Search) -> bool:
    return search.total < max(FEW / 2, HARDLY * len(search.holds))


def _covering(search: Search) -> Iterator[Limits]:
    """Yield the best box, then the best among the futures outside of it, and so on."""
    for _ in range(MOST):
        box = None if _too_few(search) else find(search)
        if box is None:
            return
        yield box
        search = search.without(box)


def _counts(box: Limits, seen: Search, out: Search) -> bool:
    """Tell whether the condition surely mostly holds in the box among futures held out."""
    count, first = out.count(box), seen.count(box)
    everywhere = out.count(Limits.none(len(box.low)))
    mostly = 2 * count.hits > count.inside > 0 and 2 * first.hits > first.inside
    return mostly and chance(count, everywhere) < SURE


def _together(boxes: list[Limits], search: Search) -> tuple[float, float]:
    inside = np.zeros(len(search.holds), np.bool_)
    for box in boxes:
        inside |= search.grid.inside(box)
    hits, whole = np.count_nonzero(inside & search.holds), np.count_nonzero(inside)
    return (hits / search.total, hits / whole) if whole else (0.0, 0.0)
