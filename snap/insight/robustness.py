"""Robustness: in how many futures, and under how many weightings, an option does well enough.

satisficing
    The share of futures in which an option's regret is at most a threshold, over thresholds [1]_.
domain
    The share of futures in which *every* outcome that counts is at most a threshold worse than
    under the baseline: nothing that matters is sacrificed. The domain criterion as it is used in
    many-objective robust decision making [2]_.
volume
    The share of all weightings of the outcomes that count (signs kept, sizes uniform on the
    simplex) under which an option has the highest expected worth: Starr's domain criterion [3]_
    over weights instead of probabilities.

References
----------
.. [1] Simon, H. A. (1956). Rational choice and the structure of the environment. Psychological
   Review 63, 129–138.
.. [2] Herman, J. D., Reed, P. M., Zeff, H. B., & Characklis, G. W. (2015). How should robustness be
   defined for water systems planning under change? Journal of Water Resources Planning and
   Management 141(10).
.. [3] Starr, M. K. (1963). Product Design and Decision Theory. Prentice-Hall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.array import Array
from latticework.insight.frame import TIE, Frame
from latticework.insight.regret import regrets
from latticework.insight.values import Weights, worth

THRESHOLDS = (0.0, 0.1, 0.25, 0.5, 1.0)
"""In spreads of the baseline."""

WEIGHTINGS = 10_000


@dataclass(frozen=True)
class Robustness:
    """How robust an option is.

    Attributes
    ----------
    satisficing, domain
        Shares of futures, one for each of `THRESHOLDS`.
    volume
        Share of weightings.
    """

    option: str
    satisficing: tuple[float, ...]
    domain: tuple[float, ...]
    volume: float


def robustness(frame: Frame, values: Weights, seed: int) -> tuple[Robustness, ...]:
    """Return the robustness of each option under a value set."""
    gains = frame.gains
    good = gains[:, :, values.counted] * np.sign(values.signed[values.counted])
    regret = regrets(worth(gains, values))
    worst = good.min(axis=2)
    volumes = _volumes(good.mean(axis=0), seed)
    enough = [(regret <= threshold + TIE).mean(axis=0) for threshold in THRESHOLDS]
    whole = [(worst >= -threshold - TIE).mean(axis=0) for threshold in THRESHOLDS]
    return tuple(
        Robustness(
            slug, tuple(float(row[o]) for row in enough), tuple(float(row[o]) for row in whole),
            float(volumes[o]),
        )
        for o, slug in enumerate(frame.options)
    )  # fmt: skip


def _volumes(expected: Array, seed: int) -> Array:
    """Return the share of weightings in which each option is best, ties shared, shape (O,).

    Parameters
    ----------
    expected
        Expected outcomes, signed so that more is better, shape (O, M).
    seed
        Of the weightings.
    """
    rng = np.random.default_rng(seed)
    weightings = rng.dirichlet(np.ones(expected.shape[1]), size=WEIGHTINGS)
    total = weightings @ expected.T
    top = total >= total.max(axis=1, keepdims=True) - TIE
    found: Array = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
    return found
