from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.insight.frame import Frame
from latticework.insight.values import OWN, Weights, weights, worth
from latticework.study.views import ValueSet


def _set(**counts: dict[str, object]) -> ValueSet:
    return ValueSet.model_validate({"name": "Them", "reason": "r", "source": "s", "counts": counts})


def test_weights_are_signed_and_sum_to_one(framed_of: Callable[..., Frame]) -> None:
    frame = framed_of(np.zeros((3, 2, 3)), better=["low", "high", "none"])
    them = _set(
        m0={"weight": 1.0, "better": "high", "reason": "they like it"},
        m2={"weight": 3.0, "better": "low", "reason": "they do not"},
    )
    own, theirs = weights(frame, {"them": them})
    assert (own.slug, theirs.slug) == (OWN, "them")
    assert own.signed.tolist() == [-0.5, 0.5, 0.0]
    assert theirs.signed.tolist() == [0.25, 0.0, -0.75]
    assert theirs.counted.tolist() == [0, 2]


def test_worth_by_hand(framed_of: Callable[..., Frame]) -> None:
    values = np.array([[[0.0, 10.0], [1.0, 30.0]], [[2.0, 20.0], [2.0, 20.0]]])
    frame = framed_of(values, better=["low", "high"])
    assert frame.spread.tolist() == [1.0, 5.0]
    (own,) = weights(frame, {})
    assert worth(frame.gains, own).tolist() == [[0.0, 0.5 * -1.0 + 0.5 * 4.0], [0.0, 0.0]]


def test_a_value_set_in_which_nothing_counts_is_refused(framed_of: Callable[..., Frame]) -> None:
    with pytest.raises(ValueError, match="some outcome counts"):
        weights(framed_of(np.zeros((2, 2, 1)), better=["none"]), {})


@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(-50, 50))
def test_worth_knows_no_units(seed: int, factor: float, shift: float) -> None:
    gains = np.random.default_rng(seed).normal(size=(4, 3, 2))
    values = np.random.default_rng(seed + 1).normal(size=(4, 3, 2))
    frame_gains = (values - values[:, :1]) / values[:, 0].std(axis=0)
    other = values * factor + shift
    other_gains = (other - other[:, :1]) / other[:, 0].std(axis=0)
    weight = Weights("w", "w", np.array([0.3, -0.7]))
    assert np.allclose(worth(frame_gains, weight), worth(other_gains, weight))
    assert np.allclose(worth(gains, weight), gains @ weight.signed)
