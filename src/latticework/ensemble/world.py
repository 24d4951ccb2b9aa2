"""The world: what happens in a year, and futures played under each option.

A run begins at the end of the year before the horizon, alike for every option, and moves year by
year. Every mechanism has its turn in one fixed order (`step`) and reads what those before it left
this year, or last year's; nothing is solved within a year but trade. Wars are carried as
probabilities and never drawn, so that what differs between two options in one future is their
doing.

Nothing is allocated here: arrays come from ``setting`` (the world, the options, the futures) and
``room``.
"""

from __future__ import annotations

from typing import Any

from latticework.array import Array, IntArray
from latticework.ensemble import forces, opening, societies, tracks
from latticework.ensemble.room import STRENGTH, Now, World, referred
from latticework.ensemble.setting import Drawn
from latticework.mechanisms.kernel import copy, kernel, part


@part
def step(w: World, b: Any, o: int, t: int) -> None:
    """Play year `t` of option `o`: every mechanism in its turn, but for next year's arms."""
    societies.exchange(w, b, o, t)
    forces.share_out(w, b, t)
    forces.project(w, b, o, t)
    forces.decide(w, b, o, t)
    forces.weigh(w, b)
    forces.venture(w, b)
    forces.frighten(w, b, o, t)
    societies.offer(w, b, o, t)
    societies.lean(w, b, o, t)
    societies.divide(w, b, o, t)
    societies.harden(w, b)
    w.now.last[STRENGTH] = forces.europe_stands(w)


@kernel
def play(world: World, running: Now, drawn: Drawn, options: IntArray, out: Array) -> None:
    """Play options through futures.

    Parameters
    ----------
    world, running
        From `room.allocate`; written over.
    drawn
        The futures.
    options
        (P,) numbers of the plan's options.
    out
        (F, P, Y, Q) receives the tracks, in the order of `tracks.names`.
    """
    first, w = referred(world, world.now), referred(world, running)
    for f in range(out.shape[0]):
        b = drawn.one[f]
        opening.believe(first, drawn, f)
        opening.begin(first, b)
        tracks.record(first, b, 0, 0, first.room.opening)
        for p in range(options.size):
            copy(first.now.whole, w.now.whole)
            copy(first.room.opening, out[f, p, 0])
            _run(w, b, options[p], out[f, p])


@part
def _run(w: World, b: Any, o: int, out: Array) -> None:
    """Play one option through one future, year by year."""
    for t in range(1, out.shape[0]):
        societies.arm(w, b, o, t - 1)
        step(w, b, o, t)
        tracks.record(w, b, o, t, out[t])
