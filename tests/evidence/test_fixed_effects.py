"""Fixed effects against least squares with dummies."""

import numpy as np
import pytest

from latticework.evidence.fixed_effects import within

RNG = np.random.default_rng(3)
UNITS = np.repeat(np.arange(12), 20)
YEARS = np.tile(np.arange(20), 12)
KEPT = RNG.random(240) < 0.8  # not every unit in every year
UNITS, YEARS = UNITS[KEPT], YEARS[KEPT]
X = RNG.normal(size=(len(UNITS), 2)) + 0.5 * UNITS[:, None]
Y = X @ [0.7, -0.2] + UNITS**1.5 + np.sin(YEARS) + RNG.normal(size=len(UNITS))


def test_it_is_least_squares_with_dummies() -> None:
    dummies = [np.eye(12)[UNITS], np.eye(20)[YEARS][:, 1:]]
    known = np.linalg.lstsq(np.column_stack([X, *dummies]), Y)[0][:2]
    found = within(Y, X, ["a", "b"], UNITS, YEARS)
    assert found.coefficients == pytest.approx(known, abs=1e-7)
    assert (found.rows, found.units) == (len(Y), 12)


def test_what_all_share_has_no_effect() -> None:
    found = within(Y + 5 * UNITS - 3 * np.cos(YEARS), X, ["a", "b"], UNITS, YEARS)
    assert found.of("a") == pytest.approx(within(Y, X, ["a", "b"], UNITS, YEARS).of("a"), abs=1e-7)


def test_a_ratio_has_the_error_of_the_delta_method() -> None:
    """Scaling a regressor scales ratio and error; over itself a coefficient is 1 for sure."""
    found = within(Y, X, ["a", "b"], UNITS, YEARS)
    scaled = within(Y, X / [1, 10], ["a", "b"], UNITS, YEARS)
    assert np.array(scaled.ratio("a", "b")) * 10 == pytest.approx(np.array(found.ratio("a", "b")))
    assert found.ratio("a", "a") == pytest.approx((1.0, 0.0), abs=1e-9)
    value, _ = found.ratio("a", "b")
    assert value == pytest.approx(found.of("a")[0] / found.of("b")[0])


def test_errors_cover_the_truth() -> None:
    inside = 0
    units, years = np.repeat(np.arange(60), 10), np.tile(np.arange(10), 60)
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=600) + rng.normal(size=60)[units]
        shocks = rng.normal(size=(60, 1)) * np.linspace(-1, 1, 10)  # a trend of each unit's own
        y = 0.5 * x + shocks.ravel() + rng.normal(size=600)
        value, error = within(y, x[:, None], ["x"], units, years).of("x")
        inside += abs(value - 0.5) < 1.96 * error
    assert 178 <= inside <= 199


def test_a_regressor_without_variation_of_its_own_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="no variation"):
        within(Y, np.column_stack([X[:, 0], UNITS.astype(float)]), ["a", "unit"], UNITS, YEARS)
