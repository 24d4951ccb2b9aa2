from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array, Mask
from latticework.insight.grid import BINS, Grid
from latticework.insight.prim import MOST_BELIEFS, find
from latticework.insight.search import Search

Draw = Callable[..., Array]


def _search(draws: Array, holds: Mask) -> Search:
    return Search(Grid.of(draws), holds)


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_box_is_found_with_its_beliefs_and_no_others(seed: int, drawn: Draw) -> None:
    draws = drawn(4_000, 30, seed)
    holds = (draws[:, 4] > 0.55) & (draws[:, 9] < 0.4) & (draws[:, 11] > 0.2) & (draws[:, 11] < 0.9)
    search = _search(draws, holds)
    box = find(search)
    assert box is not None
    assert box.restricted.tolist() == [4, 9, 11]
    inside, hits, total = search.count(box)
    assert hits / total >= 0.95
    assert hits / inside >= 0.95
    assert box.low[4] / BINS == pytest.approx(0.55, abs=0.01)
    assert box.high[9] / BINS == pytest.approx(0.4, abs=0.01)
    assert (box.low[11] / BINS, box.high[11] / BINS) == pytest.approx((0.2, 0.9), abs=0.02)


def test_a_planted_box_is_found_among_noise(drawn: Draw) -> None:
    draws = drawn(4_000, 30)
    rng = np.random.default_rng(1)
    inside = (draws[:, 4] > 0.6) & (draws[:, 9] < 0.5)
    holds = np.where(inside, rng.random(4_000) < 0.9, rng.random(4_000) < 0.05)
    box = find(_search(draws, holds))
    assert box is not None
    assert box.restricted.tolist() == [4, 9]


def test_where_it_never_mostly_holds_there_is_no_box(drawn: Draw) -> None:
    draws = drawn(4_000, 10)
    rng = np.random.default_rng(1)
    holds = rng.random(4_000) < 0.1 + 0.2 * draws[:, 3]
    assert find(_search(draws, holds)) is None
    assert find(_search(draws, np.zeros(4_000, np.bool_))) is None


def test_a_box_says_little_rather_than_much(drawn: Draw) -> None:
    draws = drawn(6_000, 40)
    holds = draws[:, :12].sum(axis=1) > 7
    box = find(_search(draws, holds))
    assert box is not None
    assert 1 <= len(box.restricted) <= MOST_BELIEFS
    assert set(box.restricted) <= set(range(12))


def test_constant_beliefs_are_no_trouble(drawn: Draw) -> None:
    draws = drawn(2_000, 3)
    draws[:, 0] = 7.0
    box = find(_search(draws, draws[:, 2] > 0.7))
    assert box is not None
    assert box.restricted.tolist() == [2]
