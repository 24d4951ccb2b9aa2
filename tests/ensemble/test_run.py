"""Runs of a small world of formulas; as a script, this file plays it where it can be killed."""

import io
import itertools
import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from latticework.atlas.atlas import Atlas
from latticework.ensemble.futures import draw
from latticework.ensemble.outcomes import LEVELS
from latticework.ensemble.run import Means, Order, RunError, locked, run
from latticework.ensemble.stage import StageFactory
from latticework.ensemble.store import CHUNK, opened
from latticework.mechanisms.belief import Belief
from latticework.mechanisms.kernel import Array, IntArray
from latticework.reading import ReadingError
from latticework.study.option import Option
from latticework.study.study import Correlation, Outcome, Question, Study

OPTIONS = ("as-is", "pact", "web")


def study() -> Study:
    question = Question.model_validate({
        "name": "A small question", "question": "Is it so?", "summary": "It is small.",
        "horizon": {"first": 2025, "last": 2028}, "baseline": "as-is", "contingencies": ["strait"],
    })  # fmt: skip
    beliefs = tuple(
        Belief(f"b{i}", "b", "", 0.1, 0.3, 1.0 + i, "judged", "mine", "log-triangular")
        for i in range(5)
    )
    outcomes = {
        "war": Outcome(name="War", unit="p", better="low", track="hazard", reduce="ever"),
        "rise": Outcome(name="Rise", unit="%", better="low", track="burden", reduce="change"),
        "both": Outcome(name="Both", unit="u", better="low", combine={"war": 2.0, "rise": -1.0}),
    }
    return Study(
        question=question,
        atlas=Atlas(**{field.name: {} for field in fields(Atlas)}),
        options={slug: Option(name=slug, summary=slug) for slug in OPTIONS},
        worlds={},
        beliefs=beliefs,
        correlations=(Correlation(one="b0", other="b3", rho=0.5, source="mine"),),
        outcomes=outcomes,
    )


STUDY = study()


@dataclass(frozen=True)
class Formula:
    """A world of formulas, that takes its time and may kill who plays it, once."""

    options: tuple[str, ...] = OPTIONS
    tracks: tuple[str, ...] = ("hazard", "burden", "web")
    years: tuple[int, ...] = (2024, 2025, 2026, 2027, 2028)
    pause: Callable[[], float] = float
    deadly: Path | None = None

    def play(self, options: IntArray, beliefs: Array) -> Array:
        time.sleep(self.pause())
        if self.deadly and self.deadly.exists():
            self.deadly.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        year = np.arange(5.0)[:, None]
        tracks = np.empty((len(beliefs), len(options), 5, 3))
        for p, option in enumerate(options):
            tracks[:, p, :, 0] = 0.1 * np.exp(-beliefs[:, 0] * year).T
            tracks[:, p, :, 1] = (beliefs[:, 1] + option * beliefs[:, 3] * year).T
            tracks[:, p, :, 2] = np.sin(9 * beliefs[:, 2] + year).T
        return tracks


FUTURES = 5 * CHUNK + 77
ORDER = Order(futures=FUTURES, seed=4, kept=300)
QUIET = Means(workers=2, progress=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    run(STUDY, Formula, folder, ORDER, QUIET)
    return folder


# --- what a run gives ---


def test_outcomes_are_those_of_each_future_and_option(whole: Path) -> None:
    futures = opened(whole).futures.collect()
    assert futures.shape == (3 * FUTURES, 2 + 5 + 3)
    beliefs = draw(STUDY.beliefs, STUDY.correlations, 0, FUTURES, seed=4)
    for number in (0, 812, FUTURES - 1):
        own = futures.filter(pl.col("future") == number)
        assert own["option"].to_list() == list(OPTIONS)
        assert own.row(1)[2:7] == tuple(beliefs[number])
        [[tracks]] = Formula().play(np.array([1]), beliefs[number : number + 1])
        war = 1 - np.prod(1 - tracks[1:, 0])
        rise = tracks[-1, 1] - tracks[0, 1]
        assert own.row(1)[7:] == pytest.approx((war, rise, 2 * war - rise), rel=1e-12)


def test_fewer_futures_are_the_first_of_more(whole: Path, tmp_path: Path) -> None:
    few = run(STUDY, Formula, tmp_path, replace(ORDER, futures=100), QUIET).futures.collect()
    many = opened(whole).futures.collect()
    assert few.equals(many.filter(pl.col("future") < 100))


def test_an_option_alone_meets_the_same_futures(whole: Path, tmp_path: Path) -> None:
    alone = run(STUDY, Formula, tmp_path, replace(ORDER, options=("web",)), QUIET)
    assert alone.identity["options"] == ["web"]
    many = opened(whole).futures.collect().with_columns(pl.col("option").cast(str))
    assert many.filter(pl.col("option") == "web").equals(
        alone.futures.collect().with_columns(pl.col("option").cast(str))
    )


def test_quantiles_are_near_those_of_all_futures(whole: Path) -> None:
    found = opened(whole).quantiles.collect()
    beliefs = draw(STUDY.beliefs, STUDY.correlations, 0, FUTURES, seed=4)
    for option, slug in enumerate(OPTIONS):
        tracks = Formula().play(np.array([option]), beliefs)[:, 0]
        for track, name in enumerate(Formula().tracks):
            mine = found.filter((pl.col("option") == slug) & (pl.col("track") == name))
            exact = np.quantile(tracks[:, :, track], LEVELS, axis=0).T
            spread = np.ptp(tracks[:, :, track], axis=0).max()
            assert mine.select("^q.*$").to_numpy() == pytest.approx(exact, abs=0.02 * spread)


# --- the same bytes, whoever plays and whatever happens ---


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_bytes_are_the_same_for_any_workers_in_any_order(
    whole: Path, tmp_path: Path, workers: int
) -> None:
    """Chunks take their time at random, so they are finished in another order each time."""
    dice = random.Random(workers)
    stage = partial(Formula, pause=lambda: dice.uniform(0, 0.01))
    run(STUDY, stage, tmp_path, ORDER, replace(QUIET, workers=workers))
    assert contents(tmp_path) == contents(whole)


def test_a_run_that_is_complete_is_not_played_again(whole: Path) -> None:
    class Never(Formula):
        def play(self, options: IntArray, beliefs: Array) -> Array:
            raise AssertionError(f"played {options} with {len(beliefs)}")

    before = contents(whole)
    result = run(STUDY, Never, whole, ORDER, replace(QUIET, resume=True))
    assert result.identity["seed"] == 4
    assert contents(whole) == before


def test_an_error_keeps_what_is_finished_and_the_run_goes_on(whole: Path, tmp_path: Path) -> None:
    class Later(Formula):
        def play(self, options: IntArray, beliefs: Array) -> Array:
            if len(beliefs) < CHUNK:
                raise ZeroDivisionError
            return super().play(options, beliefs)

    with pytest.raises(ZeroDivisionError):
        run(STUDY, Later, tmp_path, ORDER, QUIET)
    assert len(list(tmp_path.glob("parts/futures-*"))) == 5
    assert not (tmp_path / "futures.parquet").exists()
    run(STUDY, Formula, tmp_path, ORDER, replace(QUIET, resume=True))
    assert contents(tmp_path) == contents(whole)


def script(*words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_bytes_are_the_same_after_kills_at_random_moments(whole: Path, tmp_path: Path) -> None:
    """Processes forked by another that has all imports are killed and go on, again and again."""
    with script("kills", tmp_path) as process:
        told, _ = process.communicate(timeout=300)
    report = json.loads(told)
    assert report["kills"] >= 20
    assert report["half"] == []
    assert len({*map(str, report["moments"])}) > 1  # not all before it began, nor all at one point
    for folder in tmp_path.iterdir():
        assert contents(folder) == contents(whole)


def test_bytes_are_the_same_after_a_kill_at_any_step(tmp_path: Path) -> None:
    with script("steps", tmp_path) as process:
        told, _ = process.communicate(timeout=300)
    report = json.loads(told)
    assert report["kills"] >= 25
    assert report["half"] == []
    first, *others = [contents(folder) for folder in tmp_path.iterdir()]
    assert all(other == first for other in others)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_bytes_are_the_same_after_a_program_was_stopped(
    whole: Path, tmp_path: Path, how: signal.Signals
) -> None:
    with script("play", tmp_path) as process:
        while not (tmp_path / "run.json").exists():
            time.sleep(0.005)
        time.sleep(0.1)
        process.send_signal(how)
    assert process.returncode == -how
    assert not (tmp_path / "futures.parquet").exists()
    run(STUDY, Formula, tmp_path, ORDER, replace(QUIET, resume=True))
    assert contents(tmp_path) == contents(whole)


def test_bytes_are_the_same_with_processes_of_which_one_is_killed(
    whole: Path, tmp_path: Path
) -> None:
    (tmp_path / "deadly").touch()
    with script("processes", tmp_path / "out", tmp_path / "deadly") as process:
        told, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "played again" in told
    assert not (tmp_path / "deadly").exists()
    assert contents(tmp_path / "out") == contents(whole)


# --- folders ---


def test_a_folder_with_a_run_is_refused(whole: Path) -> None:
    with pytest.raises(RunError, match="holds a run already"):
        run(STUDY, Formula, whole, ORDER, QUIET)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, seed=5), "seed is 4 there and 5 here"),
        (replace(ORDER, futures=99), "futures is .* there and 99 here"),
        (replace(ORDER, options=("pact",)), "options differ"),
    ],
)
def test_another_run_is_not_resumed(whole: Path, order: Order, words: str) -> None:
    with pytest.raises(RunError, match=f"another run: .*{words}"):
        run(STUDY, Formula, whole, order, replace(QUIET, resume=True))


def test_another_study_is_not_resumed(whole: Path) -> None:
    other = replace(STUDY, outcomes={**STUDY.outcomes, "more": STUDY.outcomes["war"]})
    with pytest.raises(RunError, match="the study has changed"):
        run(other, Formula, whole, ORDER, replace(QUIET, resume=True))


def test_a_run_can_begin_afresh(tmp_path: Path) -> None:
    run(STUDY, Formula, tmp_path, Order(futures=10, seed=1), QUIET)
    result = run(STUDY, Formula, tmp_path, Order(futures=10, seed=2), replace(QUIET, fresh=True))
    assert result.identity["seed"] == 2


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RunError, match="another run is at work"):
        run(STUDY, Formula, tmp_path, ORDER, QUIET)
    with script("hold", tmp_path) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(RunError, match="another run is at work"):
            run(STUDY, Formula, tmp_path, ORDER, QUIET)
        process.kill()
    run(STUDY, Formula, tmp_path, Order(futures=10), QUIET)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot hold a run"):
        run(STUDY, Formula, tmp_path / "file" / "run", ORDER, QUIET)


# --- orders that cannot be carried out ---


def stage(**changes: Any) -> StageFactory:
    return lambda: Formula(**changes)


@pytest.mark.parametrize(
    ("order", "made", "words"),
    [
        (replace(ORDER, options=("pcat",)), Formula, "no option pcat.*did you mean pact"),
        (ORDER, stage(tracks=("hazard", "burden", "burden")), "burden: two columns"),
        (ORDER, stage(tracks=("hazard", "burden", "year")), "year: two columns"),
    ],
)
def test_an_order_that_does_not_fit_is_told(
    tmp_path: Path, order: Order, made: StageFactory, words: str
) -> None:
    with pytest.raises(RunError, match=words):
        run(STUDY, made, tmp_path / "new", order, QUIET)
    assert not (tmp_path / "new").exists()


def test_a_study_that_does_not_fit_its_stage_leaves_no_folder(tmp_path: Path) -> None:
    ties = (Correlation(one="b0", other="b33", rho=0.5, source="mine"),)
    for other in (replace(STUDY, correlations=ties), STUDY):
        made = Formula if other is not STUDY else stage(tracks=("hazards", "burden", "web"))
        with pytest.raises(ReadingError, match="did you mean"):
            run(other, made, tmp_path / "new", ORDER, QUIET)
        assert not (tmp_path / "new").exists()


def test_a_name_that_is_a_belief_and_an_outcome_is_refused(tmp_path: Path) -> None:
    other = replace(STUDY, outcomes={"b1": STUDY.outcomes["war"]})
    with pytest.raises(RunError, match="b1: two columns"):
        run(other, Formula, tmp_path / "new", ORDER, QUIET)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Order(futures=0),
        lambda: Order(futures=2**31),
        lambda: Order(seed=-1),
        lambda: Order(kept=-1),
        lambda: Order(options=()),
        lambda: Means(workers=0),
        lambda: Means(resume=True, fresh=True),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"expected"):
        make()


# --- telling ---


def test_on_a_terminal_a_bar_tells_rate_and_time_left(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    run(STUDY, Formula, tmp_path, ORDER, replace(QUIET, progress=console))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert f"of {3 * FUTURES:,} runs" in text


def test_elsewhere_a_line_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latticework.ensemble.run._SILENCE", 0.0)
    console = Console(file=io.StringIO(), width=120)
    run(STUDY, Formula, tmp_path, ORDER, replace(QUIET, progress=console))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 6
    assert lines[-1].startswith(f"{3 * FUTURES:,} of {3 * FUTURES:,} runs, ")
    assert all(" a second, 0:00:" in line and line.endswith(" left") for line in lines)


def test_a_short_run_that_nobody_watches_is_silent(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(STUDY, Formula, tmp_path, ORDER)
    assert capfd.readouterr() == ("", "")


# --- as a script ---

KILLS = 30
STEPS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}  # as Python audits them


def play(folder: Path, order: Order = ORDER, pause: float = 0.02) -> None:
    stage = partial(Formula, pause=lambda: pause)
    run(STUDY, stage, folder, order, replace(QUIET, resume=True))


def forked(work: Callable[[], None]) -> int:
    """Do some work in a process forked from this one, and return its number."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def is_killed(child: int) -> bool:
    """Wait for the end of a process, and tell whether it was killed."""
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{child} failed: {status}")
    return os.WIFSIGNALED(status)


def kills(folder: Path) -> None:
    """Kill runs at random moments and let them go on, until `KILLS` of them were hit."""
    dice = random.Random(20)
    start = time.monotonic()
    is_killed(forked(partial(play, folder / "undisturbed")))
    longest = time.monotonic() - start
    states: list[dict[str, bytes]] = []
    trial = 0
    while len(states) < KILLS:
        child = forked(partial(play, folder / f"{trial}"))
        time.sleep(dice.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        if is_killed(child):
            states.append(contents(folder / f"{trial}"))
        else:
            trial += 1
    is_killed(forked(partial(play, folder / f"{trial}")))
    report(states)


def steps(folder: Path) -> None:
    """Kill runs at each step in which they touch the disk, and let them go on."""
    order = replace(ORDER, futures=CHUNK + 1)
    states: list[dict[str, bytes]] = []
    while True:
        own = folder / f"{len(states)}"
        if not is_killed(forked(partial(play_up_to, len(states), own, order))):
            break
        states.append(contents(own))
        is_killed(forked(partial(play, own, order)))
    report(states)


def play_up_to(step: int, folder: Path, order: Order) -> None:
    """Play, but be killed at a step."""
    count = itertools.count()

    def hook(event: str, _: object) -> None:
        if event in STEPS and next(count) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    play(folder, order)


def report(states: list[dict[str, bytes]]) -> None:
    """Tell in what states killed runs were found."""
    told = {
        "kills": len(states),
        "half": [name for state in states for name, blob in state.items() if is_half(name, blob)],
        "moments": [sorted(name for name in state if "parquet" in name) for state in states],
    }
    print(json.dumps(told))


def is_half(name: str, blob: bytes) -> bool:
    """Tell whether a file that has its name is only half there."""
    if name.endswith(".parquet"):
        return not blob.startswith(b"PAR1") or not blob.endswith(b"PAR1")
    return name == "run.json" and not blob.endswith(b"}\n")


def with_processes(folder: Path, deadly: Path) -> None:
    logging.basicConfig(stream=sys.stdout)
    workers = partial(ProcessPoolExecutor, 2, mp_context=get_context("spawn"))
    run(STUDY, partial(Formula, deadly=deadly), folder, ORDER, replace(QUIET, executor=workers))


def hold(folder: Path) -> None:
    with locked(folder):
        print("held", flush=True)
        time.sleep(60)


if __name__ == "__main__":
    does: dict[str, Callable[..., None]] = {
        "play": partial(play, pause=0.2),
        "kills": kills,
        "steps": steps,
        "processes": with_processes,
        "hold": hold,
    }
    does[sys.argv[1]](*map(Path, sys.argv[2:]))
