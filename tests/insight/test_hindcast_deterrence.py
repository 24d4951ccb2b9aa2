"""The mechanism of deterrence as a forecast."""

import numpy as np
import polars as pl
import pytest

from latticework.evidence import onset
from latticework.insight.hindcast_deterrence import EVENT, chances, judged

PAIRS, YEARS = 60, range(1955, 2011)


def planted(effect: float, seed: int = 0) -> tuple[pl.DataFrame, np.ndarray]:
    """Pairs by year whose risk of force rises with what there is to gain."""
    rng = np.random.default_rng(seed)
    pair, year = (grid.ravel() for grid in np.meshgrid(range(PAIRS), YEARS, indexing="ij"))
    gain = rng.normal(0, 0.7, (len(pair), 2))
    odds = -4.5 + effect * gain.max(axis=1)
    names = dict.fromkeys((*onset.PLACE, onset.RIVALRY))
    columns = {name: rng.normal(size=len(pair)) for name in names}
    columns[onset.RIVALRY] = rng.integers(0, 2, len(pair)).astype(float)
    frame = pl.DataFrame(
        {"pair": pair, "year": year, "gain": gain.max(axis=1)} | columns
        | {EVENT: (rng.random(len(pair)) < 1 / (1 + np.exp(-odds))).astype(float)}
    )  # fmt: skip
    return frame, gain


def test_a_planted_effect_ranks_pairs_better_than_the_ratio() -> None:
    frame, gain = planted(1.5)
    said = [chances(frame, gain, eta) for eta in (1.5, 1.0, 2.0)]
    checks, points = judged(frame, said)
    by = {(check.test, check.metric): check for check in checks}
    auc = next(check for (_, metric), check in by.items() if metric.startswith("AUC"))
    assert auc.passed is True
    assert auc.value > 0.6
    within = next(check for check in checks if "within pairs" in check.test)
    assert within.margin is not None
    assert within.value > 2 * within.margin
    assert points


def test_no_effect_is_a_coin() -> None:
    frame, gain = planted(0.0)
    checks, _ = judged(frame, [chances(frame, gain, 1.5)] * 2)
    auc = next(check for check in checks if check.metric.startswith("AUC"))
    assert auc.value == pytest.approx(0.5, abs=0.1)


def test_only_the_years_forecast_have_chances_and_more_to_gain_is_riskier() -> None:
    frame, gain = planted(1.0)
    found = chances(frame, gain, 1.5)
    early = frame["year"].to_numpy() < onset.WINDOWS[0][0]
    assert np.isnan(found[early]).all()
    more = chances(frame, np.where(early[:, None], gain, gain + 0.5), 1.5)
    assert (more[~early] > found[~early]).all()
    flat = chances(frame, gain, 0.0)
    for first, last in onset.WINDOWS:  # the rate of the years before each decade
        years = frame["year"].to_numpy()
        now = flat[(years >= first) & (years <= last)]
        assert now == pytest.approx(frame.filter(pl.col("year") < first)[EVENT].mean())
