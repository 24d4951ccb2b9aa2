import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.insight.resampling import Resampling, interval_of_share


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_of_a_share_holds_it_and_stays_within_bounds(hits: int, count: int) -> None:
    hits = min(hits, count)
    low, high = interval_of_share(hits, count)
    assert 0 <= low <= hits / count + 1e-12
    assert hits / count - 1e-12 <= high <= 1


def test_the_interval_of_nothing_is_everything() -> None:
    assert interval_of_share(0, 0) == (0.0, 1.0)


def test_wilson_by_hand() -> None:
    assert interval_of_share(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert interval_of_share(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


@pytest.mark.parametrize("futures", [300, 5_003])
def test_the_bootstrap_is_as_wide_as_the_standard_error(futures: int) -> None:
    values = np.random.default_rng(1).normal(3, 2, size=(futures, 2))
    low, high = Resampling.of(futures, 0).interval(values)
    error = values.std(axis=0) / np.sqrt(futures)
    assert np.allclose(high - low, 2 * 1.96 * error, rtol=0.15)
    assert ((low < values.mean(axis=0)) & (values.mean(axis=0) < high)).all()


def test_constants_have_no_spread_and_seeds_repeat() -> None:
    one, again = Resampling.of(2_000, 5), Resampling.of(2_000, 5)
    assert np.allclose(one.means(np.full(2_000, 7.0)), 7.0)
    values = np.random.default_rng(0).normal(size=2_000)
    assert (one.means(values) == again.means(values)).all()
