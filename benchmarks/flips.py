"""Compare boxes and trees with those of the EMA Workbench and scikit-learn, on planted truths.

    python benchmarks/flips.py

Neither is a dependency of latticework: without them only our own numbers are printed. To have both,
make an environment of its own with ``pip install -e . ema_workbench scikit-learn``. All seek in the
same half of 10,000 futures of 136 beliefs and are measured in the other half, in one process,
turn by turn. Of the EMA Workbench's trajectory the box with the best F-score is taken, as in ours,
since it leaves the choice to the user.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from latticework.array import Array, Mask
from latticework.insight.grid import BINS, Grid, Limits
from latticework.insight.prim import find
from latticework.insight.search import BETA, Search
from latticework.insight.tree import leaves

FUTURES, BELIEFS = 10_000, 136
Told = tuple[Mask, int]


def drawn(seed: int) -> Array:
    """Return a Latin hypercube, shape (futures, beliefs)."""
    rng = np.random.default_rng(seed)
    ranks = rng.permuted(np.tile(np.arange(FUTURES), (BELIEFS, 1)), axis=1).T
    found: Array = (ranks + rng.random((FUTURES, BELIEFS))) / FUTURES
    return found


def truths(draws: Array, seed: int) -> Iterator[tuple[str, Mask]]:
    """Yield what is planted: its name, and in which futures it holds."""
    rng = np.random.default_rng(seed)
    box = (draws[:, 3] > 0.6) & (draws[:, 10] < 0.5)
    yield "box", box
    yield "box with noise", np.where(box, rng.random(FUTURES) < 0.9, rng.random(FUTURES) < 0.05)
    yield "plane of ten beliefs", draws[:, :10] @ np.linspace(1, 0.1, 10) > 3.2
    yield "noise", rng.random(FUTURES) < 0.3


def our_box(draws: Array, holds: Mask, other: Array) -> Told:
    """Return which of the other futures our box holds, and of how many beliefs it speaks."""
    search = Search(Grid.of(draws), holds)
    box = find(search)
    return _told([] if box is None else [box], draws, other)


def our_tree(draws: Array, holds: Mask, other: Array) -> Told:
    """Return the same of the leaves of our tree."""
    return _told(list(leaves(Search(Grid.of(draws), holds))), draws, other)


def _told(boxes: list[Limits], draws: Array, other: Array) -> Told:
    """Return which futures of the other half the boxes hold, by limits in the beliefs' units."""
    inside = np.zeros(len(other), np.bool_)
    for box in boxes:
        ends = np.ones(len(other), np.bool_)
        for belief, upper in box.edges():
            edge = (box.high if upper else box.low)[belief] / BINS
            value = np.quantile(draws[:, belief], edge)
            ends &= (other[:, belief] < value) == upper
        inside |= ends
    return inside, len({int(b) for box in boxes for b in box.restricted})


def ema_box(draws: Array, holds: Mask, other: Array) -> Told:
    """Return the same of the first box of the EMA Workbench."""
    frames, prim = importlib.import_module("pandas"), importlib.import_module(
        "ema_workbench.analysis.prim"
    )  # fmt: skip
    table = frames.DataFrame(draws, columns=[str(i) for i in range(BELIEFS)])
    box = prim.Prim(table, holds.astype(int), threshold=0.5, peel_alpha=0.05).find_box()
    path = box.peeling_trajectory
    score = (1 + BETA**2) * path.density * path.coverage / (BETA**2 * path.density + path.coverage)
    limits = box.box_lims[int(score.argmax())]
    names = [name for name in table if (limits[name] != box.box_lims[0][name]).any()]
    inside = np.ones(len(other), np.bool_)
    for name in names:
        low, high = limits[name]
        inside &= (other[:, int(name)] >= low) & (other[:, int(name)] <= high)
    return inside, len(names)


def sklearn_tree(draws: Array, holds: Mask, other: Array) -> Told:
    """Return the same of the leaves of scikit-learn's tree."""
    trees: Any = importlib.import_module("sklearn.tree")
    tree = trees.DecisionTreeClassifier(max_depth=3, min_samples_leaf=0.02).fit(draws, holds)
    return tree.predict(other), len({i for i in tree.tree_.feature if i >= 0})


def main() -> None:
    """Print a table of all ways on all truths."""
    logging.disable()
    ways: dict[str, Callable[[Array, Mask, Array], Told]] = {"PRIM, ours": our_box}
    if importlib.util.find_spec("ema_workbench"):
        ways["PRIM, EMA Workbench"] = ema_box
    ways["CART, ours"] = our_tree
    if importlib.util.find_spec("sklearn"):
        ways["CART, scikit-learn"] = sklearn_tree
    draws = drawn(1)
    half = FUTURES // 2
    print(f"{'truth':22}{'way':22}{'seconds':>8}{'beliefs':>8}{'coverage':>9}{'density':>8}")
    for truth, holds in truths(draws, 2):
        for name, way in ways.items():
            begin = time.perf_counter()
            inside, beliefs = way(draws[:half], holds[:half], draws[half:])
            taken = time.perf_counter() - begin
            out = holds[half:]
            hits = np.count_nonzero(inside & out)
            shares = hits / max(out.sum(), 1), hits / max(inside.sum(), 1)
            print(f"{truth:22}{name:22}{taken:8.2f}{beliefs:8}{shares[0]:9.2f}{shares[1]:8.2f}")


if __name__ == "__main__":
    main()
