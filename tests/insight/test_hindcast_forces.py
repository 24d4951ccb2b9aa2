"""Forces of a past world."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.insight.hindcast_forces import (
    Traits,
    beliefs,
    defences,
    drawn,
    gains,
    hazards,
    reach,
    split,
    stakes,
    wills,
)

HELD = beliefs()
PAIRS = np.array([[0, 1]])


@pytest.fixture(scope="module")
def b() -> Any:
    """Every belief at its centre."""
    return drawn(HELD, 0)[0]


def test_the_first_future_has_centres_and_the_others_keep_their_ranges() -> None:
    futures = drawn(HELD, 64)
    for belief in HELD:
        values = futures[belief.name]
        assert values[0] == belief.centre
        assert belief.low <= values.min() <= values.max() <= belief.high
    assert (drawn(HELD, 64) == futures).all()


def test_force_wanes_with_the_way_and_is_whole_at_home(b: Any) -> None:
    stocks, km = (
        np.full((3, 3), 10.0),
        np.array([[0.0, 500, 9000], [500, 0, 9000], [9000, 9000, 0]]),
    )
    found = reach(stocks, km, b)
    assert found[0, 0] > found[0, 1] > found[0, 2] > 0
    assert found[0, 0] == pytest.approx(30.0, rel=0.05)  # day 90: nearly all has arrived


def test_allies_help_more_and_as_often_as_is_believed(b: Any) -> None:
    count = 4
    duty = np.zeros((count, count))
    duty[0, 1] = duty[1, 0] = 4.0
    flat = np.full((count, count), 0.5)
    traits = Traits(duty, flat, flat, np.zeros(count))
    found = wills(traits, traits, b)
    assert found[0, 1] == pytest.approx(b.pact_reliability, abs=1e-6)
    assert found[2, 1] < found[0, 1] / 2


def test_a_major_power_comes_more_often(b: Any) -> None:
    duty = np.zeros((4, 4))
    duty[0, 1] = duty[1, 0] = 4.0
    flat = np.full((4, 4), 0.5)
    traits = Traits(duty, flat, flat, np.array([0.0, 0, 0, 1]))
    found = wills(traits, traits, b)
    assert found[3, 2] > found[0, 2]


def test_the_attackers_allies_stay_away() -> None:
    force = np.array([[5.0, 4, 0], [1, 3, 0], [2, 2, 2]])
    will, nobody = np.full((3, 3), 0.5), np.zeros((3, 3))
    assert defences(force, will, nobody, PAIRS).tolist() == [3 + 0.5 * 2]
    allied = nobody.copy()
    allied[0, 2] = allied[2, 0] = 1.0
    assert defences(force, will, allied, PAIRS).tolist() == [3.0]


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(1.01, 5))
@settings(max_examples=30, deadline=None)
def test_more_defence_never_raises_the_hazard(attack: float, defence: float, more: float) -> None:
    b = drawn(HELD, 0)[0]
    found = []
    for against in (defence, more * defence):
        gain, hazard = np.zeros(1), np.zeros(1)
        usual, none = np.full(1, 100.0), np.full(1, -np.inf)
        gains(np.array([attack]), np.array([against]), none, usual, b, gain)
        hazards(np.full(1, 0.02), gain, np.zeros(1), 1.5, hazard)
        found.append(hazard[0])
    assert found[1] <= found[0]


def test_a_hazard_without_news_is_its_base() -> None:
    out, gain = np.zeros(2), np.array([0.3, -0.2])
    hazards(np.array([0.01, 0.3]), gain, gain.copy(), 2.0, out)
    assert out.tolist() == [0.01, 0.3]


def test_stakes_are_nearness_or_trade() -> None:
    out = np.zeros((2, 2))
    stakes(np.array([[0.0, 0.5], [0, 0]]), np.array([[0.0, 1e9], [1e9, 0]]), 3000.0, out)
    assert out == pytest.approx(np.array([[1.0, 0.5], [0.0, 1.0]]))


def test_two_camps_are_more_split_than_one(b: Any) -> None:
    side = np.array([1.0, 1, -1, -1])
    friends = np.where(np.outer(side, side) > 0, 0.9, 0.0) - 0.9 * np.eye(4)
    foes = np.where(np.outer(side, side) < 0, 0.8, 0.0)
    spread, divided = split(friends, foes, side, np.ones(4), b)
    together, whole = split(
        np.ones((4, 4)) - np.eye(4), np.zeros((4, 4)), np.ones(4), np.ones(4), b
    )
    assert spread > together == 0.0
    assert divided > whole
