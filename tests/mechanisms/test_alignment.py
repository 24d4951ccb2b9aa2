import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import alignment
from latticework.mechanisms.alignment import (
    AUTONOMY,
    BELIEFS,
    ISSUES,
    SHARPEST,
    Choice,
    Ties,
    Weights,
    align,
    best,
    expected,
    hedging_room,
    lean_to,
    moments,
    openness,
    pull,
    tipped,
    tradition,
)
from latticework.mechanisms.kernel import Array

GRID = np.arange(-20, 21, dtype=np.longdouble) / 20
CENTRES = {belief.name: belief.centre for belief in BELIEFS}
WEIGHTS = Weights(*[CENTRES[name] for name in Weights._fields])
N, S = 6, len(ISSUES)


def softmax(bend: float, lean: float) -> tuple[Array, Array]:
    """Log weights and probabilities on the grid, in extended precision where there is one."""
    logs = np.longdouble(bend) * GRID**2 + np.longdouble(lean) * GRID
    weights = np.exp(logs - logs.max())
    return logs, weights / weights.sum()


def choice(
    autonomy: float = 2.0, pressure: float = 0.0, noise: float = 0.3, speed: float = 1.0, n: int = N
) -> Choice:
    return Choice(np.full(n, autonomy), pressure, noise, speed)


def stands(pull_: float, tradition_: float, how: Choice) -> float:
    """Where one state would settle."""
    out = np.zeros((N, 1))
    align(out, np.full((N, 1), pull_), np.full((N, 1), tradition_), how, out)
    return float(out[0, 0])


def test_doctests() -> None:
    result = doctest.testmod(alignment)
    assert result.attempted > 20
    assert result.failed == 0


def test_beliefs_are_named_once_and_weights_are_beliefs() -> None:
    names = [belief.name for belief in BELIEFS]
    assert len(set(names)) == len(names)
    assert set(Weights._fields) <= set(names)
    india = next(belief for belief in BELIEFS if belief.name == "autonomy_IND")
    assert (india.low, india.centre, india.high) == pytest.approx((1.25, 2.5, 3.75))


# --- the response ---


@settings(deadline=None, max_examples=300)
@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([1.0, 10.0, 60.0, 200.0, 600.0]))
def test_recurrences_are_accurate_to_1e_12(bend: float, lean: float, size: float) -> None:
    size /= max(1.0, abs(bend) + abs(lean))
    bend, lean = size * bend, size * lean
    logs, chances = softmax(bend, lean)
    total, mean, square = moments(bend, lean)
    assert mean == pytest.approx(float(chances @ GRID), abs=1e-12)
    assert square == pytest.approx(float(chances @ GRID**2), abs=1e-12)
    assert np.log(total) == pytest.approx(float(np.log(np.exp(logs).sum())), rel=1e-14, abs=1e-12)
    assert expected(bend, lean) == pytest.approx(mean, abs=1e-12)


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_extremes_neither_overflow_nor_leave_the_scale(bend: float, lean: float) -> None:
    mean = expected(bend, lean)
    assert -1 <= mean <= 1
    assert expected(bend, -lean) == pytest.approx(-mean, abs=1e-12)


def test_no_belief_within_its_range_is_near_the_limit_of_sharpness() -> None:
    low = {belief.name: belief.low for belief in BELIEFS}
    high = {belief.name: belief.high for belief in BELIEFS}
    strongest = high["security_weight"] + high["trade_weight"] * 3 + high["programme_weight"]
    strongest += high["reactance"] * high["autonomy_IND"]
    bend = (3 * high["side_pressure"] + 0.5 * high["autonomy_IND"]) / low["choice_noise"]
    lean = (strongest + high["autonomy_IND"] * 1.5) / low["choice_noise"]
    assert bend + lean < SHARPEST / 2


def test_nothing_pulls_a_state_without_tradition() -> None:
    for pressure in (0.0, 0.7, 3.0):
        assert stands(0.0, 0.0, choice(pressure=pressure)) == pytest.approx(0, abs=1e-14)


@settings(deadline=None)
@given(
    st.floats(-5, 5), st.floats(0, 5), st.floats(-1.5, 1.5),
    st.floats(0.1, 4), st.floats(0, 3), st.floats(0.1, 0.8),
)  # fmt: skip
def test_a_stronger_pull_moves_further_and_never_off_the_scale(
    pull_: float, more: float, tradition_: float, autonomy: float, pressure: float, noise: float
) -> None:
    how = choice(autonomy, pressure, noise)
    before, after = stands(pull_, tradition_, how), stands(pull_ + more, tradition_, how)
    assert after >= before - 1e-12
    assert max(abs(before), abs(after)) <= 1


@pytest.mark.parametrize("tradition_", [-0.9, -0.13, 0.0, 0.51, 0.77])
def test_full_autonomy_keeps_to_tradition(tradition_: float) -> None:
    found = stands(1.0, tradition_, choice(autonomy=1e7))
    assert found == pytest.approx(tradition_, abs=3e-3 if abs(tradition_) > 0.8 else 1e-4)


def test_full_noise_is_an_even_choice() -> None:
    how, out = choice(noise=1e7), np.zeros((N, 1))
    assert stands(3.0, 0.8, how) == pytest.approx(0, abs=1e-6)
    openness(np.full((N, 1), 3.0), np.full((N, 1), 0.8), how, out)
    assert out == pytest.approx(1, abs=1e-6)


@settings(deadline=None)
@given(st.floats(-1, 1), st.floats(-0.6, 0.6), st.floats(0.5, 3), st.floats(0, 0.2))
def test_without_noise_the_closed_form_is_reproduced(
    pull_: float, tradition_: float, autonomy: float, pressure: float
) -> None:
    found = best(pull_, tradition_, autonomy, pressure)
    if abs(found) < 0.85:
        noiseless = stands(pull_, tradition_, choice(autonomy, pressure, noise=1e-3))
        assert noiseless == pytest.approx(found, abs=1e-3)
        assert stands(pull_, tradition_, choice(autonomy, pressure, noise=1e-9)) == pytest.approx(
            found, abs=1e-3
        )


@pytest.mark.parametrize("drive", [-0.2, 0.2])
def test_past_the_tipping_point_states_go_to_an_end(drive: float) -> None:
    how, out = choice(autonomy=1.0, pressure=0.9, noise=0.001), np.zeros(N)
    tipped(how, out)
    assert (out == 1).all()
    assert stands(drive, 0.0, how) == pytest.approx(np.sign(drive), abs=1e-6)
    assert best(drive, 0.0, 1.0, 0.9) == np.sign(drive)


def test_pressure_pushes_outward() -> None:
    found = [stands(0.3, 0.1, choice(pressure=c)) for c in (0.0, 0.5, 1.0, 2.0)]
    assert found == sorted(found)
    assert found[0] > 0


@pytest.mark.parametrize(("state", "polarization"), [("IND", 4.2), ("PHL", 1.7)])
def test_where_states_tip_at_the_centre_of_beliefs(state: str, polarization: float) -> None:
    zeta, out = CENTRES["side_pressure"], np.zeros(1)
    for factor, expect in ((0.99, 0), (1.01, 1)):
        threshold = AUTONOMY[state] / (2 * zeta)
        assert threshold == pytest.approx(polarization, abs=0.05)
        tipped(choice(AUTONOMY[state], factor * zeta * threshold, n=1), out)
        assert out[0] == expect


def test_the_way_is_covered_at_the_declared_speed() -> None:
    x, zero = np.zeros((N, S)), np.zeros((N, S))
    strong = np.full((N, S), 0.6)
    goal = stands(0.6, 0.0, choice())
    for year in range(1, 9):
        align(x, strong, zero, choice(speed=0.25), x)
        assert x == pytest.approx(goal * (1 - 0.75**year), rel=1e-12)


# --- tradition ---


@settings(deadline=None)
@given(
    st.floats(-0.97, 0.97), st.floats(-3, 3), st.floats(0.2, 4),
    st.floats(0, 3), st.floats(0.1, 0.8),
)  # fmt: skip
def test_at_the_inputs_of_2024_nobody_moves(
    position: float, pull_: float, autonomy: float, pressure: float, noise: float
) -> None:
    how, x, pulls = (
        choice(autonomy, pressure, noise),
        np.full((N, S), position),
        np.full((N, S), pull_),
    )
    a, out = np.zeros((N, S)), np.zeros((N, S))
    tradition(x, pulls, how, a)
    align(x, pulls, a, how, out)
    assert out == pytest.approx(x, abs=1e-12)


def test_tradition_rises_with_position_and_may_leave_the_scale() -> None:
    x, a = np.linspace(-0.95, 0.95, 39).reshape(39, 1), np.zeros((39, 1))
    tradition(x, np.full((39, 1), -1.0), choice(n=39), a)
    assert (np.diff(a[:, 0]) > 0).all()
    assert a[-1, 0] > 1


@pytest.mark.parametrize("bend", [-1e5, -700.0, -20.0, 0.0, 3.0, 80.0])
@pytest.mark.parametrize("target", [-1.0, -0.999, -0.4, 0.0, 0.7, 1.0])
def test_any_position_can_be_reached(bend: float, target: float) -> None:
    assert expected(bend, lean_to(bend, target)) == pytest.approx(target, abs=1e-6)


# --- pull ---


def ties(rng: np.random.Generator) -> Ties:
    felt, safe, dear = rng.uniform(0, 1, (3, 2, N))
    programmes = rng.uniform(0, 1, (N, S))
    presence = rng.uniform(0, 2, N)
    return Ties(felt[0], felt[1], safe[0], safe[1], dear[0], dear[1], programmes, presence)


def mirrored(one: Ties) -> Ties:
    return one._replace(
        threat_china=one.threat_us, threat_us=one.threat_china,
        protection_west=one.protection_china, protection_china=one.protection_west,
        leverage_west=one.leverage_china, leverage_china=one.leverage_west,
    )  # fmt: skip


def test_pull_is_its_formula() -> None:
    rng = np.random.default_rng(1)
    one, autonomy, out = ties(rng), rng.uniform(0.4, 3, N), np.zeros((N, S))
    pull(one, autonomy, WEIGHTS, out)
    fear = one.threat_china * one.protection_west - one.threat_us * one.protection_china
    gain = 10 * (one.leverage_west - one.leverage_china)
    common = WEIGHTS.security_weight * fear + WEIGHTS.trade_weight * gain
    common -= WEIGHTS.reactance * autonomy * one.presence
    assert out == pytest.approx(common[:, None] + WEIGHTS.programme_weight * one.programmes)


def test_threat_without_protection_pulls_nowhere() -> None:
    zero, out = np.zeros(N), np.ones((N, S))
    pull(
        Ties(np.ones(N), zero, zero, zero, zero, zero, np.zeros((N, S)), zero),
        np.ones(N), WEIGHTS, out,
    )  # fmt: skip
    assert (out == 0).all()


@pytest.mark.parametrize(("reactance", "sign"), [(0.3, -1), (0.0, 0), (-0.3, 1)])
def test_visible_forces_repel_or_reassure(reactance: float, sign: int) -> None:
    rng, weights = np.random.default_rng(2), WEIGHTS._replace(reactance=reactance)
    one, few, many = ties(rng), np.zeros((N, S)), np.zeros((N, S))
    pull(one, np.ones(N), weights, few)
    pull(one._replace(presence=one.presence + 1), np.ones(N), weights, many)
    assert set(np.sign((many - few).round(12)).ravel()) == {sign}


def test_swapping_the_sides_swaps_the_answer() -> None:
    rng, weights = np.random.default_rng(3), WEIGHTS._replace(reactance=0.0, programme_weight=0.0)
    one, how = ties(rng), choice(pressure=0.4)
    west, east, x, y = np.zeros((4, N, S))
    pull(one, how.autonomy, weights, west)
    pull(mirrored(one), how.autonomy, weights, east)
    assert east == pytest.approx(-west)
    align(x, west, np.zeros((N, S)), how, x)
    align(y, east, np.zeros((N, S)), how, y)
    assert y == pytest.approx(-x)


# --- readings ---


def test_hedging_room_is_what_is_not_taken() -> None:
    assert hedging_room(np.zeros((N, S))) == 1
    assert hedging_room(np.where(np.arange(N * S).reshape(N, S) % 2, 1.0, -1.0)) == 0
    assert hedging_room(np.full((N, S), -0.25)) == 0.75


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(0.2, 4), st.floats(0, 2), st.floats(0.1, 0.8))
def test_openness_is_the_entropy_of_the_choice(
    pull_: float, autonomy: float, pressure: float, noise: float
) -> None:
    out = np.zeros((N, 1))
    openness(np.full((N, 1), pull_), np.zeros((N, 1)), choice(autonomy, pressure, noise), out)
    _, chances = softmax((pressure - autonomy / 2) / noise, pull_ / noise)
    some = chances[chances > 0]
    assert out == pytest.approx(float(-(some * np.log(some)).sum() / np.log(41)), abs=1e-12)


def test_compiled_and_plain_agree() -> None:
    rng = np.random.default_rng(4)
    how = Choice(rng.uniform(0.3, 3, N), 0.4, 0.3, 0.25)
    x, pulls, a = rng.uniform(-0.9, 0.9, (N, S)), rng.normal(0, 1, (N, S)), np.zeros((N, S))
    fast, plain = np.zeros((N, S)), np.zeros((N, S))
    tradition(x, pulls, how, a)
    tradition.py_func(x, pulls, how, plain)
    assert a == pytest.approx(plain, rel=1e-10)
    align(x, 2 * pulls, a, how, fast)
    align.py_func(x, 2 * pulls, a, how, plain)
    assert fast == pytest.approx(plain, abs=1e-12)
    assert moments(-3.0, 2.0) == pytest.approx(moments.py_func(-3.0, 2.0), rel=1e-12)
    assert lean_to(-3.0, 0.4) == pytest.approx(lean_to.py_func(-3.0, 0.4), rel=1e-12)
    one = ties(rng)
    pull(one, how.autonomy, WEIGHTS, fast)
    pull.py_func(one, how.autonomy, WEIGHTS, plain)
    assert fast == pytest.approx(plain, rel=1e-12)
