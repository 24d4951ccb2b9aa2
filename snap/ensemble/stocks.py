r"""What each state has on land, in the air and at sea at the start, in points of the world's total.

Counts alone make a hulk as good as a destroyer; money alone forgets what is already there and what
it buys where wages are low. So a stock is the geometric mean of both shares,

.. math:: m_{ik} = 100 \sqrt{n_{ik} s_i} \Big/ \sum_j \sqrt{n_{jk} s_j},

with :math:`n_{ik}` the share in the world's counts and :math:`s_i` that in its spending. As
:math:`\sqrt{n s} = n \sqrt{s / n}`, a unit weighs by the root of what its owner spends for each:
numbers times quality, as in Beckley (2018), with quality falling off as it gets dearer.

The counts are tanks and active personnel on land, combat aircraft in the air, principal surface
combatants and submarines at sea: of two kinds the mean of the shares. Munitions, missiles, drones,
nuclear arms, age and training are not counted. The newest counts are taken whatever their date:
many were published for later years only, and fleets change slowly.

References
----------
Beckley, M. 2018. The Power of Nations: Measuring What Matters. International Security 43(2):7–44.
"""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from latticework.ensemble.snapshot import Snapshot

COUNTS = (
    ("tanks", "personnel"),
    ("combat_aircraft",),
    ("principal_surface_combatants", "submarines"),
)
"""Quantities that make up each domain: land, air, sea."""

WHOLE = 100.0
"""Points in the world's stock of a domain, by definition."""


def stocks(now: Snapshot, spending: Array) -> Array:
    """Return the stocks of all states, (N, K) points; columns add up to 100.

    Parameters
    ----------
    now
        The atlas.
    spending
        (N,) military spending, any unit of money.

    Notes
    -----
    Where a count is missing, the share in spending stands in for its share, that is to say the
    state is taken to have what its money buys on average. Where a count is 0, there is nothing; a
    domain in which nobody has anything stays 0.
    """
    money = shares(spending)
    columns = []
    for quantities in COUNTS:
        counts = [shares(now.figures(quantity).value) for quantity in quantities]
        known = [np.where(np.isnan(count), money, count) for count in counts]
        columns.append(WHOLE * shares(np.sqrt(np.mean(known, axis=0) * money)))
    return np.column_stack(columns)


def shares(values: Array) -> Array:
    """Return each value over the sum of all that are known; nan stays nan, and 0 of nothing is 0.

    Examples
    --------
    >>> shares(np.array([1.0, np.nan, 3.0])).tolist()
    [0.25, nan, 0.75]
    """
    total = np.nansum(values)
    return np.asarray(values / total if total > 0 else values)
