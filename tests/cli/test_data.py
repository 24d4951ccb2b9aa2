"""``latticework data``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from latticework.cli import data as module
from latticework.cli.data import data
from latticework.evidence.datasets import declared
from latticework.evidence.fetching import CHECKSUMS, Fetched, FetchError

SETS = declared().datasets


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(data, list(words), env=env)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good set and one that is not as declared."""
    (tmp_path / "rugged.csv").write_text("ccode,gwcode,rugged,newlmtnest\n2,2,1.0,3.0\n")
    (tmp_path / "gdp.csv").write_text("Country Name,Country Code,Year,Val\n")
    return tmp_path


def test_list_shows_what_is_here(folder: Path) -> None:
    result = run("list", "--data", str(folder), "--json")
    assert result.exit_code == 0
    rows = {row["name"]: row for row in json.loads(result.stdout)["rows"]}
    assert set(rows) == set(SETS)
    assert [name for name, row in rows.items() if row["here"]] == ["rugged", "wb_gdp"]
    assert rows["cow_nmc"]["years"] == "1816–2022"
    assert rows["cow_nmc"]["terms"] == "non-commercial, no redistribution"


def test_list_reads_well_in_80_columns(folder: Path) -> None:
    result = run("list", "--data", str(folder))
    assert max(len(line) for line in result.stdout.splitlines() if str(folder) not in line) <= 80
    assert all(name in result.stdout for name in SETS)


def test_the_folder_may_be_named_by_the_environment(folder: Path) -> None:
    result = run("where", "rugged", env={"LATTICEWORK_DATA": str(folder), "COLUMNS": "400"})
    assert str(folder / "rugged.csv") in result.stdout


def test_where_tells_what_is_missing_and_where_to_get_it(folder: Path) -> None:
    result = run("where", "rugged", "cow_nmc", "--data", str(folder), env={"COLUMNS": "400"})
    assert result.exit_code == 0
    assert str(folder / "rugged.csv") in result.stdout
    assert "cow_nmc.parquet or cow_nmc.csv or NMC-70-abridged.csv" in result.stdout
    assert "correlatesofwar.org" in result.stdout


def test_where_checks_files(folder: Path) -> None:
    (folder / CHECKSUMS).write_text(
        f"file,sha256,url,fetched\nrugged.csv,{'0' * 64},u,2026-01-01\n"
    )
    result = run("where", "rugged", "wb_gdp", "cow_nmc", "--check", "--data", str(folder), "--json")
    checks = {row["name"]: row["check"] for row in json.loads(result.stdout)["rows"]}
    assert checks["rugged"] == "1 rows; version 2012 has 192; checksum differs from the one fetched"
    assert "Value: missing — expected this column (did you mean Val?)" in checks["wb_gdp"]
    assert checks["cow_nmc"] == "not found"


def test_describe_gives_columns_and_caveats() -> None:
    result = run("describe", "cow_nmc")
    assert "thousand current GBP or USD" in result.stdout
    assert "breaks between" in result.stdout
    assert "no commercial use" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert run("describe", "cow_nmc", "--markdown").stdout.startswith("### cow_nmc: National")


@pytest.mark.parametrize("name", SETS)
def test_every_set_can_be_described(name: str) -> None:
    result = run("describe", name, "--json")
    rows = json.loads(result.stdout)["rows"]
    assert [row["column"] for row in rows] == list(SETS[name].names)


def test_cite_prints_bibtex() -> None:
    result = run("cite", "atop_alliance", "cow_nmc")
    assert result.stdout.count("\n@") == 2
    assert result.stdout.startswith("@article{leeds-2002,")


@pytest.mark.parametrize("verb", ["where", "describe", "fetch", "cite"])
def test_an_unknown_set_suggests_near_ones(verb: str) -> None:
    result = run(verb, "cow_nmx")
    assert result.exit_code == 2
    assert "did you mean cow_nmc" in result.stderr


def test_fetch_tells_where_and_how_sure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    got = Fetched(folder / "states2016.csv", "ab" * 32, "first seen")
    monkeypatch.setattr(module, "fetch", lambda *_, **__: got)
    result = run("fetch", "cow_states", "--to", str(folder))
    assert result.exit_code == 0
    assert result.stdout == f"{got.path}  sha256 {got.sha256} (first seen)\n"


def test_fetch_goes_on_after_a_failure_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(name: str, *_: object, **__: object) -> Fetched:
        raise FetchError(f"{name} cannot be fetched")

    monkeypatch.setattr(module, "fetch", failing)
    result = run("fetch", "cow_states", "cow_nmc")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "cow_states cannot be fetched",
        "cow_nmc cannot be fetched",
    ]


def test_docs_have_the_dictionary() -> None:
    """docs/evidence.md is rendered from the declarations: see its head for the command."""
    docs = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text("utf-8")
    rendered = run("describe", "--markdown").stdout
    assert docs.endswith(rendered), "re-make the end of docs/evidence.md as its text says"
