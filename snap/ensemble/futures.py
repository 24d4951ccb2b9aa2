"""Draw the futures: every belief of a study, once for each future.

Future k is point k of a scrambled Sobol' sequence [1]_ with one dimension for each belief, and is
the same whoever asks for it and in whatever portions: it depends on the beliefs, the correlations,
the seed and k alone. All options meet the same futures (common random numbers), so what differs
between them in one future is the option's doing.

A point u of the unit cube becomes a draw by the inverse distribution function of each belief:

- ``uniform``: low + u (high − low)
- ``triangular`` with its mode at the centre c and the width w = high − low:
  low + √(u w (c − low)) where u w < c − low, otherwise high − √((1 − u) w (high − c))
- ``log-triangular``: exp of a triangular draw between the logarithms of low, centre and high

Rank correlations are brought in by a Gaussian copula, which leaves each distribution as it is: the
correlated dimensions become normal scores, are mixed by the Cholesky factor of their matrix, and
become ranks again. The matrix holds r = 2 sin(π ρ / 6) for a rank correlation ρ (Spearman) [2]_.

Of a sequence in more than a hundred dimensions only each dimension by itself is spread evenly at
such numbers of points; many pairs line up, so that one belief would take credit for another's
doing. So each dimension keeps its points in every block of `BLOCK` but shuffles their order by
itself: within a block the design is a Latin hypercube [3]_, and over blocks each belief is spread
as evenly as the sequence can.

The first 2^m futures, for any m, spread each belief most evenly, so numbers of futures that are
powers of two are a little better than others. A belief with low = high keeps its dimension: fixing
one belief leaves the draws of all others as they were.

References
----------
.. [1] Matoušek, J. (1998). On the L2-discrepancy for anchored boxes. J. Complexity 14(4), 527–556
   (the scrambling: a random linear one, and a digital shift).
.. [2] Pearson, K. (1907). On further methods of determining correlation. Drapers' Company Research
   Memoirs, Biometric Series IV.
.. [3] McKay, M. D., Beckman, R. J., & Conover, W. J. (1979). A comparison of three methods for
   selecting values of input variables. Technometrics 21(2), 239–245.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from latticework.mechanisms.belief import Belief, Distribution
from latticework.mechanisms.kernel import Array, IntArray
from latticework.reading import Problem, ReadingError, did_you_mean
from latticework.study.study import Correlation

BoolArray = NDArray[np.bool_]

BLOCK = 256
"""Futures drawn at a time: always whole, so that no portion asked for can change a bit of any."""

BITS = 30
LIMIT = 2**BITS
"""Futures that there can be; the sequence ends there."""

_LEAST = 1e-9  # a smaller eigenvalue makes a matrix one that correlations cannot have


def draw(
    beliefs: Sequence[Belief],
    correlations: Sequence[Correlation],
    first: int,
    count: int,
    seed: int,
) -> Array:
    """Return futures `first` to `first` + `count` − 1, shape (count, beliefs).

    Raises
    ------
    ReadingError
        If the correlations name no belief, repeat a pair, or cannot hold together.

    Examples
    --------
    >>> share = Belief("share", "s", "", 0.0, 0.5, 1.0, "judged", "mine")
    >>> whole = draw([share], [], 0, 1000, seed=1)
    >>> bool((draw([share], [], 812, 1, seed=1) == whole[812]).all())
    True
    """
    return Draws(beliefs, correlations, seed).take(first, count)


class Draws:
    """The futures of a study, to be taken in portions; cheapest in rising order."""

    def __init__(
        self, beliefs: Sequence[Belief], correlations: Sequence[Correlation], seed: int
    ) -> None:
        self._ties = _ties([belief.name for belief in beliefs], correlations)
        self._shape, self._seed = _Shape.of(beliefs), seed
        self._sobol = qmc.Sobol(
            max(len(beliefs), 1), scramble=True, bits=BITS, rng=np.random.default_rng(seed)
        )

    def take(self, first: int, count: int) -> Array:
        """Return futures `first` to `first` + `count` − 1, shape (count, beliefs)."""
        if first < 0 or count < 0 or first + count > LIMIT:
            raise ValueError(f"futures {first} and {count - 1} more: expected within 0–{LIMIT - 1}")
        numbers = range(first // BLOCK, -(-(first + count) // BLOCK))
        blocks = [self._block(number) for number in numbers]
        start = first % BLOCK
        empty = np.empty((0, len(self._shape.low)))
        return np.concatenate([empty, *blocks])[start : start + count]

    def _block(self, number: int) -> Array:
        """Return one whole block of futures."""
        ranks = self._points(number)
        for tie in self._ties:
            tie.apply(ranks)
        return np.ascontiguousarray(self._shape.drawn(ranks).T)

    def _points(self, number: int) -> Array:
        """Return a block of the sequence, shape (beliefs, block), each point amid its cell."""
        ahead = number * BLOCK - self._sobol.num_generated
        if ahead < 0:
            self._sobol.reset()
            ahead = number * BLOCK
        if ahead:
            self._sobol.fast_forward(ahead)
        points = self._sobol.random(BLOCK).T[: len(self._shape.low)]
        order = np.random.default_rng([self._seed, number])
        ranks: Array = order.permuted(points, axis=1) + 0.5 / LIMIT
        return ranks


# --- distributions ---


_SCALES: Mapping[Distribution, Callable[[float], float]] = {
    "triangular": float,
    "uniform": float,
    "log-triangular": math.log,
}


@dataclass(frozen=True)
class _Shape:
    """The distributions of beliefs, each field of shape (beliefs, 1).

    `start`, `mode` and `end` are on the scale of the draw, the logarithm for some.
    """

    low: Array
    high: Array
    start: Array
    mode: Array
    end: Array
    is_uniform: BoolArray
    is_log: BoolArray

    @classmethod
    def of(cls, beliefs: Sequence[Belief]) -> _Shape:
        scales = [_SCALES[belief.distribution] for belief in beliefs]
        marks = [(belief.low, belief.centre, belief.high) for belief in beliefs]
        scaled = [
            [scale(mark) for mark in three] for scale, three in zip(scales, marks, strict=True)
        ]
        low, _, high = _columns(marks, 3)
        start, mode, end = _columns(scaled, 3)
        kinds = [
            (belief.distribution == "uniform", belief.distribution == "log-triangular")
            for belief in beliefs
        ]
        return cls(low, high, start, mode, end, *(_columns(kinds, 2) > 0))

    def drawn(self, ranks: Array) -> Array:
        """Return the draws that have these ranks (in 0–1), shape (beliefs, block)."""
        width, rise, fall = self.end - self.start, self.mode - self.start, self.end - self.mode
        left = self.start + np.sqrt(ranks * width * rise)
        right = self.end - np.sqrt((1 - ranks) * width * fall)
        draws = np.where(ranks * width < rise, left, right)
        draws = np.where(self.is_uniform, self.start + ranks * width, draws)
        draws = np.where(self.is_log, np.exp(np.where(self.is_log, draws, 0.0)), draws)
        return np.clip(draws, self.low, self.high)


def _columns(rows: Sequence[Sequence[float]], width: int) -> Array:
    """Return the columns of a table, each of shape (rows, 1)."""
    return np.array(rows, np.float64).reshape(-1, width, 1).swapaxes(0, 1)


# --- correlations ---


@dataclass(frozen=True)
class _Tie:
    """Beliefs that are correlated, directly or through others."""

    members: IntArray
    factor: Array

    def apply(self, ranks: Array) -> None:
        """Give these beliefs' ranks, independent so far, the correlation.

        Sums are written out: a matrix product may add up in another order on another machine.
        """
        normal = ndtri(ranks[self.members])
        for member, weights in zip(self.members, self.factor, strict=True):
            mixed = np.zeros(ranks.shape[1])
            for weight, scores in zip(weights, normal, strict=True):
                mixed += weight * scores
            ranks[member] = ndtr(mixed)


def _ties(names: Sequence[str], correlations: Sequence[Correlation]) -> list[_Tie]:
    problems = list(_loose_ends(names, correlations))
    if problems:
        raise ReadingError(problems)
    ranks = np.eye(len(names))
    for pair in correlations:
        i, j = names.index(pair.one), names.index(pair.other)
        ranks[i, j] = ranks[j, i] = pair.rho
    return [_tie(names, group, ranks[np.ix_(group, group)]) for group in _groups(ranks)]


def _loose_ends(names: Sequence[str], correlations: Sequence[Correlation]) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for pair in correlations:
        for field, name in (("one", pair.one), ("other", pair.other)):
            if name not in names:
                yield _problem(field, name, f"expected a belief{did_you_mean(name, names)}")
        both = frozenset((pair.one, pair.other))
        if len(both) == 1:
            yield _problem("other", pair.other, "expected two different beliefs")
        if both in seen:
            yield _problem("one", f"{pair.one}, {pair.other}", "expected each pair once")
        seen.add(both)


def _groups(ranks: Array) -> list[IntArray]:
    """Return the members of each group of two or more that hang together."""
    if not len(ranks):
        return []
    count, labels = connected_components(ranks != 0, directed=False)
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    return [group for group in groups if len(group) > 1]


def _tie(names: Sequence[str], members: IntArray, ranks: Array) -> _Tie:
    if not _possible(ranks):
        one = np.eye(len(ranks))
        weaker = (share / 100 for share in range(99, -1, -1))
        enough = next(share for share in weaker if _possible(one + share * (ranks - one)))
        expected = (
            "expected correlations that can hold together; these are too strong to do so "
            f"(with each at {enough:.2f} of its value they could)"
        )
        raise ReadingError([_problem("rho", ", ".join(names[i] for i in members), expected)])
    factor: Array = np.linalg.cholesky(_linear(ranks)).astype(np.float64)
    return _Tie(members, factor)


def _possible(ranks: Array) -> bool:
    return bool(np.linalg.eigvalsh(_linear(ranks))[0] > _LEAST)


def _linear(ranks: Array) -> Array:
    """Return the correlations of normal variables that have these rank correlations."""
    return 2 * np.sin(np.pi * ranks / 6)


def _problem(field: str, value: str, expected: str) -> Problem:
    return Problem("correlations.csv", 1, field, value, expected)
