from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight.cells import Cells
from latticework.insight.drivers import LEAST, Drivers, Explainer, first_order, second_order

Draw = Callable[..., Array]


def _explainer(draws: Array) -> Explainer:
    count = draws.shape[1]
    kinds = ["judged" if i % 2 == 0 else "estimated" for i in range(count)]
    return Explainer(Cells.of(draws, 3), [f"b{i}" for i in range(count)], kinds)


def _ishigami(draws: Array) -> Array:
    x, y, z = (2 * np.pi * draws[:, i] - np.pi for i in range(3))
    found: Array = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


def _truth() -> tuple[float, float, float]:
    """Return S₁, S₂ and S₁₃ of Ishigami's function with a = 7, b = 0.1 (Ishigami & Homma 1990)."""
    a, b = 7.0, 0.1
    one = (1 + b * np.pi**4 / 5) ** 2 / 2
    two, both = a**2 / 8, 8 * b**2 * np.pi**8 / 225
    whole = one + two + both
    return one / whole, two / whole, both / whole


@pytest.mark.parametrize("seed", range(4))
def test_ishigami(seed: int, drawn: Draw) -> None:
    draws = drawn(10_000, 20, seed)
    cells, target = Cells.of(draws, seed), _ishigami(draws)
    found = first_order(cells, target)
    one, two, both = _truth()
    assert found.share[:3] == pytest.approx([one, two, 0], abs=0.02)
    assert np.abs(found.share[3:]).max() < 0.02
    share, error = second_order(cells, target, (0, 2))
    assert share == pytest.approx(both, abs=0.03)
    assert abs(second_order(cells, target, (0, 1))[0]) < 4 * error + 0.01


def test_what_is_told_of_ishigami(drawn: Draw) -> None:
    draws = drawn(10_000, 20)
    found = _explainer(draws)(_ishigami(draws))
    one, two, both = _truth()
    assert [driver.belief for driver in found.beliefs] == ["b1", "b0"]
    assert [joint.beliefs for joint in found.interactions] == [("b0", "b2")]
    assert found.beliefs[1].with_others == pytest.approx(one + both, abs=0.03)  # the total index
    assert found.alone == pytest.approx(one + two, abs=0.03)
    assert found.judged == pytest.approx(one / (one + two), abs=0.03)
    assert found.judged_low is not None
    assert found.judged_high is not None
    assert found.judged_low < one / (one + two) < found.judged_high
    assert found.judged_most == pytest.approx(one + both, abs=0.03)  # the truth: b1 is estimated
    assert found.judged_least <= found.judged_most


def test_an_interaction_is_told_of_both_beliefs(drawn: Draw) -> None:
    draws = drawn(10_000, 12)
    target = np.where((draws[:, 3] > 0.6) & (draws[:, 8] < 0.5), 1.0, 0.0)
    found = _explainer(draws)(target)
    assert {driver.belief for driver in found.beliefs} == {"b3", "b8"}
    (joint,) = found.interactions
    assert joint.beliefs == ("b3", "b8")
    assert joint.low < 0.375 < joint.high  # 0.4 · 0.5 · (0.6 · 0.5) ² … by hand: 0.06 / 0.16
    for driver in found.beliefs:
        assert driver.with_others == pytest.approx(driver.share + joint.share)


def test_additive_shares_by_hand(drawn: Draw) -> None:
    draws = drawn(10_000, 10)
    found = _explainer(draws)(3 * draws[:, 0] + draws[:, 1])
    assert [driver.share for driver in found.beliefs] == pytest.approx([0.9, 0.1], abs=0.02)
    assert found.beliefs[0].low < 0.9 < found.beliefs[0].high
    assert (found.alone_low, found.alone_high) == pytest.approx((1, 1), abs=0.05)
    assert found.judged == pytest.approx(0.9, abs=0.02)


def test_several_targets_are_weighed_by_their_variance(drawn: Draw) -> None:
    draws = drawn(10_000, 4)
    targets = np.stack([3 * draws[:, 0], draws[:, 1]], axis=1)
    found = first_order(Cells.of(draws, 0), targets)
    assert found.share == pytest.approx([0.9, 0.1, 0, 0], abs=0.02)


def test_noise_has_no_drivers(drawn: Draw) -> None:
    explain = _explainer(drawn(2_000, 20))
    rng = np.random.default_rng(0)
    found = [explain(rng.normal(size=2_000), pairs=False) for _ in range(200)]
    assert sum(bool(one.beliefs) for one in found) <= 10
    assert np.mean([one.alone for one in found]) == pytest.approx(0, abs=0.02)


def test_what_never_varies_has_no_drivers(drawn: Draw) -> None:
    found = _explainer(drawn(1_000, 5))(np.full(1_000, 3.0))
    assert (found.beliefs, found.alone, found.judged) == ((), 0.0, None)


def test_of_few_futures_nothing_is_told(drawn: Draw) -> None:
    draws = drawn(LEAST - 1, 3)
    assert _explainer(draws)(draws[:, 0]) == Drivers()


def test_intervals_hold_the_truth(drawn: Draw) -> None:
    inside = 0
    for seed in range(30):
        draws = drawn(2_000, 3, seed)
        noise = np.random.default_rng(seed + 99).normal(size=2_000) * np.sqrt(1 / 12)
        (driver,) = _explainer(draws)(draws[:, 0] + noise, pairs=False).beliefs
        inside += driver.low < 0.5 < driver.high
    assert inside >= 25
