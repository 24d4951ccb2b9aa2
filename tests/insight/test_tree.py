from collections.abc import Callable

import numpy as np

from latticework.array import Array
from latticework.insight.grid import BINS, Grid
from latticework.insight.search import Search
from latticework.insight.tree import leaves

Draw = Callable[..., Array]


def test_a_planted_corner_is_one_leaf(drawn: Draw) -> None:
    draws = drawn(4_000, 20)
    holds = (draws[:, 3] > 0.6) & (draws[:, 8] < 0.5)
    search = Search(Grid.of(draws), holds)
    (box,) = leaves(search)
    assert box.restricted.tolist() == [3, 8]
    assert abs(box.low[3] / BINS - 0.6) <= 0.01
    assert search.count(box).hits == search.count(box).inside


def test_two_corners_are_leaves_that_do_not_overlap(drawn: Draw) -> None:
    draws = drawn(4_000, 20)
    holds = ((draws[:, 3] > 0.5) & (draws[:, 8] < 0.5)) | (
        (draws[:, 3] < 0.5) & (draws[:, 9] > 0.7)
    )
    search = Search(Grid.of(draws), holds)
    boxes = leaves(search)
    assert len(boxes) >= 2
    inside = np.sum([search.grid.inside(box) for box in boxes], axis=0)
    assert inside.max() == 1
    assert np.count_nonzero(holds & (inside > 0)) > 0.9 * holds.sum()


def test_noise_is_no_tree(drawn: Draw) -> None:
    draws = drawn(4_000, 50)
    rng = np.random.default_rng(0)
    assert leaves(Search(Grid.of(draws), rng.random(4_000) < 0.4)) == ()
    assert leaves(Search(Grid.of(draws), np.ones(4_000, np.bool_))) == ()


def test_leaves_that_say_the_same_are_one(drawn: Draw) -> None:
    """It is likelier above, yet nowhere mostly so: no leaf holds."""
    draws = drawn(4_000, 10)
    holds = np.random.default_rng(0).random(4_000) < np.where(draws[:, 1] > 0.5, 0.4, 0.1)
    assert leaves(Search(Grid.of(draws), holds)) == ()
