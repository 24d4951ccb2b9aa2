"""Scores of forecasts."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.evidence import scores as module
from latticework.evidence.scores import (
    auc,
    average_precision,
    brier,
    calibration_bins,
    log_loss,
    losses,
    mean_by_cluster,
    scores,
)

RNG = np.random.default_rng(7)
P = RNG.beta(1, 9, 20_000)
Y = (RNG.random(20_000) < P).astype(float)

forecasts = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.8]), st.integers(0, 1)), min_size=4, max_size=30
).filter(lambda rows: 0 < sum(y for _, y in rows) < len(rows))


def test_examples() -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert result.failed == 0


def test_a_true_forecast_is_calibrated() -> None:
    got = scores(P, Y)
    assert got.slope == pytest.approx(1, abs=0.06)
    assert got.intercept == pytest.approx(0, abs=0.2)
    assert got.brier == pytest.approx(np.mean(P * (1 - P)), rel=0.05)
    assert (got.rows, got.events) == (20_000, int(Y.sum()))


def test_too_extreme_a_forecast_has_a_slope_under_one() -> None:
    odds = P / (1 - P)
    extreme = odds**2 / (1 + odds**2)
    assert scores(extreme, Y).slope == pytest.approx(0.5, abs=0.03)


def test_nothing_beats_the_truth() -> None:
    """Brier score and log loss are proper: any other forecast does worse on average."""
    for other in (P**1.3, np.sqrt(P), np.full_like(P, P.mean())):
        assert brier(P, Y) < brier(other, Y)
        assert log_loss(P, Y) < log_loss(other, Y)


@given(forecasts)
def test_auc_counts_pairs(rows: list[tuple[float, int]]) -> None:
    p, y = np.array([r[0] for r in rows]), np.array([float(r[1]) for r in rows])
    came, stayed = p[y == 1][:, None], p[y == 0][None, :]
    assert auc(p, y) == pytest.approx(np.mean((came > stayed) + 0.5 * (came == stayed)))
    assert auc(1 - p, y) == pytest.approx(1 - auc(p, y))


@given(forecasts)
def test_average_precision_does_not_hang_on_the_order_of_ties(
    rows: list[tuple[float, int]],
) -> None:
    p, y = np.array([r[0] for r in rows]), np.array([float(r[1]) for r in rows])
    assert average_precision(p, y) == pytest.approx(average_precision(p[::-1], y[::-1]))
    assert y.mean() - 1e-12 <= average_precision(np.full_like(p, 0.3), y) <= y.mean() + 1e-12


def test_bins_hold_all_rows_and_events() -> None:
    bins = calibration_bins(P, Y)
    assert sum(part.rows for part in bins) == 20_000
    assert sum(part.events for part in bins) == Y.sum()
    assert [part.forecast for part in bins] == sorted(part.forecast for part in bins)
    assert all(abs(part.rate - part.forecast) < 0.05 for part in bins)


def test_errors_of_means_know_clusters() -> None:
    values = np.repeat(RNG.normal(size=400), 5)
    mean, error = mean_by_cluster(values, np.repeat(np.arange(400), 5))
    _, naive = mean_by_cluster(values, np.arange(2000))
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std() / 20, rel=0.01)
    assert naive < error / 2
    assert mean_by_cluster(losses(P, Y), np.arange(len(P)))[0] == pytest.approx(log_loss(P, Y))


def test_no_probabilities_no_scores() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        scores(np.array([0.0, 0.5]), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="some events"):
        scores(np.array([0.1, 0.5]), np.array([0.0, 0.0]))
