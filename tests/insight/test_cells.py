from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight.cells import BATCHES, Cells, jackknife

Draw = Callable[..., Array]


def test_sums_are_of_the_futures_in_each_bin(drawn: Draw) -> None:
    draws = drawn(1_000, 3)
    cells = Cells.of(draws, 0, bins=10)
    target = np.random.default_rng(0).normal(size=1_000)
    for belief in range(3):
        for at in (0, 4, 9):
            inside = (draws[:, belief] >= at / 10) & (draws[:, belief] < (at + 1) / 10)
            assert cells.sums(target)[belief, :, at].sum() == pytest.approx(target[inside].sum())
            assert cells.sizes[belief, :, at].sum() == 100
    one = cells.batch == 3
    assert cells.sums(target)[0, 3].sum() == pytest.approx(target[one].sum())
    sums, sizes = cells.by_batch(target)
    assert (sums[3], sizes[3]) == pytest.approx((target[one].sum(), one.sum()))


def test_batches_are_even_and_random(drawn: Draw) -> None:
    cells = Cells.of(drawn(1_600, 1), 0)
    assert (np.bincount(cells.batch) == 1_600 / BATCHES).all()
    assert (cells.batch != np.sort(cells.batch)).any()


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    batches = np.random.default_rng(1).normal(size=BATCHES)
    left_out = (batches.sum() - batches) / (BATCHES - 1)
    assert jackknife(left_out) == pytest.approx(batches.std(ddof=1) / np.sqrt(BATCHES))
