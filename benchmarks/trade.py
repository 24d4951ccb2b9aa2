"""Time a solution of world trade: cold and warm, small changes and large, and leverage.

Run with ``python benchmarks/trade.py``. Figures are the fastest of several loops inside compiled
code, as in the yearly step; this prints them beside each other and judges nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from latticework.mechanisms.clearing import Base, Work, prepare, solve, workspace
from latticework.mechanisms.kernel import Array, copy, kernel
from latticework.mechanisms.trade import (
    from_flows,
    leverage,
    leverage_alone,
    with_home_sales,
    without_deficits,
)

EPSILON = 5.0
LOOPS, REPEATS = 200, 7


def gravity(n: int) -> Base:
    """Return a world of unequal states that are open between 5 and 50 %."""
    rng = np.random.default_rng(0)
    size = np.exp(rng.normal(0, 1.5, n))
    flows = np.outer(size, size) * np.exp(rng.normal(0, 1, (n, n)))
    exports = flows.sum(axis=1) - np.diagonal(flows)
    return from_flows(with_home_sales(flows, exports / rng.uniform(0.05, 0.5, n)))


@kernel
def solutions(base: Base, access: Array, start: Array, work: Work, loops: int) -> int:
    """Solve `loops` times from the same start; return the turns of one."""
    turns = 0
    for _ in range(loops):
        copy(start, work.wages)
        turns = solve(base, access, EPSILON, work.wages, work)
    return turns


def fastest_us(work: Callable[[], object], loops: int) -> float:
    """Return the least time of `work` in microseconds for each of its loops."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e6 * min(times) / loops


def changes(n: int) -> dict[str, tuple[Array, Array]]:
    """Return the factors τ̂^−ε of each change: those last solved for, and the new ones."""
    one = np.ones((n, n))
    year = one.copy()
    year[:5, 5:8] = year[5:8, :5] = np.exp(0.045)
    pair = one.copy()
    pair[0, 1] = pair[1, 0] = 0.0
    west = np.arange(n) < n // 3
    return {
        "nothing changes": (one, one),
        "a year of 15 pairs' agreements, warm": (year**9, year**10),
        "ten years of them, cold": (one, year**10),
        "a pair stops trading, cold": (one, pair),
        "the world splits in two, cold": (one, np.where(west[:, None] == west, 1.0, 0.0)),
    }


def time_solutions(base: Base, work: Work) -> None:
    """Print a line for each change of trade costs."""
    for name, (before, after) in changes(len(base.incomes)).items():
        start = np.ones_like(base.incomes)
        solve(base, base.shares * before, EPSILON, start, work)
        run = partial(solutions, base, base.shares * after, start, work)
        turns = run(1)
        print(f"{fastest_us(partial(run, LOOPS), LOOPS):9.1f} µs  {name} ({turns} evaluations)")


def main() -> None:
    """Print one line a job."""
    for n in (30, 75):
        base, work = without_deficits(gravity(n), EPSILON), workspace(n)
        losses = np.zeros((2, n))
        prepare(base, EPSILON, work)
        print(f"N = {n}")
        time_solutions(base, work)
        for name, job in {
            "inverse Jacobian": partial(prepare, base, EPSILON, work),
            "leverage of one over all": partial(leverage, base, EPSILON, 0, losses, work),
            "the same, others' wages fixed": partial(leverage_alone, base, EPSILON, 0, losses),
        }.items():
            job()
            print(f"{fastest_us(job, 1):9.1f} µs  {name}")


if __name__ == "__main__":
    main()
