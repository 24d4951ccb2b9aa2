from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latticework.array import Array
from latticework.insight.frame import Frame
from latticework.insight.pareto import front, undominated

POINTS = hnp.arrays(np.float64, (8, 3), elements=st.integers(0, 4).map(float))


def test_a_table_by_hand() -> None:
    good = np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 2.0], [1.0, 1.0], [2.0, 2.0]])
    assert undominated(good).tolist() == [True, True, True, False, True]


def test_rounding_makes_nothing_better() -> None:
    good = np.array([[1.0, 1.0], [1.0 + 1e-15, 0.5]])
    assert undominated(good, 1e-9).tolist() == [True, False]


@given(POINTS)
def test_what_is_dominated_is_so_by_the_front(good: Array) -> None:
    free = undominated(good)
    assert free.any()
    for row in good[~free]:
        assert ((good[free] >= row).all(axis=1) & (good[free] > row).any(axis=1)).any()


@given(POINTS, st.permutations(range(8)))
def test_the_order_of_rows_does_not_matter(good: Array, order: list[int]) -> None:
    assert (undominated(good)[order] == undominated(good[order])).all()


def test_options_by_mean_and_by_median(framed_of: Callable[..., Frame]) -> None:
    values = np.zeros((5, 3, 1))
    values[:, 0, 0] = [0.0, 1.0, 2.0, 1.0, 1.0]
    values[:, 1, 0] = [9.0, 0.0, 0.0, 0.0, 0.0]  # mostly the lowest, rarely far the highest
    values[:, 2, 0] = 1.5
    frame = framed_of(values)
    assert front(frame, frame.sign) == ("base",)
    assert front(frame, frame.sign, median=True) == ("one",)
    assert front(frame, -frame.sign) == ("one",)


def test_nothing_counted_is_refused(framed_of: Callable[..., Frame]) -> None:
    frame = framed_of(np.zeros((2, 2, 1)))
    with pytest.raises(ValueError, match="an outcome that counts"):
        front(frame, np.zeros(1))
