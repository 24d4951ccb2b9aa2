from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latticework.array import Array
from latticework.insight.frame import Frame
from latticework.insight.regret import by_outcome, order, regrets, summed

GOOD = hnp.arrays(np.float64, (6, 3), elements=st.floats(-5, 5))


def test_savages_table() -> None:
    """Three acts in three states: regret by hand, and the three rules need not agree."""
    good = np.array([[8.0, 5.0, 0.0], [2.0, 4.0, 6.0], [3.0, 5.0, 4.0]])
    found = summed(good, ["bold", "middle", "safe"])
    assert regrets(good).tolist() == [[0, 3, 8], [4, 2, 0], [2, 0, 1]]
    assert [one.most for one in found] == [4, 3, 8]
    assert [one.mean for one in found] == pytest.approx([2, 5 / 3, 3])
    assert found[0].high90 == pytest.approx(2 + 0.8 * 2)
    assert order(found, "most") == ("middle", "bold", "safe")
    assert order(found, "mean") == ("middle", "bold", "safe")


def test_regret_by_outcome_is_signed_and_in_spreads(framed_of: Callable[..., Frame]) -> None:
    values = np.array([[[0.0, 0.0], [2.0, 2.0]], [[4.0, 4.0], [4.0, 4.0]]])
    found = by_outcome(framed_of(values, better=["low", "high"]))
    assert [one.most for one in found["m0"]] == [0.0, 1.0]
    assert [one.most for one in found["m1"]] == [1.0, 0.0]


def test_outcomes_without_direction_are_not_regretted(framed_of: Callable[..., Frame]) -> None:
    assert set(by_outcome(framed_of(np.zeros((2, 2, 2)), better=["low", "none"]))) == {"m0"}


@given(GOOD)
def test_someone_is_always_without_regret_and_nobody_below(good: Array) -> None:
    found = regrets(good)
    assert (found >= 0).all()
    assert (found.min(axis=1) == 0).all()


@given(GOOD)
def test_expected_regret_ranks_as_expected_worth_does(good: Array) -> None:
    found = summed(good, "abc")
    means = [one.mean for one in found]
    assert np.allclose(np.diff(means), -np.diff(good.mean(axis=0)), atol=1e-9)
    assert all(one.mean <= one.most + 1e-12 for one in found)
    assert all(one.high90 <= one.most for one in found)
