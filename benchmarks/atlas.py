"""Time what a user waits for: loading and checking the atlas, asking who is bound, starting up.

Run with ``make bench``. Figures are medians of several repeats in one process run; this prints
them beside each other and judges nothing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import yaml

from latticework.atlas.loading import EMBEDDED, load
from latticework.insight.bound import who_is_bound
from latticework.reading import read_yaml

REPEATS = 7


def median_ms(work: Callable[[], object]) -> float:
    """Return the median time of `work` in milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def started(*words: str) -> Callable[[], object]:
    """Return a run of the command line in a process of its own."""
    command = [sys.executable, "-m", "latticework", *words]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Print one line a job."""
    atlas = load()
    files = sorted(EMBEDDED.rglob("*.yaml"))
    jobs: dict[str, Callable[[], object]] = {
        "load and check the embedded atlas": load,
        "read its YAML with lines (ours)": lambda: [read_yaml(path) for path in files],
        "read its YAML without lines (PyYAML, C)": lambda: [
            yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) for path in files
        ],
        "who is bound, all contingencies": lambda: [
            who_is_bound(atlas, slug) for slug in atlas.contingencies
        ],
        "python -c pass": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "latticework --help": started("--help"),
        "latticework obligations taiwan-strait": started("obligations", "taiwan-strait"),
    }
    for name, work in jobs.items():
        print(f"{median_ms(work):9.1f} ms  {name}")


if __name__ == "__main__":
    main()
