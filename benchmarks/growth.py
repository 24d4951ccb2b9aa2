"""How time and memory grow with runs, states, years and options: prints the table of docs/speed.md.

    python benchmarks/growth.py

Each row is a process of its own, so that its peak of memory is its own too. Futures are played and
kept as users do, by two workers. States, years and options are played on arrays made of those of
the default study, by one worker and without the store: each state in equal twins that share what it
has; the years cut short, or the last one repeated; the options cut short, or repeated.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from latticework.ensemble.compiled import compiled
from latticework.ensemble.futures import draw
from latticework.ensemble.play import World
from latticework.ensemble.room import allocate
from latticework.ensemble.run import Means, Order, run
from latticework.ensemble.setting import Drawn, Plan, Start
from latticework.mechanisms.deterrence import STAKES
from latticework.mechanisms.threat import tie_entries
from latticework.study.loading import load_study

STUDY = "nato-in-asia"
SEED = 0
FUTURES = 512
PLAYED = 64
"""Futures of the rows that are played without the store."""

SHARED = ("parties", "entries", "pairs")  # arrays of a plan without options and years
SPLIT = ("population", "milex", "gdp", "stocks", "drift", "leverage", "income", "people")


class Arrays(NamedTuple):
    """What is played."""

    start: Start
    plan: Plan
    drawn: Drawn
    tracks: int


# --- larger and smaller worlds ---


def with_states(arrays: Arrays, twins: int) -> Arrays:
    """Return a world of `twins` states for each one."""
    start, plan = arrays.start, arrays.plan
    grown = partial(_repeated, size=len(start.milex), times=twins)
    parts = {name: grown(value) for name, value in start._asdict().items() if name != "trade"}
    parts |= {name: parts[name] / twins for name in SPLIT}
    shares, incomes, deficits = map(grown, start.trade)
    parts["trade"] = type(start.trade)(shares / twins, incomes / twins, deficits / twins)
    own = {name: grown(value) for name, value in plan._asdict().items()}
    own["pairs"], own["entries"] = tie_entries(own["parties"], start.powers)
    drawn = arrays.drawn._replace(autonomy=grown(arrays.drawn.autonomy))
    return arrays._replace(start=Start(**parts), plan=Plan(**own), drawn=drawn)


def _repeated(value: Any, size: int, times: int) -> Any:
    """Repeat an array along all axes of states, or all arrays of a tuple but indices."""
    if isinstance(value, tuple):
        return type(value)(*(_repeated(part, size, times) for part in value))
    if not isinstance(value, np.ndarray) or value.dtype.kind == "i":
        return value
    return np.tile(value, [times if length == size else 1 for length in value.shape])


def with_years(arrays: Arrays, years: int) -> Arrays:
    """Return a world with so many years after the first."""
    last = len(arrays.start.gdp) - 1
    chosen = np.minimum(np.arange(years + 1), last)
    plan = _of_plan(arrays.plan, lambda array: np.ascontiguousarray(array[:, chosen]))
    start = arrays.start._replace(gdp=arrays.start.gdp[chosen])
    return arrays._replace(start=start, plan=plan)


def with_options(arrays: Arrays, options: int) -> Arrays:
    """Return a world with so many options."""
    chosen = np.arange(options) % len(arrays.plan.duty)
    plan = _of_plan(arrays.plan, lambda array: array[chosen])
    deals = plan.deals._replace(start=plan.deals.start[chosen])
    return arrays._replace(plan=plan._replace(deals=deals))


def _of_plan(plan: Plan, change: Callable[[Any], Any]) -> Plan:
    """Return a plan whose arrays by option and year are changed."""
    offered = plan.programmes
    own: dict[str, Any] = {
        name: change(value)
        for name, value in plan._asdict().items()
        if name not in (*SHARED, "programmes", "deals")
    }
    programmes = offered._replace(
        amount=change(offered.amount),
        funded=change(offered.funded),
        invested=change(offered.invested),
    )
    return plan._replace(**own, programmes=programmes)


# --- one row, in a process of its own ---


Cost = tuple[int, float, float]
"""How many runs were played, the seconds that it took, and those of processors."""


def played(arrays: Arrays) -> Cost:
    """Play all options through all futures, by one worker."""
    start, plan, drawn, tracks = arrays
    rooms = allocate(start, plan, len(STAKES), tracks)
    options, futures = np.arange(len(plan.duty)), len(drawn.one)
    out = np.empty((futures, len(options), len(start.gdp), tracks))
    play = compiled({})
    play(*rooms, drawn, options[:0], out[:1, :0])  # compiles, or takes what is compiled
    begun, busy = time.perf_counter(), time.process_time()
    play(*rooms, drawn, options, out)
    took = time.perf_counter() - begun, time.process_time() - busy
    if not np.isfinite(out).all():
        raise ArithmeticError("not every track is a number")
    return out.shape[0] * out.shape[1], *took


def kept(futures: int) -> Cost:
    """Play them and keep the runs, by two workers."""
    study = load_study(STUDY)
    stage = World(study)
    stage.play(np.arange(0), draw(study.beliefs, study.correlations, 0, 1, SEED))
    with tempfile.TemporaryDirectory() as folder:
        begun, busy = time.perf_counter(), time.process_time()
        run(study, lambda: stage, folder, Order(futures, SEED), Means(2, progress=False))
        took = time.perf_counter() - begun, time.process_time() - busy
        return futures * len(stage.options), *took


CHANGES: dict[str, Callable[[Arrays, int], Arrays]] = {
    "states": with_states,
    "years": with_years,
    "options": with_options,
}


def prepared() -> Arrays:
    """Return the default study and some futures as arrays."""
    study = load_study(STUDY)
    stage = World(study)
    beliefs = draw(study.beliefs, study.correlations, 0, PLAYED, seed=SEED)
    return Arrays(stage.start, stage.plan, stage.columns.drawn(beliefs), len(stage.tracks))


def measure(what: str, size: int) -> None:
    """Print what a row needs, for the process that asks."""
    cost = kept(size) if what == "futures" else played(CHANGES[what](prepared(), size))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([*cost, peak / (1024 if sys.platform == "linux" else 1024**2)]))


# --- all rows ---

ROWS = (
    *(("futures", times * FUTURES) for times in (1, 2, 4)),
    *(("states", twins) for twins in (1, 2, 4)),
    *(("years", years) for years in (8, 16, 32)),
    *(("options", options) for options in (4, 8, 16)),
)
"""What grows, and how many of it there are; of states, how many twins each has with itself."""


def measured(what: str, size: int) -> tuple[int, float, float, float]:
    """Return runs, seconds, seconds of processors and the peak in MiB, of a process of its own."""
    command = [sys.executable, __file__, what, str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    runs, seconds, busy, peak = json.loads(done.stdout)
    return runs, seconds, busy, peak


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 1:
        measure(sys.argv[1], int(sys.argv[2]))
        return
    measured("options", 1)  # compiles, which takes memory of its own
    print("| what grows |     to |    runs | seconds | processor ms a run | peak, MiB |")
    print("|:-----------|-------:|--------:|--------:|-------------------:|----------:|")
    for what, size in ROWS:
        runs, seconds, busy, peak = measured(what, size)
        told = f"× {size}" if what == "states" else f"{size:,}"
        numbers = f"{runs:7,} | {seconds:7.2f} | {1000 * busy / runs:18.3f} | {peak:9,.0f}"
        print(f"| {what:10} | {told:>6} | {numbers} |", flush=True)


if __name__ == "__main__":
    main()
