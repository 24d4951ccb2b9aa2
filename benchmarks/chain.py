"""The most expensive chain of mechanisms, compiled by Numba and written in C, on the same arrays.

Who would act, could decide and would win (`forces.decide` and `forces.weigh`) at all nodes of the
common shock is where most of a year goes. ``chain.c`` does the same in C99. Both are called many
times from a compiled loop, in the state in which a run has left the world.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from latticework.array import Array
from latticework.ensemble import forces
from latticework.ensemble.compiled import compiled
from latticework.ensemble.play import World
from latticework.ensemble.room import Now, allocate, referred
from latticework.ensemble.room import World as Arrays
from latticework.ensemble.setting import Drawn
from latticework.mechanisms import decision, deterrence, voting
from latticework.mechanisms.kernel import kernel

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-std=c99", "-O3", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
OPTION = 1
SAME = 1e-9
"""Differences below this share are of rounding."""

SIZES = ("states", "cases", "powers", "council_size", "union_size")
INDICES = (
    "challenger", "target", "watched", "council", "union_members", "union_units", "union_rule",
)  # fmt: skip
INPUTS = (
    "duty", "affinity", "stake", "cut_off", "theta", "denied", "leverage", "stance", "major",
    "mandated", "european", "defender", "standing", "come", "force", "effects", "shocks",
    "sanction_shocks", "weights", "advantage", "crossing", "stakes", "felt",
)  # fmt: skip
NUMBERS = (
    "blocking", "declared", "lost", "gain_together", "depth", "decisiveness", "late",
    "dependence_unit", "strongest_duty", "index", "look_ahead", "tolerance", "smallest",
)  # fmt: skip
RESULTS = ("odds", "mean", "decided", "defence", "share", "attack", "balance", "gain")
ROOM = ("will", "consent", "sanctions", "table")


class Struct(ctypes.Structure):
    """``World`` of ``chain.c``, whose members all have eight bytes."""

    _fields_ = [
        *((name, ctypes.c_long) for name in SIZES),
        *((name, ctypes.c_void_p) for name in INDICES),
        ("china", ctypes.c_long),
        *((name, ctypes.c_void_p) for name in INPUTS),
        *((name, ctypes.c_double) for name in NUMBERS),
        *((name, ctypes.c_void_p) for name in (*RESULTS, *ROOM)),
    ]


@kernel
def _chain(world: Arrays, running: Now, drawn: Drawn, o: int, t: int, times: int) -> None:
    w, b = referred(world, running), drawn.one[0]
    for _ in range(times):
        forces.decide(w, b, o, t)
        forces.weigh(w, b)


class InC:
    """The chain in C, with arrays of its own."""

    def __init__(self, arrays: dict[str, Any], numbers: dict[str, Any], run: Any) -> None:
        self._arrays, self._run, self._struct = arrays, run, Struct(**numbers)
        for name, array in arrays.items():
            setattr(self._struct, name, array.ctypes.data)

    def __call__(self, times: int) -> None:
        """Go through the chain."""
        self._run(ctypes.byref(self._struct), times)

    def results(self) -> dict[str, Array]:
        """Return where it leaves its results."""
        return {name: self._arrays[name] for name in RESULTS}


class Chain:
    """The chain in the state in which a run of a stage ends."""

    def __init__(self, stage: World, beliefs: Array) -> None:
        self.drawn = stage.columns.drawn(beliefs[:1])
        stakes = len(deterrence.STAKES)
        self.world, self.now = allocate(stage.start, stage.plan, stakes, len(stage.tracks))
        self.last = len(stage.years) - 1
        out = np.empty((1, 1, len(stage.years), len(stage.tracks)))
        play = compiled({})
        play(self.world, self.now, self.drawn, np.array([OPTION]), out)

    def ours(self, times: int) -> None:
        """Go through the kernels."""
        _chain(self.world, self.now, self.drawn, OPTION, self.last, times)

    def theirs(self, *flags: str) -> InC:
        """Return the chain in C in the same state."""
        return InC(dict(self._arrays()), self._numbers(), built(*flags))

    def results(self) -> dict[str, Array]:
        """Return where the kernels leave the same results."""
        room, now = self.world.room, self.now
        return {
            "odds": room.odds, "mean": now.will, "decided": room.decided, "defence": room.defence,
            "share": room.share, "attack": room.attack, "balance": now.balance, "gain": room.gain,
        }  # fmt: skip

    def _arrays(self) -> Iterator[tuple[str, Any]]:
        """Yield copies of all that the chain reads and writes."""
        w, now, t = self.world, self.now, self.last
        given = w.start._asdict() | w.future._asdict() | now._asdict()
        given |= {
            "union_members": w.start.union, "force": w.room.force, "weights": decision.WEIGHTS,
            "duty": w.plan.duty[OPTION, t], "standing": w.plan.standing[OPTION, t],
        }  # fmt: skip
        for name in (*INDICES, *INPUTS):
            yield name, np.array(given[name], order="C")
        for name, result in self.results().items():
            yield name, result.copy()
        for name in ROOM[:-1]:
            yield name, np.zeros(len(w.start.milex))
        yield "table", voting.work_for(len(w.start.union), w.start.union_rule)

    def _numbers(self) -> dict[str, Any]:
        start, b = self.world.start, self.drawn.one[0]
        return {
            "states": len(start.milex), "cases": len(start.target), "powers": len(start.powers),
            "council_size": len(start.council), "union_size": len(start.union),
            "china": start.china, "blocking": b["blocking_share"], "declared": b["declared_share"],
            "lost": b["mandate_loss"], "gain_together": b["interoperability_gain"],
            "depth": b["sanction_depth"], "decisiveness": b["contest_decisiveness"],
            "late": b["late_force_weight"], "dependence_unit": decision.DEPENDENCE_UNIT,
            "strongest_duty": decision.STRONGEST_DUTY, "index": deterrence.INDEX,
            "look_ahead": deterrence.LOOK_AHEAD, "tolerance": forces._NOTHING,
            "smallest": voting.SMALLEST,
        }  # fmt: skip


def built(*flags: str) -> Any:
    """Return the chain in C, compiled with `FLAGS` and those given."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "chain.so"
        command = ["gcc", *FLAGS, *flags, str(SOURCE), "-lm", "-o", str(library)]
        subprocess.run(command, check=True)
        chain = ctypes.CDLL(str(library)).chain
    chain.argtypes, chain.restype = (ctypes.c_void_p, ctypes.c_long), None
    return chain


def apart(one: dict[str, Array], other: dict[str, Array]) -> float:
    """Return the largest relative difference of any result."""
    return max(
        float((np.abs(one[name] - other[name]) / np.maximum(np.abs(one[name]), 1e-12)).max())
        for name in RESULTS
    )
