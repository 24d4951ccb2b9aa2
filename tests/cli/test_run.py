"""``latticework run`` with a world of formulas, in folders of its own."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from latticework.array import Array, IntArray
from latticework.cli import main
from latticework.ensemble.store import CHUNK, opened
from latticework.study.study import Study

INTERRUPT = "interrupt"


class Formula:
    """Every track of option k is the first belief times k + 1."""

    def __init__(self, study: Study, options: tuple[str, ...]) -> None:
        first, last = study.question.horizon.first, study.question.horizon.last
        self.options = options
        self.years = tuple(range(first - 1, last + 1))
        tracks = (outcome.track for outcome in study.outcomes.values())
        self.tracks = tuple(dict.fromkeys(track for track in tracks if track))

    def play(self, options: IntArray, beliefs: Array) -> Array:
        if Path(INTERRUPT).exists() and len(beliefs) < CHUNK:
            raise KeyboardInterrupt
        shape = (len(beliefs), len(options), len(self.years), len(self.tracks))
        grown = beliefs[:, :1] * (options + 1.0)
        return np.broadcast_to(grown[:, :, None, None], shape)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own to work in, and one for compiled worlds."""
    monkeypatch.setattr("latticework.ensemble.play.World", Formula)
    monkeypatch.setenv("LATTICEWORK_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, futures: int = 20) -> Result:
    return CliRunner().invoke(main, ["run", *words, "--futures", str(futures)])


def test_a_run_tells_outcomes_files_and_time(here: Path) -> None:
    result = run("template", "--kept", "3")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Template: 2 options, 20 futures"
    assert "↓ Insecurity (index)" in result.stdout
    assert lines[-2] == "out/template: futures.parquet, tracks.parquet, quantiles.parquet"
    assert lines[-1].startswith("40 runs (20 futures, 2 options) in ")
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in result.stdout
    kept = opened(here / "out" / "template")
    assert kept.tracks.collect()["future"].max() == 2


def test_without_tracks_that_file_is_not_told_of() -> None:
    assert (
        "out/template: futures.parquet, quantiles.parquet" in run("template", "--kept", "0").stdout
    )


def test_the_default_study_is_played_without_words(here: Path) -> None:
    assert run("--seed", "7", "--workers", "1").exit_code == 0
    identity = opened(here / "out" / "nato-in-asia").identity
    assert (identity["seed"], len(identity["options"])) == (7, 8)


def test_json_and_csv_hold_every_outcome_of_the_tables(here: Path) -> None:
    told = json.loads(run("template", "--out", "here", "--json").stdout)
    assert told["folder"] == "here"
    assert told["files"][0] == "futures.parquet"
    assert (told["futures"], told["seed"]) == (20, 0)
    assert told["options"] == ["as-is", "coast-guards"]
    assert told["seconds"] > 0
    futures = opened(here / "here").futures.collect()
    for row in told["rows"]:
        own = futures.filter(pl.col("option") == row["Option"])[row["Outcome"]]
        assert row["Median"] == pytest.approx(own.median(), rel=1e-9)
        assert row["95 %"] == pytest.approx(np.quantile(own, 0.95), rel=1e-9)
    lines = csv.DictReader(
        io.StringIO(run("template", "--out", "here", "--resume", "--csv").stdout)
    )
    assert len(list(lines)) == len(told["rows"]) == 2 * 7


def test_options_are_chosen_and_wrong_ones_told(here: Path) -> None:
    chosen = run("template", "--option", "coast-guards", "--json")
    assert json.loads(chosen.stdout)["options"] == ["coast-guards"]
    wrong = run("template", "--option", "coastguards", "--out", "new")
    assert wrong.exit_code == 1
    assert "no option coastguards" in wrong.stderr
    assert "did you mean coast-guards" in wrong.stderr
    assert not (here / "new").exists()


def test_a_run_goes_on_or_begins_afresh() -> None:
    assert run("template").exit_code == 0
    again = run("template")
    assert again.exit_code == 1
    assert "holds a run already" in again.stderr
    assert run("template", "--resume").exit_code == 0
    other = run("template", "--resume", "--seed", "1")
    assert other.exit_code == 1
    assert "seed is 0 there and 1 here" in other.stderr
    assert run("template", "--fresh", "--seed", "1").exit_code == 0
    assert run("template", "--fresh", "--resume").exit_code == 2


def test_a_run_that_is_stopped_keeps_what_is_finished(here: Path) -> None:
    (here / INTERRUPT).touch()
    stopped = run("template", "--workers", "1", futures=CHUNK + 1)
    assert stopped.exit_code == 130
    assert "go on with --resume" in stopped.stderr
    assert (here / "out" / "template" / "parts").is_dir()
    (here / INTERRUPT).unlink()
    assert run("template", "--resume", futures=CHUNK + 1).exit_code == 0


def test_overlays_are_laid_on_the_atlas(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "mine").mkdir()
    sources = here / "mine" / "sources.yaml"
    sources.write_text("x: {title: X, publisher: Me, date: 2026-01, kind: report}\n", "utf-8")
    for folder, words in (("without", ()), ("with", ("--overlay", "mine"))):
        assert run("template", "--out", folder, *words).exit_code == 0
    monkeypatch.setenv("LATTICEWORK_ATLAS", "mine")
    assert run("template", "--out", "named").exit_code == 0
    atlases = [opened(here / name).identity["atlas"] for name in ("without", "with", "named")]
    assert atlases[0] != atlases[1] == atlases[2]
    sources.write_text("x: {tilte: X}\n", "utf-8")
    wrong = run("template", "--out", "wrong")
    assert wrong.exit_code == 1
    assert "did you mean title" in wrong.stderr


def test_outcomes_that_do_not_fit_the_world_are_told(here: Path) -> None:
    CliRunner().invoke(main, ["new", "mine"])
    outcomes = here / "mine" / "outcomes.yaml"
    text = outcomes.read_text("utf-8")
    outcomes.write_text(text.replace("first: 2028", "first: 2099"), "utf-8")
    result = run("mine")
    assert result.exit_code == 1
    assert "division" in result.stderr
    assert "2099" in result.stderr
    assert not (here / "out").exists()


def test_a_study_that_is_not_there_is_told() -> None:
    result = run("tempalte")
    assert result.exit_code == 1
    assert "did you mean template" in result.stderr


@pytest.mark.parametrize("words", [["--futures", "0"], ["--workers", "0"], ["--kept", "-1"]])
def test_numbers_that_make_no_sense_are_told(words: list[str]) -> None:
    assert CliRunner().invoke(main, ["run", *words]).exit_code == 2


def test_who_waits_for_the_compiler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "compiled first" in run("template").stderr
    monkeypatch.setattr("latticework.cli.run.kept", lambda _: True)
    assert run("template", "--resume").stderr == ""


def test_a_study_just_begun_can_be_run(here: Path) -> None:
    told = CliRunner().invoke(main, ["new", "my study"])
    assert "latticework run 'my study'" in told.stdout
    result = run("my study/")
    assert result.exit_code == 0, result.output
    assert (here / "out" / "my study" / "futures.parquet").is_file()
