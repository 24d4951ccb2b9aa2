"""Logistic regression against closed forms and published estimates."""

import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.array import Array
from latticework.evidence import logit
from latticework.evidence.logit import fit

# Finney (1947), vasoconstriction; the maximum likelihood estimates are those of Pregibon (1981).
VOLUME = [
    3.7, 3.5, 1.25, 0.75, 0.8, 0.7, 0.6, 1.1, 0.9, 0.9, 0.8, 0.55, 0.6, 1.4, 0.75, 2.3, 3.2, 0.85,
    1.7, 1.8, 0.4, 0.95, 1.35, 1.5, 1.6, 0.6, 1.8, 0.95, 1.9, 1.6, 2.7, 2.35, 1.1, 1.1, 1.2, 0.8,
    0.95, 0.75, 1.3,
]  # fmt: skip
RATE = [
    0.825, 1.09, 2.5, 1.5, 3.2, 3.5, 0.75, 1.7, 0.75, 0.45, 0.57, 2.75, 3.0, 2.33, 3.75, 1.64, 1.6,
    1.415, 1.06, 1.8, 2.0, 1.36, 1.35, 1.36, 1.78, 1.5, 1.5, 1.9, 0.95, 0.4, 0.75, 0.03, 1.83, 2.2,
    2.0, 3.33, 1.9, 1.9, 1.625,
]  # fmt: skip
CONSTRICTED = [
    1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    0, 1, 1, 1, 0, 0, 1,
]  # fmt: skip

# The shuttle's O-rings (Dalal, Fowlkes & Hoadley 1989): temperature (°F), any thermal distress.
TEMPERATURE = [
    66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58,
]  # fmt: skip
DISTRESS = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]

cells = st.tuples(*[st.integers(1, 40)] * 4)


def column(values: list[float] | list[int]) -> Array:
    return np.array(values, dtype=float)


def table(a: int, b: int, c: int, d: int) -> tuple[Array, Array]:
    """Return rows of a fourfold table: a, b with and without the event if exposed, c, d if not."""
    x = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])[:, None]
    return x, np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])


def test_examples() -> None:
    result = doctest.testmod(logit)
    assert result.attempted
    assert result.failed == 0


def test_published_estimates() -> None:
    x = np.log(np.column_stack([VOLUME, RATE]))
    found = fit(x, column(CONSTRICTED), ["volume", "rate"])
    assert found.coefficients == pytest.approx([-2.875, 5.179, 4.562], abs=5e-4)
    rings = fit(column(TEMPERATURE)[:, None], column(DISTRESS), ["temperature"])
    assert rings.coefficients == pytest.approx([15.0429, -0.2322], abs=5e-5)
    assert (rings.rows, rings.events) == (23, 7)


@given(cells)
def test_a_fourfold_table_has_a_closed_form(counts: tuple[int, int, int, int]) -> None:
    """The log odds ratio with Woolf's error; with Firth's penalty, half added to each cell."""
    a, b, c, d = counts
    x, y = table(a, b, c, d)
    value, error = fit(x, y, ["exposed"]).of("exposed")
    assert value == pytest.approx(math.log(a * d / (b * c)), abs=1e-6)
    woolf = math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert error == pytest.approx(woolf * math.sqrt(len(y) / (len(y) - 1)), rel=1e-6)
    firth, _ = fit(x, y, ["exposed"], firth=True).of("exposed")
    assert firth == pytest.approx(
        math.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5))), abs=1e-6
    )


def test_repeating_rows_within_clusters_adds_nothing() -> None:
    x, y = column(TEMPERATURE)[:, None], column(DISTRESS)
    once = fit(x, y, ["t"])
    thrice = fit(np.repeat(x, 3, axis=0), np.repeat(y, 3), ["t"], clusters=np.repeat(range(23), 3))
    assert thrice.coefficients == pytest.approx(once.coefficients)
    assert thrice.covariance == pytest.approx(once.covariance)
    assert thrice.clusters == 23
    naive = fit(np.repeat(x, 3, axis=0), np.repeat(y, 3), ["t"])
    assert naive.of("t")[1] < once.of("t")[1]


def test_units_do_not_matter() -> None:
    x, y = column(TEMPERATURE)[:, None], column(DISTRESS)
    warm, hot = fit(x, y, ["t"]), fit(1e6 * x - 3e7, y, ["t"])
    assert hot.of("t")[0] * 1e6 == pytest.approx(warm.of("t")[0])
    assert hot.of("t")[1] * 1e6 == pytest.approx(warm.of("t")[1])
    assert hot.probabilities(1e6 * x - 3e7) == pytest.approx(warm.probabilities(x))


def test_predictions_sum_to_the_events() -> None:
    x, y = column(TEMPERATURE)[:, None], column(DISTRESS)
    assert fit(x, y, ["t"]).probabilities(x).sum() == pytest.approx(7)


def test_errors_cover_the_truth() -> None:
    """Of 200 samples with a shock common to each cluster, 95 % of intervals hold the truth."""
    rng, inside = np.random.default_rng(1), 0
    of = np.repeat(np.arange(150), 8)
    for _ in range(200):
        x = rng.normal(size=150)[of] + 0.3 * rng.normal(size=1200)
        p = 1 / (1 + np.exp(2 - x))
        same = rng.random(150)[of]
        y = (np.where(rng.random(1200) < 0.5, same, rng.random(1200)) < p).astype(float)
        value, error = fit(x[:, None], y, ["x"], clusters=of).of("x")
        inside += abs(value - 1) < 1.96 * error
    assert 180 <= inside <= 198


def test_rare_events_do_not_overshoot() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(50_000, 2)) * [1.0, 3.0]
    y = (rng.random(50_000) < 1 / (1 + np.exp(9 - 1.5 * x[:, 0] - x[:, 1]))).astype(float)
    assert fit(x, y, ["a", "b"]).coefficients == pytest.approx([-9, 1.5, 1], abs=0.6)


def test_firth_is_finite_where_the_likelihood_has_no_maximum() -> None:
    x, y = table(5, 0, 0, 5)
    with pytest.raises(ArithmeticError, match="firth"):
        fit(x, y, ["exposed"])
    assert fit(x, y, ["exposed"], firth=True).of("exposed")[0] == pytest.approx(2 * math.log(11))


@pytest.mark.parametrize(
    ("x", "y", "error", "said"),
    [
        ([[1.0], [math.nan]], [0, 1], ValueError, "missing"),
        ([[1.0], [2.0]], [0, 2], ValueError, "0 and 1"),
        ([[1.0], [2.0], [3.0]], [0, 1], ValueError, "expected"),
        ([[1.0], [1.0]], [0, 1], ArithmeticError, "constant: x"),
    ],
)
def test_bad_input(x: list[list[float]], y: list[int], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        fit(np.array(x), column(y), ["x"])


def test_dependent_regressors_are_refused() -> None:
    x = np.random.default_rng(0).normal(size=(50, 2))
    y = (x[:, 0] > 0).astype(float)
    y[:10] = 1 - y[:10]
    with pytest.raises(ArithmeticError, match="depend"):
        fit(np.column_stack([x, x.sum(axis=1)]), y, ["a", "b", "both"])
