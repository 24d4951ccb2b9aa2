"""Hostility."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence.hostility import BELIEFS, estimates, pairs


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    """Pairs that fight by known coefficients; one in ten fought before."""
    rng = np.random.default_rng(8)
    n = 20_000
    gap, rivalry = rng.exponential(1.0, n), (rng.random(n) < 0.1).astype(float)
    claim, apart = rivalry * (rng.random(n) < 0.5), (rng.random(n) < 0.5).astype(float)
    odds = -2 + 0.3 * gap + 2 * rivalry + 0.5 * claim - 2 * apart
    return pl.DataFrame(
        {
            "pair": np.arange(n) // 4,
            "gap": gap,
            "rivalry": rivalry,
            "claim": claim,
            "apart": apart,
            "dispute": (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float),
            "before": (rng.random(n) < 0.1).astype(int),
        }
    )


def test_known_coefficients_come_back(made: pl.DataFrame) -> None:
    found = {each.belief: each for each in estimates(made)}
    truth = dict(zip(BELIEFS, (-2, 0.3, 2, 0.5), strict=True))
    for belief, value in truth.items():
        low, high = found[belief].low, found[belief].high
        assert low is not None
        assert high is not None
        assert low - 0.1 < value < high + 0.1
        assert found[belief].value == pytest.approx(value, abs=4 * found[belief].se)


def test_the_range_of_rivalry_reaches_down_to_pairs_that_were_quiet(made: pl.DataFrame) -> None:
    """If rivals without a record fight no more than others, the low end says so."""
    none = (pl.col("before") == 0) & (pl.col("rivalry") == 1)
    idle = made.with_columns(pl.when(none).then(0.0).otherwise("dispute").alias("dispute"))
    (rivalry,) = (each for each in estimates(idle) if each.belief == "hostility_rivalry")
    assert rivalry.low is not None
    assert rivalry.low < rivalry.value - 3 * rivalry.se


def test_real_pairs(shared: Path) -> None:
    table = pairs(shared)
    assert (len(table), int(table["dispute"].sum())) == (6264, 598)
    assert table.select("pair", "year").is_unique().all()
    assert (table["claim"] <= table["rivalry"]).all()
    found = {each.belief: each for each in estimates(table)}
    for belief in ("hostility_gap", "hostility_rivalry"):
        low = found[belief].low
        assert low is not None
        assert low > 0
    assert found["hostility_rivalry"].value == pytest.approx(2.4, abs=0.05)
