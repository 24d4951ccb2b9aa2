from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight.boxes import Found, Seeker

Draw = Callable[..., Array]
NAMES = tuple(f"b{i}" for i in range(40))
KINDS = ("judged",) * 40


def _seeker(draws: Array, seed: int = 1) -> Seeker:
    return Seeker(draws, NAMES[: draws.shape[1]], KINDS[: draws.shape[1]], seed)


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_recovered_in_futures_held_out(seed: int, drawn: Draw) -> None:
    draws = 10 + 5 * drawn(6_000, 40, seed)
    holds = (draws[:, 4] > 13) & (draws[:, 9] < 12.5)
    found = _seeker(draws, seed)(holds)
    (box,) = found.boxes
    assert box.beliefs == ("b4", "b9")
    assert min(box.coverage, box.density, found.coverage, found.density) >= 0.9
    assert box.limits[0].low == pytest.approx(13, abs=0.05)
    assert box.limits[0].high is None
    assert box.limits[1].high == pytest.approx(12.5, abs=0.05)
    assert (box.limits[1].low_rank, box.limits[1].high_rank) == pytest.approx((0, 0.5), abs=0.01)
    assert all(one.p_value < 1e-6 for one in box.limits)
    assert box.p_value < 1e-6
    assert box.share == pytest.approx(0.2, abs=0.02)
    assert {one.belief for leaf in found.leaves for one in leaf.limits} == {"b4", "b9"}


def test_two_planted_boxes_are_both_recovered(drawn: Draw) -> None:
    draws = drawn(8_000, 30)
    holds = ((draws[:, 2] > 0.7) & (draws[:, 5] > 0.6)) | (
        (draws[:, 11] < 0.2) & (draws[:, 17] < 0.5)
    )
    found = _seeker(draws)(holds)
    assert {box.beliefs for box in found.boxes} == {("b2", "b5"), ("b11", "b17")}
    assert min(found.coverage, found.density) >= 0.9


def test_noise_makes_no_box(drawn: Draw) -> None:
    """At most 5 % of 200 draws; at the level used next to none is expected."""
    seek = _seeker(drawn(2_000, 20))
    rng = np.random.default_rng(0)
    shares = np.tile([0.1, 0.3, 0.5, 0.7], 50)
    told = [seek(rng.random(2_000) < share) for share in shares]
    assert sum(bool(found.boxes or found.leaves) for found in told) <= 10
    assert sum(bool(found.boxes or found.leaves) for found in told) <= 2


def test_too_few_are_not_looked_for(drawn: Draw) -> None:
    draws = drawn(4_000, 10)
    assert _seeker(draws)(draws[:, 0] > 0.99) == Found()


def test_only_the_futures_asked_count(drawn: Draw) -> None:
    draws = drawn(6_000, 10)
    among = draws[:, 1] > 0.5
    found = _seeker(draws)((draws[:, 3] > 0.8) & among, among)
    (box,) = found.boxes
    assert box.beliefs == ("b3",)
    assert box.share == pytest.approx(0.2, abs=0.03)


def test_a_seed_repeats(drawn: Draw) -> None:
    draws = drawn(3_000, 12)
    holds = draws[:, :6].sum(axis=1) > 3.5
    assert _seeker(draws)(holds) == _seeker(draws.copy())(holds.copy())
