"""H7: how tables of trade are foreseen."""

import doctest
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.evidence.catalogue import read as read_set
from latticework.insight import hindcast_gravity
from latticework.insight.hindcast_gravity import hidden, misplaced


def test_examples() -> None:
    assert doctest.testmod(hindcast_gravity).failed == 0


def test_only_the_pattern_counts_not_the_size() -> None:
    came = np.random.default_rng(0).uniform(1, 9, (6, 6))
    np.fill_diagonal(came, 0.0)
    assert misplaced(7 * came, came) == pytest.approx(0.0, abs=1e-6)
    grown = came * np.outer(np.arange(1, 7), np.arange(6, 0, -1))
    assert misplaced(came, grown) == pytest.approx(0.0, abs=1e-6)  # totals are given
    assert 0 < misplaced(np.ones((6, 6)), came) < 1


def planted(effect: float) -> pl.DataFrame:
    """Flows of twenty economies that agreements raise by an effect."""
    rng = np.random.default_rng(5)
    rows = []
    for i in range(20):
        for j in range(20):
            deal, far = float((i + j) % 3 == 0), float(rng.uniform(6, 9))
            mean = np.exp(16 - far + 0.1 * i - 0.05 * j + effect * deal)
            rows.append((f"S{i:02}", f"S{j:02}", mean * rng.uniform(0.8, 1.2), far, deal))
    columns = ["exporter", "importer", "trade", "lndist", "pta"]
    table = pl.DataFrame(rows, columns, orient="row")
    near = pl.Series(rng.integers(0, 2, len(table)).astype(float))
    speech = pl.Series(rng.integers(0, 2, len(table)).astype(float))
    return table.with_columns(contiguity=near, common_language=speech)


def test_an_effect_of_agreements_is_found_and_helps() -> None:
    deviance, effect = hidden(planted(0.5))
    assert deviance.passed is True
    assert effect.value == pytest.approx(0.5, abs=0.05)


def test_none_is_found_where_there_is_none() -> None:
    deviance, effect = hidden(planted(0.0))
    assert effect.value == pytest.approx(0.0, abs=0.05)
    assert deviance.margin is not None
    assert deviance.most is not None
    assert abs(deviance.value - deviance.most) < 4 * deviance.margin


def test_agreements_help_in_2006(shared: Path) -> None:
    deviance, effect = hidden(read_set("gegravity_sample", shared).collect())
    assert deviance.passed is True
    assert effect.value == pytest.approx(0.34, abs=0.01)
