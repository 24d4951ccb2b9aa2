import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.mechanisms.outlay import outlay

RANGE = np.array([1.0, 2.0, 6.0])


@pytest.mark.parametrize(("level", "cost"), [(0, 1), (0.25, 1.5), (0.5, 2), (0.75, 4), (1, 6)])
def test_levels_are_read_between_estimates(level: float, cost: float) -> None:
    assert outlay(RANGE, level) == pytest.approx(cost)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_level_never_costs_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert outlay(RANGE, low) <= outlay(RANGE, high)


def test_nothing_planned_costs_nothing() -> None:
    assert outlay(np.zeros(3), 0.3) == 0
