"""Codes of states by date: the known traps, and every day of every list."""

from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from latticework.atlas.atlas import Atlas
from latticework.evidence.codes import Scheme, System, convert, crosswalk, members, spells, yearly
from latticework.reading import ReadingError

DAYS = {year: date(year, 7, 1) for year in range(1816, 2025)}


@pytest.mark.parametrize(
    ("code", "source", "target", "year", "expected"),
    [
        ("DEU", "iso3", "cow", 1930, 255),
        ("DEU", "iso3", "cow", 1960, 260),
        ("DEU", "iso3", "cow", 2000, 255),
        ("DEU", "iso3", "gw", 1930, 255),
        ("DEU", "iso3", "gw", 1960, 260),
        ("DEU", "iso3", "gw", 2000, 260),
        (265, "cow", "iso3", 1980, "DDR"),
        (255, "cow", "gw", 2000, 260),
        (260, "gw", "cow", 1960, 260),
        (345, "cow", "iso3", 1900, "SRB"),
        (345, "cow", "iso3", 1980, "YUG"),
        (345, "cow", "iso3", 2004, "SCG"),
        (345, "cow", "iso3", 2010, "SRB"),
        (345, "cow", "gw", 1980, 345),
        (345, "cow", "gw", 2010, 340),
        (340, "gw", "cow", 1900, 345),
        ("SRB", "continued_by", "cow", 1980, 345),
        (365, "cow", "iso3", 1900, "RUS"),
        (365, "cow", "iso3", 1980, "SUN"),
        (365, "cow", "iso3", 2000, "RUS"),
        (365, "cow", "continued_by", 1980, "RUS"),
        (816, "cow", "iso3", 1970, "VDR"),
        (816, "cow", "iso3", 2000, "VNM"),
        (817, "cow", "gw", 1970, 817),
        (817, "cow", "iso3", 1970, None),
        (815, "gw", "cow", 1850, None),
        (678, "cow", "gw", 1980, 678),
        (679, "cow", "gw", 2000, 678),
        (678, "gw", "cow", 2000, 679),
        (680, "cow", "iso3", 1980, "YMD"),
        (315, "cow", "iso3", 1980, "CSK"),
        (713, "cow", "iso3", 2000, "TWN"),
        (710, "cow", "iso3", 2000, "CHN"),
        (732, "cow", "gw", 2000, 732),
        (987, "cow", "gw", 2000, None),
        ("USA", "iso3", "cow", 1816, 2),
    ],
)
def test_a_code_means_what_it_meant_then(
    code: str | int, source: Scheme, target: Scheme, year: int, expected: str | int | None
) -> None:
    assert convert(code, source, target, DAYS[year]) == expected


@pytest.mark.parametrize(
    ("code", "source", "year", "said"),
    [
        (260, "cow", 2000, "expected a day on which a state had this code, not 2000-07-01"),
        (679, "cow", 1980, "expected a day"),
        ("DEX", "iso3", 2000, "did you mean"),
        (9999, "gw", 2000, "no such code"),
    ],
)
def test_a_code_that_names_no_state(code: str | int, source: Scheme, year: int, said: str) -> None:
    with pytest.raises(ReadingError, match=said):
        convert(code, source, "iso3", DAYS[year])


def test_todays_codes_are_the_atlas(atlas: Atlas) -> None:
    today = date(2024, 7, 1)
    for key, state in atlas.states.items():
        for scheme, code in (("cow", state.cow), ("gw", state.gw)):
            if code:
                assert convert(code, cast(Any, scheme), "iso3", today) == key


@pytest.mark.parametrize("scheme", ["iso3", "cow", "gw"])
def test_on_any_day_a_code_names_one_row(scheme: Scheme) -> None:
    rows = crosswalk().drop_nulls(scheme).sort(scheme, "since")
    overlaps = rows.filter(
        (pl.col(scheme) == pl.col(scheme).shift(1)) & (pl.col("since") <= pl.col("until").shift(1))
    )
    assert overlaps.is_empty()


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_every_day_of_membership_has_a_name(shared: Path, system: System) -> None:
    """Each spell of the list is covered by the crosswalk, day by day, once."""
    listed = spells(system, shared).collect()
    named = crosswalk().drop_nulls(system).select(code=system, a="since", b="until")
    start, end = pl.max_horizontal("since", "a"), pl.min_horizontal("until", "b")
    covered = (
        listed.join(named, on="code")
        .with_columns(days=(end - start).dt.total_days() + 1)
        .filter(pl.col("days") > 0)
        .group_by("code", "since", "until")
        .agg(pl.col("days").sum())
    )
    assert len(covered) == len(listed)
    whole = (pl.col("until") - pl.col("since")).dt.total_days() + 1
    assert covered.filter(pl.col("days") != whole).is_empty()


def test_gw_states_have_a_cow_code_but_for_the_known_few(shared: Path) -> None:
    listed = spells("gw", shared).collect()["code"].unique()
    with_cow = crosswalk().drop_nulls(["gw", "cow"])["gw"]
    assert set(listed) - set(with_cow) == {89, 99, 563, 564, 711, 815}


def test_a_year_takes_the_code_of_most_of_it() -> None:
    table = yearly("gw", "cow", 1989, 2006)
    codes = {(gw, year): cow for gw, year, cow in table.iter_rows()}
    assert codes[260, 1990] == 260  # until 2 October
    assert codes[260, 1991] == 255
    assert codes[678, 1989] == 678
    assert codes[678, 1990] == 679  # from 22 May
    assert codes[340, 2006] == codes[345, 2006] == 345
    assert table.select("gw", "year").is_unique().all()
    assert table["year"].min() == 1989


def test_states_gone_before_the_years_are_left_out() -> None:
    assert yearly("gw", "cow", 1990, 1991).filter(pl.col("gw") == 711).is_empty()


def test_an_unknown_scheme_suggests_near_ones() -> None:
    with pytest.raises(KeyError, match="did you mean iso3"):
        yearly("iso", "cow", 1990, 1991)


@pytest.mark.parametrize(
    ("system", "day", "count"),
    [
        ("cow", date(1816, 1, 1), 23),
        ("cow", date(1945, 12, 31), 62),
        ("cow", date(2011, 7, 8), 194),
        ("cow", date(2011, 7, 9), 195),
        ("cow", date(2016, 12, 31), 195),
        ("gw", date(2017, 12, 31), 174),
    ],
)
def test_members_on_a_day(shared: Path, system: System, day: date, count: int) -> None:
    """COW's list begins with 23 states; South Sudan is the last to enter, on 9 July 2011."""
    codes = members(system, day, shared)
    assert len(codes) == count
    assert codes == sorted(set(codes))


def test_membership_beyond_the_list_is_not_guessed(world: Path) -> None:
    assert members("cow", date(1950, 1, 1), world) == [2, 20]
    for day in (date(1815, 1, 1), date(2017, 1, 1)):
        with pytest.raises(ValueError, match="known from 1816-01-01 to 2016-12-31"):
            members("cow", day, world)
    with pytest.raises(KeyError, match="did you mean cow"):
        spells(cast(Any, "cov"), world)
