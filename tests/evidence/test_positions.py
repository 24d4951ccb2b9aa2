"""Positions by votes in the United Nations."""

from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.positions import positions, with_gap

HELD = pl.DataFrame(
    {"ccode": [2, 365, 2], "year": [1960, 1960, 1961], "position": [2.0, -1.5, 2.2], "span": 3.5}
)


def test_gaps_are_symmetric_and_unknown_where_a_state_is() -> None:
    pairs = pl.DataFrame(
        {"a": [2, 365, 2, 2], "b": [365, 2, 365, 2], "on": [1960, 1960, 1961, 1961]}
    )
    found = with_gap(pairs, HELD, ("a", "b"), "on")
    assert found["gap"].to_list() == [3.5, 3.5, None, 0.0]
    assert found.columns == ["a", "b", "on", "span", "gap"]


def test_real_positions(shared: Path) -> None:
    held = positions(shared)
    assert held.select("ccode", "year").is_unique().all()
    spread = held.group_by("year").agg(pl.col("position").std(), pl.len())
    assert spread["position"].drop_nulls().to_numpy() == pytest.approx(1, abs=1e-6)
    of = {year: dict(rows.select("ccode", "position").iter_rows())
          for (year,), rows in held.partition_by("year", as_dict=True).items()}  # fmt: skip
    assert of[1985][2] > 1.5  # the United States
    assert of[1985][365] < of[1985][750] < of[1985][200]  # Soviet Union, India, Britain
    gap = pl.DataFrame({"a": [2, 710], "b": [710, 365], "year": [2018, 2018]})
    apart, near = with_gap(gap.cast({"year": pl.Int32}), held, ("a", "b"))["gap"]
    assert apart > 2 > near
