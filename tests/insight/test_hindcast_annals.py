"""Annals of states."""

from pathlib import Path

import polars as pl
import pytest

from latticework.insight.hindcast_annals import Annals, keyed, last_year
from latticework.reading import ReadingError


def test_codes_of_a_time_become_todays_states() -> None:
    frame = pl.DataFrame(
        {"ccode": [260, 255, 365, 365, 265], "year": [1980, 2000, 1980, 2000, 1980]}
    )
    found = keyed(frame, state="ccode")
    assert found.select("state", "year").rows() == [
        ("DEU", 1980), ("DEU", 2000), ("RUS", 1980), ("RUS", 2000),
    ]  # fmt: skip


def test_pairs_have_two_names() -> None:
    frame = pl.DataFrame({"a": [2], "b": [710], "year": [1999], "x": [0.5]})
    assert keyed(frame, one="a", other="b").select("one", "other", "x").row(0) == (
        "USA",
        "CHN",
        0.5,
    )


def test_the_last_year_of_a_table() -> None:
    assert last_year(pl.DataFrame({"year": [2001, 1990]})) == 2001


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="cow_nmc"):
        _ = Annals(tmp_path).effort


def test_known_facts(shared: Path) -> None:
    annals = Annals(shared)
    america = annals.spending.filter(pl.col("state") == "USA", pl.col("year") == 2024)
    assert america["milex"][0] == pytest.approx(968, abs=1)
    assert america["milex"][0] / america["gdp"][0] == pytest.approx(0.0342, abs=2e-4)
    effort = annals.effort.group_by("year").agg(pl.col("share").sum())
    assert effort.filter(pl.col("year") == 2000)["share"][0] == pytest.approx(1.0, abs=0.02)
    pact = annals.pacts.filter(
        pl.col("helper") == "USA", pl.col("friend") == "JPN", pl.col("year") == 2000
    )
    assert pact["duty"].to_list() == [4.0]
    assert {"DEU", "FRA"} <= annals.members("eu", 1990)
    assert "POL" not in annals.members("nato", 1998)
    steady = annals.steady(1990, 2010)
    assert {"FRA", "USA", "IND"} <= steady
    assert not {"DEU", "RUS"} & steady
