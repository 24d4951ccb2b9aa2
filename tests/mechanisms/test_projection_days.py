"""What is particular to the rival; what it shares with projection is tested there for both."""

import doctest
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import projection, projection_days
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.projection_days import MILE

unhurried = settings(deadline=None)  # the first example may have to wait for the compiler


def exponent(days: float, speed: float = 500.0) -> Array:
    out = np.empty((1, 1))
    projection_days.loss(np.array([[days * speed * MILE]]), np.array([speed]), out)
    return out


def force(points: float, days: float) -> float:
    out = np.empty(1)
    projection_days.force(np.array([[points]]), exponent(days), np.ones((1, 1)), out)
    return float(out[0])


def test_the_exponent_is_one_at_e_days_whatever_the_speed() -> None:
    for speed in (250.0, 375.0, 500.0):
        assert exponent(math.e, speed)[0, 0] == pytest.approx(1, rel=1e-12)
    assert force(7.0, math.e) == pytest.approx(7.0)


def test_the_exponent_grows_by_one_with_every_tenfold_of_days_and_offset() -> None:
    offset = 10 - math.e
    for days in (10 - offset, 100 - offset, 1000 - offset):
        assert exponent(days)[0, 0] == pytest.approx(math.log10(days + offset))
    assert exponent(100 - offset)[0, 0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("days", "points", "kept"), [(20, 50, 0.739), (20, 1, 0.134), (36, 10, 0.231), (0, 10, 1.373)]
)
def test_the_discount_is_that_of_the_formula(days: float, points: float, kept: float) -> None:
    assert force(points, days) / points == pytest.approx(kept, abs=5e-4)


def test_a_stock_beyond_the_world_of_2024_is_neither_discounted_nor_raised() -> None:
    assert force(150.0, 30) == pytest.approx(150.0)
    assert force(100.0, 30) == pytest.approx(100.0)
    assert force(0.0, 30) == force(0.0, 0) == 0.0


@unhurried
@given(st.floats(0.01, 40), st.floats(3, 60))
def test_far_away_twice_the_stock_gives_more_than_twice_the_force(
    points: float, days: float
) -> None:
    assert force(2 * points, days) > 2 * force(points, days)


@unhurried
@given(st.floats(0.01, 99), st.floats(0.01, 99), st.floats(0, 60), st.floats(0.01, 60))
def test_the_weak_lose_a_larger_share_on_the_way(
    one: float, other: float, days: float, more: float
) -> None:
    weak, strong = sorted((one, other))
    kept = [force(m, days + more) / force(m, days) for m in (weak, strong)]
    assert kept[0] <= kept[1] + 1e-12


def test_the_rivals_answer_to_the_same_names_and_share_all_beliefs_but_the_discount() -> None:
    for name in projection_days.__all__:
        assert hasattr(projection, name)
    ours, theirs = ({b.name for b in m.BELIEFS} for m in (projection, projection_days))
    assert ours - theirs == set(projection.RATES)
    assert theirs - ours == set(projection_days.RATES)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(projection_days)
    assert result.attempted > 0
    assert result.failed == 0
