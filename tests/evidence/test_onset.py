"""Dispute onset."""

import doctest
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence import onset
from latticework.evidence.onset import (
    RECORD,
    RIVALRY,
    WINDOWS,
    checks,
    faded,
    fitted,
    forecast,
    matrix,
    panel,
)
from latticework.reading import ReadingError


def test_examples() -> None:
    result = doctest.testmod(onset)
    assert result.attempted
    assert result.failed == 0


def test_the_record_knows_only_what_was_before() -> None:
    """Whatever happens in a year and after it, its own record is the same."""
    years = {"unit": [1] * 6 + [2] * 6, "year": [*range(2000, 2006)] * 2}
    quiet = pl.DataFrame(years | {"war": [0, 1, 0, 0, 0, 0] + [0] * 6})
    loud = pl.DataFrame(years | {"war": [0, 1, 0, 1, 1, 1] + [0] * 6})
    one, other = (frame.select(faded("war", ("unit",))).to_series() for frame in (quiet, loud))
    assert one[:4].to_list() == pytest.approx(other[:4].to_list())
    assert one[2:6].to_list() == pytest.approx(np.exp(-np.arange(1, 5) / 10).tolist())
    assert one[6:].to_list() == [0.0] * 6


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="cow_states"):
        panel(tmp_path)


@pytest.fixture
def made() -> pl.DataFrame:
    """Dyad-years of which the record tells all."""
    rng = np.random.default_rng(4)
    years = np.tile(np.arange(1946, 2011), 300)
    frame = pl.DataFrame({"year": years, "pair": np.repeat(np.arange(300), 65)})
    x = rng.normal(size=len(years))
    return frame.with_columns(
        x=x, onset=(rng.random(len(years)) < 1 / (1 + np.exp(3 - 2 * x))).astype(float)
    )


def test_a_forecast_does_not_look_ahead(made: pl.DataFrame) -> None:
    """What happens from 1990 on changes no forecast for the 1970s, 1980s and 1990s."""
    changed = made.with_columns(
        onset=pl.when(pl.col("year") >= 1990).then(1 - pl.col("onset")).otherwise("onset")
    )
    one, other = (forecast(frame, ("x",)) for frame in (made, changed))
    year = made["year"].to_numpy()
    assert np.isnan(one[year < WINDOWS[0][0]]).all()
    before = (year >= 1970) & (year < 2000)
    assert one[before] == pytest.approx(other[before])
    assert np.abs(one[year >= 2000] - other[year >= 2000]).max() > 0.1


def test_no_regressors_forecast_the_rate_so_far(made: pl.DataFrame) -> None:
    flat = forecast(made, ())
    first = made.filter(pl.col("year") < 1970)["onset"].mean()
    assert flat[made["year"].to_numpy() == 1975] == pytest.approx(first)


# --- real data ------------------------------------------------------------------------------------


def test_the_universe_is_that_of_h1(onsets: pl.DataFrame) -> None:
    later = onsets.filter(pl.col("year") >= 1970)
    assert (len(later), int(later["onset"].sum())) == (603_802, 1_468)
    assert onsets.null_count().sum_horizontal()[0] == 0
    assert onsets.select("pair", "year").is_unique().all()
    assert (onsets["war"] <= onsets["force"]).all()
    assert (onsets["force"] <= onsets["onset"]).all()
    assert (onsets["fatal"] <= onsets["onset"]).all()


def test_the_model_beats_the_baselines_and_is_calibrated(onsets: pl.DataFrame) -> None:
    """All of H1, with and without rivalry, on all and on relevant pairs; wars are out of reach."""
    card = {(check.test, check.metric): check for check in checks(onsets)}
    onset_checks = [check for (test, _), check in card.items() if test.startswith("dispute onset")]
    assert len(onset_checks) == 20
    assert all(check.passed for check in onset_checks)
    plain = "dispute onset, all pairs"
    assert card[plain, "Brier score"].value < 0.002325  # H1 without rivalry
    assert card[plain, "log loss"].value < 0.01091  # H1 with rivalry
    gain = card[plain, "log loss"]
    assert gain.most is not None
    assert gain.margin is not None
    assert gain.most - gain.value > 4 * gain.margin
    assert card["onset with war, all pairs", "Brier score"].passed is False


def test_signs(onsets: pl.DataFrame) -> None:
    """Parity, power and a record of disputes go with more; peace and distance with less."""
    found = fitted(onsets, (*RECORD, RIVALRY))
    for name in ("capability_ratio", "larger_capability", "major_power", "record"):
        value, error = found.of(name)
        assert value > 3 * error, name
    for name in ("distance", "log_peace_years"):
        value, error = found.of(name)
        assert value < -3 * error, name
    rate = found.probabilities(matrix(onsets, (*RECORD, RIVALRY))).sum()
    assert rate == pytest.approx(onsets["onset"].sum(), rel=1e-6)
