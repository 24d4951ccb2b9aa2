"""A year in its order, and a run."""

from __future__ import annotations

import numpy as np

from latticework.array import Array
from numpy_world import forces, opening, societies
from numpy_world.setting import Beliefs, Run, World, believed
from numpy_world.tracks import recorded

__all__ = ["Beliefs", "World", "believed", "run"]


def run(world: World, option: int, beliefs: Beliefs) -> Array:
    """Return the tracks of an option in a future, (Y, Q).

    Parameters
    ----------
    world
        Of the study.
    option
        Number of the option in the plan.
    beliefs
        From `believed`.
    """
    r = Run(world, option, beliefs)
    opening.believe(r)
    opening.begin(r)
    tracks = [recorded(r, 0)]
    for t in range(1, len(world.start.gdp)):
        societies.arm(r, t - 1)
        _step(r, t)
        tracks.append(recorded(r, t))
    return np.array(tracks)


def _step(r: Run, t: int) -> None:
    """Play a year: every mechanism in its turn, but for next year's arms."""
    societies.exchange(r, t)
    forces.share_out(r, t)
    forces.project(r, t)
    forces.decide(r, t)
    forces.weigh(r)
    forces.venture(r)
    forces.frighten(r, t)
    societies.offer(r, t)
    societies.lean(r, t)
    societies.divide(r, t)
    societies.harden(r)
    r.strength = forces.europe_stands(r)
