"""The wages that clear world markets: against a plain iteration, theory, and what has no answer."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms.clearing import (
    IMPOSSIBLE,
    STALLED,
    TOLERANCE,
    Base,
    prepare,
    solve,
    workspace,
)
from latticework.mechanisms.kernel import Array

ELASTICITIES = st.floats(0.7, 9)
SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(2, 12)
FEW = settings(max_examples=40, deadline=None)  # the first example compiles


def world(seed: int, n: int, deficits: float = 0.1) -> Base:
    """A gravity-like world whose spending differs from income by up to a share `deficits`."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(0, 1.5, n))
    flows = np.outer(size, size) * np.exp(rng.normal(0, 1, (n, n)))
    np.fill_diagonal(flows, flows.sum(axis=1) * rng.uniform(0.5, 10, n))
    # scale columns until spending is income plus the deficit, rows until sales are income
    income = flows.sum(axis=1)
    gap = income * rng.uniform(-deficits, deficits, n)
    spending = income + gap - income * gap.sum() / income.sum()
    for _ in range(200):
        flows *= spending / flows.sum(axis=0)
        flows *= (income / flows.sum(axis=1))[:, None]
    spending = flows.sum(axis=0)
    return Base(flows / spending, income, spending - income)


def shock(seed: int, n: int, spread: float = 1.0) -> Array:
    """Factors τ̂^−ε of every pair, 1 at home."""
    factors = np.exp(np.random.default_rng(seed).normal(0, spread, (n, n)))
    np.fill_diagonal(factors, 1.0)
    return factors


def cleared(base: Base, access: Array, epsilon: float, wages: Array | None = None) -> Array:
    work = workspace(len(base.incomes))
    prepare(base, epsilon, work)
    wages = np.ones_like(base.incomes) if wages is None else wages.copy()
    assert solve(base, access, epsilon, wages, work) > 0
    return wages


def gaps(base: Base, access: Array, epsilon: float, wages: Array) -> Array:
    """Sales less income, as a share of income, written without the module's help."""
    bought = access * wages[:, None] ** -epsilon
    sales = bought / bought.sum(axis=0) @ (base.incomes * wages + base.deficits)
    result: Array = sales / (base.incomes * wages) - 1
    return result


def slowly(base: Base, access: Array, epsilon: float) -> Array:
    """The textbook iteration: raise the wage where demand exceeds supply."""
    wages = np.ones_like(base.incomes)
    for _ in range(100_000):
        gap = gaps(base, access, epsilon, wages)
        wages *= (1 + gap) ** (1 / (1 + epsilon))
        wages *= base.incomes.sum() / (base.incomes @ wages)
        if np.abs(gap).max() < 1e-13:
            break
    return wages


@FEW
@given(SEEDS, SIZES, ELASTICITIES)
def test_nothing_changes_if_no_cost_does(seed: int, n: int, epsilon: float) -> None:
    base = world(seed, n)
    work, wages = workspace(n), np.ones(n)
    prepare(base, epsilon, work)
    assert solve(base, base.shares, epsilon, wages, work) == 1
    assert wages == pytest.approx(np.ones(n), abs=1e-12)


@FEW
@given(SEEDS, SIZES, ELASTICITIES)
def test_markets_clear_and_world_income_is_the_numeraire(seed: int, n: int, epsilon: float) -> None:
    base = world(seed, n)
    access = base.shares * shock(seed, n, 0.3)
    wages = cleared(base, access, epsilon)
    assert np.abs(gaps(base, access, epsilon, wages)).max() < 1e-10
    assert base.incomes @ wages == pytest.approx(base.incomes.sum(), rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.integers(2, 6), ELASTICITIES)
def test_the_slow_iteration_agrees(seed: int, n: int, epsilon: float) -> None:
    base = world(seed, n, deficits=0.0)
    access = base.shares * shock(seed, n, 2.0)
    assert cleared(base, access, epsilon) == pytest.approx(slowly(base, access, epsilon), rel=1e-8)


@FEW
@given(SEEDS, SIZES, ELASTICITIES)
def test_units_of_money_do_not_matter(seed: int, n: int, epsilon: float) -> None:
    base = world(seed, n)
    access = base.shares * shock(seed, n, 0.3)
    cents = Base(base.shares, 100 * base.incomes, 100 * base.deficits)
    assert cleared(cents, access, epsilon) == pytest.approx(
        cleared(base, access, epsilon), rel=1e-9
    )


@FEW
@given(SEEDS, SIZES, ELASTICITIES)
def test_the_order_of_states_does_not_matter(seed: int, n: int, epsilon: float) -> None:
    base = world(seed, n)
    access = base.shares * shock(seed, n, 0.3)
    order = np.random.default_rng(seed).permutation(n)
    swapped = Base(base.shares[np.ix_(order, order)], base.incomes[order], base.deficits[order])
    wages = cleared(swapped, access[np.ix_(order, order)], epsilon)
    assert wages == pytest.approx(cleared(base, access, epsilon)[order], rel=1e-9)


@FEW
@given(SEEDS, SIZES, ELASTICITIES, st.floats(0.2, 5))
def test_the_first_guess_does_not_matter(seed: int, n: int, epsilon: float, guess: float) -> None:
    base = world(seed, n, deficits=0.0)
    access = base.shares * shock(seed, n)
    start = np.linspace(1, guess, n)
    assert cleared(base, access, epsilon, start) == pytest.approx(
        cleared(base, access, epsilon), rel=1e-9
    )


def test_a_guess_that_makes_no_sense_is_dropped() -> None:
    base = world(1, 5)
    assert cleared(base, base.shares, 5.0, np.full(5, math.nan)) == pytest.approx(np.ones(5))


def test_a_stale_jacobian_costs_turns_but_not_truth() -> None:
    base = world(2, 8)
    access = base.shares * shock(2, 8, 0.3)
    work, wages = workspace(8), np.ones(8)
    prepare(base, 1.0, work)
    stale = solve(base, access, 8.0, wages, work)
    prepare(base, 8.0, work)
    again = np.ones(8)
    assert solve(base, access, 8.0, again, work) < stale
    assert again == pytest.approx(wages, rel=1e-9)


def test_a_solution_is_a_warm_start() -> None:
    base = world(3, 20)
    access = base.shares * shock(3, 20)
    work, wages = workspace(20), np.ones(20)
    prepare(base, 5.0, work)
    assert solve(base, access, 5.0, wages, work) > 5
    assert solve(base, access, 5.0, wages, work) == 1


@pytest.mark.parametrize("factor", [0.0, 1e-6, 1e-2, 1e2, 1e4])
def test_large_changes_are_solved(factor: float) -> None:
    base = world(4, 30, deficits=0.0)
    factors = np.full((30, 30), factor)
    np.fill_diagonal(factors, 1.0)
    access = base.shares * factors
    wages = cleared(base, access, 5.0)
    assert np.abs(gaps(base, access, 5.0, wages)).max() < 1e-10


def test_blocs_that_do_not_trade_clear_by_themselves() -> None:
    base = world(5, 12, deficits=0.0)
    west = np.arange(12) < 5
    access = np.where(west[:, None] == west, base.shares * shock(5, 12), 0.0)
    wages = cleared(base, access, 5.0)
    assert np.abs(gaps(base, access, 5.0, wages)).max() < 1e-10
    alone = Base(base.shares[:5, :5].copy(), base.incomes[:5], base.deficits[:5])
    inside = cleared(alone, access[:5, :5].copy(), 5.0)
    assert wages[:5] / wages[0] == pytest.approx(inside / inside[0], rel=1e-8)


def test_a_deficit_without_trade_is_reported() -> None:
    base = world(6, 6)
    access = np.diag(np.diagonal(base.shares)).copy()
    work, wages = workspace(6), np.ones(6)
    prepare(base, 5.0, work)
    assert solve(base, access, 5.0, wages, work) == STALLED


def test_a_state_that_has_nothing_to_buy_is_reported() -> None:
    base = world(7, 6)
    access = base.shares.copy()
    access[:, 2] = 0.0
    work, wages = workspace(6), np.ones(6)
    prepare(base, 5.0, work)
    assert solve(base, access, 5.0, wages, work) == IMPOSSIBLE
    assert wages.tolist() == [1.0] * 6


def test_failures_are_no_count_of_turns() -> None:
    assert max(STALLED, IMPOSSIBLE) < 0
    assert TOLERANCE <= 1e-10


def test_the_uncompiled_function_agrees() -> None:
    base = world(8, 7)
    access = base.shares * shock(8, 7)
    work, wages = workspace(7), np.ones(7)
    prepare.py_func(base, 5.0, work)
    solve.py_func(base, access, 5.0, wages, work)
    assert wages == pytest.approx(cleared(base, access, 5.0), rel=1e-12)


def test_the_result_is_the_same_to_the_bit() -> None:
    base = world(9, 30)
    access = base.shares * shock(9, 30, 0.3)
    assert cleared(base, access, 5.0).tobytes() == cleared(base, access, 5.0).tobytes()
