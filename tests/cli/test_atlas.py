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
    assert "," in run(*words, "--csv").output


def test_check_counts_the_embedded_atlas() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "No mistakes: " in result.output


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
    assert "6 states" in run("check", str(small), "--alone").output


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["show", "Japn"], "did you mean"),
        (["between", "JPN", "JPN"], "two different states"),
        (["agreements", "--kind", "mutual-defense"], "did you mean mutual-defence"),
        (["statements", "--claim", "C99"], "no claim"),
        (["organisations", "--date", "yesterday"], "2024-07-01"),
    ],
)
def test_wrong_words_get_a_hint_and_exit_code_2(words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.split())


def test_a_state_can_be_shown_by_name() -> None:
    assert run("show", "japan").output == run("show", "JPN").output


def test_sources_print_as_bibtex() -> None:
    assert run("sources", "--bibtex").output.startswith("@")
