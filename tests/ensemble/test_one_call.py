"""The template, played by a world of formulas."""

import gc
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import latticework
from latticework.array import Array, IntArray
from latticework.ensemble.one_call import ordered
from latticework.ensemble.run import Means, Order, RunError
from latticework.ensemble.store import opened
from latticework.reading import ReadingError
from latticework.study.study import Study


class Formula:
    """Every track of option k is the first belief times k + 1."""

    def __init__(self, study: Study, options: tuple[str, ...]) -> None:
        first, last = study.question.horizon.first, study.question.horizon.last
        self.options = options
        self.years = tuple(range(first - 1, last + 1))
        tracks = (outcome.track for outcome in study.outcomes.values())
        self.tracks = tuple(dict.fromkeys(track for track in tracks if track))

    def play(self, options: IntArray, beliefs: Array) -> Array:
        shape = (len(beliefs), len(options), len(self.years), len(self.tracks))
        grown = beliefs[:, :1] * (options + 1.0)
        return np.broadcast_to(grown[:, :, None, None], shape)


@pytest.fixture(autouse=True)
def _of_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latticework.ensemble.play.World", Formula)


def play(**how: Any) -> Any:
    return latticework.run("template", progress=False, **{"futures": 20, **how})


def test_a_study_is_played_by_name(tmp_path: Path) -> None:
    result = play(out=tmp_path, seed=3, kept=5)
    assert result.options == ("as-is", "coast-guards")
    assert result.outcomes[:3] == ("force", "war", "insecurity")
    futures = result.futures.collect()
    assert len(futures) == 2 * 20
    ratio = futures.group_by("future", maintain_order=True).agg(pl.col("bill"))["bill"]
    assert all(two == pytest.approx(2 * one) for one, two in ratio)
    assert result.tracks.collect()["future"].max() == 4
    assert set(result.quantiles.collect()["track"]) >= {"cost", "hedging_room"}
    assert opened(tmp_path).identity["seed"] == 3


def test_the_example_of_the_documentation_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Path(__file__).parents[2] / "docs" / "running.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S)
    script = tmp_path / "example.py"
    script.write_text(example, "utf-8")
    runpy.run_path(str(script))
    told = capsys.readouterr().out
    assert told.startswith("('status-quo', 'eu-web')")
    assert "insecurity-asia" in told
    assert "shape: (34, " in told


def test_frames_outlive_a_result_without_a_folder() -> None:
    futures = play().futures
    gc.collect()
    assert len(futures.collect()) == 2 * 20


def test_a_run_without_a_folder_is_gone_when_python_ends(tmp_path: Path) -> None:
    code = (
        "from latticework.ensemble.one_call import _until_the_end as f; print((f() / 'x').touch())"
    )
    environment = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert not list(tmp_path.iterdir())


def test_options_are_played_in_the_order_of_the_study(tmp_path: Path) -> None:
    both = play(out=tmp_path / "both", options=["coast-guards", "as-is"])
    assert both.options == ("as-is", "coast-guards")
    assert play(out=tmp_path / "one", options="coast-guards").options == ("coast-guards",)


def test_an_option_that_is_not_there_is_told_before_the_world_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latticework.ensemble.play.World", None)
    with pytest.raises(RunError, match=r"no option coastguards.*did you mean coast-guards"):
        play(out=tmp_path / "new", options=["coastguards"])
    assert not (tmp_path / "new").exists()


def test_overlays_are_laid_on_the_atlas(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "sources.yaml").write_text(
        "mine: {title: Mine, publisher: Me, date: 2026-01, kind: report}\n", "utf-8"
    )
    plain, with_overlay = play(), play(overlays=[overlay])
    assert plain.identity["atlas"] != with_overlay.identity["atlas"]
    assert plain.identity["study"] == with_overlay.identity["study"]
    (overlay / "sources.yaml").write_text("mine: {tilte: Mine}\n", "utf-8")
    with pytest.raises(ReadingError, match="did you mean title"):
        play(overlays=[overlay])


def test_a_run_goes_on_or_begins_afresh(tmp_path: Path) -> None:
    play(out=tmp_path)
    with pytest.raises(RunError, match="holds a run already"):
        play(out=tmp_path)
    assert play(out=tmp_path, resume=True).identity["seed"] == 0
    assert play(out=tmp_path, fresh=True, seed=1).identity["seed"] == 1


def test_what_is_not_said_is_as_usual() -> None:
    assert ordered() == (Order(), Means())
    order, means = ordered(futures=5, options=["b", "a"], workers=3, progress=False)
    assert order == Order(futures=5, options=("b", "a"))
    assert means == Means(workers=3, progress=False)


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"futurs": 5}, TypeError, r"no argument futurs.*did you mean futures"),
        ({"futures": 0}, ValueError, "futures: 0"),
        ({"workers": 0}, ValueError, "workers: 0"),
        ({"options": []}, ValueError, "options: expected at least one"),
        ({"resume": True, "fresh": True}, ValueError, "either resume or fresh"),
    ],
)
def test_what_makes_no_sense_is_told(
    how: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        play(**how)
