"""State-years: the rules on a made-up world, the known counts on the real one."""

from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.catalogue import read
from latticework.evidence.state_years import StateYears, state_years

NATO_2018 = {
    20, 200, 210, 211, 212, 220, 230, 235, 255, 290, 310, 316, 317, 325, 339, 341, 344, 349, 350,
    355, 360, 366, 367, 368, 385, 390, 395, 640,
}  # fmt: skip


@pytest.fixture
def usa(world: Path) -> StateYears:
    return state_years(1953, 1957, folder=world).where(pl.col("ccode") == 2)


def test_states_by_year(world: Path) -> None:
    rows = state_years(1954, 1955, folder=world).collect().rows()
    assert rows == [(2, 1954), (2, 1955), (20, 1954), (20, 1955), (260, 1955)]


def test_data_and_missing_codes(usa: StateYears) -> None:
    frame = usa.with_nmc("milex").with_majors().with_state_data("rugged", "rugged").collect()
    assert frame["milex"].to_list() == [2, None, 2, 2, 2]
    assert frame["major"].to_list() == [1] * 5
    assert frame["rugged"].to_list() == [1.5] * 5
    with pytest.raises(ValueError, match="not by ccode and year"):
        usa.with_state_data("cow_mindist")


def test_borders_count_each_neighbour_once(usa: StateYears) -> None:
    """By sea in 1954; by sea, then by land in 1955: by land."""
    frame = usa.with_borders().collect()
    assert frame["land_borders"].to_list() == [0, 0, 1, 1, 1]
    assert frame["sea_borders"].to_list() == [0, 1, 0, 0, 0]


def test_alliances_in_both_directions(world: Path) -> None:
    frame = state_years(1955, 1955, folder=world).with_alliances().collect()
    assert frame.select("ccode", "defenders", "defended").rows() == [
        (2, 0, 1),
        (20, 1, 0),
        (260, 0, 0),
    ]


def test_disputes(usa: StateYears) -> None:
    frame = usa.with_mids().collect()
    assert frame["cowmidonsets"].to_list() == [0, 1, 0, 0, 0]
    assert frame["cowmidongoing"].to_list() == [0, 1, 1, 0, 0]


# --- the real world ---


def test_state_years_are_those_of_the_capabilities_data(shared: Path) -> None:
    """NMC has a row for every member of COW's list: 15,951 to 2016, as version 6.0 says."""
    frame = state_years(1816, 2016, folder=shared).with_nmc("tpop").collect()
    assert len(frame) == 15_951
    assert frame["tpop"].null_count() == 0


@pytest.mark.parametrize(
    ("year", "states"), [(1816, 23), (1900, 42), (1946, 66), (1970, 134), (2011, 195)]
)
def test_number_of_states(shared: Path, year: int, states: int) -> None:
    assert len(state_years(year, year, folder=shared).collect()) == states


def test_allies_of_the_united_states_in_2018(shared: Path) -> None:
    """ATOP 5.1: it owes active help to 66 states, and 64 to it, NATO's other 28 among both."""
    panel = state_years(2018, 2018, folder=shared, extend=True).with_alliances()
    row = panel.where(pl.col("ccode") == 2).collect().row(0, named=True)
    assert (row["defended"], row["defenders"]) == (66, 64)
    pledges = read("atop_alliance", shared).filter(
        pl.col("atop_defense") == 1, pl.col("year") == 2018
    )
    owed = pledges.filter(pl.col("ccode1") == 2).collect()["ccode2"]
    owing = pledges.filter(pl.col("ccode2") == 2).collect()["ccode1"]
    assert set(owed) & set(owing) >= NATO_2018
    assert {740, 732, 840, 900} <= set(owed)  # Japan, Korea, the Philippines, Australia


def test_igo_memberships_are_published_ones(shared: Path) -> None:
    frame = state_years(2014, 2014, folder=shared).with_igos("sum_igo_full").with_trade().collect()
    assert frame["sum_igo_full"].null_count() == 0
    assert frame.filter(pl.col("ccode") == 2)["imports"].item() == pytest.approx(2.345e6, rel=1e-3)


def test_gleditsch_and_wards_states(shared: Path) -> None:
    frame = state_years(2017, 2017, folder=shared, system="gw").collect()
    assert len(frame) == 174
    assert frame.columns == ["gwcode", "year", "ccode"]
    assert frame["ccode"].null_count() == 0
