r"""A rival to projection: Bueno de Mesquita's discount by days of travel.

In *The War Trap* a state's share of the world's capabilities is raised to a power that grows with
the days it takes to reach the place:

.. math::

    c'_{ik} = c_{ik}^{\,\log_{10}(D_{ik}/v + 10 - e)}, \qquad c_{ik} = m_{ik}/100

with *v* the way covered in a day: 250 miles before 1919, 375 until 1945, 500 since. All else —
arrival by day, commitments, fit, access, coalition, crossing — is as in
:mod:`~latticework.mechanisms.projection`, so that a study which swaps one for the other changes
nothing but the discount:

.. math::

    F_{ik}(d) = 100 \, c'_{ik} \, u_{ik}(d)

The functions have the names, arguments and shapes of their rivals; `loss` is here an exponent and
not a share.

What differs in substance. The discount is steeper for the weak: at 20 days of travel a state with
half the world's means keeps 74 %, one with a hundredth 13 %. Far away, twice the stock gives more
than twice the force. The exponent is 1 at *e* days (2.7 days, 2,190 km at 500 miles a day) and
below 1 nearer, down to log₁₀(10 − e) = 0.862 at the place itself: there the formula *adds* to small
shares. It is kept so, with one guard: a stock of more than 100 points, which only growth beyond the
world of 2024 could give, is not discounted, since a power of more than 1 would add to it.

References
----------
Bueno de Mesquita, B. 1981. The War Trap. Yale UP.
Bennett, D. S. & Stam, A. C. 2000. EUGene: A Conceptual Manual. International Interactions 26:
179–204. (The programme that spread the values of the theory.)
Lemke, D. 2002. Regions of War and Peace. Cambridge UP.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, exp, kernel, log
from latticework.mechanisms.projection import (
    DOMAINS,
    SHARED,
    arrived,
    attack,
    defence,
    interoperability,
    standing_share,
    stationed,
    usable,
)

__all__ = [
    "BELIEFS", "DOMAINS", "RATES", "arrived", "attack", "defence", "force", "interoperability",
    "loss", "rates", "standing_share", "stationed", "usable",
]  # fmt: skip

RATES = ("miles_per_day", "miles_per_day", "miles_per_day")
"""The beliefs that fill `rate` in :func:`loss`, by domain: the theory knows one speed."""

MILE = 1.609344
"""Kilometres in a mile, by the international agreement of 1959."""
WORLD = 100.0
"""The world's stock of a domain in 2024, points, by definition."""
OFFSET = 10.0 - math.e
"""Makes the exponent 1 at e days of travel, by the theory's definition."""

BELIEFS: tuple[Belief, ...] = (
    Belief(
        "miles_per_day", "v", "miles per day", 250, 500, 1000, "judged",
        "Bueno de Mesquita 1981: 500 since 1945, 375 and 250 before; not checked against the text.",
        "log-triangular", ("C12",),
    ),
    *SHARED,
)  # fmt: skip


@kernel
def rates(beliefs: Any, out: Array) -> None:
    """Write the belief ``miles_per_day`` for each domain into `out` (K,)."""
    out[:] = beliefs.miles_per_day


@kernel
def loss(dist: Array, rate: Array, out: Array) -> None:
    """Write the exponent of each state's share of the world's stock: log₁₀(D/v + 10 − e).

    Parameters
    ----------
    dist
        The way (N, K), km, not negative.
    rate
        v by domain (K,), miles per day.
    out
        The exponent (N, K), from 0.862 at no distance, 1 at e days, 1.44 at 20 days.

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> out = np.empty((1, 2))
    >>> loss(np.array([[0.0, math.e * 500 * MILE]]), np.array([500.0, 500.0]), out)
    >>> out.round(4)
    array([[0.8622, 1.    ]])
    """
    for i in range(dist.shape[0]):
        way, row = dist[i], out[i]
        for k in range(rate.size):
            row[k] = math.log10(way[k] / (MILE * rate[k]) + OFFSET)


@kernel
def force(stocks: Array, loss: Array, usable: Array, out: Array) -> None:
    """Write each state's force at the place: the sum over domains of 100 · share^loss · usable.

    Parameters
    ----------
    stocks
        Stocks (N, K), points, not negative.
    loss
        The exponent from :func:`loss` (N, K).
    usable
        From :func:`~latticework.mechanisms.projection.usable` (N, K).
    out
        The force (N,), points.

    Examples
    --------
    >>> import numpy as np
    >>> out = np.empty(1)
    >>> force(np.array([[1.0]]), np.array([[1.5]]), np.array([[1.0]]), out)
    >>> round(float(out[0]), 6)
    0.1
    """
    left = np.empty(stocks.shape)
    _survive(stocks.reshape(-1), loss.reshape(-1), left.reshape(-1))
    for i in range(out.size):
        strength = 0.0
        for k in range(len(left[i])):
            strength += left[i, k] * usable[i, k]
        out[i] = strength


@kernel
def _survive(stock: Array, power: Array, left: Array) -> None:
    for p in range(left.size):
        # Above 100 points the first factor carries the stock and the second is 1.
        share = exp(power[p] * log(min(stock[p] / WORLD, 1.0)))
        left[p] = max(stock[p], WORLD) * share if stock[p] > 0.0 else 0.0
