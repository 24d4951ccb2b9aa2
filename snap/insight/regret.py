"""Regret: how much an option falls short of what was best to do in the same future.

    regret(o, f) = max_o′ good(o′, f) − good(o, f)

where *good* is an outcome, signed so that more is better and in spreads of the baseline, or the
worth of a value set. The latter is no sum of the former: whoever chooses takes one option for all
outcomes, not the best one for each. Minimax regret is Savage's rule [1]_; the 90 % quantile is less
at the mercy of one future, and expected regret ranks options as expected worth does.

References
----------
.. [1] Savage, L. J. (1951). The theory of statistical decision. Journal of the American Statistical
   Association 46, 55–67.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from latticework.array import Array
from latticework.insight.frame import Frame

Rule = Literal["mean", "high90", "most"]
RULES: tuple[Rule, ...] = ("mean", "high90", "most")


@dataclass(frozen=True)
class Regret:
    """The regret of an option over all futures, in spreads.

    Attributes
    ----------
    mean, high90, most
        Expected, in 90 % of futures no more than, and in the worst future.
    """

    option: str
    mean: float
    high90: float
    most: float


def regrets(good: Array) -> Array:
    """Return the regret of each option in each future, shape (F, O, …) as `good`."""
    found: Array = good.max(axis=1, keepdims=True) - good
    return found


def summed(good: Array, options: Sequence[str]) -> tuple[Regret, ...]:
    """Return the regret of each option, from what is good, shape (F, O)."""
    found = regrets(good)
    high = np.quantile(found, 0.9, axis=0)
    columns = zip(options, found.mean(axis=0), high, found.max(axis=0), strict=True)
    return tuple(Regret(slug, float(a), float(b), float(c)) for slug, a, b, c in columns)


def by_outcome(frame: Frame) -> dict[str, tuple[Regret, ...]]:
    """Return the regret of each option on each outcome that has a better direction."""
    good = frame.gains * frame.sign
    directed = np.flatnonzero(frame.sign)
    return {frame.outcomes[m]: summed(good[:, :, m], frame.options) for m in directed}


def order(found: Sequence[Regret], rule: Rule) -> tuple[str, ...]:
    """Return options with the least regret first, by one of the three rules."""
    return tuple(one.option for one in sorted(found, key=lambda regret: getattr(regret, rule)))
