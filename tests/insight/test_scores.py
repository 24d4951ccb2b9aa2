from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latticework.array import Array
from latticework.insight.frame import Frame
from latticework.insight.resampling import Resampling
from latticework.insight.scores import best_shares, quantiles, ranked, scores, win_shares

GOOD = hnp.arrays(np.float64, (7, 4), elements=st.integers(-3, 3).map(float))


def test_scores_by_hand(framed_of: Callable[..., Frame]) -> None:
    values = np.empty((101, 2, 2))
    values[:, 0, 0] = np.arange(101)
    values[:, 1, 0] = 50.0
    values[:, :, 1] = 1.0
    found = scores(framed_of(values, better=["low", "none"]))
    base = found[0]
    assert (base.option, base.outcome) == ("base", "m0")
    assert (base.low90, base.low50, base.median, base.high50, base.high90) == (5, 25, 50, 75, 95)
    assert base.mean == 50
    assert base.mean_error == pytest.approx(np.arange(101).std(ddof=1) / np.sqrt(101))
    assert base.median_low < 50 < base.median_high
    assert base.best == pytest.approx(50.5 / 101)  # lower in 50 futures, equal in one
    assert found[1].best is None
    assert [one.option for one in found] == ["base", "base", "one", "one"]


def test_quantiles_are_those_of_numpy() -> None:
    values = np.sort(np.random.default_rng(0).normal(size=(3, 57)), axis=1)
    levels = (0.0, 0.05, 0.31, 0.5, 1.0)
    assert np.allclose(quantiles(values, levels), np.quantile(values, levels, axis=1))


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_of_a_median_holds_it(seed: int, framed_of: Callable[..., Frame]) -> None:
    values = np.random.default_rng(seed).normal(size=(2_000, 1, 40))
    found = scores(framed_of(values))
    inside = [one.median_low < 0 < one.median_high for one in found]
    assert np.mean(inside) > 0.8


@given(GOOD)
def test_best_shares_add_up_and_never_favour_the_worse(good: Array) -> None:
    shares = best_shares(good)
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares[good < good.max(axis=1, keepdims=True)] == 0).all()


@given(GOOD)
def test_win_shares_mirror_each_other(good: Array) -> None:
    wins = win_shares(good)
    assert np.allclose(wins + wins.T, 1)
    assert wins[0, 1] == pytest.approx(
        np.mean((good[:, 0] > good[:, 1]) + 0.5 * (good[:, 0] == good[:, 1]))
    )


def test_a_clear_ranking_is_sure_and_a_tie_is_not() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(4_000, 3))
    sure = ranked(noise + np.array([0, 2, 1]), "abc", Resampling.of(4_000, 1))
    assert sure.order == ("b", "c", "a")
    assert sure.same == 1.0
    assert sure.places[0] == (1.0, 0.0, 0.0)
    assert sure.ahead == (1.0, 1.0)
    noise -= noise.mean(axis=0)
    open_ = ranked(noise + np.array([0, 0.001, 0]), "abc", Resampling.of(4_000, 1))
    assert open_.order[0] == "b"
    assert open_.same < 0.5
    assert all(0.2 < share < 0.9 for share in open_.ahead)


def test_places_are_shares_of_resamples() -> None:
    worth = np.random.default_rng(3).normal(size=(500, 4))
    found = ranked(worth, "abcd", Resampling.of(500, 0))
    table = np.array(found.places)
    assert np.allclose(table.sum(axis=0), 1)
    assert np.allclose(table.sum(axis=1), 1)
