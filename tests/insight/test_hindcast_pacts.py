"""What bound states, and where that put them."""

import numpy as np
import pytest

from latticework.insight.hindcast_pacts import bound, security, standing

STATES = ("CHN", "DEU", "FRA", "IND", "PRK", "RUS", "USA")
GRADES = {4.0: (0.9, 0.8), 2.0: (0.4, 0.5)}
WEST = np.array([0.0, 1, 1, 0, 0, 0, 1])


def duties(*pacts: tuple[str, str, float]) -> np.ndarray:
    out = np.zeros((len(STATES), len(STATES)))
    for one, other, rank in pacts:
        i, j = STATES.index(one), STATES.index(other)
        out[i, j] = out[j, i] = rank
    return out


NATO = (("USA", "FRA", 4.0), ("USA", "DEU", 4.0), ("FRA", "DEU", 4.0))
EAST = (("CHN", "PRK", 4.0), ("RUS", "CHN", 2.0), ("RUS", "IND", 2.0))
DUTY = duties(*NATO, *EAST)


def test_a_treaty_of_many_is_found_again_from_its_pairs() -> None:
    """So no member counts as standing against another."""
    found = bound(DUTY, GRADES, WEST, STATES)
    hers = found.parties[found.parties[:, STATES.index("USA")] > 0]
    members = {state for state, times in zip(STATES, hers.sum(axis=0), strict=True) if times}
    assert members == {"DEU", "FRA", "USA"}
    assert (hers.sum(axis=1) == 3).all()


def test_pacts_have_the_strength_of_their_kind() -> None:
    found = bound(DUTY, GRADES, WEST, STATES)
    france, russia, china = (STATES.index(code) for code in ("FRA", "RUS", "CHN"))
    assert found.strength[france, STATES.index("DEU")] == 0.9
    assert found.strength[russia, china] == 0.4
    assert found.allied[russia, china] == 0
    assert found.protection[:, france].tolist() == [0.9, 0.0]
    assert found.protection[:, STATES.index("PRK")].tolist() == [0.0, 0.9]


def test_the_one_who_looks_on_does_not_count_its_own_pacts() -> None:
    found = bound(DUTY, GRADES, WEST, STATES)
    china = found.ties[1]
    assert china[2, 0, STATES.index("PRK")] == 0.0
    assert china[2, 0, STATES.index("FRA")] == 0.9
    assert china[2, 1, STATES.index("FRA")] == pytest.approx(0.9 * 0.8)
    assert china[2, 0, STATES.index("IND")] == 0.4  # with Russia


def test_security_is_the_strongest_pact_with_either_side() -> None:
    strength = bound(DUTY, GRADES, WEST, STATES).strength
    found = dict(zip(STATES, security(strength, WEST, STATES), strict=True))
    assert found["FRA"] == 0.9
    assert found["PRK"] == -0.9
    assert found["IND"] == pytest.approx(-0.4 * 0.4)  # by way of Russia


def test_no_state_stands_beyond_the_poles() -> None:
    assert standing(np.array([-1.4, 0.3, 2.0])).tolist() == [-1, 0.3, 1]
