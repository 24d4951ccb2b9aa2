import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from latticework.ensemble.identity import Identity, RunError
from latticework.ensemble.outcomes import Measures
from latticework.ensemble.stage import Job, Made, Stage, Task
from latticework.ensemble.store import Store
from latticework.mechanisms.kernel import Array, IntArray
from latticework.study.study import Outcome

PEAK = Outcome(name="Peak", unit="%", better="low", track="burden", reduce="max")
IDENTITY = Identity(
    name="A question", study="s", atlas="a", code="c", libraries={}, seed=1, futures=20, kept=3,
    options=("pact", "as-is"), beliefs=("x", "y"), outcomes=("peak",), tracks=("burden", "x"),
    years=(2025, 2026),
)  # fmt: skip
BELIEFS = np.random.default_rng(1).normal(size=(20, 2))


@dataclass
class Plain:
    """Option k's burden is the first belief plus k in the first year, less in the second."""

    options: tuple[str, ...] = ("as-is", "other", "pact")
    tracks: tuple[str, ...] = ("burden", "x")
    years: tuple[int, ...] = (2025, 2026)

    def play(self, options: IntArray, beliefs: Array) -> Array:
        tracks = np.zeros((len(beliefs), len(options), 2, 2))
        tracks[:, :, 0, 0] = beliefs[:, [0]] + options
        tracks[:, :, 1, 0] = tracks[:, :, 0, 0] - 1
        tracks[:, :, 1, 1] = beliefs[:, [1]]
        return tracks


def task(folder: Path, stage: Stage) -> Task:
    store = Store(folder, IDENTITY)
    store.begin(resume=False, fresh=False)
    measures = Measures.of({"peak": PEAK}, stage.tracks, stage.years)
    return Task(lambda: stage, measures, store)


def test_a_chunk_is_played_and_kept(tmp_path: Path) -> None:
    played = task(tmp_path, Plain())
    played(Job(0, BELIEFS))
    result = played.store.finish()
    futures = result.futures.collect()
    assert futures["option"].to_list()[:2] == ["pact", "as-is"]  # by name, not by position
    assert futures["peak"].to_list()[:2] == [BELIEFS[0, 0] + 2, BELIEFS[0, 0]]
    tracks = result.tracks.collect()
    assert len(tracks) == 3 * 2 * 2
    assert tracks.row(-1) == (2, "as-is", 2026, BELIEFS[2, 0] - 1, BELIEFS[2, 1])


def test_what_is_no_number_is_told_with_option_and_future(tmp_path: Path) -> None:
    beliefs = BELIEFS.copy()
    beliefs[7, 0] = np.nan
    words = "option pact, future 7: outcome peak is nan"
    with pytest.raises(RunError, match=words):
        task(tmp_path, Plain())(Job(0, beliefs))
    assert not list(tmp_path.glob("parts/*"))


def test_an_error_says_where_it_was(tmp_path: Path) -> None:
    class Broken(Plain):
        def play(self, options: IntArray, beliefs: Array) -> Array:
            raise ZeroDivisionError(f"{options} {len(beliefs)}")

    with pytest.raises(ZeroDivisionError) as told:
        task(tmp_path, Broken())(Job(0, BELIEFS))
    assert told.value.__notes__ == ["in futures 0–19"]


def test_tracks_of_another_shape_are_refused(tmp_path: Path) -> None:
    class Short(Plain):
        def play(self, options: IntArray, beliefs: Array) -> Array:
            return super().play(options, beliefs)[:-1]

    with pytest.raises(RunError, match=r"shape \(19, 2, 2, 2\), expected \(20, 2, 2, 2\)"):
        task(tmp_path, Short())(Job(0, BELIEFS))


def test_a_process_makes_its_stage_once_for_each_run() -> None:
    made: list[Plain] = []

    def factory() -> Plain:
        made.append(Plain())
        return made[-1]

    first, again, other = Made("one", factory), Made("one", factory), Made("two", factory)
    assert first() is first() is again()
    assert other() is not first()
    assert len(made) == 3  # only the last one is held


def test_a_task_can_be_sent_to_another_process(tmp_path: Path) -> None:
    sent = task(tmp_path, Plain())
    sent = pickle.loads(pickle.dumps(Task(Made("sent", Plain), sent.measures, sent.store)))
    sent(Job(0, BELIEFS))
    assert sent.store.missing() == []
