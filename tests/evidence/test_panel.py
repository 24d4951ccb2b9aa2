"""What panels share: citing, cutting, coverage, peace."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.datasets import declared
from latticework.evidence.dyads import dyad_years
from latticework.evidence.panel import chosen, in_cow_codes, major_powers, members_by_year, named
from latticework.evidence.state_years import state_years


def test_a_panel_says_what_it_rests_on(world: Path) -> None:
    panel = dyad_years(1953, 1957, folder=world).with_nmc("cinc").with_mids().with_nmc("milex")
    assert [used.name for used in panel.sources()] == ["cow_states", "cow_nmc", "cow_mid_ddydisps"]
    assert panel.sources()[1].version == "7.0"
    assert panel.sources()[1].file == world / "cow_nmc.parquet"
    text = panel.cite()
    assert text.startswith("% DyadYears of cow states, 1953–1957, by latticework")
    assert f"% cow_nmc 7.0: {world / 'cow_nmc.parquet'}" in text
    assert "@article{palmer-2022," in text


def test_a_panel_never_changes(world: Path) -> None:
    panel = dyad_years(1953, 1957, folder=world)
    before = panel.lazy
    panel.with_nmc("cinc")
    panel.between(1954, 1955)
    assert panel.lazy is before
    assert panel.used == ("cow_states",)


def test_nothing_is_computed_before_collect(world: Path) -> None:
    panel = (
        dyad_years(1953, 1957, folder=world)
        .with_contiguity()
        .with_distance()
        .peace_years("conttype")
    )
    assert isinstance(panel.lazy, pl.LazyFrame)


def test_rows_come_sorted(world: Path) -> None:
    frame = dyad_years(1953, 1957, folder=world).with_nmc("cinc").with_igos().collect()
    assert frame.equals(frame.sort("ccode1", "ccode2", "year"))


def test_cutting_and_choosing(world: Path) -> None:
    panel = state_years(1953, 1957, folder=world)
    cut = panel.between(1955, 1990)
    assert (cut.first, cut.last) == (1955, 1957)
    assert cut.collect()["year"].min() == 1955
    one = panel.where(pl.col("ccode") == 2).with_columns(decade=pl.col("year") // 10 * 10)
    assert one.collect().select("ccode", "decade").unique().rows() == [(2, 1950)]


def test_the_same_column_twice_is_refused(world: Path) -> None:
    panel = dyad_years(1953, 1957, folder=world).with_nmc("cinc")
    with pytest.raises(ValueError, match="already has cinc1"):
        panel.with_nmc("cinc")


@pytest.mark.parametrize(("first", "last"), [(1815, 1820), (1957, 1953)])
def test_years_that_the_list_does_not_have(world: Path, first: int, last: int) -> None:
    with pytest.raises(ValueError, match="from 1816 in ascending order"):
        dyad_years(first, last, folder=world)


def test_the_list_is_carried_on_only_if_asked(world: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in 2016.*extend=True"):
        state_years(2010, 2020, folder=world)
    longer = state_years(2010, 2020, folder=world, extend=True).collect()
    assert longer.filter(pl.col("year") == 2020)["ccode"].to_list() == [2, 20, 255]
    members = members_by_year("cow", 1989, 1991, world, extend=False)
    assert sorted(set(members.filter(pl.col("year") == 1990)["code"])) == [2, 20, 255, 260]


# --- zero and missing ---


def test_zero_only_where_the_set_covers(world: Path) -> None:
    """MIDs are coded to 2014: no row before is peace, no row after says nothing."""
    frame = state_years(2012, 2016, folder=world).with_mids().collect()
    usa = frame.filter(pl.col("ccode") == 2)
    assert usa["cowmidonsets"].to_list() == [0, 0, 0, None, None]


def test_no_zero_from_a_set_that_is_silent(world: Path) -> None:
    frame = dyad_years(1953, 1957, folder=world).with_distance().collect()
    assert frame["mindist"].null_count() == len(frame) - 6  # three years, both directions
    assert declared().dataset("cow_mindist").absent == "missing"


def test_no_zero_for_states_outside_the_set(world: Path) -> None:
    panel = dyad_years(1953, 1957, folder=world)
    outside = replace(panel, lazy=panel.lazy.with_columns(ccode2=pl.lit(None, pl.Int32)))
    frame = outside.with_mids().with_contiguity().with_majors().collect()
    for column in ("cowmidonset", "conttype", "major2"):
        assert frame[column].is_null().all()
    assert frame["major1"].is_not_null().all()


# --- peace ---


def test_peace_years_with_terms(world: Path) -> None:
    panel = dyad_years(1953, 1957, folder=world).with_mids()
    frame = (
        panel.peace_years(polynomial=True, knots=(0, 1, 4, 7))
        .where(pl.col("ccode1") == 2)
        .collect()
    )
    pair = frame.filter(pl.col("ccode2") == 20)
    assert pair["cowmidongoing"].to_list() == [0, 1, 1, 0, 0]
    assert pair["peace_years"].to_list() == [0, 1, 0, 0, 1]
    assert {"peace_years2", "peace_years3", "peace_years_s1", "peace_years_s2"} <= set(
        frame.columns
    )


def test_peace_before_the_first_year_counts_if_the_panel_is_longer(world: Path) -> None:
    longer = dyad_years(1945, 1957, folder=world).with_mids().peace_years().between(1953, 1953)
    assert longer.collect().filter(pl.col("ccode1") == 2)["peace_years"].to_list() == [8]


def test_peace_since_what_is_not_there(world: Path) -> None:
    with pytest.raises(KeyError, match="no column in the panel 'cowmidongoing'"):
        dyad_years(1953, 1957, folder=world).peace_years()


# --- helpers ---


def test_columns_are_chosen_by_name() -> None:
    dataset = declared().dataset("cow_nmc")
    assert chosen(dataset, []) == ["milex", "milper", "irst", "pec", "tpop", "upop", "cinc"]
    assert chosen(dataset, ["cinc"]) == ["cinc"]
    for wrong in ("cinq", "year"):
        with pytest.raises(KeyError, match="no column in cow_nmc"):
            chosen(dataset, [wrong])
    with pytest.raises(KeyError, match=r"no version 'gmi' \(did you mean gml"):
        named({"gml": "x"}, "gmi")


def test_major_powers_by_year() -> None:
    """COW: five in most of the Cold War, seven again from 1991."""
    powers = major_powers().collect()
    by_year = {year: sorted(rows["ccode"]) for (year,), rows in powers.group_by("year")}
    assert by_year[1890] == [200, 220, 255, 300, 325, 365]
    assert by_year[1898] == [2, 200, 220, 255, 300, 325, 365, 740]
    assert by_year[1920] == [2, 200, 220, 325, 740]
    assert by_year[1938] == [2, 200, 220, 255, 325, 365, 740]
    assert by_year[1970] == [2, 200, 220, 365, 710]
    assert by_year[2000] == [2, 200, 220, 255, 365, 710, 740]


def test_cow_codes_are_added_by_year() -> None:
    rows = pl.LazyFrame({"gwcode1": [260, 260, 711], "year": [1980, 2000, 1930]},
                        schema={"gwcode1": pl.Int32, "year": pl.Int32})  # fmt: skip
    coded = in_cow_codes(rows, {"gwcode1": "ccode1"}, 1930, 2000).sort("gwcode1", "year").collect()
    assert coded["ccode1"].to_list() == [260, 255, None]
