"""Polarization of pacts."""

import doctest

import numpy as np
import pytest

from latticework.insight import hindcast_blocs
from latticework.insight.hindcast_blocs import judged, sides
from latticework.insight.hindcast_table import read

YEARS = np.arange(1946, 2019)


def test_examples() -> None:
    assert doctest.testmod(hindcast_blocs).failed == 0


def path(rise: float, fall: float) -> np.ndarray:
    """A measure that rises until 1955 and falls from 1990."""
    one = rise * np.clip((YEARS - 1949) / 6, 0, 1) - fall * np.clip((YEARS - 1989) / 6, 0, 1)
    return np.broadcast_to(one, (3, 5, len(YEARS)))


@pytest.mark.parametrize("rise", [1.0, -1.0])
@pytest.mark.parametrize("fall", [2.0, -2.0])
def test_a_rise_and_a_fall_are_told(rise: float, fall: float) -> None:
    checks = tuple(judged(YEARS, path(rise, fall)))
    assert [check.passed for check in checks] == [rise > 0, fall > 0] * 3
    assert checks[0].value == pytest.approx(rise, abs=0.1)
    assert checks[1].value == pytest.approx(fall, abs=0.1)


def test_a_pact_with_both_powers_leaves_a_state_between() -> None:
    states = ("CHN", "FIN", "RUS", "USA")
    pact = np.zeros((4, 4))
    pact[1, 2] = pact[2, 1] = pact[1, 3] = pact[3, 1] = 0.9
    assert sides(pact, states).tolist() == [0.0, 0.0, -1.0, 1.0]


def test_the_embedded_series_is_highest_in_the_cold_war() -> None:
    (found,) = read().only(["blocs"]).parts
    series = {int(point.x): point.y for point in found.points}
    assert len(series) == len(YEARS)
    assert series[1989] == pytest.approx(100.0)
    assert max(series, key=lambda year: series[year]) < 1990
    assert series[2018] < series[1989]
