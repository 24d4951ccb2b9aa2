"""Ranges of estimates."""

import doctest

import pytest
from scipy.stats import binom

from latticework.evidence import estimate
from latticework.evidence.estimate import rate, two_errors


def test_examples() -> None:
    result = doctest.testmod(estimate)
    assert result.attempted
    assert result.failed == 0


def test_more_fits_never_narrow_a_range() -> None:
    low, high = two_errors((1.0, 0.2))
    wider = two_errors((1.0, 0.2), (0.9, 0.1), (2.0, 0.3))
    assert wider[0] <= low
    assert wider[1] >= high


@pytest.mark.parametrize("true", [0.05, 0.2, 0.5])
def test_intervals_of_rates_hold_the_truth_as_often_as_they_say(true: float) -> None:
    """Jeffreys's interval wavers about 95 %, as intervals of few counts must."""
    held = sum(
        float(binom.pmf(count, 25, true))
        for count in range(26)
        if rate(count, 25)[2] <= true <= rate(count, 25)[3]
    )
    assert held == pytest.approx(0.95, abs=0.06)


def test_no_event_is_not_no_chance() -> None:
    value, error, low, high = rate(0, 25)
    assert value == 0
    assert 0 <= low < 0.001 < high < 0.15
    assert error > 0
