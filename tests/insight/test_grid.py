from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latticework.array import Array
from latticework.insight.grid import BINS, Grid, Limits, limit


def test_bins_hold_equal_shares(drawn: Callable[..., Array]) -> None:
    grid = Grid.of(drawn(4_000, 3))
    assert (grid.counts(np.arange(4_000)) == 4_000 / BINS).all()


def test_equal_values_share_a_bin_and_constants_have_one() -> None:
    draws = np.stack([np.repeat([1.0, 2.0, 5.0], 100), np.full(300, 4.0)], axis=1)
    grid = Grid.of(draws)
    assert sorted(set(grid.codes[0].tolist())) == [0, 66, 133]
    assert set(grid.codes[1].tolist()) == {0}


@given(st.integers(0, 100), st.integers(1, BINS - 1))
def test_a_limit_in_the_beliefs_unit_parts_the_same_futures(seed: int, edge: int) -> None:
    column = np.random.default_rng(seed).lognormal(size=400)
    grid = Grid.of(column[:, None])
    assert ((column < limit(grid.codes[0], column, edge)) == (grid.codes[0] < edge)).all()


def test_inside_is_all_limits_together(drawn: Callable[..., Array]) -> None:
    draws = drawn(2_000, 3)
    grid = Grid.of(draws)
    box = Limits.none(3).to(0, 0, 100).to(2, 50, 150)
    assert box.restricted.tolist() == [0, 2]
    assert list(box.edges()) == [(0, True), (2, False), (2, True)]
    wanted = (draws[:, 0] < 0.5) & (draws[:, 2] >= 0.25) & (draws[:, 2] < 0.75)
    assert (grid.inside(box) == wanted).all()
    assert (grid.inside(box, but=2) == (draws[:, 0] < 0.5)).all()
    assert box.without(2, upper=True).high[2] == BINS
    assert box.high[2] == 150
    assert grid.at(np.flatnonzero(wanted)).inside(box).all()
