"""Dyad-years: the rules on a made-up world, the known counts on the real one."""

from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from latticework.evidence.catalogue import read
from latticework.evidence.derive import one_each
from latticework.evidence.dyads import DyadYears, dyad_years

PAIR = ["ccode1", "ccode2", "year"]


def pair(panel: DyadYears, one: int = 2, other: int = 20) -> pl.DataFrame:
    """Return one directed dyad's rows."""
    return panel.where(pl.col("ccode1") == one, pl.col("ccode2") == other).collect()


@pytest.fixture
def panel(world: Path) -> DyadYears:
    return dyad_years(1953, 1957, folder=world)


# --- the universe ---


def test_directed_and_undirected(world: Path) -> None:
    both = dyad_years(1953, 1957, folder=world).collect()
    one = dyad_years(1953, 1957, folder=world, directed=False).collect()
    assert len(both) == 2 * len(one) == 2 * (5 + 2 * 3)  # 260 enters in 1955
    assert (one["ccode1"] < one["ccode2"]).all()


def test_states_must_have_been_members_together(world: Path) -> None:
    """255 succeeds 260 on 3 October 1990: no dyad of the two Germanies."""
    year = dyad_years(1990, 1990, folder=world, directed=False).collect()
    assert year.select("ccode1", "ccode2").rows() == [
        (2, 20),
        (2, 255),
        (2, 260),
        (20, 255),
        (20, 260),
    ]


@pytest.mark.parametrize(
    ("first", "last"), [(1816, 1816), (1914, 1919), (1944, 1946), (1990, 1991)]
)
def test_the_universe_is_the_published_one(shared: Path, first: int, last: int) -> None:
    ours = dyad_years(first, last, folder=shared).collect()
    published = read("cow_ddy", shared).filter(pl.col("year").is_between(first, last))
    assert ours.equals(published.sort(PAIR).collect())


def test_every_year_has_the_published_number_of_dyads(shared: Path) -> None:
    ours = dyad_years(1816, 2024, folder=shared, extend=True).lazy.group_by("year").len()
    published = read("cow_ddy", shared).group_by("year").len()
    assert ours.sort("year").collect().equals(published.sort("year").collect())


def test_gleditsch_and_wards_dyads(shared: Path) -> None:
    frame = dyad_years(2000, 2000, folder=shared, system="gw", directed=False).collect()
    assert frame.columns == ["gwcode1", "gwcode2", "year", "ccode1", "ccode2"]
    states = frame.select(pl.concat_list("gwcode1", "gwcode2").explode()).n_unique()
    assert len(frame) == states * (states - 1) // 2
    germany = frame.filter(pl.col("gwcode2") == 260)
    assert germany["ccode2"].unique().to_list() == [255]
    assert frame["ccode1"].null_count() == 0


# --- geography ---


def test_the_closest_contiguity_of_the_year(panel: DyadYears) -> None:
    """Type 0 and 2 in 1954, 2 and 1 in 1955: the closest counts, and 0 is not closer."""
    assert pair(panel.with_contiguity())["conttype"].to_list() == [0, 2, 1, 1, 1]
    assert pair(panel.with_contiguity(), 20, 260)["conttype"].to_list() == [0, 0, 0]


def test_undirected_sets_serve_both_directions(panel: DyadYears) -> None:
    full = panel.with_distance().with_igos()
    for one, other in ((2, 20), (20, 2)):
        frame = pair(full, one, other)
        assert frame["mindist"].to_list() == [0, 0, 0, None, None]
        assert frame["dyadigos"].to_list() == [7] * 5
    assert not set(full.lazy.collect_schema()) & {"_low", "_high"}


def test_distance_between_capitals_moves_with_them(panel: DyadYears) -> None:
    """The USA's capital moves from 0° to 90° east in early 1954; Canada's lies at 180°."""
    frame = pair(panel.with_capital_distance())
    assert frame["capdist"].round().to_list() == [20015, 10008, 10008, 10008, 10008]
    assert pair(panel.with_capital_distance(), 2, 260)["capdist"].null_count() == 3


# --- states ---


def test_state_data_for_both_sides_and_missing_codes(panel: DyadYears) -> None:
    frame = pair(panel.with_nmc("cinc", "milex"), 20, 2)
    assert frame["cinc1"].unique().to_list() == [0.02]
    assert frame["cinc2"].unique().to_list() == [0.002]
    assert frame["milex1"].to_list() == [20, None, 20, 20, 20]  # −9 in 1954
    assert pair(panel.with_nmc("cinc"), 2, 260)["cinc2"].null_count() == 3


def test_state_data_without_years(panel: DyadYears) -> None:
    frame = pair(panel.with_state_data("rugged", "rugged"))
    assert frame["rugged1"].to_list() == [1.5] * 5
    assert frame["rugged2"].null_count() == 5
    with pytest.raises(ValueError, match="not by ccode and year"):
        panel.with_state_data("cow_mindist")


def test_major_powers(panel: DyadYears) -> None:
    frame = pair(panel.with_majors())
    assert frame["major1"].to_list() == [1] * 5
    assert frame["major2"].to_list() == [0] * 5


# --- ties ---


def test_alliances_have_a_direction(world: Path, panel: DyadYears) -> None:
    """What one owes the other; a row without obligations is no alliance; no row is none."""
    full = panel.with_alliances()
    assert pair(full)["atop_defense"].to_list() == [0, 0, 1, 0, 0]
    assert pair(full, 20, 2)["atop_defense"].to_list() == [0] * 5
    assert pair(full, 20, 2)["atop_consul"].to_list() == [0, 0, 1, 0, 0]
    either = dyad_years(1953, 1957, folder=world, directed=False).with_alliances(
        "atop_defense", "atop_consul"
    )
    assert pair(either).select("atop_defense", "atop_consul").row(2) == (1, 1)


# --- conflict ---


def test_disputes(panel: DyadYears) -> None:
    frame = pair(panel.with_mids("cow", "hostlev", "fatality"), 20, 2)
    assert frame["cowmidonset"].to_list() == [0, 1, 0, 0, 0]
    assert frame["cowmidongoing"].to_list() == [0, 1, 1, 0, 0]
    assert frame["cow_hostlev"].to_list() == [None, 4, 4, None, None]
    assert frame["cow_fatality"].null_count() == 5  # −9 is missing
    with pytest.raises(KeyError, match=r"no version 'gmi' \(did you mean gml"):
        panel.with_mids(cast(Any, "gmi"))
    with pytest.raises(KeyError, match="did you mean hostlev"):
        panel.with_mids("cow", "hostlevel")


def test_one_war_of_several_is_kept(panel: DyadYears) -> None:
    """Of three wars in 1956 the onset that was deadlier."""
    frame = pair(panel.with_wars("warnum", "batdeath1"))
    assert frame["war_warnum"].to_list() == [None, None, None, 3, None]
    assert frame["cowinteronset"].to_list() == [0, 0, 0, 1, 0]
    assert len(panel.with_wars().collect()) == len(panel.collect())


def test_rivalries_are_spans_and_blanks_are_zero(panel: DyadYears) -> None:
    frame = pair(panel.with_rivalries(), 20, 2)
    assert frame["tss_rivalry"].to_list() == [0, 0, 1, 1, 0]
    assert frame["tss_spatial"].to_list() == [0, 0, 1, 1, 0]
    assert frame["tss_ideological"].to_list() == [0] * 5


def test_relevant_pairs_border_or_have_a_major_power(world: Path, panel: DyadYears) -> None:
    relevant = panel.politically_relevant().collect()
    assert relevant.filter(pl.col("ccode1") == 20, pl.col("ccode2") == 260).is_empty()
    assert relevant.filter(pl.col("ccode1") == 2)["ccode2"].unique().sort().to_list() == [20, 260]
    with pytest.raises(ValueError, match="relevance is known to 2016"):
        dyad_years(2010, 2020, folder=world, extend=True).politically_relevant()


# --- the real world ---


@pytest.fixture(scope="module")
def disputes(shared: Path) -> pl.DataFrame:
    """The table of H1 (mechanisms.md §5): undirected dyads of its test years."""
    panel = dyad_years(1946, 2010, directed=False, folder=shared).with_mids().with_nmc("cinc")
    return panel.between(1970, 2010).collect()


def test_h1_base_numbers(disputes: pl.DataFrame) -> None:
    """603,802 dyad-years and 1,468 onsets: the “1970s to 2000s” run to 2010, none is dropped."""
    assert len(disputes) == 603_802
    assert disputes["cowmidonset"].sum() == 1_468
    assert round(disputes["cowmidonset"].sum() / len(disputes) * 100, 3) == 0.243
    assert disputes["cinc1"].null_count() == disputes["cinc2"].null_count() == 0
    decades = disputes.filter(pl.col("year") < 2010)
    assert (len(decades), decades["cowmidonset"].sum()) == (585_081, 1_449)


def test_full_directed_table(shared: Path) -> None:
    panel = dyad_years(1946, 2014, folder=shared)
    full = panel.with_mids().with_alliances("atop_defense").with_wars().with_rivalries()
    frame = full.collect()
    assert len(frame) == 1_596_280
    assert frame.select(PAIR).is_unique().all()
    assert frame["cowmidonset"].null_count() == frame["atop_defense"].null_count() == 0
    beyond = frame.filter(pl.col("year") > 2007)["cowinteronset"]
    assert beyond.null_count() == len(beyond) == frame["cowinteronset"].null_count()


@pytest.mark.parametrize(
    ("name", "columns"), [("cow_mid_ddydisps", "cowmid"), ("gml_mid_ddydisps", "gmlmid")]
)
def test_no_dispute_is_lost_or_doubled(shared: Path, name: str, columns: str) -> None:
    """Every row of the set is in the table, but for two pairs that are no dyads of COW."""
    version = "cow" if columns == "cowmid" else "gml"
    frame = dyad_years(1816, 2010, folder=shared).with_mids(cast(Any, version)).collect()
    published = read(name, shared).filter(pl.col("year") <= 2010).collect()
    lost = published.join(frame, on=PAIR, how="anti")
    assert set(lost.select("ccode1", "ccode2").rows()) <= {(20, 365), (365, 20)}
    assert frame[f"{columns}ongoing"].sum() == len(published) - len(lost)


def test_the_choice_among_disputes_is_the_documented_one(shared: Path) -> None:
    """The published dyad-years come out of the dispute-years by the order that docs name."""
    disputes = read("cow_mid_disps", shared).select(
        "dispnum", "fatality", "hostlev", "mindur", "maxdur", "recip", "stmon"
    )
    order = [
        pl.col("disponset").neg(), pl.col("fatality").fill_null(0.5).neg(), pl.col("hostlev").neg(),
        pl.col("mindur").neg(), pl.col("maxdur").neg(), pl.col("recip").neg(), pl.col("stmon"),
    ]  # fmt: skip
    rows = read("cow_mid_dirdisps", shared).join(disputes, on="dispnum")
    ours = one_each(rows, PAIR, order).select(*PAIR, "dispnum", "disponset").collect()
    published = read("cow_mid_ddydisps", shared).sort(PAIR).collect()
    assert ours.rename({"disponset": "cowmidonset"}).equals(
        published.select(*PAIR, "dispnum", "cowmidonset")
    )


def test_disputes_are_the_same_from_both_sides(shared: Path) -> None:
    frame = read("cow_mid_ddydisps", shared).select(*PAIR, "dispnum", "cowmidonset").collect()
    turned = frame.rename({"ccode1": "ccode2", "ccode2": "ccode1"}).select(frame.columns)
    assert frame.sort(PAIR).equals(turned.sort(PAIR))


def test_relevant_dyads_are_few_and_hold_most_disputes(shared: Path) -> None:
    panel = dyad_years(1946, 2010, directed=False, folder=shared).with_mids()
    every, relevant = panel.collect(), panel.politically_relevant().collect()
    assert len(relevant) / len(every) == pytest.approx(0.11, abs=0.02)
    share = int(relevant["cowmidonset"].sum()) / int(every["cowmidonset"].sum())
    assert share > 0.8
    land = panel.politically_relevant(reach=1).collect()
    assert len(land) < len(relevant)


def test_known_contiguities(shared: Path) -> None:
    frame = dyad_years(1958, 1990, folder=shared).with_contiguity().collect()
    bering = frame.filter(pl.col("ccode1") == 2, pl.col("ccode2") == 365)
    assert bering["conttype"].to_list() == [0] + [2] * 32  # Alaska becomes a state in January 1959


def test_the_rivalry_of_austria_and_serbia_survives_the_empire(shared: Path) -> None:
    frame = dyad_years(1917, 1920, folder=shared).with_rivalries().collect()
    rivals = frame.filter(
        pl.col("ccode2") == 345, pl.col("tss_rivalry") == 1, pl.col("ccode1").is_in([300, 305])
    )
    assert rivals.select("ccode1", "year").rows() == [
        (300, 1917),
        (300, 1918),
        (305, 1919),
        (305, 1920),
    ]


def test_gleditsch_and_wards_germany_has_cows_data(shared: Path) -> None:
    panel = dyad_years(1989, 1992, folder=shared, system="gw").with_nmc("cinc").with_mids("gml")
    germany = panel.where(pl.col("gwcode1") == 260, pl.col("gwcode2") == 2).collect()
    assert germany["ccode1"].to_list() == [260, 260, 255, 255]
    assert germany["cinc1"].null_count() == 0
    assert germany["gmlmidonset"].null_count() == 0
