"""Who wins, by national capability."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence.contest import checks, disputes, estimates, fitted, wars


def made(slope: float, number: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    ratio = rng.normal(0, 2, number)
    won = rng.random(number) < 1 / (1 + np.exp(-0.4 - slope * ratio))
    return pl.DataFrame(
        {"year": rng.integers(1820, 2010, number), "ratio": ratio, "won": won.astype(float)}
    ).sort("year")


def test_a_known_slope_comes_back() -> None:
    value, error = fitted(made(0.8, 3000, 1)).of("ratio")
    assert value == pytest.approx(0.8, abs=4 * error)


def test_the_estimate_is_a_floor() -> None:
    (found,) = estimates(made(0.8, 3000, 1), made(0.3, 3000, 2))
    assert found.high is None
    assert found.low == pytest.approx(0.3, abs=0.1)


def test_chance_does_not_pass() -> None:
    """Where capability decides nothing, its forecast is no better than the rate."""
    loss, _ = checks(made(0.0, 4000, 3))
    assert loss.most is not None
    assert loss.margin is not None
    assert loss.value > loss.most - 2 * loss.margin


def test_real_contests(shared: Path) -> None:
    fought, disputed = wars(shared), disputes(shared)
    assert (len(fought), len(disputed)) == (71, 373)
    assert fought["won"].mean() == pytest.approx(0.65, abs=0.1)  # initiators win most wars
    slope, error = fitted(disputed).of("ratio")
    assert slope == pytest.approx(0.24, abs=0.02)
    assert slope > 3 * error
