from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight.cells import Cells
from latticework.insight.tipping import Tipping, tippings

Draw = Callable[..., Array]


def _found(draws: Array, difference: Array) -> tuple[Tipping, ...]:
    names = [f"b{i}" for i in range(draws.shape[1])]
    return tippings(Cells.of(draws, 1), draws, names, difference)


@pytest.mark.parametrize("truth", [0.2, 0.5, 0.85])
def test_a_planted_value_is_found_within_its_interval(truth: float, drawn: Draw) -> None:
    draws = 100 * drawn(10_000, 15)
    noise = np.random.default_rng(0).normal(size=10_000)
    (one,) = _found(draws, (draws[:, 6] / 100 - truth) * 3 + noise)
    assert one.belief == "b6"
    assert one.rising
    assert one.low < 100 * truth < one.high
    assert one.low < one.value < one.high
    assert one.high - one.low < 15
    assert one.rank == pytest.approx(one.value / 100, abs=0.01)


def test_falling_is_the_mirror(drawn: Draw) -> None:
    draws = drawn(10_000, 3)
    noise = np.random.default_rng(0).normal(size=10_000)
    difference = draws[:, 1] * 2 - 0.6 + noise
    (up,), (down,) = _found(draws, difference), _found(draws, -difference)
    assert (up.value, up.low, up.high) == pytest.approx((down.value, down.low, down.high))
    assert up.rising
    assert not down.rising


def test_a_curve_may_turn_twice(drawn: Draw) -> None:
    draws = drawn(10_000, 3)
    difference = (
        (draws[:, 0] - 0.5) ** 2 - 0.09 + 0.05 * np.random.default_rng(0).normal(size=10_000)
    )
    found = _found(draws, difference)
    assert [one.value for one in found] == pytest.approx([0.2, 0.8], abs=0.02)
    assert [one.rising for one in found] == [False, True]


def test_what_only_leans_does_not_tip(drawn: Draw) -> None:
    draws = drawn(10_000, 3)
    assert _found(draws, 0.2 + draws[:, 0]) == ()


def test_noise_does_not_tip(drawn: Draw) -> None:
    draws = drawn(2_000, 20)
    rng = np.random.default_rng(0)
    cells = Cells.of(draws, 1)
    names = [f"b{i}" for i in range(20)]
    told = [tippings(cells, draws, names, rng.normal(size=2_000)) for _ in range(200)]
    assert sum(map(bool, told)) <= 10


def test_a_belief_with_few_values_has_no_curve(drawn: Draw) -> None:
    draws = drawn(2_000, 2)
    draws[:, 0] = draws[:, 0] > 0.5
    assert _found(draws, draws[:, 0] - 0.5) == ()
