"""Contest, value of attack and waiting, hazard: known answers, limits, order."""

import doctest
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import deterrence as det
from latticework.mechanisms.kernel import Array

ONE = np.ones(1)
CENTRES = {belief.name: belief.centre for belief in det.BELIEFS}
STAKES = np.array([CENTRES[name] for name in det.STAKES])
FORCE = st.floats(0.01, 1e4)
SHARE = st.floats(0.0, 1.0)
OFTEN = settings(deadline=None, max_examples=200)


def stakes(**changes: float) -> Array:
    values = STAKES.copy()
    for name, value in changes.items():
        values[det.STAKES.index(name)] = value
    return values


def driver(
    attack: float, defence: float, loss: float = 0.02, felt: float = 100.0, window: float = 0.0
) -> float:
    """The gain with one node of the shock, at the beliefs' centres, γ = 1."""
    chance = np.array([det.contest(attack, defence, 1.5, 1.0)])
    return float(det.gain(chance, np.array([loss]), ONE, felt, window, STAKES))


# --- contest ---


@pytest.mark.parametrize(
    ("attack", "defence", "mu", "gamma", "chance"),
    [
        (3, 1, 1.5, 3, 0.5),  # A = γD
        (3, 1, 0.7, 3, 0.5),  # whatever μ
        (2, 1, 1, 1, 2 / 3),  # μ = 1: share of force
        (2, 1, 2, 1, 0.8),
        (1, 0, 1.5, 3, 1),
        (0, 1, 1.5, 3, 0),
    ],
)
def test_contest_known_answers(
    attack: float, defence: float, mu: float, gamma: float, chance: float
) -> None:
    args = float(attack), float(defence), float(mu), float(gamma)
    assert det.contest(*args) == pytest.approx(chance, abs=1e-14)


def test_overwhelming_defence_leaves_no_chance() -> None:
    chances = [det.contest(1.0, d, 1.5, 3.0) for d in (1e2, 1e4, 1e8)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < 1e-12


@OFTEN
@given(FORCE, FORCE, st.floats(0.25, 3), st.floats(0.65, 6), st.floats(0.1, 10))
def test_contest_depends_on_the_ratio_and_is_fair(
    a: float, d: float, mu: float, gamma: float, scale: float
) -> None:
    chance = det.contest(a, d, mu, gamma)
    assert 0.0 <= chance <= 1.0
    assert det.contest(scale * a, scale * d, mu, gamma) == pytest.approx(chance, abs=1e-12)
    assert det.contest(a, d, mu, 1.0) + det.contest(d, a, mu, 1.0) == pytest.approx(1.0)
    assert det.contest(a, 1.1 * d, mu, gamma) <= chance


def test_chances_at_each_node_are_those_of_the_contest() -> None:
    out = np.zeros(2)
    for defence, expected in (([1.0, 2.0], [0.75, 0.6]), ([3.0, 6.0], [0.5, 1 / 3])):
        det.win_chances(3.0, np.array(defence), 1.0, 1.0, out)
        assert out == pytest.approx(expected)


# --- values ---


def test_attack_value_is_the_average_over_the_shock() -> None:
    chance, loss = np.array([0.2, 0.8]), np.array([0.1, 0.0])
    weights = np.array([0.25, 0.75])
    # ¼ (0.2 − 0.8 − 0.5) + ¾ (0.8 − 0.2) − 0.3, with L = 1, κ_E = 5, κ_W = 0.3
    assert det.attack_value(chance, loss, weights, STAKES) == pytest.approx(-0.125)


@pytest.mark.parametrize(
    ("name", "slope"),
    [("failure_cost", -0.4), ("economic_loss_weight", -0.02), ("war_cost", -1.0)],
)
def test_attack_value_is_linear_in_each_cost(name: str, slope: float) -> None:
    chance, loss = np.array([0.6]), np.array([0.02])
    dearer = det.attack_value(chance, loss, ONE, stakes(**{name: CENTRES[name] + 1.0}))
    assert dearer - det.attack_value(chance, loss, ONE, STAKES) == pytest.approx(slope)


def test_sanctions_add_up_and_cannot_take_more_than_all() -> None:
    income = np.array([0.05, 0.10, 0.20])
    assert det.sanction_loss(np.ones(3), income, 0.5) == pytest.approx(0.175)
    assert det.sanction_loss(np.zeros(3), income, 0.5) == 0.0
    assert det.sanction_loss(np.ones(3), 10 * income, 0.5) == 1.0


def test_averaging_sanctions_first_is_exact() -> None:
    loss, weights, chance = np.array([0.01, 0.05]), np.array([0.3, 0.7]), np.array([0.4, 0.6])
    averaged = np.full(2, weights @ loss)
    assert det.attack_value(chance, averaged, weights, STAKES) == pytest.approx(
        det.attack_value(chance, loss, weights, STAKES)
    )


def test_waiting_costs_nothing_in_2024() -> None:
    assert det.wait_value(100.0, 0.0, STAKES) == 0.0


def test_encirclement_weighs_by_its_belief_which_may_be_restraint() -> None:
    assert det.wait_value(200.0, 0.0, STAKES) == pytest.approx(-0.15)
    assert det.wait_value(200.0, 0.0, stakes(encirclement_pressure=-0.15)) == pytest.approx(0.15)
    assert det.wait_value(300.0, 0.0, stakes(encirclement_pressure=0.0)) == 0.0


def test_only_a_closing_window_counts() -> None:
    assert det.closing_window(0.1, 0.2) == pytest.approx(0.5)
    assert det.closing_window(0.2, 0.1) == 0.0
    assert driver(1.0, 1.0, window=0.5) - driver(1.0, 1.0) == pytest.approx(0.1)


# --- hazard ---


@OFTEN
@given(st.floats(1e-4, 0.9999), st.floats(0, 4), st.floats(-5, 5))
def test_the_status_quo_of_2024_keeps_its_base_rate_to_the_bit(
    h0: float, eta: float, value: float
) -> None:
    assert det.hazard(h0, eta, value, value, 0.0) == h0
    assert det.hazard(h0, 0.0, value, -value, 0.0) == h0


@OFTEN
@given(FORCE, FORCE, FORCE, st.floats(0.01, 4), st.floats(1e-3, 0.5))
def test_more_defence_never_raises_the_hazard(
    a: float, d: float, more: float, eta: float, h0: float
) -> None:
    base = driver(a, d)
    assert det.hazard(h0, eta, driver(a, d + more), base, 0.0) <= h0


def test_more_sanctions_lower_and_a_weaker_future_raises_the_hazard() -> None:
    base = driver(1.0, 1.0)
    quiet = det.hazard(0.02, 1.5, driver(1.0, 1.0, loss=0.1), base, 0.0)
    pressed = det.hazard(0.02, 1.5, driver(1.0, 1.0, felt=150.0), base, 0.0)
    assert quiet < 0.02 < pressed
    assert pressed == pytest.approx(1 / (1 + 49 * np.exp(-1.5 * 0.075)))


def test_the_anchor_of_benson_is_within_reach() -> None:
    """At the centres, a fifth more defence against an equal force cuts initiation by 18 %."""
    h0 = CENTRES["base_rate_force_taiwan_strait"]
    cut = det.hazard(h0, 1.5, driver(1.0, 1.2), driver(1.0, 1.0), 0.0) / h0
    assert cut == pytest.approx(0.82, abs=0.01)


def test_what_happens_elsewhere_shifts_the_log_odds() -> None:
    push = det.spillover(0.4, 0.5, 0.3, 1.0)
    assert push == pytest.approx(0.5)
    assert det.hazard(0.5, 1.5, 0.0, 0.0, push) == pytest.approx(1 / (1 + np.exp(-0.5)))
    assert det.spillover(0.4, 0.0, 0.3, 0.0) == 0.0


def test_a_theatre_is_engaged_if_any_of_its_contingencies_is() -> None:
    hazards, region = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.0, 0.0, 0.0, 1.0])
    assert det.engaged_elsewhere(hazards, region, 1.0) == pytest.approx(1 - 0.9 * 0.8 * 0.7)
    assert det.engaged_elsewhere(hazards, region, 0.0) == pytest.approx(0.4)
    assert det.engaged_elsewhere(hazards, np.zeros(4), 0.0) == 0.0


# --- mean field against enumeration ---


def test_mean_field_is_exact_when_nothing_is_uncertain() -> None:
    forces, wills = np.array([1.0, 2.0, 4.0]), np.array([[1.0, 0.0, 1.0]])
    by_mean, exact = det.jensen_gap(5.0, forces, wills, ONE, 1.5, 1.0)
    assert by_mean == pytest.approx(exact) == pytest.approx(0.5)


def test_enumeration_agrees_with_the_formula_for_one_doubtful_defender() -> None:
    forces, wills = np.array([1.0, 3.0]), np.array([[1.0, 0.25]])
    by_mean, exact = det.jensen_gap(2.0, forces, wills, ONE, 1.0, 1.0)
    assert exact == pytest.approx(0.75 * 2 / 3 + 0.25 * 2 / 6)
    assert by_mean == pytest.approx(2 / (2 + 1.75))


@OFTEN
@given(st.lists(SHARE, min_size=1, max_size=6), st.floats(0.5, 5))
def test_for_an_exponent_of_one_the_mean_field_understates_the_attacker(
    wills: list[float], attack: float
) -> None:
    """p is convex in D for μ ≤ 1, so that doubt about helpers favours the attacker (Jensen)."""
    forces = np.ones(len(wills) + 1)
    will = np.array([[1.0, *wills]])
    by_mean, exact = det.jensen_gap(attack, forces, will, ONE, 1.0, 1.0)
    assert exact >= by_mean - 1e-12


def test_many_small_defenders_close_the_gap() -> None:
    gaps = []
    for n in (2, 5, 10):
        by_mean, exact = det.jensen_gap(
            3.0, np.full(n, 6.0 / n), np.full((1, n), 0.5), ONE, 1.5, 1.0
        )
        gaps.append(abs(exact - by_mean))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < gaps[0] / 3


def test_eleven_defenders_are_too_many_to_enumerate() -> None:
    with pytest.raises(ValueError, match="at most 10 defenders, not 11"):
        det.jensen_gap(1.0, np.ones(11), np.ones((1, 11)), ONE, 1.5, 1.0)


# --- beliefs, compilation, examples ---


def test_beliefs_can_return_the_reverse_of_the_argument() -> None:
    by_name = {belief.name: belief for belief in det.BELIEFS}
    assert len(by_name) == len(det.BELIEFS)
    assert set(det.STAKES) <= set(by_name)
    assert by_name["hazard_sensitivity"].low == 0.0
    assert by_name["encirclement_pressure"].low < 0.0 < by_name["encirclement_pressure"].high
    for family in det.FAMILIES:
        assert by_name[f"base_rate_war_{family}"].high < by_name[f"base_rate_force_{family}"].high
        assert by_name[f"defender_advantage_{family}"].low > 0.0


def test_base_rates_stand_on_the_disputes_data(shared: Path) -> None:
    disputes = pl.read_parquet(shared / "cow_mid_dirdisps.parquet").filter(
        pl.col("year").is_between(1990, 2014) & (pl.max_horizontal("hostlev1", "hostlev2") >= 4)
    )
    pairs = {(710, 713): 1, (710, 840): 6, (731, 732): 6, (365, 366): 1, (365, 368): 1}
    for (one, other), count in pairs.items():
        rows = disputes.filter((pl.col("ccode1") == one) & (pl.col("ccode2") == other))
        assert rows["dispnum"].n_unique() == count


def test_compiled_and_plain_functions_agree() -> None:
    rng = np.random.default_rng(7)
    attack, defence = rng.uniform(1, 9), rng.uniform(1, 9, 9)
    chance, plain = np.zeros(9), np.zeros(9)
    det.win_chances(attack, defence, 1.5, 3.0, chance)
    plain[:] = [det.contest.py_func(attack, d, 1.5, 3.0) for d in defence]
    assert chance == pytest.approx(plain, abs=1e-12)
    loss, weights = rng.uniform(0, 0.1, 9), np.full(9, 1 / 9)
    args = (chance, loss, weights, 130.0, 0.2, STAKES)
    assert det.gain(*args) == pytest.approx(det.gain.py_func(*args), abs=1e-12)
    assert det.hazard(0.02, 1.5, 0.3, 0.1, 0.2) == pytest.approx(
        det.hazard.py_func(0.02, 1.5, 0.3, 0.1, 0.2), abs=1e-12
    )
    will = rng.uniform(size=9)
    assert det.sanction_loss(will, loss, 0.5) == pytest.approx(
        det.sanction_loss.py_func(will, loss, 0.5), abs=1e-12
    )


def test_examples() -> None:
    result = doctest.testmod(det)
    assert result.attempted > 10
    assert result.failed == 0
