import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from latticework.cli import main

LISTS = [
    "states",
    "coverage",
    "organisations",
    "agreements",
    "contingencies",
    "statements",
    "sources",
    "territories",
    "kinds",
    "issues",
    "claims",
    "check",
]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["atlas", *words])


@pytest.mark.parametrize(
    "words",
    [*([word] for word in LISTS), ["show", "JPN"], ["show", "north-atlantic-treaty-1949"],
     ["show", "nato"], ["show", "TWN"], ["between", "JPN", "PHL"]],
    ids=" ".join,
)  # fmt: skip
def test_each_command_reads_well_in_80_columns_and_as_json_and_csv(words: list[str]) -> None:
    text = run(*words)
    assert text.exit_code == 0, text.output
    assert max(map(len, text.output.splitlines())) <= 80
    plain = json.loads(run(*words, "--json").output)
    assert plain
    header, *rows = csv.reader(run(*words, "--csv").output.splitlines(keepends=True))
    assert rows
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("width", [40, 60, 120])
def test_any_terminal_will_do(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for words in (["states"], ["show", "JPN"], ["agreements", "--party", "JPN"]):
        assert max(map(len, run(*words).output.splitlines())) <= width
    assert "1,724" in run("states").output


def test_show_tells_every_record_of_that_key_and_a_section_chooses() -> None:
    key = "us-japan-1960"
    both = json.loads(run("show", key, "--json").output)
    assert [card["section"] for card in both] == ["agreements", "sources"]
    (source,) = json.loads(run("show", f"sources:{key}", "--json").output)
    assert source["record"]["kind"] == "treaty"
    assert run("show", key, "--csv").output.startswith("article,verb,")
    assert "kinds:trade" in run("show", "trade", "--csv").stderr


def test_show_json_is_the_whole_record() -> None:
    (card,) = json.loads(run("show", "JPN", "--json").output)
    assert card["record"]["status"] is None
    titles = [table["title"] for table in card["related"]]
    assert titles[0] == "Figures"
    trade = card["related"][titles.index("Goods trade, by partner")]
    assert len(trade["rows"]) > 60


@pytest.mark.parametrize("name", ["jpn", "JP", "japan", "Nippon"])
def test_a_state_can_be_shown_by_any_of_its_names(name: str, tmp_path: Path) -> None:
    (tmp_path / "states.csv").write_text("iso3,aliases\nJPN,Nihon; Nippon\n", "utf-8")
    assert run("show", name, "--atlas", str(tmp_path)).output.startswith("Japan\n")


def test_agreements_are_those_of_the_day() -> None:
    def listed(*words: str) -> set[str]:
        rows = json.loads(run("agreements", "--party", "Finland", *words, "--json").output)["rows"]
        return {row["Key"] for row in rows}

    early = listed("--date", "2000-01-01")
    assert "north-atlantic-treaty-1949" not in early
    assert "north-atlantic-treaty-1949" in listed("--date", "2024-01-01")
    assert "north-atlantic-treaty-1949" in listed("--date", "2000-01-01", "--ever")


def test_agreements_of_an_organisation_list_all_states_for_machines() -> None:
    rows = json.loads(run("agreements", "--party", "NATO", "--json").output)["rows"]
    (treaty,) = [row for row in rows if row["Key"] == "north-atlantic-treaty-1949"]
    assert treaty["Parties"] == "NATO"
    assert len(treaty["States"].split(", ")) == 32


def test_check_counts_the_embedded_atlas() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.output.startswith("No mistakes\n")


def test_check_says_what_overlays_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, line in ((one, "JPN,Nippon"), (other, "KOR,Hanguk")):
        folder.mkdir()
        (folder / "states.csv").write_text(f"iso3,name\n{line}\n", "utf-8")
    said = "The overlay adds 0, changes {} and retires 0."
    assert said.format(2) in run("check", str(one), str(other)).output
    assert "overlay" not in run("check").output
    monkeypatch.setenv("LATTICEWORK_ATLAS", str(one))
    assert said.format(1) in run("check").output


def test_check_tells_every_mistake_of_an_overlay(tmp_path: Path) -> None:
    (tmp_path / "states.csv").write_text("iso3,lat\nJPN,95\nZZZ,1\n", "utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "states.csv:2: lat: '95'" in result.stderr
    assert "states.csv:3: capital: missing" in result.stderr
    assert "nothing was loaded" in result.stderr


def test_an_overlay_shows_in_every_command(tmp_path: Path) -> None:
    (tmp_path / "states.csv").write_text("iso3,name\nJPN,Nippon\n", "utf-8")
    assert "Nippon" in run("states", "--atlas", str(tmp_path)).output


def test_an_atlas_of_ones_own_can_stand_alone() -> None:
    small = Path(__file__).parents[1] / "small"
    rows = json.loads(run("check", str(small), "--alone", "--json").output)["rows"]
    assert {row["Section"]: row["Records"] for row in rows}["states"] == 6


def test_alone_needs_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--alone needs" in run("check", "--alone").stderr
    monkeypatch.setenv("LATTICEWORK_ATLAS", "somewhere")
    assert "--alone needs" in run("check", "--alone").stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["show", "Japn"], "did you mean"),
        (["between", "JPN", "JPN"], "two different states"),
        (["agreements", "--kind", "mutual-defense"], "did you mean mutual-defence"),
        (["agreements", "--party", "Nata"], "did you mean NATO"),
        (["statements", "--claim", "C99"], "no claim"),
        (["organisations", "--date", "yesterday"], "2024-07-01"),
        (["sources", "--bibtex", "--json"], "either --bibtex or --json"),
    ],
)
def test_wrong_words_get_a_hint_and_exit_code_2(words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.split())


def test_sources_print_as_bibtex() -> None:
    assert run("sources", "--bibtex").output.startswith("@")
