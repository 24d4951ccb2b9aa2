"""What is recorded of a year, in the order of `latticework`'s ``ensemble.tracks``."""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from latticework.mechanisms.arming import PERCENT
from numpy_world import societies
from numpy_world.setting import Run


def recorded(r: Run, t: int) -> Array:
    """Return the tracks of a year, (Q,)."""
    start, gdp = r.start, r.start.gdp[t]
    families = np.column_stack(
        [
            r.coercion,
            r.hazard.T,
            r.expected / r.attack,
            r.share,
            r.decided,
            r.will.sum(axis=1) - 1.0,
        ]
    )
    rows = np.unique(start.watched)
    powers = start.powers[rows]
    challengers = np.column_stack([r.felt[rows], PERCENT * r.milex[powers] / gdp[powers]])
    spent, earned = start.region @ r.milex, start.region @ gdp
    burdens = np.divide(PERCENT * spent, earned, out=np.zeros_like(earned), where=earned > 0)
    return np.concatenate(
        [
            families.ravel(),
            challengers.ravel(),
            burdens,
            [r.polarization],
            _stands(r),
            PERCENT * start.income @ (r.welfare - 1.0),
            PERCENT * start.leverage @ r.leverage,
            [start.people @ r.resilience.mean(axis=1), _outlay(r, t)],
        ]
    )


def _stands(r: Run) -> Array:
    """Return where India, Indonesia and ASEAN stand, and what room the unaligned keep, (6,)."""
    hedgers = np.flatnonzero(r.start.hedger > 0)
    room = 1.0 - np.abs(r.position[hedgers]).mean()
    tipped = (2.0 * r.pressure >= r.b.autonomy_of[hedgers]).mean()
    drift = r.start.drift @ r.position.mean(axis=1)
    return np.array([*drift, room, societies.openness(r, hedgers).mean(), tipped])


def _outlay(r: Run, t: int) -> float:
    """Return public money beyond the status quo, bn USD."""
    cost: float = np.interp(r.b.cost_level, [0.0, 0.5, 1.0], r.plan.outlay[t])
    return cost
