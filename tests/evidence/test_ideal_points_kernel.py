"""The steps of the fit: against derivatives, quadrature and inverses that others work out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr
from scipy.stats import norm

from latticework.array import Array
from latticework.evidence import ideal_points_kernel as kernel
from latticework.evidence.ideal_points_kernel import Chain, Items, Points
from latticework.evidence.ideal_points_votes import Ballots

PLACES = [(0.3, -0.4), (2.0, 1.9), (-1.0, -3.5), (6.0, 2.0), (-5.0, -7.0)]


def probability(choice: int, a: float, b: float) -> float:
    """Return the probability of a vote, each difference taken in the better tail."""
    if choice == 1:
        return float(ndtr(-b) - ndtr(-a)) if a + b > 0 else float(ndtr(a) - ndtr(b))
    return float(ndtr(-a)) if choice == 0 else float(ndtr(b))


@pytest.mark.parametrize("x", [*np.linspace(-12, 12, 49), 7.999, -7.999, 1e-9])
def test_the_table_of_mills_ratios(x: float) -> None:
    exact = math.exp(norm.logpdf(x) - log_ndtr(x))
    assert kernel._mills(x) == pytest.approx(exact, rel=1e-4, abs=1e-8)
    if abs(x) < 8:
        assert kernel._mills(x) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("choice", [0, 1, 2])
@pytest.mark.parametrize(("a", "b"), PLACES)
def test_derivatives_of_a_vote(choice: int, a: float, b: float) -> None:
    def slope(i: int, at: Array) -> float:
        step = np.eye(2)[i] * 1e-5
        rise = np.log(probability(choice, *(at + step)) / probability(choice, *(at - step)))
        return float(rise / 2e-5)

    at = np.array([a, b])
    terms = kernel._terms(choice, a, b)
    assert terms[:2] == pytest.approx((slope(0, at), slope(1, at)), rel=1e-4, abs=1e-5)

    def curve(i: int, j: int) -> float:
        step = np.eye(2)[j] * 1e-4
        ahead, behind = (kernel._terms(choice, *(at + s))[i] for s in (step, -step))
        return float(-(ahead - behind) / 2e-4)

    assert terms[2:] == pytest.approx((curve(0, 0), curve(0, 1), curve(1, 1)), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("choice", [0, 1, 2])
@pytest.mark.parametrize("width", [0.0, 0.3, 0.65, 1.5])
def test_expectations_are_those_of_fine_quadrature(choice: int, width: float) -> None:
    a, b = 0.8, -0.5
    found = kernel.expected(choice, a, b, width)
    for i in range(5):

        def weighed(z: float, i: int = i) -> float:
            terms = kernel._terms(choice, a + width * z, b + width * z)
            return float(terms[i]) * float(norm.pdf(z))

        assert found[i] == pytest.approx(quad(weighed, -8, 8)[0], abs=0.01)


def test_a_path_is_solved_like_the_dense_system() -> None:
    rng = np.random.default_rng(0)
    n = 7
    step = np.append(0.0, rng.uniform(0.5, 5, n - 1))
    diagonal = rng.uniform(1, 4, n) + step + np.append(step[1:], 0.0)
    dense = np.diag(diagonal) - np.diag(step[1:], 1) - np.diag(step[1:], -1)
    right = rng.normal(size=n)
    solution, variance, shared = right.copy(), np.empty(n), np.zeros(n)
    kernel._solve(diagonal, step, solution, variance, shared)
    inverse = np.linalg.inv(dense)
    assert solution == pytest.approx(inverse @ right)
    assert variance == pytest.approx(np.diag(inverse))
    assert shared[1:] == pytest.approx(np.diag(inverse, 1))


# --- whole steps ---


def items(slope: Array, low: Array, high: Array) -> Items:
    return Items(slope.copy(), low.copy(), high.copy(), np.zeros((len(slope), 6)))


def ballots(start: list[int], other: NDArray[Any], choice: NDArray[Any]) -> Ballots:
    return Ballots(np.array(start), other.astype(np.int32), choice.astype(np.int8))


def test_one_states_posterior_is_near_the_exact_one() -> None:
    rng = np.random.default_rng(1)
    k = 40
    slope, low = rng.normal(size=k), rng.normal(-1, 0.5, k)
    high = low + 0.7
    latent = slope * 0.8 + rng.normal(size=k)
    choice = (latent > low).astype(int) + (latent > high)
    votes = ballots([0, k], np.arange(k), choice)
    points = Points(np.zeros(1), np.full(1, 0.1))
    chain = Chain(np.zeros(1), np.ones(1))
    for _ in range(30):
        kernel.step_paths(np.array([0, 1]), votes, points, items(slope, low, high), chain)
    grid = np.linspace(-4, 4, 4001)
    logs = -(grid**2) / 2
    for b, x, y, c in zip(slope, low, high, choice, strict=True):
        logs += np.log([probability(int(c), b * t - x, b * t - y) for t in grid])
    weight = np.exp(logs - logs.max())
    mean = np.average(grid, weights=weight)
    assert points.mean[0] == pytest.approx(mean, abs=0.01)
    spread = np.average((grid - mean) ** 2, weights=weight)
    assert points.variance[0] == pytest.approx(spread, rel=0.05)


def test_without_votes_the_prior_is_left() -> None:
    votes = ballots([0, 0, 0, 0], np.empty(0), np.empty(0))
    points = Points(np.array([1.0, -3.0, 2.0]), np.full(3, 0.1))
    chain = Chain(np.array([0.0, 4.0, 2.0]), np.array([1.0, 0.5, 0.0]))
    none = np.empty(0)
    for _ in range(60):
        moves = kernel.step_paths(np.array([0, 3]), votes, points, items(none, none, none), chain)
    precision = np.array([[5.0, -4.0, 0.0], [-4.0, 6.5, -2.0], [0.0, -2.0, 2.0]])
    covariance = np.linalg.inv(precision)
    assert points.mean == pytest.approx(0, abs=1e-9)
    assert points.variance == pytest.approx(np.diag(covariance))
    steps = np.array([[-1, 1, 0], [0, -1, 1]])
    spread = np.diag(steps @ covariance @ steps.T)
    assert moves[0] == pytest.approx(4 * spread[0] + 2 * spread[1])


def test_a_roll_call_is_at_the_top_of_its_posterior() -> None:
    rng = np.random.default_rng(2)
    n, pseudo = 150, 0.1
    theta = rng.normal(size=n)
    latent = 1.3 * theta + rng.normal(size=n)
    choice = (latent > -0.9).astype(int) + (latent > -0.2)
    votes = ballots([0, n], np.arange(n), choice)
    points = Points(theta, np.full(n, 1e-12))
    found = items(np.zeros(1), np.array([-1.0]), np.array([0.0]))
    for _ in range(30):
        kernel.step_items(np.array([0, 1]), votes, points, found, np.array([1.0, pseudo]))

    def loss(x: Array) -> float:
        slope, low, high = x
        if high <= low:
            return math.inf
        logs = [
            math.log(probability(c, slope * t - low, slope * t - high))
            for c, t in zip(choice, theta, strict=True)
        ]
        at_zero = [math.log(probability(c, -low, -high)) for c in range(3)]
        return float(slope**2 / 2 - sum(logs) - pseudo * sum(at_zero))

    best = minimize(loss, [1.0, -1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6})
    assert [found.slope[0], found.low[0], found.high[0]] == pytest.approx(best.x, abs=1e-4)


def test_the_covariance_of_a_roll_call_is_an_inverse() -> None:
    sums, spread = np.array([0, 0, 0, 4.0, 0.5, -1.0, 3.0, 0.2, 2.0]), np.empty(6)
    kernel._invert(sums, spread)
    a, b, c, d, e, f = sums[3:]
    inverse = np.linalg.inv([[a, b, c], [b, d, e], [c, e, f]])
    assert spread == pytest.approx(inverse[np.triu_indices(3)])


def test_a_step_does_not_swap_cutpoints() -> None:
    rng = np.random.default_rng(3)
    n = 60
    votes = ballots([0, n], np.arange(n), np.where(rng.random(n) < 0.5, 0, 2))
    points = Points(rng.normal(size=n), np.full(n, 0.01))
    found = items(np.zeros(1), np.array([-3.0]), np.array([3.0]))
    for _ in range(100):
        kernel.step_items(np.array([0, 1]), votes, points, found, np.array([1.0, 0.1]))
        assert found.low[0] < found.high[0]
