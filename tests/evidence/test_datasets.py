"""The declarations: whole, consistent, citable."""

import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from latticework.evidence.datasets import EVIDENCE, Declared, bibtex, cite, declared
from latticework.reading import ReadingError

KNOWN = declared()
FILES = ("datasets.yaml", "columns.csv", "terms.yaml", "references.yaml")


def test_every_shared_set_is_declared_with_its_columns(shared: Path) -> None:
    files = {path.stem: path for path in shared.glob("*.parquet")}
    assert set(files) <= set(KNOWN.datasets)
    for name, path in files.items():
        assert list(pl.read_parquet_schema(path)) == list(KNOWN.datasets[name].names), name


def test_what_is_written_is_used() -> None:
    sets = KNOWN.datasets.values()
    assert {key for dataset in sets for key in dataset.cite} == set(KNOWN.references)
    assert {dataset.terms for dataset in sets} == set(KNOWN.terms)


def test_codes_of_the_missing_lie_out_of_bounds() -> None:
    """Else a code that the source uses as a value, too, would be lost."""
    for dataset in KNOWN.datasets.values():
        for column in dataset.columns:
            assert all(code < (column.least or 0) for code in column.missing), column


def test_flags_are_bounded() -> None:
    flags = [c for d in KNOWN.datasets.values() for c in d.columns if c.unit == "0/1"]
    assert len(flags) > 50
    assert {(flag.least, flag.most) for flag in flags} == {(0, 1)}


@pytest.mark.parametrize("name", KNOWN.datasets)
def test_each_set_says_what_one_must_know(name: str) -> None:
    dataset = KNOWN.datasets[name]
    assert dataset.altered
    assert dataset.avoid
    assert dataset.first is None or (dataset.last or 0) >= dataset.first
    if dataset.download:
        assert dataset.download.url.startswith("https://")
        assert (dataset.download.inside or [dataset.download.url.rpartition("/")[2]])[
            -1
        ] in dataset.files


def test_correlates_of_war_data_may_not_be_passed_on() -> None:
    made_of_cow = [d for d in KNOWN.datasets.values() if "correlatesofwar.org" in (d.page or "")]
    assert made_of_cow
    assert not any(KNOWN.terms_of(dataset.name).redistribute for dataset in made_of_cow)


def test_cite_gives_each_work_once() -> None:
    text = cite(["cow_mid_disps", "cow_mid_ddydisps", "cow_nmc"])
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.M)
    assert keys == sorted(
        {"miller-2022", "palmer-2022", "singer-1987", "singer-bremer-stuckey-1972"}
    )
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("key", KNOWN.references)
def test_each_reference_makes_an_entry(key: str) -> None:
    entry = bibtex(key, KNOWN.references[key])
    assert entry.startswith(f"@{KNOWN.references[key].type}{{{key},")
    assert "author = {" in entry
    assert entry.count("{") == entry.count("}")
    assert not re.search(r"(?<!\\)[&%#]", entry)


def test_an_unknown_name_suggests_near_ones() -> None:
    with pytest.raises(KeyError, match="did you mean cow_nmc"):
        KNOWN.dataset("cow_nmx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(EVIDENCE / name, tmp_path / name)
    return tmp_path


def reread(folder: Path) -> Declared:
    declared.cache_clear()
    return declared(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "datasets.yaml",
            "terms: atop",
            "terms: atopp",
            "atop_alliance.terms: 'atopp' — unknown (did you mean atop",
        ),
        ("datasets.yaml", "cite: [leeds-2002]", "cite: [leeds-2003]", "did you mean leeds-2002"),
        ("datasets.yaml", "keys: [race_id]", "keys: [raceid]", "did you mean race_id"),
        ("datasets.yaml", "absent: zero", "absent: none", "'none'"),
        ("columns.csv", "cow_ddy,year,int", "cow_ddy,year,integer", "'integer'"),
        ("columns.csv", "rugged,rugged,", "ragged,rugged,", "'ragged' — expected a data set"),
        ("terms.yaml", "redistribute: false", "redistribution: false", "did you mean redistribute"),
        ("references.yaml", "type: book", "type: novel", "'novel'"),
    ],
    ids=lambda text: text[:24],
)
def test_mistakes_in_declarations_are_told(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ReadingError, match=re.escape(said)) as caught:
        reread(folder)
    assert all(
        problem.file == str(path) for problem in caught.value.problems if said in str(problem)
    )
    declared.cache_clear()


def test_a_copy_reads_the_same(folder: Path) -> None:
    assert reread(folder) == KNOWN
    declared.cache_clear()
