import numpy as np

from latticework.mechanisms.kernel import Array, kernel


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
