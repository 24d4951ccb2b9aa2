import doctest
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latticework.mechanisms import resilience
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.resilience import AREAS, BELIEFS

N, P, S, Y = 3, 2, 3, len(AREAS)
CENTRE = {belief.name: belief.centre for belief in BELIEFS}
SCALE = np.array([CENTRE[f"gap_scale_{area}"] for area in AREAS])

unhurried = settings(deadline=None)  # the first example may have to wait for the compiler
unit = st.floats(0, 1)
levels = arrays(float, (N, Y), elements=unit)
fits = arrays(float, (P, Y), elements=unit)
takes = arrays(float, (N, P), elements=unit)
amounts = arrays(float, (N, P), elements=st.floats(0, 100))
paths = st.lists(amounts, min_size=1, max_size=6)


def close(amount: Array, fit: Array | None = None, taken: Array | None = None) -> Array:
    out = np.empty((len(amount), Y))
    fit = np.ones((amount.shape[1], Y)) if fit is None else fit
    resilience.closing(amount, fit, np.ones_like(amount) if taken is None else taken, SCALE, out)
    return out


def accept(x: float, side: float = 1.0, nato: float = 0.0, penalty: float = 0.5) -> float:
    out = np.empty((1, 1))
    issue = np.array([1])
    x_by_issue = np.array([[0.9, x, -0.9]])
    resilience.acceptance(x_by_issue, issue, np.array([side]), np.array([nato]), penalty, out)
    return float(out[0, 0])


def hazard(level: Array, cut: float, base: float = 0.5) -> Array:
    out = np.empty(len(level))
    resilience.coercion(np.full(len(level), base), cut, level, out)
    return out


# --- limit cases and known answers ---


def test_without_money_resilience_decays() -> None:
    level = np.full((N, Y), 0.8)
    for _ in range(5):
        resilience.step(level, close(np.zeros((N, P))), 0.08)
    assert level == pytest.approx(np.full((N, Y), 0.8 * 0.92**5))


def test_one_scale_of_money_closes_63_percent_of_the_gap() -> None:
    assert close(np.array([[10.0]])) == pytest.approx(np.full((1, Y), 1 - math.exp(-1)))
    level = np.zeros((1, Y))
    resilience.step(level, close(np.array([[10.0]])), 0.08)
    assert level == pytest.approx(np.full((1, Y), 1 - math.exp(-1)))


def test_much_money_makes_resilient_and_keeps_it_so() -> None:
    level = np.full((1, Y), 0.3)
    for _ in range(3):
        resilience.step(level, close(np.array([[1e6]])), 0.15)
        assert level == pytest.approx(np.ones((1, Y)))


def test_steady_money_settles_where_decay_and_closing_balance() -> None:
    share, decay = 0.2, 0.08
    level, shut = np.zeros((1, Y)), np.full((1, Y), share)
    for _ in range(300):
        resilience.step(level, shut, decay)
    assert level == pytest.approx(np.full((1, Y), share / (1 - (1 - share) * (1 - decay))))


def test_money_goes_only_to_the_areas_that_a_programme_fits() -> None:
    fit = np.zeros((1, Y))
    fit[0, 2] = 1.0
    (row,) = close(np.array([[5.0]]), fit)
    assert row[2] > 0
    assert not row[[0, 1, 3]].any()


def test_acceptance_is_the_logistic_of_alignment_and_label() -> None:
    assert accept(0.0) == 0.5
    assert accept(0.0, nato=1.0) == pytest.approx(1 / (1 + math.exp(0.5)))
    assert accept(0.6) == pytest.approx(1 / (1 + math.exp(-0.6)))
    assert accept(0.6, side=0.0) == 0.5


def test_acceptance_mirrors_between_the_sides() -> None:
    assert accept(0.4, side=1.0) == pytest.approx(accept(-0.4, side=-1.0), rel=1e-15)
    assert accept(0.4) + accept(-0.4) == pytest.approx(1.0)


def test_the_label_costs_nothing_if_nobody_minds_it() -> None:
    assert accept(0.3, nato=1.0, penalty=0.0) == accept(0.3)


def test_coercion_ranges_from_the_base_rate_to_the_full_cut() -> None:
    assert hazard(np.zeros((1, Y)), 0.5) == pytest.approx([0.5])
    assert hazard(np.ones((1, Y)), 0.5) == pytest.approx([0.25])
    assert hazard(np.eye(Y)[:1], 0.5) == pytest.approx([0.5 * (1 - 0.5 / Y)])


def test_damage_is_hazard_times_exposure() -> None:
    out = np.empty(2)
    resilience.damage(np.array([0.5, 0.0]), np.array([3.0, 9.0]), out)
    assert out.tolist() == [1.5, 0.0]


# --- properties ---


@unhurried
@given(levels, paths, fits, takes, unit)
def test_resilience_stays_between_none_and_full(
    level: Array, path: list[Array], fit: Array, taken: Array, decay: float
) -> None:
    for amount in path:
        resilience.step(level, close(amount, fit, taken), decay)
        assert ((level >= 0) & (level <= 1)).all()


@unhurried
@given(levels, paths, amounts, fits, takes, unit)
def test_more_money_never_lowers_resilience_this_year_or_later(
    level: Array, path: list[Array], more: Array, fit: Array, taken: Array, decay: float
) -> None:
    rich = level.copy()
    for year, amount in enumerate(path):
        extra = more if year == 0 else 0.0
        resilience.step(level, close(amount, fit, taken), decay)
        resilience.step(rich, close(amount + extra, fit, taken), decay)
        assert (rich >= level - 1e-12).all()


@unhurried
@given(amounts, amounts, fits, takes)
def test_each_further_dollar_closes_less(
    amount: Array, more: Array, fit: Array, taken: Array
) -> None:
    none, once, twice = (close(amount + n * more, fit, taken) for n in range(3))
    assert (twice - once <= once - none + 1e-12).all()


@unhurried
@given(levels)
def test_without_effect_resilience_does_not_change_the_hazard(level: Array) -> None:
    assert (hazard(level, 0.0) == 0.5).all()


@unhurried
@given(levels, unit, unit)
def test_more_resilience_never_raises_the_hazard(level: Array, up: float, cut: float) -> None:
    better = level + (1 - level) * up
    assert (hazard(better, cut) <= hazard(level, cut) + 1e-12).all()
    assert (hazard(level, cut) >= 0).all()


@unhurried
@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1.5), st.floats(0, 1))
def test_acceptance_rises_with_alignment_and_falls_with_the_label(
    x: float, up: float, penalty: float, nato: float
) -> None:
    labelled = accept(x, nato=nato, penalty=penalty)
    assert accept(min(1.0, x + up), nato=nato, penalty=penalty) >= labelled - 1e-12
    assert labelled <= accept(x) + 1e-12
    assert 0 < labelled < 1


def test_equal_states_stay_equal() -> None:
    level = np.full((N, Y), 0.2)
    for _ in range(4):
        resilience.step(level, close(np.full((N, P), 3.0)), 0.08)
    assert np.ptp(level, axis=0).max() == 0


# --- the code itself ---

ROW, GRID = np.array([0.2, 0.5, 0.9]), np.linspace(0.1, 0.9, N * Y).reshape(N, Y)
MONEY = np.array([[1.0, 4.0], [0.0, 2.5], [8.0, 0.3]])
KERNELS: dict[str, tuple[tuple[Any, ...], tuple[int, ...]]] = {
    "acceptance": (
        (GRID[:, :S].copy(), np.array([2, 0]), np.array([1.0, -1.0]), np.array([0.0, 1.0]), 0.5),
        (N, P),
    ),
    "closing": ((MONEY, GRID[:P].copy(), MONEY / 8, SCALE), (N, Y)),
    "coercion": ((ROW, 0.5, GRID), (N,)),
    "damage": ((ROW, ROW[::-1].copy()), (N,)),
}


@pytest.mark.parametrize("name", KERNELS)
def test_compiled_and_plain_python_agree(name: str) -> None:
    compiled, (given_, shape) = getattr(resilience, name), KERNELS[name]
    outs = np.empty((2, *shape))
    compiled(*given_, outs[0])
    compiled.py_func(*given_, outs[1])
    assert outs[0] == pytest.approx(outs[1], rel=1e-12)


def test_the_compiled_step_and_the_plain_agree() -> None:
    one, two = GRID.copy(), GRID.copy()
    resilience.step(one, GRID[::-1].copy(), 0.08)
    resilience.step.py_func(two, GRID[::-1].copy(), 0.08)
    assert one == pytest.approx(two, rel=1e-12)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(resilience)
    assert result.attempted > 0
    assert result.failed == 0
