"""What draws two states together in trade, as the features of the gravity equation.

1. ``ln d_ij``, the great-circle distance between the capitals (1000 km);
2. whether both lie in the same region of the atlas;
3. *affinity*: how much more of i's intermediate goods j buys than the two sides' sizes explain,
   ``ln(x_ij · Σx / (Σ_j x_ij · Σ_i x_ij))``;
4. whether that is missing (then the affinity is 0); and
5. ``ln d_ij`` once more where it is missing, since distance alone carries there what affinity
   carries elsewhere.

The rest of the world is one more partner, last in every array. Its affinity with a state comes,
like every other, from intermediate goods: China, India and Turkey sell it about twice, Australia a
sixth of what their sizes explain. Its distance and region are the mean of the state's other
partners, weighted with their trade.
"""

from __future__ import annotations

import numpy as np

from latticework.array import Array, Mask
from latticework.atlas.places import distance_km
from latticework.evidence.gravity import known

AFFINITY_BOUND = 4.0
"""Affinities are cut at ± this many log points: beyond lies what the tables hardly record."""


def great_circle(latitude: Array, longitude: Array) -> Array:
    """Return (n, n) distances in km between places given in degrees (n,)."""
    places = list(zip(latitude, longitude, strict=True))
    return np.array([[distance_km(*one, *other) for other in places] for one in places])


def affinity(intermediates: Array) -> tuple[Array, Mask]:
    """Return the log over-representation of each flow (n, n), and where it is unknown.

    Parameters
    ----------
    intermediates
        (n, n) sales of intermediate goods, any unit; NaN where none is published.
    """
    present = known(intermediates)
    flow = np.where(present, intermediates, 0.0)
    expected = np.outer(flow.sum(axis=1), flow.sum(axis=0)) / flow.sum()
    ratio = np.divide(flow, expected, out=np.ones_like(flow), where=present & (expected > 0))
    floor = np.exp(-AFFINITY_BOUND)
    return np.minimum(np.log(np.maximum(ratio, floor)), AFFINITY_BOUND), ~present


def with_rest(feature: Array, exports: Array, imports: Array) -> Array:
    """Add the rest of the world to a feature (n, n) as each state's mean over its partners.

    Partners are weighted with their imports on the exporters' side, and so in the other direction.
    The corner is the mean of the last column, weighted with the exports.
    """
    others = ~np.eye(len(feature), dtype=bool)
    off = np.where(others, feature, 0.0)
    onto = off @ imports / (others @ imports)
    from_ = exports @ off / (exports @ others)
    corner = float(exports @ onto / exports.sum())
    return np.block([[off, onto[:, None]], [from_[None, :], np.array([[corner]])]])


def features_of(
    distance: Array, same_region: Mask, intermediates: Array, exports: Array, imports: Array
) -> Array:
    """Return the (5, n + 1, n + 1) features named in the module's text.

    Parameters
    ----------
    distance
        (n, n) km; the diagonal is ignored.
    same_region
        (n, n) whether the two states lie in the same region.
    intermediates
        (n + 1, n + 1) sales of intermediate goods, the rest of the world last; NaN where unknown.
    exports, imports
        (n,) total trade, which weighs the partners that stand for the rest of the world.
    """
    closeness, missing = affinity(intermediates)
    alone = missing.astype(float)
    log_distance = np.log(np.where(distance > 0, distance, 1.0) / 1000.0)
    far, near = (
        with_rest(feature, exports, imports)
        for feature in (log_distance, same_region.astype(float))
    )
    return np.stack([far, near, closeness, alone, far * alone])
