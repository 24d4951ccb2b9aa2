"""Joining the target of a dispute."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence.joining import DUTY, cases, checks, estimates, fitted, rates

COUNTS = {  # of mechanisms §2b: (joined, third states) in all disputes and in wars
    ("all", "defence pact"): (53, 14_714),
    ("all", "consultation"): (5, 2_182),
    ("wars", "defence pact"): (9, 99),
    ("wars", "consultation"): (3, 36),
    ("wars", "neither"): (38, 3_680),
}


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    """Third states of 300 disputes that join by duty only."""
    rng = np.random.default_rng(9)
    n = 30_000
    promise = rng.choice(list(DUTY), n, p=[0.1, 0.1, 0.8])
    duty = np.array([DUTY[name] for name in promise])
    joined = rng.random(n) < 1 / (1 + np.exp(4 - 2.5 * duty))
    dispute = np.arange(n) // 100
    return pl.DataFrame(
        {
            "dispnum": dispute,
            "year": 1950 + dispute % 60,
            "war": dispute % 3 == 0,
            "joined": joined.astype(int),
            "promise": promise,
            "duty": duty,
            "affinity": rng.random(n),
            "border": rng.random(n) < 0.1,
            "distance": rng.normal(size=n),
            "major_power": rng.random(n) < 0.1,
        }
    )


def test_known_effects_come_back(made: pl.DataFrame) -> None:
    duty, affinity = estimates(made)
    assert duty.value == pytest.approx(2.5, abs=4 * duty.se)
    assert affinity.value == pytest.approx(0, abs=4 * affinity.se)
    assert affinity.low is not None
    assert affinity.low < 0


def test_rates_and_odds(made: pl.DataFrame) -> None:
    found = rates(made).filter(pl.col("in") == "all")
    assert found["states"].sum() == 30_000
    pact = found.row(by_predicate=pl.col("promise") == "defence pact", named=True)
    assert pact["log_odds_ratio"] == pytest.approx(2.0, abs=0.2)
    none = found.row(by_predicate=pl.col("promise") == "neither", named=True)
    assert none["log_odds_ratio"] is none["se"] is None


def test_real_rates_are_those_of_the_decision_mechanism(shared: Path) -> None:
    table = cases(shared)
    found = {
        (row["in"], row["promise"]): (row["joined"], row["states"])
        for row in rates(table).iter_rows(named=True)
    }
    assert found.pop(("all", "neither"))[0] == 104
    assert found == COUNTS
    bare = fitted(table, ("duty",)).of("duty")
    kept = fitted(table, ("duty", "border", "distance", "major_power")).of("duty")
    assert 0 < 2 * kept[1] < kept[0] < bare[0]  # nearness and power take a part of it
    affinity = estimates(table)[1]
    assert affinity.low is not None
    assert affinity.high is not None
    assert affinity.low < 0 < affinity.high
    assert all(check.passed for check in checks(table))
