import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from latticework.cli import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["study", *words])


def test_the_default_study_has_no_mistakes() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.output.startswith("No mistakes: 8 options")


@pytest.mark.parametrize("what", ["options", "beliefs", "outcomes"])
def test_each_list_fits_80_columns_and_is_json(what: str) -> None:
    text = run("show", what)
    assert text.exit_code == 0
    assert max(map(len, text.output.splitlines())) <= 80
    assert json.loads(run("show", what, "--json").output)["rows"]


def test_a_new_study_has_no_mistakes(tmp_path: Path) -> None:
    folder = tmp_path / "my study"
    assert run("new", str(folder)).exit_code == 0
    assert run("check", str(folder)).exit_code == 0
    again = run("new", str(folder))
    assert again.exit_code == 2
    assert "exists" in again.stderr


def test_the_short_form_begins_a_study_too(tmp_path: Path) -> None:
    long, short = tmp_path / "long", tmp_path / "short"
    run("new", str(long))
    assert CliRunner().invoke(main, ["new", str(short)]).exit_code == 0
    files = [{path.name: path.read_bytes() for path in made.iterdir()} for made in (long, short)]
    assert files[0] == files[1]
    assert "study.yaml" in files[0]


def test_mistakes_are_told_and_names_suggested(tmp_path: Path) -> None:
    assert "did you mean nato-in-asia" in run("check", "nato-in-aisa").stderr
    run("new", str(tmp_path / "s"))
    (tmp_path / "s" / "outcomes.yaml").write_text("a: {nmae: x}\n", "utf-8")
    result = run("check", str(tmp_path / "s"))
    assert result.exit_code == 1
    assert "did you mean name?" in result.stderr
