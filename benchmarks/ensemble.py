"""Time runs of the default study: ours, in NumPy, under the EMA Workbench, and the core in C.

    python benchmarks/ensemble.py

The EMA Workbench is no dependency of latticework: ``pip install -e '.[bench]'`` has it. Without it,
or without gcc, what needs them is left out, and that is said. All play the same options through the
same futures (few of them where a run is slow), turn by turn in one process run, and what they play
is compared. A run is one option in one future, 16 years. Memory is in ``growth.py``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import chain
import ema
import numpy_world
from latticework.array import Array
from latticework.ensemble.futures import draw
from latticework.ensemble.run import Means, Order, run
from latticework.ensemble.store import CHUNK

SEED = 0
TARGET = 80_000  # runs of the default study: 8 options, 10,000 futures
SETTING = "OPENBLAS_NUM_THREADS"

EMA_NUMPY = "EMA Workbench, NumPy, 2 processes"
EMA_OURS = "EMA Workbench, our run, 2 processes"
OURS = "ours with the store, 2 workers"


# --- what is timed ---


@dataclass
class Way:
    """One way to play runs, and the times that it took.

    Attributes
    ----------
    name
        Of the way.
    runs
        How many runs `work` plays.
    work
        Plays them; returns their tracks, shape (futures, options, years, tracks), if it has them.
    wall, processor
        Seconds a run, in each turn.
    """

    name: str
    runs: int
    work: Callable[[], Array | None]
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def turn(self) -> None:
        """Play the runs once and note the times."""
        wall, processor = time.perf_counter(), processors()
        self.work()
        self.processor.append((processors() - processor) / self.runs)
        self.wall.append((time.perf_counter() - wall) / self.runs)


def processors() -> float:
    """Return the processor seconds of this process and of its workers (theirs on Linux only)."""
    workers = (child.pid for child in multiprocessing.active_children())
    return time.process_time() + sum(map(_of_process, workers))


def _of_process(number: int | None) -> float:
    try:
        text = Path(f"/proc/{number}/stat").read_text("ascii")
    except FileNotFoundError:
        return float("nan")
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def ways(futures: int, slow: int, stack: ExitStack) -> Iterator[Way]:
    """Yield all ways to be compared; workers of other processes start first, before any thread."""
    study, options = ema.study(), np.arange(len(ema.stage().options))
    beliefs = draw(study.beliefs, study.correlations, 0, futures, seed=SEED)
    few, count = beliefs[:slow], len(options)
    if ema.here():
        for name, model, processes, times in (
            (EMA_NUMPY, ema.in_numpy, 2, 2),
            ("EMA Workbench, NumPy, sequential", ema.in_numpy, 1, 1),
            (EMA_OURS, ema.in_ours, 2, 8),
            ("EMA Workbench, our run, sequential", ema.in_ours, 1, 4),
        ):
            play = stack.enter_context(ema.Workbench(model).working(processes))
            rows = beliefs[: times * slow]
            yield Way(name, len(rows) * count, partial(play, rows))
    else:
        print(f"no {ema.PACKAGE} here: see the head of this file")
    yield Way("NumPy in a plain loop", slow * count, partial(in_a_loop, few))
    for workers in (1, 2):
        yield Way(
            f"ours without the store, {_counted(workers)}",
            futures * count,
            partial(played, options, beliefs, workers),
        )
        yield Way(
            f"ours with the store, {_counted(workers)}",
            futures * count,
            partial(kept, futures, workers),
        )


def _counted(workers: int) -> str:
    return f"{workers} worker{'s' * (workers > 1)}"


def in_a_loop(beliefs: Array) -> Array:
    """Play all options in NumPy."""
    stage, world = ema.stage(), ema.world()
    return np.array(
        [
            [numpy_world.run(world, o, believed) for o in range(len(stage.options))]
            for believed in (numpy_world.believed(stage.columns, row) for row in beliefs)
        ]
    )


def played(options: Any, beliefs: Array, workers: int) -> Array:
    """Play options on our stage, chunk by chunk in threads."""
    chunks = [beliefs[first : first + CHUNK] for first in range(0, len(beliefs), CHUNK)]
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(lambda rows: ema.stage().play(options, rows), chunks)))


def kept(futures: int, workers: int) -> None:
    """Play all options as users do, and keep the runs."""
    folder = Path(tempfile.mkdtemp())
    try:
        order, means = Order(futures, SEED), Means(workers, progress=False)
        run(ema.study(), ema.stage, folder, order, means)
    finally:
        shutil.rmtree(folder)


# --- what is told ---


def compare(ways: list[Way], repeats: int) -> None:
    """Play all ways turn by turn and print a table and the ratios."""
    plays = [way.work() for way in ways]  # also compiles, and wakes workers
    agree(ways, plays)
    for _ in range(repeats):
        for way in ways:
            way.turn()
    print(f"\n{'':38}{'runs':>7}{'ms a run':>10}{'(range)':>18}{'processor ms':>14}")
    for way in ways:
        ms = [1000 * seconds for seconds in way.wall]
        middle, busy = statistics.median(ms), 1000 * statistics.median(way.processor)
        spread = f"({min(ms):.3f}–{max(ms):.3f})"
        print(f"{way.name:38}{way.runs:7}{middle:10.3f}{spread:>18}{busy:14.3f}")
    ratios({way.name: way for way in ways})


def agree(ways: list[Way], plays: list[Array | None]) -> None:
    """Print how far plays differ from the one with most futures, as shares of a track's largest."""
    tracks = {way.name: play for way, play in zip(ways, plays, strict=True) if play is not None}
    most = max(tracks.values(), key=len)
    union = np.array(["eu_decides" in track for track in ema.stage().tracks])
    for name, play in tracks.items():
        same = most[: len(play)]
        apart = np.abs(play - same)
        largest = np.abs(most).max(axis=(0, 1, 2))
        relative = (apart / np.where(largest > 0, largest, 1.0))[..., ~union].max()
        union_apart = apart[..., union].max()
        print(f"{name}: tracks differ by {relative:.0e}, eu_decides by {union_apart:.0e}")


def ratios(ways: dict[str, Way]) -> None:
    """Print ratios to ours, medians over turns; those by processor hold on busy machines too."""
    ours = ways[OURS]
    print()
    for name in (EMA_NUMPY, EMA_OURS):
        if name in ways:
            wall = _ratio(ways[name].wall, ours.wall)
            processor = _ratio(ways[name].processor, ours.processor)
            print(f"{wall:8.1f} times as fast as {name} ({processor:.1f} by processor): {OURS}")
    print(f"{TARGET * statistics.median(ours.wall):8.1f} s for {TARGET:,} runs: {OURS}")


def _ratio(one: list[float], other: list[float]) -> float:
    """Return the median of one over the other, turn by turn."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def compare_with_c(repeats: int) -> None:
    """Print the times of the chain at the nodes, ours and in C, and their ratio."""
    if shutil.which("gcc") is None:
        print("no gcc here: nothing to compare in C")
        return
    study = ema.study()
    ours = chain.Chain(ema.stage(), draw(study.beliefs, study.correlations, 0, 1, seed=SEED))
    native, plain = ours.theirs("-march=native"), ours.theirs()
    works: dict[str, Callable[[int], None]] = {
        "the chain decide–weigh, ours": ours.ours,
        "the same in C, gcc -O3 -march=native": native,
        "the same in C, gcc -O3": plain,
    }
    for work in works.values():
        work(2)  # the window that closes in the first year has closed in the second
    if (apart := chain.apart(ours.results(), native.results())) > chain.SAME:
        raise ArithmeticError(f"the chain in C differs by {apart:.0e}")
    print(f"\nthe chain in C differs by {apart:.0e}; processor time once through it:")
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(2 * repeats + 1):
        for name, work in works.items():
            start = time.thread_time()
            work(LOOPS)
            times[name].append((time.thread_time() - start) / LOOPS)
    for name, seconds in times.items():
        print(f"{1e6 * statistics.median(seconds):8.1f} µs  {name}")
    own, other = list(times.values())[:2]
    print(f"{_ratio(other, own):8.2f} of the speed of C")


LOOPS = 2000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--futures", type=int, default=2 * CHUNK)
    parser.add_argument("--slow", type=int, default=6, help="futures of the slowest ways")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    installed = f", EMA Workbench {version('ema_workbench')}" if ema.here() else ""
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}{installed}")
    with ExitStack() as stack:
        compare(list(ways(given.futures, given.slow, stack)), given.repeats)
    compare_with_c(given.repeats)


if __name__ == "__main__":
    if SETTING not in os.environ:  # NumPy reads it when it is loaded, and pools start no threads
        alone = os.environ | {SETTING: "1"}
        sys.exit(subprocess.run([sys.executable, *sys.argv], env=alone, check=False).returncode)
    main()
