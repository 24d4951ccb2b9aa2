"""Finding and reading data sets; what the real ones hold, against their own documentation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from latticework.evidence.catalogue import VARIABLE, MissingDataError, find, folders, home, read
from latticework.evidence.datasets import declared
from latticework.reading import ReadingError

Maker = Callable[[Path, str, list[dict[str, Any]]], Path]
SETS = declared().datasets


# --- where ---


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user's folder that is empty, and no folder named."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv(VARIABLE, raising=False)
    home().mkdir(parents=True)
    return home()


def test_the_folder_named_comes_before_the_users(
    homeless: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Maker
) -> None:
    own = make(homeless, "rugged", [{"ccode": 2}])
    assert find("rugged") == own
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert folders() == (tmp_path, homeless)
    assert find("rugged") == own
    named = make(tmp_path, "rugged", [{"ccode": 20}])
    assert find("rugged") == named


def test_a_folder_passed_is_the_only_one(homeless: Path, tmp_path: Path, make: Maker) -> None:
    make(homeless, "rugged", [{"ccode": 2}])
    assert find("rugged", tmp_path) is None
    with pytest.raises(MissingDataError) as caught:
        read("rugged", tmp_path)
    (problem,) = caught.value.problems
    assert problem.file == "rugged"
    assert str(tmp_path) in problem.expected
    assert "diegopuga.org" in problem.expected


def test_parquet_comes_before_the_published_csv(tmp_path: Path, make: Maker) -> None:
    (tmp_path / "states2016.csv").write_text("x\n")
    assert find("cow_states", tmp_path) == tmp_path / "states2016.csv"
    assert find("cow_states", tmp_path) != make(tmp_path, "cow_states", [])
    assert find("cow_states", tmp_path) == tmp_path / "cow_states.parquet"


def test_an_unknown_set_suggests_near_ones() -> None:
    with pytest.raises(KeyError, match="did you mean atop_alliance"):
        read("atop_aliance")


def test_a_file_that_changes_is_read_anew(tmp_path: Path, make: Maker) -> None:
    path = make(tmp_path, "rugged", [{"ccode": 2}])
    assert read("rugged", tmp_path).collect()["ccode"].to_list() == [2]
    make(tmp_path, "rugged", [{"ccode": 2}, {"ccode": 20}])
    assert read("rugged", tmp_path).collect().height == 2
    path.write_bytes(b"PAR1")
    with pytest.raises(ReadingError, match=r"rugged\.parquet"):
        read("rugged", tmp_path)


# --- the real sets ---


@pytest.mark.parametrize("name", SETS)
def test_each_set_is_as_declared(shared: Path, name: str) -> None:
    frame = read(name, shared).collect()
    dataset = SETS[name]
    assert len(frame) == dataset.rows
    for year in ("year", "Year"):
        if year in dataset.keys:
            assert frame[year].is_between(dataset.first or 0, dataset.last or 0).all()
    for column in dataset.columns:
        for code in column.missing:
            assert not (frame[column.column] == code).any()


@pytest.mark.parametrize(
    "name", ["cow_states", "cow_nmc", "cow_mid_disps", "gml_dirdisp", "wb_gdp"]
)
def test_csv_under_the_published_name_reads_the_same(
    shared: Path, tmp_path: Path, name: str
) -> None:
    dataset = SETS[name]
    published = pl.read_parquet(shared / f"{name}.parquet").with_columns(source=pl.lit("x,y"))
    codes = [pl.col(c.column).fill_null(c.missing[0]) for c in dataset.columns if c.missing]
    published.with_columns(codes).write_csv(tmp_path / dataset.files[0])
    assert read(name, tmp_path).collect().equals(read(name, shared).collect())


def test_missing_codes_of_the_dispute_data_are_nulls(shared: Path) -> None:
    """Their −9s, counted in the files: 268 disputes without a fatality level, 21 settlements."""
    raw = pl.read_parquet(shared / "cow_mid_disps.parquet")
    read_ = read("cow_mid_disps", shared).collect()
    for column, missing in (("fatality", 268), ("settle", 21), ("outcome", 17)):
        assert (raw[column] == -9).sum() == missing
        assert read_[column].null_count() == missing
        assert not (read_[column] < 0).any()


def test_conflicts_of_2024_as_their_makers_count_them(shared: Path) -> None:
    """UCDP, June 2025: 61 state-based conflicts, 11 of them wars, the most since 1946."""
    year = read("ucdp_acd", shared).filter(pl.col("year") == 2024).collect()
    assert year["conflict_id"].n_unique() == 61
    assert year.filter(pl.col("intensity_level") == 2)["conflict_id"].n_unique() == 11


def test_members_of_the_united_nations_by_session(shared: Path) -> None:
    """192 members from Montenegro's entry (session 61), 193 from South Sudan's (66)."""
    votes = read("un_votes", shared).join(read("un_roll_calls", shared), on="rcid")
    voters = votes.group_by("session").agg(pl.col("country").n_unique()).collect()
    by_session = dict(voters.sort("session").iter_rows())
    assert by_session[1] <= 55  # 51 founders and the four members of 1946
    assert {by_session[s] for s in range(61, 66)} == {192}
    assert {by_session[s] for s in range(66, 75)} == {193}


def test_roll_calls_of_the_session_without_votes(shared: Path) -> None:
    """The Assembly of 1964–65 avoided voting, over arrears: one roll call."""
    calls = read("un_roll_calls", shared).collect()
    assert len(calls) == 6_203
    assert calls.filter(pl.col("session") == 19).height == 1


def test_disputes_by_decade(shared: Path) -> None:
    """MID 5.0: 2,436 disputes that began 1816–2014."""
    disputes = read("cow_mid_disps", shared).collect()
    decades = disputes.group_by(pl.col("styear") // 10 * 10).len().sort("styear")
    assert dict(decades.iter_rows()) == {
        1810: 3, 1820: 13, 1830: 20, 1840: 22, 1850: 43, 1860: 37, 1870: 38, 1880: 40, 1890: 42,
        1900: 49, 1910: 121, 1920: 66, 1930: 93, 1940: 159, 1950: 189, 1960: 238, 1970: 216,
        1980: 336, 1990: 279, 2000: 292, 2010: 140,
    }  # fmt: skip
    assert set(read("cow_mid_dirdisps", shared).collect()["dispnum"]) <= set(disputes["dispnum"])


def test_wars_that_the_list_names(shared: Path) -> None:
    """Sarkees & Wayman list 95 inter-state wars, 1823–2003."""
    wars = read("cow_war_inter", shared).collect()
    assert wars["warnum"].n_unique() == 95
    assert (wars["year"].min(), wars["year"].max()) == (1823, 2003)


def test_traps_that_the_declarations_warn_of(shared: Path) -> None:
    """The numbers in the caveats of datasets.yaml are those of the files."""
    atop = read("atop_alliance", shared)
    pledges = [name for name in SETS["atop_alliance"].names if name.startswith("atop_")]
    assert atop.filter(pl.sum_horizontal(pledges) == 0).collect().height == 170
    pair = ["ccode1", "ccode2", "year"]
    assert atop.join(read("cow_ddy", shared), on=pair, how="anti").collect().height == 5_894
    contiguity = read("cow_contdir", shared).collect()
    assert contiguity.filter(pl.col("conttype") == 0).height == 180
    assert read("un_votes", shared).collect()["country_code"].null_count() == 5_444
    wars = read("cow_war_inter", shared).collect()
    assert len(wars) - wars.select(pair).n_unique() == 56
    year = read("cow_ddy", shared).filter(
        pl.col("year") == 1990, pl.col("ccode1") < pl.col("ccode2")
    )
    assert year.join(read("cow_igo_ndy", shared), on=pair, how="anti").collect().height == 642
    assert read("lwuf", shared).collect()["theta1_mean"].null_count() == 479
    assert read("ucdp_acd", shared).filter(pl.col("year") == 2024).collect().height == 151
