r"""Outlay: what an option costs the public purse.

Each part of an option states its cost as a judge would: the least, the likeliest and the most. One
belief says where between these all of them lie, since whoever thinks that one estimate is too low
mostly thinks so of the others:

.. math:: cost = low + (centre - low)\,2\ell \;\text{ for } \ell \le \tfrac12, \qquad
          cost = centre + (high - centre)(2\ell - 1) \;\text{ above.}

Limit cases: ℓ = 0, ½, 1 give low, centre, high. Nothing planned costs nothing.

References
----------
Flyvbjerg, Holm & Buhl (2002), "Underestimating Costs in Public Works Projects", *Journal of the
American Planning Association* 68:279–295 (that estimates err together, and mostly one way).
"""

from __future__ import annotations

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, kernel

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "cost_level", "ℓ", "0–1", 0.0, 0.5, 1.0, "judged",
        "Where between the low and the high estimates of the parts their costs lie.",
    ),
)  # fmt: skip

_HALF = 0.5


@kernel
def outlay(estimates: Array, level: float) -> float:
    """Return the cost of an option in a year.

    Parameters
    ----------
    estimates
        (3,) low, centre and high, bn USD a year.
    level
        ℓ, 0–1.

    Examples
    --------
    >>> import numpy as np
    >>> outlay(np.array([1.0, 2.0, 6.0]), 0.75)
    4.0
    """
    low, centre, high = estimates[0], estimates[1], estimates[2]
    if level <= _HALF:
        return low + (centre - low) * level / _HALF
    return centre + (high - centre) * (level - _HALF) / _HALF
