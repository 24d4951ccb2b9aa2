"""Arming on SIPRI's series."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence.arming_response import (
    SPLIT,
    answers,
    checks,
    estimates,
    panel,
    threats,
)

SPEED, RIVALS, ALLIES = 0.2, 0.3, 0.25


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    """Sixty states that arm as the mechanism says, with known effects, 1950–2024."""
    rng = np.random.default_rng(11)
    rows = []
    for state in range(60):
        burden, before = rng.normal(-3.5, 0.3), 0.0
        aim = burden
        for year in range(1950, 2025):
            rivals, allies, threat = rng.normal(0.1, 0.3), rng.normal(0.1, 0.3), rng.exponential(5)
            wanted = aim + RIVALS * rivals - ALLIES * allies
            change = SPEED * (wanted - burden) + 0.02 + rng.normal(0, 0.03)
            rows.append((state, year, 6000.0, True, change, burden + change - 0.02, before, burden,
                         rivals, allies, burden - aim, threat))  # fmt: skip
            burden, before = burden + change - 0.02, change
    columns = ["ccode", "year", "milex", "large", "change", "burden", "change_before",
               "burden_before", "rivals", "allies", "burden_gap", "threat"]  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_known_effects_come_back(made: pl.DataFrame) -> None:
    found = {each.belief: each for each in estimates(made)}
    for belief, truth in (
        ("spending_adjustment", SPEED),
        ("rival_reaction", RIVALS),
        ("free_riding", ALLIES),
    ):
        assert found[belief].value == pytest.approx(truth, abs=4 * found[belief].se + 0.02), belief
    assert found["threat_response"].value == pytest.approx(0, abs=0.002)
    assert found["spending_adjustment"].high is found["free_riding"].high is None


def test_where_spending_answers_the_card_passes(made: pl.DataFrame) -> None:
    skill, error, alone = checks(made)
    assert skill.passed
    assert error.passed
    assert skill.value > 0.4 > alone.value


def test_where_it_does_not_the_card_says_so(made: pl.DataFrame) -> None:
    rng = np.random.default_rng(12)
    noise = made.with_columns(change=pl.Series(rng.normal(0, 0.1, len(made))))
    skill, _, _ = checks(noise)
    assert skill.value < 0.02
    assert abs(answers(noise).of("rivals")[0]) < 0.02


def test_threat_adds_up_over_pairs(onsets: pl.DataFrame) -> None:
    some = onsets.filter(pl.col("year") >= 1990)
    found = threats(some)
    assert found["threat"].is_between(0, 100).all()
    of = dict(found.filter(pl.col("year") == 2000).select("ccode", "threat").iter_rows())
    assert of[710] > of[2] > of[20] > of[395]  # China, United States, Canada, Iceland


def test_real_spending_answers_nothing_out_of_sample(onsets: pl.DataFrame, shared: Path) -> None:
    table = panel(onsets, shared)
    assert table.select("ccode", "year").is_unique().all()
    assert (table["change"].abs() < 1).all()
    skill, error, alone = checks(table)
    assert skill.passed is error.passed is False
    assert abs(alone.value) < 0.02  # an autoregression explains next to nothing
    assert 0.14 < error.value < 0.16
    found = {each.belief: each for each in estimates(table)}
    rival = found["rival_reaction"]
    assert abs(rival.value) < 2 * rival.se
    assert found["spending_adjustment"].value == pytest.approx(0.10, abs=0.02)
    assert found["free_riding"].value < 0
    china = table.filter(pl.col("ccode") == 710, pl.col("year") >= SPLIT)
    assert len(china) == 25
