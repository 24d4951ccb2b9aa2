import asyncio
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from latticework.array import Array, IntArray
from latticework.cli import main
from latticework.study.study import Study

OPTIONAL = {"data"}  # commands that need packages which may be absent


class Formula:
    """Every track of option k is the first belief times k + 1."""

    def __init__(self, study: Study, options: tuple[str, ...]) -> None:
        first, last = study.question.horizon.first, study.question.horizon.last
        self.options = options
        self.years = tuple(range(first - 1, last + 1))
        tracks = (outcome.track for outcome in study.outcomes.values())
        self.tracks = tuple(dict.fromkeys(track for track in tracks if track))

    def play(self, options: IntArray, beliefs: Array) -> Array:
        Path("played").write_text(str(len(beliefs)), "utf-8")
        shape = (len(beliefs), len(options), len(self.years), len(self.tracks))
        grown = beliefs[:, :1] * (options + 1.0)
        return np.broadcast_to(grown[:, :, None, None], shape)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own to work in, with a world of formulas."""
    monkeypatch.setattr("latticework.ensemble.play.World", Formula)
    monkeypatch.setenv("LATTICEWORK_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def brief(*words: str) -> Result:
    return CliRunner().invoke(main, ["brief", "template", *words])


def test_a_brief_is_played_written_and_told(here: Path) -> None:
    result = brief("--futures", "64", "--seed", "3")
    assert result.exit_code == 0, result.output
    folder = here / "out" / "template"
    html = (folder / "brief.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")
    told = json.loads((folder / "brief.json").read_text("utf-8"))
    assert (told["run"]["futures"], told["run"]["seed"]) == (64, 3)
    assert told["answer"]["futures"] == 64
    assert "Template: 2 options, 64 futures" in result.stdout
    assert "Wrote out/template/brief.html (" in result.stdout
    assert (folder / "futures.parquet").is_file()


def test_a_run_that_is_there_is_told_of_again_and_another_one_played(here: Path) -> None:
    assert brief("--futures", "64").exit_code == 0
    page = here / "out" / "template" / "brief.html"
    first = page.read_bytes()
    (here / "played").unlink()
    again = brief()
    assert again.exit_code == 0
    assert not (here / "played").exists()
    assert page.read_bytes() == first
    other = brief("--seed", "1")
    assert "is another one (seed)" in other.stderr
    assert (here / "played").read_text("utf-8") == "64"
    assert page.read_bytes() != first
    (here / "played").unlink()
    assert brief("--fresh").exit_code == 0
    assert (here / "played").exists()


def test_a_run_of_other_options_or_of_a_changed_study_is_played_again(here: Path) -> None:
    words = ["run", "template", "--option", "as-is", "--futures", "64"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert "is another one (options)" in brief().stderr
    assert CliRunner().invoke(main, ["new", "mine"]).exit_code == 0
    words = ["brief", "mine", "--futures", "64", "--out", "out/mine"]
    assert CliRunner().invoke(main, words).exit_code == 0
    question = here / "mine" / "study.yaml"
    question.write_text(question.read_text("utf-8").replace("name: ", "name: My "), "utf-8")
    assert "is another one (study)" in CliRunner().invoke(main, words).stderr


def test_all_forms_are_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = brief("--futures", "64", "--format", "md", "--format", "json")
    assert result.exit_code == 0
    assert sorted(path.name for path in (here / "out/template").glob("brief.*")) == [
        "brief.json", "brief.md",
    ]  # fmt: skip
    monkeypatch.setenv("LATTICEWORK_BROWSER", str(here / "no-browser"))
    without = brief("--format", "pdf")
    assert without.exit_code == 1
    assert "install one" in without.stderr
    assert (here / "out/template/brief.html").is_file()


def test_a_folder_that_cannot_be_written_is_said(here: Path) -> None:
    (here / "file").write_text("x")
    result = brief("--out", str(here / "file" / "below"))
    assert result.exit_code == 1
    assert "file" in result.stderr
    (here / "out/template/brief.json").mkdir(parents=True)
    held = brief("--futures", "64")
    assert held.exit_code == 1
    assert "cannot write" in held.stderr


def test_mistakes_in_views_are_told(here: Path) -> None:
    assert CliRunner().invoke(main, ["new", "mine"]).exit_code == 0
    (here / "mine" / "values.yaml").write_text("x: {name: X}\n", "utf-8")
    result = CliRunner().invoke(main, ["brief", "mine", "--futures", "64"])
    assert result.exit_code == 1
    assert "values.yaml:1" in result.stderr


@pytest.mark.usefixtures("here")
def test_a_run_that_is_stopped_keeps_what_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> Array:
        raise KeyboardInterrupt

    monkeypatch.setattr(Formula, "play", stopped)
    result = brief("--futures", "64", "--workers", "1")
    assert result.exit_code == 130
    assert "the same command goes on" in result.stderr


def test_help_lists_commands_with_examples() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "obligations taiwan-strait" in result.output


def _commands(group: click.Group = main, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in set(group.list_commands(context)) - OPTIONAL:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", sorted(_commands()), ids=" ".join)
def test_each_command_has_a_summary_that_is_not_cut_and_examples(path: tuple[str, ...]) -> None:
    whole = CliRunner().invoke(main, [*path, "--help"]).output
    assert f"latticework {' '.join(path)}" in whole.partition("Example")[2]
    listed = CliRunner().invoke(main, [*path[:-1], "--help"]).output
    (line,) = [line for line in listed.splitlines() if line.startswith(f"  {path[-1]} ")]
    assert not line.endswith("...")


async def _help() -> int:
    words = (sys.executable, "-m", "latticework", "--help")
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
    return await process.wait()


def _seconds() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert asyncio.run(_help()) == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_quick() -> None:
    assert min(_seconds() for _ in range(4)) < 0.3
