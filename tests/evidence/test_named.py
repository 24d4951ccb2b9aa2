"""Names of states in data sets."""

import doctest
from pathlib import Path

import polars as pl
import pytest

from latticework.evidence import named
from latticework.evidence.catalogue import read
from latticework.evidence.named import cow_codes
from latticework.reading import ReadingError


def codes(folder: Path, *names: str, year: int) -> list[int]:
    return cow_codes(names, year, year, folder)["ccode"].to_list()


def test_examples() -> None:
    result = doctest.testmod(named)
    assert result.attempted
    assert result.failed == 0


def test_a_name_is_known_however_it_is_written(world: Path) -> None:
    written = ("Korea, South", "Bosnia & Herzegovina", "Côte d’Ivoire", "Gambia, The", "Türkiye")
    assert codes(world, *sorted(written), year=2000) == [346, 437, 420, 732, 640]


def test_a_name_of_today_stands_for_what_it_continues(world: Path) -> None:
    assert codes(world, "Germany", year=1960) == [260]
    assert codes(world, "Germany", year=2000) == [255]
    assert codes(world, "USSR", year=1970) == codes(world, "Russia", year=2000) == [365]
    assert codes(world, "German Democratic Republic", year=1960) == [265]


def test_what_is_no_state_has_no_rows(world: Path) -> None:
    assert codes(world, "European Union", year=2000) == []


def test_an_unknown_name_is_an_error_that_says_what_to_do(world: Path) -> None:
    with pytest.raises(ReadingError, match=r"Ruritania.*names\.csv"):
        cow_codes(["Canada", "Ruritania"], 2000, 2000, world)


def test_every_name_in_the_data_leads_to_one_code_a_year(shared: Path) -> None:
    spending = (
        read("sipri_milex_2024", shared)
        .collect()
        .select("year", name="country", milex="milex_constant_2023_musd")
    )
    found = cow_codes(spending["name"].unique(), 1949, 2024, shared)
    joined = spending.join(found, on=["name", "year"], how="left")
    assert set(joined.filter(pl.col("ccode").is_null())["name"]) == {"European Union"}
    known = joined.drop_nulls(["ccode", "milex"])  # Russia stands beside the USSR, with no value
    assert not known.select("ccode", "year").is_duplicated().any()
    voters = read("un_votes", shared).select("country").unique().collect()["country"]
    assert set(cow_codes(voters, 1946, 2019, shared)["name"]) == set(voters)
