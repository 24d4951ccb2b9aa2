"""Will, positions and the common shock: known answers, limit cases, association."""

import doctest
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from latticework.mechanisms import decision
from latticework.mechanisms.decision import (
    BELIEFS,
    NODES,
    TRAITS,
    WEIGHTS,
    calibrate_intercept,
    effects,
    expected_will,
    objection,
    odds,
    positions,
    shocks,
    will,
    with_mandate,
)
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.voting import (
    consensus,
    constructive,
    in_units,
    majority,
    qualified,
    tolerated,
    work_for,
)

unhurried = settings(deadline=None, max_examples=60)  # kernels compile in the first example
shares = st.floats(0, 1)
logits = st.floats(-6, 6)
belief = {row.name: row for row in BELIEFS}
CENTRES = np.array([-3.0, *(row.centre for row in BELIEFS[:7])])


def factors(spread: float) -> Array:
    out = np.zeros(9)
    shocks(spread, out)
    return out


def wills(given_odds: Array, shock: float = 1.0) -> Array:
    out = np.zeros(len(given_odds))
    will(given_odds, shock, out)
    return out


def mean_will(given_odds: Array, spread: float) -> Array:
    out = np.zeros(len(given_odds))
    expected_will(given_odds, factors(spread), out)
    return out


def consensus_at(given_will: Array, blocking: float) -> float:
    out = np.zeros(len(given_will))
    objection(given_will, blocking, out)
    return float(consensus(out))


def chance_of_consensus(given_odds: Array, spread: float, blocking: float) -> float:
    """Average over the shock, as the yearly step does."""
    at_nodes = [consensus_at(wills(given_odds, s), blocking) for s in factors(spread)]
    return float(WEIGHTS @ at_nodes)


# --- beliefs ------------------------------------------------------------------------------------


def test_the_first_beliefs_are_the_effects_of_the_traits() -> None:
    assert [row.name for row in BELIEFS[: len(TRAITS)]] == [f"will_{trait}" for trait in TRAITS]
    assert len(belief) == len(BELIEFS)


def test_effects_are_read_by_name() -> None:
    names = [row.name for row in BELIEFS]
    record = np.array([tuple(range(1, 1 + len(names)))], dtype=[(name, float) for name in names])
    out = np.full(1 + len(TRAITS), 9.0)
    effects(record[0], out)
    assert out.tolist() == list(range(1 + len(TRAITS)))


def test_the_effect_of_a_duty_agrees_with_the_base_rates_of_joining() -> None:
    def log_odds_ratio(a: int, n: int, b: int, m: int) -> float:
        return log(a / (n - a)) - log(b / (m - b))

    at_rank_4 = 4 / decision.STRONGEST_DUTY
    assert log_odds_ratio(53, 14_714, 104, 218_230) == pytest.approx(2.0, abs=0.05)
    assert log_odds_ratio(9, 99, 38, 3_680) == pytest.approx(2.3, abs=0.05)
    row = belief["will_duty"]
    assert row.centre * at_rank_4 == pytest.approx(2.0, abs=0.05)
    assert row.low * at_rank_4 < 2.0
    assert row.high * at_rank_4 > 2.3


# --- will ---------------------------------------------------------------------------------------

traits_of_states = st.integers(1, 5).flatmap(
    lambda n: st.lists(
        st.tuples(
            st.sampled_from([0.0, 1, 2, 3, 4, 5]), *[shares] * 4, st.floats(-1, 1),
            st.sampled_from([0.0, 1.0]),
        ),
        min_size=n, max_size=n,
    )
).map(lambda rows: np.array(rows).T.copy())  # fmt: skip


@unhurried
@given(traits_of_states, st.floats(-3, 3), st.floats(0, 2))
def test_will_is_the_logit_of_the_equation(traits: Array, z: float, spread: float) -> None:
    duty, affinity, stake, dependence, home, stance, major = traits
    b0, duties, affinities, stakes, dependences, homes, stances, majors = CENTRES
    logit = (b0 + duties * duty / 5 + affinities * affinity + stakes * stake
             - dependences * dependence - homes * home + stances * stance + majors * major
             + spread * z)  # fmt: skip
    out = np.zeros(traits.shape[1])
    odds(traits, CENTRES, out)
    assert wills(out, float(np.exp(spread * z))) == pytest.approx(expit(logit), rel=1e-12)


@unhurried
@given(traits_of_states, st.integers(0, 6), st.floats(0.01, 1))
def test_traits_push_the_way_they_are_declared(traits: Array, row: int, more: float) -> None:
    before, after = np.zeros(traits.shape[1]), np.zeros(traits.shape[1])
    odds(traits, CENTRES, before)
    traits[row] += more
    odds(traits, CENTRES, after)
    rising = TRAITS[row] not in {"dependence", "home_threat"}
    assert np.all(after > before) if rising else np.all(after < before)


def test_sanctions_differ_by_their_intercept_only() -> None:
    traits = np.array([[4.0, 0], [0.9, 0.2], [0.3, 0.5], [0.4, 0.1], [0.2, 0], [0, 0.5], [1, 0]])
    force, sanctions = np.zeros(2), np.zeros(2)
    odds(traits, CENTRES, force)
    odds(traits, np.array([belief["sanction_intercept"].centre, *CENTRES[1:]]), sanctions)
    shift = belief["sanction_intercept"].centre - CENTRES[0]
    assert wills(force, np.exp(shift)) == pytest.approx(wills(sanctions), rel=1e-12)
    assert np.all(wills(sanctions) > wills(force))


def test_equal_states_have_equal_wills() -> None:
    out = np.zeros(5)
    odds(np.full((7, 5), 0.5), CENTRES, out)
    assert np.all(out == out[0])


# --- the common shock ---------------------------------------------------------------------------


def test_nodes_have_the_moments_of_a_standard_normal() -> None:
    for power, moment in {0: 1, 1: 0, 2: 1, 4: 3, 6: 15, 16: 2_027_025}.items():
        assert WEIGHTS @ NODES**power == pytest.approx(moment, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("spread", "of_will", "of_consensus"), [(0.3, 1e-10, 1e-8), (1, 1e-5, 2e-4), (2, 1e-3, 1e-2)]
)
def test_errors_of_nine_nodes_are_those_of_the_docstring(
    spread: float, of_will: float, of_consensus: float
) -> None:
    z = np.linspace(-9, 9, 4001)
    normal = np.exp(-z * z / 2) / np.exp(-z * z / 2).sum()
    generator = np.random.default_rng(3)
    for _ in range(50):
        logit = generator.normal(generator.uniform(-4, 4), generator.uniform(0.2, 1.5), 32)
        blocking = generator.uniform(0.05, 1)
        w = expit(logit[:, None] + spread * z)
        assert mean_will(np.exp(logit), spread) == pytest.approx(w @ normal, abs=of_will)
        exact = np.prod(1 - blocking * (1 - w), axis=0) @ normal
        found = chance_of_consensus(np.exp(logit), spread, blocking)
        assert found == pytest.approx(exact, abs=of_consensus)


@unhurried
@given(st.lists(logits, min_size=2, max_size=12), st.floats(0.05, 2), st.floats(0.05, 1))
def test_a_common_shock_favours_consensus_at_equal_means(
    logit: list[float], spread: float, blocking: float
) -> None:
    """Harris: rising functions of one variable are positively associated."""
    given_odds = np.exp(np.array(logit))
    independent = consensus_at(mean_will(given_odds, spread), blocking)
    assert chance_of_consensus(given_odds, spread, blocking) >= independent - 1e-13


def test_the_wider_the_shock_the_likelier_a_consensus_of_the_same_mean_will() -> None:
    found = []
    for spread in (0.0, 0.3, 1.0, 2.0):
        intercept = calibrate_intercept(np.ones(32), factors(spread), 0.9)
        same = np.full(32, np.exp(intercept))
        assert mean_will(same, spread) == pytest.approx(0.9, abs=1e-9)
        found.append(chance_of_consensus(same, spread, 0.3))
    assert found[0] == pytest.approx((1 - 0.3 * 0.1) ** 32, abs=1e-9)
    assert np.all(np.diff(found) > 0.001)


# --- positions and rules ------------------------------------------------------------------------


@unhurried
@given(st.lists(shares, min_size=1, max_size=10).map(np.array), shares, shares)
def test_positions_add_up(given_will: Array, blocking: float, declared: float) -> None:
    stay, step, objects = np.zeros((3, len(given_will)))
    positions(given_will, blocking, declared, stay, step)
    objection(given_will, blocking, objects)
    assert stay + step + objects == pytest.approx(1, abs=1e-12)
    assert np.all(stay >= given_will - 1e-15)
    assert np.all(step >= 0)


def test_if_all_are_willing_every_body_decides_and_one_certain_blocker_stops_it() -> None:
    people = np.array([1, 2, 3, 5, 8, 13])
    rules = constructive(6, 32), qualified(6, 32, 0.55, 0.65, 2)
    stay, step = np.zeros((2, 6))
    for given_will, expected in ((np.ones(6), 1.0), (np.array([0.0, 1, 1, 1, 1, 1]), 0.0)):
        assert consensus_at(given_will, 1.0) == expected
        positions(given_will, 1.0, 0.5, stay, step)
        assert tolerated(stay, step, people, rules[0], 0.0, work_for(6, rules[0])) == expected
        positions(given_will, 0.0, 1.0, stay, step)  # a vote: one of 32 against does not stop it
        assert tolerated(stay, step, people, rules[1], 0.0, work_for(6, rules[1])) == 1.0
        assert majority(given_will, 4, np.zeros((2, 7))) == 1.0


@unhurried
@given(
    st.lists(shares, min_size=27, max_size=27).map(np.array),
    st.integers(0, 26), shares, shares, shares,
)  # fmt: skip
def test_more_will_never_harms_unanimity_and_declaring_never_helps(
    given_will: Array, who: int, more: float, blocking: float, declared: float
) -> None:
    units = in_units(np.arange(1, 28), 110)
    rule = constructive(27, 110)
    work, stay, step = work_for(27, rule), np.zeros(27), np.zeros(27)

    def decides(w: Array, omega: float) -> float:
        positions(w, blocking, omega, stay, step)
        return float(tolerated(stay, step, units, rule, 0.0, work))

    raised = given_will.copy()
    raised[who] = max(raised[who], more)
    assert decides(raised, declared) >= decides(given_will, declared) - 1e-14
    assert decides(given_will, 0.0) >= decides(given_will, declared) - 1e-14
    assert decides(given_will, 0.0) == pytest.approx(consensus_at(given_will, blocking), abs=1e-13)


def test_without_a_mandate_members_act_singly_with_less_will() -> None:
    given_will, out, both = np.array([0.2, 0.8]), np.zeros(2), np.ones(2)
    with_mandate(given_will, 1.0, 0.3, both, out)
    assert out.tolist() == given_will.tolist()
    with_mandate(given_will, 0.0, 0.3, both, out)
    assert out == pytest.approx(given_will * 0.7)
    with_mandate(given_will, 0.0, 0.3, np.array([1.0, 0.0]), out)
    assert out == pytest.approx([0.2 * 0.7, 0.8])
    with_mandate(given_will, 0.4, 0.0, both, out)
    assert out.tolist() == given_will.tolist()
    with_mandate(given_will, 0.25, 0.4, both, given_will)
    assert given_will == pytest.approx([0.2 * 0.7, 0.8 * 0.7])


# --- calibration --------------------------------------------------------------------------------


@unhurried
@given(st.lists(logits, min_size=1, max_size=10), st.floats(0, 2), st.floats(0.05, 0.95))
def test_calibrated_members_keep_their_promises_as_often_as_wanted(
    logit: list[float], spread: float, reliability: float
) -> None:
    given_odds = np.exp(np.array(logit))
    intercept = calibrate_intercept(given_odds, factors(spread), reliability)
    found = mean_will(given_odds * np.exp(intercept), spread).mean()
    assert found == pytest.approx(reliability, abs=1e-9)
    shifted = calibrate_intercept(given_odds * np.exp(1.5), factors(spread), reliability)
    assert shifted == pytest.approx(intercept - 1.5, abs=1e-9)


def test_more_kept_promises_mean_a_higher_level_of_will() -> None:
    """Members of a pact like NATO (duty 4, near outlook) at the centre of the other beliefs."""
    traits = np.array([[4.0], [0.9], [0.3], [0.2], [0.3], [0.0], [0.0]])
    out = np.zeros(1)
    odds(traits, np.array([0.0, *CENTRES[1:]]), out)
    row = belief["pact_reliability"]
    found = [calibrate_intercept(out, factors(1.0), r) for r in (row.low, row.centre, row.high)]
    assert -6 < found[0] < found[1] < found[2] < 0


# --- kernels and examples -----------------------------------------------------------------------


def test_kernels_agree_with_their_python() -> None:
    generator = np.random.default_rng(5)
    traits, given_odds, w = generator.random((7, 8)), generator.random(8) * 3, generator.random(8)
    cases = [
        (odds, (traits, CENTRES), 1),
        (will, (given_odds, 1.7), 1),
        (expected_will, (given_odds, factors(1.0)), 1),
        (objection, (w, 0.3), 1),
        (positions, (w, 0.3, 0.1), 2),
        (with_mandate, (w, 0.3, 0.4, np.round(w)), 1),
    ]
    for kernel, arguments, outputs in cases:
        fast, slow = np.zeros((outputs, 8)), np.zeros((outputs, 8))
        kernel(*arguments, *fast)
        kernel.py_func(*arguments, *slow)
        assert fast == pytest.approx(slow, rel=1e-12)
    nodes = np.zeros(9)
    shocks.py_func(1.3, nodes)
    assert nodes == pytest.approx(factors(1.3), rel=1e-12)
    arguments = given_odds, nodes, 0.4
    slow_one = calibrate_intercept.py_func(*arguments)
    assert calibrate_intercept(*arguments) == pytest.approx(slow_one, rel=1e-12)


def test_examples() -> None:
    found = doctest.testmod(decision)
    assert found.attempted >= 8
    assert not found.failed
