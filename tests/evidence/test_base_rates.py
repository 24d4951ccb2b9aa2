"""Base rates of disputes."""

from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.base_rates import FORCE_USED, estimates, onsets, years_with

MADE = pl.DataFrame(
    {
        "ccode1": [710, 710, 713, 710, 710],
        "ccode2": [713, 713, 710, 840, 713],
        "year": [1994, 1995, 1995, 1995, 1995],
        "level": [3, 4, 4, 4, 2],
    }
)


def test_years_count_once_and_by_level() -> None:
    assert years_with(MADE, 710, (713,), 1) == 2
    assert years_with(MADE, 710, (713,), 4) == 1
    assert years_with(MADE, 710, (713, 840), 4) == 1
    assert years_with(MADE, 710, (816,), 1) == 0


def test_every_rate_lies_in_its_range() -> None:
    for each in estimates(MADE):
        assert each.low is not None
        assert each.high is not None
        assert 0 <= each.low <= each.high <= 1
        assert each.low <= max(each.value, 0.01)


def test_real_counts_are_those_of_the_deterrence_mechanism(shared: Path) -> None:
    table = onsets(shared)
    years = [years_with(table, *parties, 4) for parties in FORCE_USED.values()]
    assert years == [1, 6, 6, 2]
    coercion = estimates(table)[-1]
    assert coercion.value == pytest.approx(0.42)
