from collections.abc import Callable

import numpy as np
import pytest

from latticework.insight.frame import Frame
from latticework.insight.robustness import THRESHOLDS, robustness
from latticework.insight.values import Weights


def _weights(*signed: float) -> Weights:
    return Weights("w", "w", np.array(signed))


def test_by_hand(framed_of: Callable[..., Frame]) -> None:
    # the baseline is 0 or 2 (spread 1); one is better by 0.5, then worse by 0.2
    values = np.array([[[0.0], [0.5]], [[2.0], [1.8]]])
    base, one = robustness(framed_of(values, better=["high"]), _weights(1.0), 0)
    assert THRESHOLDS == (0.0, 0.1, 0.25, 0.5, 1.0)
    assert base.satisficing == (0.5, 0.5, 0.5, 1.0, 1.0)
    assert one.satisficing == (0.5, 0.5, 1.0, 1.0, 1.0)
    assert base.domain == (1.0,) * 5
    assert one.domain == (0.5, 0.5, 1.0, 1.0, 1.0)
    assert (base.volume, one.volume) == (0.0, 1.0)


def test_the_domain_asks_for_every_outcome(framed_of: Callable[..., Frame]) -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(size=(4_000, 1, 2))
    values = base + np.concatenate(
        [np.zeros((4_000, 1, 2)), rng.normal(size=(4_000, 1, 2))], axis=1
    )
    _, one = robustness(framed_of(values, better=["high", "high"]), _weights(0.5, 0.5), 0)
    assert one.domain[0] == pytest.approx(0.25, abs=0.03)


def test_the_volume_is_the_share_of_weightings(framed_of: Callable[..., Frame]) -> None:
    """One gains 1 on the first outcome, two gains 3 on the second: one wins where w > 3/4."""
    values = np.zeros((2, 3, 2))
    values[1] = 2.0
    values[:, 1, 0] += 1.0
    values[:, 2, 1] += 3.0
    found = robustness(framed_of(values, better=["high", "high"]), _weights(0.9, 0.1), 1)
    assert [one.volume for one in found] == pytest.approx([0, 0.25, 0.75], abs=0.02)


def test_signs_of_the_value_set_rule(framed_of: Callable[..., Frame]) -> None:
    values = np.array([[[0.0], [0.5]], [[2.0], [2.5]]])
    frame = framed_of(values, better=["high"])
    assert robustness(frame, _weights(-1.0), 0)[1].volume == 0.0
    assert robustness(frame, _weights(1.0), 0)[1].volume == 1.0


def test_more_is_never_rarer_enough(framed_of: Callable[..., Frame]) -> None:
    values = np.random.default_rng(2).normal(size=(300, 4, 3))
    for one in robustness(framed_of(values), _weights(-0.2, -0.3, -0.5), 0):
        assert list(one.satisficing) == sorted(one.satisficing)
        assert list(one.domain) == sorted(one.domain)
