import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.mechanisms.kernel import (
    FARTHEST,
    Array,
    combine,
    copy,
    dot,
    exp,
    kernel,
    log,
    none_of,
    part,
    raise_all,
    total,
)


@kernel
def ratio(over: Array, under: Array) -> float:
    total = 0.0
    for i in range(over.size):
        total += over[i] / under[i]
    return total


def test_a_kernel_computes_what_its_python_does() -> None:
    over, under = np.arange(5.0), np.arange(1.0, 6.0)
    assert ratio(over, under) == ratio.py_func(over, under)


def test_division_by_zero_gives_infinity_not_an_error() -> None:
    assert ratio(np.ones(1), np.zeros(1)) == np.inf


def test_a_part_is_compiled_with_its_whole() -> None:
    half = part(lambda x: 0.5 * x)
    assert kernel(lambda x: half(x) + 1.0)(4.0) == 3.0
    assert not half.signatures


# --- sums -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 16, 74])
def test_sums_are_those_of_numpy_whatever_the_length(n: int) -> None:
    one, other = np.random.default_rng(n).normal(size=(2, n))
    assert dot(one, other) == pytest.approx(one @ other, abs=1e-13)
    assert total(one) == pytest.approx(one.sum(), abs=1e-13)
    assert none_of(0.1 * one) == pytest.approx((1 - 0.1 * one).prod(), rel=1e-13)


def test_terms_are_added_in_the_order_that_is_documented() -> None:
    row = np.random.default_rng(1).normal(size=21) * 10.0 ** np.arange(-10, 11)
    lanes = [row[lane] + row[8 + lane] for lane in range(8)]
    for half in (4, 2, 1):
        lanes = [lanes[lane] + lanes[half + lane] for lane in range(half)]
    rest = 0.0
    for x in row[16:]:
        rest += x
    assert total(row) == lanes[0] + rest


@pytest.mark.parametrize("rows", [0, 1, 4, 7])
def test_rows_are_combined_as_a_matrix_product(rows: int) -> None:
    generator = np.random.default_rng(rows)
    matrix, weights, out = generator.normal(size=(rows, 5)), generator.normal(size=rows), np.ones(5)
    combine(matrix, weights, out)
    assert out == pytest.approx(weights @ matrix, abs=1e-14)


def test_a_copy_is_one() -> None:
    copy(row := np.arange(11.0), out := np.zeros(11))
    assert out.tolist() == row.tolist()


# --- exponentials ---------------------------------------------------------------------------------


@given(st.floats(-FARTHEST, FARTHEST))
def test_exponentials_are_right_to_two_last_places(x: float) -> None:
    assert abs(exp(x) - math.exp(x)) <= 2 * math.ulp(math.exp(x))


@given(st.floats(1e-307, 1e307))
def test_logarithms_are_right_to_two_last_places(x: float) -> None:
    assert abs(log(x) - math.log(x)) <= 2 * math.ulp(math.log(x))


def test_exponentials_of_many_are_those_of_one_each() -> None:
    row = np.random.default_rng(2).uniform(-300, 300, 1003)
    one_each = [exp(x) for x in row]
    raise_all(row)
    assert row.tolist() == one_each


def test_exponentials_beyond_the_ends_are_those_of_the_ends() -> None:
    assert exp(-np.inf) == exp(-1e9) == exp(-FARTHEST)
    assert exp(np.inf) == exp(FARTHEST)
    assert np.isnan(exp(np.nan))
    assert exp(0.0) == 1.0


@given(st.floats(-700, 700))
def test_a_logarithm_undoes_an_exponential(x: float) -> None:
    assert log(exp(x)) == pytest.approx(x, abs=1e-12)
