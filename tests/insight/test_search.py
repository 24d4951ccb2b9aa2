from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from latticework.array import Array, Mask
from latticework.insight.grid import BINS, Grid, Limits
from latticework.insight.search import Count, Search, chance, f_score, quasi_p

Draw = Callable[..., Array]


def _search(draws: Array, holds: Mask) -> Search:
    return Search(Grid.of(draws), holds)


def test_counts_of_a_box_and_of_what_is_outside(drawn: Draw) -> None:
    draws = drawn(1_000, 2)
    search = _search(draws, draws[:, 0] > 0.5)
    box = Limits.none(2).to(0, 150, BINS)
    assert search.count(box) == (250, 250, 500)
    rest = search.without(box)
    assert (len(rest.holds), rest.total) == (750, 250)
    assert rest.count(box) == (0, 0, 250)
    assert search.score(box) == pytest.approx(1.25 * 250 / (250 + 0.25 * 500))


def test_the_score_is_that_of_density_and_coverage() -> None:
    inside, hits = np.array([100.0, 100.0, 0.0]), np.array([80.0, 52.0, 0.0])
    density, coverage = 0.8, 80 / 200
    wanted = 1.25 * density * coverage / (0.25 * density + coverage)
    assert f_score(inside, hits, 200).tolist() == [pytest.approx(wanted), -1.0, -1.0]


def test_chance_is_the_tail_of_the_binomial() -> None:
    assert chance(Count(20, 15, 50), Count(100, 50, 50)) == pytest.approx(binom.sf(14, 20, 0.5))
    assert chance(Count(20, 0, 50), Count(100, 50, 50)) == 1.0
    assert chance(Count(0, 0, 50), Count(100, 50, 50)) == 1.0


def test_quasi_p_tells_what_matters_from_what_does_not(drawn: Draw) -> None:
    draws = drawn(4_000, 3)
    search = _search(draws, draws[:, 0] > 0.5)
    box = Limits.none(3).to(0, 100, BINS).to(1, 0, 150)
    assert quasi_p(search, box, 0) < 1e-50
    assert quasi_p(search, box, 1) > 0.01
