"""Drivers: which beliefs an outcome, a difference of options or the ranking hangs on.

First-order Sobol' indices from the runs at hand, Var(E[y | x_i]) / Var(y): the variance between the
means of bins of a belief [1]_, less what chance puts there (as in an analysis of variance). Of
several targets at once, such as which option is best, the variances are added up [2]_.

Total indices cannot honestly be had from runs of more than a hundred beliefs that were not
designed for them. Instead the interactions of the strongest beliefs with any others are told, from
bins of two beliefs; what first orders and these leave over is the part of further interactions.
The judged beliefs together explain *at least* what they do alone and in the pairs found, and *at
most* what the other beliefs do not do alone.

Correlated beliefs share what they explain: first orders may then add up to more than 1.

References
----------
.. [1] Plischke, E., Borgonovo, E., & Smith, C. L. (2013). Global sensitivity measures from given
   data. European Journal of Operational Research 226, 536–550.
.. [2] Gamboa, F., Janon, A., Klein, T., & Lagnoux, A. (2014). Sensitivity analysis for
   multidimensional and functional outputs. Electronic Journal of Statistics 8, 575–603.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latticework.array import Array, IntArray
from latticework.insight.cells import BATCHES, Cells, jackknife

LEAST = 400
"""Futures without which nothing is told of drivers: ten in each bin."""

TOLD = 12
"""Beliefs told of at most; each explains more than chance would."""

PAIRED = 3
"""The strongest beliefs; each is tried with all others, to find the `PARTNERS` that matter most."""

PARTNERS = 3

TRIED = 4_096
"""Futures in which all partners are tried."""

COARSE, COARSEST = 20, 8
"""Bins of each belief of a pair that is told, and of all that are tried."""

SURE = 4.0
"""Standard errors by which a driver must differ from nothing, as there are many beliefs."""

BAND = 1.959964


@dataclass(frozen=True)
class Driver:
    """What a belief explains of the variance alone, and at least with others; 95 % interval."""

    belief: str
    kind: str
    share: float
    low: float
    high: float
    with_others: float


@dataclass(frozen=True)
class Interaction:
    """What two beliefs explain together beyond what each does alone; 95 % interval."""

    beliefs: tuple[str, str]
    share: float
    low: float
    high: float


Joint = tuple[Interaction, ...]


@dataclass(frozen=True)
class Drivers:
    """What explains a target's variance.

    Attributes
    ----------
    beliefs, interactions
        The strongest first.
    alone
        What all beliefs explain alone, summed, with a 95 % interval.
    judged, judged_low, judged_high
        Of what beliefs explain alone, the share of judged ones, with a 95 % interval.
    judged_least, judged_most
        Bounds on what judged beliefs explain with all their interactions.
    """

    beliefs: tuple[Driver, ...] = ()
    interactions: Joint = ()
    alone: float = 0.0
    alone_low: float = 0.0
    alone_high: float = 0.0
    judged: float | None = None
    judged_low: float | None = None
    judged_high: float | None = None
    judged_least: float = 0.0
    judged_most: float = 1.0


@dataclass(frozen=True)
class Indices:
    """First-order indices of all beliefs, and with each batch of futures left out.

    Attributes
    ----------
    share
        Shape (B,). Not cut off at 0, so that sums are not biased.
    left_out
        Shape (batches, B).
    """

    share: Array
    left_out: Array

    @property
    def error(self) -> Array:
        """Standard errors, shape (B,)."""
        return jackknife(self.left_out)


def first_order(cells: Cells, targets: Array) -> Indices:
    """Return the first-order indices of targets, shape (F,), or (F, several) taken together."""
    columns = targets.reshape(len(targets), -1).T
    explained: Array = np.zeros((BATCHES + 1, len(cells.sizes)))
    total: Array = np.zeros(BATCHES + 1)
    for target in columns:
        centred = target - target.mean()
        between, whole = _between(cells.sums(centred), cells.sizes), _whole(cells, centred)
        explained, total = explained + between, total + whole
    left = np.concatenate([[0.0], -np.bincount(cells.batch, minlength=BATCHES)]) + len(targets)
    bins = (cells.sizes.sum(axis=1) > 0).sum(axis=1)
    shares = _unbiased(explained, total[:, None], left[:, None], bins)
    return Indices(shares[0], shares[1:])


def _with_left_out(parts: Array) -> Array:
    """Return the sum over batches, and that with each left out; the first axis is replaced."""
    whole = parts.sum(axis=0)
    return np.concatenate([whole[None], whole - parts])


def _between(sums: Array, sizes: Array) -> Array:
    """Return the variation between bins, whole and with each batch left out, (1 + batches, B)."""
    totals = _with_left_out(sums.swapaxes(0, 1))
    counts = _with_left_out(sizes.swapaxes(0, 1))
    squares = np.divide(totals**2, counts, out=np.zeros_like(totals), where=counts > 0)
    # the targets are centred as a whole; with a batch left out their mean is not quite 0
    means = totals.sum(axis=2) ** 2 / counts.sum(axis=2)
    found: Array = squares.sum(axis=2) - means
    return found


def _whole(cells: Cells, target: Array) -> Array:
    """Return the variation of a target, whole and with each batch left out, (1 + batches,)."""
    sums, sizes = (_with_left_out(part) for part in cells.by_batch(target))
    squares = _with_left_out(cells.by_batch(target**2)[0])
    found: Array = squares - sums**2 / sizes
    return found


def _unbiased(explained: Array, total: Array, count: Array, bins: IntArray | int) -> Array:
    """Return shares explained by bins, less what chance would put there; 0 of what is constant."""
    share = np.divide(explained, total, out=np.zeros_like(explained), where=total > 0)
    freedom = (count - 1) / np.maximum(count - bins, 1)
    found: Array = np.where(total > 0, 1 - (1 - share) * freedom, 0.0)
    return found


# --- pairs ---


def second_order(cells: Cells, targets: Array, pair: tuple[int, int]) -> tuple[float, float]:
    """Return what two beliefs explain together beyond what each does alone, and its error."""
    coarse = [cells.codes[:, j] * COARSE // cells.bins for j in pair]
    both = _of_codes(cells, targets, coarse[0] * COARSE + coarse[1], COARSE**2)
    alone = sum(_of_codes(cells, targets, codes, COARSE) for codes in coarse)
    beyond = both - alone
    return float(beyond[0]), float(jackknife(beyond[1:]))


def _of_codes(cells: Cells, targets: Array, codes: IntArray, bins: int) -> Array:
    """Return what bins explain, whole and with each batch left out, shape (1 + batches,)."""
    found = first_order(cells.recoded(codes[:, None], bins), targets)
    return np.concatenate([found.share, found.left_out[:, 0]])


def _explained(codes: IntArray, bins: int, targets: Array) -> Array:
    """Return what bins of each column of codes explain, in short: without saying how surely."""
    count, beliefs = codes.shape
    flat = (codes + np.arange(beliefs) * bins).ravel()
    sizes = np.maximum(np.bincount(flat, minlength=beliefs * bins), 1)
    explained, total = np.zeros(beliefs), 0.0
    for target in targets.reshape(count, -1).T:
        centred = target - target.mean()
        sums = np.bincount(flat, np.repeat(centred, beliefs), minlength=beliefs * bins)
        explained += (sums**2 / sizes).reshape(beliefs, bins).sum(axis=1)
        total += float(centred @ centred)
    return _unbiased(explained, np.array(total), np.array(count), bins)


# --- told ---


@dataclass(frozen=True)
class Explainer:
    """The beliefs of all futures in bins, made once for all targets."""

    cells: Cells
    names: Sequence[str]
    kinds: Sequence[str]

    @cached_property
    def judged(self) -> Array:
        """1 for judged beliefs, else 0."""
        return np.array([kind == "judged" for kind in self.kinds], np.float64)

    def __call__(self, targets: Array, *, pairs: bool = True) -> Drivers:
        """Return what explains targets of shape (F,), or (F, several) taken together.

        Without `pairs`, interactions are left out. Of less than `LEAST` futures nothing is told.
        """
        if len(targets) < LEAST:
            return Drivers()
        found = first_order(self.cells, targets)
        sure = found.share > SURE * found.error
        strongest = [int(j) for j in np.argsort(-found.share, kind="stable") if sure[j]]
        joint = self._interactions(targets, found, strongest[:PAIRED]) if pairs else ()
        alone, half = found.share.sum(), BAND * float(jackknife(found.left_out.sum(axis=1)))
        share, low, high = self._judged(found)
        least = found.share @ self.judged + sum(one.share for one in joint if self._any(one))
        return Drivers(
            tuple(self._driver(found, joint, j) for j in strongest[:TOLD]),
            joint, float(alone), float(alone - half), float(alone + half), share, low, high,
            judged_least=float(np.clip(least, 0, 1)),
            judged_most=float(np.clip(1 - found.share @ (1 - self.judged), 0, 1)),
        )  # fmt: skip

    def _any(self, one: Interaction) -> bool:
        return any(self.kinds[self.names.index(name)] == "judged" for name in one.beliefs)

    def _driver(self, found: Indices, joint: Sequence[Interaction], j: int) -> Driver:
        share, half, name = float(found.share[j]), BAND * float(found.error[j]), self.names[j]
        more = sum(one.share for one in joint if name in one.beliefs)
        low, high = max(0.0, share - half), min(1.0, share + half)
        return Driver(name, self.kinds[j], share, low, high, share + more)

    def _interactions(self, targets: Array, found: Indices, strong: Sequence[int]) -> Joint:
        pairs = {(min(i, j), max(i, j)) for i in strong for j in self._partners(targets, found, i)}
        told = []
        for i, j in sorted(pairs):
            share, error = second_order(self.cells, targets, (i, j))
            if share > SURE * error:
                ends = max(0.0, share - BAND * error), min(1.0, share + BAND * error)
                told.append(Interaction((self.names[i], self.names[j]), share, *ends))
        return tuple(sorted(told, key=lambda one: -one.share))

    def _partners(self, targets: Array, found: Indices, i: int) -> list[int]:
        """Return the beliefs that seem to explain most together with one, beyond their own."""
        own = self._coarsest[:, [i]] * COARSEST + self._coarsest
        beyond = _explained(own, COARSEST**2, targets[:TRIED]) - found.share
        beyond[i] = -np.inf
        return [int(j) for j in np.argsort(-beyond, kind="stable")[:PARTNERS]]

    @cached_property
    def _coarsest(self) -> IntArray:
        return self.cells.codes[:TRIED] * COARSEST // self.cells.bins

    def _judged(self, found: Indices) -> tuple[float | None, float | None, float | None]:
        """Return the judged share of what beliefs explain alone, if that is more than chance."""
        sums = np.vstack([found.share, found.left_out])
        whole, judged = sums.sum(axis=1), sums @ self.judged
        if whole[0] <= SURE * float(jackknife(whole[1:])) or (whole <= 0).any():
            return None, None, None
        shares = judged / whole
        half = BAND * float(jackknife(shares[1:]))
        low, share, high = np.clip([shares[0] - half, shares[0], shares[0] + half], 0, 1)
        return float(share), float(low), float(high)
