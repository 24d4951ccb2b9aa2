"""Play a study's options through its futures: on all cores, in bounded memory, to the same bytes.

Futures are played in chunks. What a chunk gives depends on its futures alone, each is kept as soon
as it is played, and what is kept is put together in the order of futures at the end; so neither the
workers, nor their number, nor an interruption leaves a trace in the result. No more than two chunks
a worker are under way at once.

Workers are threads by default: mechanisms run outside Python's lock. Any other executor will do,
as long as all workers see the folder. One made of processes should spawn them or use a fork server,
since Polars does not survive a fork:
``partial(ProcessPoolExecutor, 4, mp_context=get_context("spawn"))``.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from latticework.ensemble.crew import Crew, play_all
from latticework.ensemble.futures import LIMIT, Draws
from latticework.ensemble.identity import (
    Identity,
    RunError,
    hash_of_atlas,
    hash_of_code,
    hash_of_study,
    libraries,
)
from latticework.ensemble.outcomes import Measures
from latticework.ensemble.stage import Job, Made, Stage, StageFactory, Task
from latticework.ensemble.store import CHUNK, Result, Store
from latticework.reading import did_you_mean
from latticework.study.study import Study

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["Means", "Order", "Result", "RunError", "Stage", "run"]

LOCK = ".lock"
_SILENCE = 60.0  # seconds between lines of progress where there is no terminal


@dataclass(frozen=True)
class Order:
    """What to play: together with the study, all that the result depends on.

    Attributes
    ----------
    futures
        How many.
    seed
        Which futures.
    options
        Slugs; without them all of the study.
    kept
        Of how many futures, the first, to keep all yearly tracks.
    """

    futures: int = 10_000
    seed: int = 0
    options: tuple[str, ...] | None = None
    kept: int = 128

    def __post_init__(self) -> None:
        if not 1 <= self.futures <= LIMIT:
            raise ValueError(f"futures: {self.futures}, expected 1–{LIMIT}")
        if self.seed < 0 or self.kept < 0:
            raise ValueError("expected a seed and a number of kept tracks of 0 or more")
        if self.options is not None and not self.options:
            raise ValueError("options: expected at least one")


@dataclass(frozen=True)
class Means:
    """How to play: nothing here changes the result.

    Attributes
    ----------
    workers
        How many chunks to play at once; by default one for each core. For an executor that is given
        it says how many workers that has.
    executor
        Where chunks are played, or what makes such an executor; one that can be made again replaces
        workers that died. By default threads.
    resume
        Go on with the run in the folder, if there is one.
    fresh
        Throw away the run in the folder, if there is one.
    progress
        Whether to tell on standard error how far it is: a bar on a terminal, elsewhere a line a
        minute. Or the console on which to tell it.
    """

    workers: int | None = None
    executor: Executor | Callable[[], Executor] | None = None
    resume: bool = False
    fresh: bool = False
    progress: bool | Console = True

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers: {self.workers}, expected at least 1")
        if self.resume and self.fresh:
            raise ValueError("expected either resume or fresh")


ALL, HERE = Order(), Means()


def run(
    study: Study,
    stage: StageFactory,
    out: Path | str,
    order: Order = ALL,
    means: Means = HERE,
) -> Result:
    """Play the options of a study through its futures and keep the runs in a folder.

    Parameters
    ----------
    study
        The question.
    stage
        Makes the world of the study. It is called once here; with workers in other processes once
        in each of them as well, and then should be small to send.
    out
        The folder; it is made if need be, and other files in it stay.
    order, means
        What to play, and how.

    Raises
    ------
    ReadingError
        If outcomes or correlations do not fit what there is.
    RunError
        If the folder holds another run, or is in use; if a run gives no finite number; if the disk
        is full, or workers keep dying. What is finished then can be resumed.
    """
    made = stage()
    options = _chosen(order, made)
    measures = Measures.of(study.outcomes, made.tracks, made.years, study.question.horizon.first)
    draws = Draws(study.beliefs, study.correlations, order.seed)
    store = Store(Path(out), _identity(study, made, order, options))
    with locked(store.folder):
        with _explained(store.folder):
            store.begin(resume=means.resume, fresh=means.fresh)
        missing = store.missing()
        with (
            Crew(means.workers, means.executor) as crew,
            _telling(means.progress, store.identity, missing) as told,
        ):
            here = (lambda: made) if crew.local else Made(uuid4().hex, stage)
            play_all(
                crew, Task(here, measures, store), _jobs(draws, order.futures, missing), told.played
            )
            told.phase("putting together")
            return store.finish()


def _chosen(order: Order, stage: Stage) -> tuple[str, ...]:
    """Return the options to play, in the stage's order."""
    wanted = stage.options if order.options is None else order.options
    for option in wanted:
        if option not in stage.options:
            near = did_you_mean(option, stage.options)
            raise RunError(f"no option {option}{near}; there are {', '.join(stage.options)}")
    return tuple(option for option in stage.options if option in wanted)


def _identity(study: Study, stage: Stage, order: Order, options: tuple[str, ...]) -> Identity:
    identity = Identity(
        name=study.question.name,
        study=hash_of_study(study),
        atlas=hash_of_atlas(study.atlas),
        code=hash_of_code(),
        libraries=libraries(),
        seed=order.seed,
        futures=order.futures,
        kept=min(order.kept, order.futures),
        options=options,
        beliefs=tuple(belief.name for belief in study.beliefs),
        outcomes=tuple(study.outcomes),
        tracks=stage.tracks,
        years=stage.years,
    )
    _no_doubles(["future", "option", *identity.beliefs, *identity.outcomes])
    _no_doubles(["future", "option", "year", *identity.tracks])
    return identity


def _no_doubles(columns: list[str]) -> None:
    doubled = ", ".join(name for name, count in Counter(columns).items() if count > 1)
    if doubled:
        raise RunError(f"{doubled}: two columns of one name; rename the outcome or track")


def _jobs(draws: Draws, futures: int, missing: list[int]) -> Iterator[Job]:
    for number in missing:
        first = number * CHUNK
        yield Job(first, draws.take(first, min(CHUNK, futures - first)))


# --- telling how far it is ---


class _Teller:
    """Says how many runs are done, how fast it goes and how long it may take."""

    def __init__(self, console: Console | None, options: int, done: int, total: int) -> None:
        self._console = console
        self._options, self._begun, self._done, self._total = options, done, done, total
        self._start = self._spoke = time.monotonic()
        self.bar: Progress | None = None
        if console and console.is_terminal:
            words = "{task.description} {task.completed:,.0f} of {task.total:,.0f} runs"
            pace = TextColumn("{task.fields[pace]}")
            columns = (TextColumn(words), BarColumn(), TimeElapsedColumn(), pace)
            self.bar = Progress(*columns, console=console)
            self._task = self.bar.add_task("playing", total=total, completed=done, pace="")

    def played(self, job: Job) -> None:
        """Say that a chunk is done."""
        self._done += len(job.beliefs) * self._options
        if self.bar:
            self.bar.update(self._task, completed=self._done, pace=self._pace())
        elif self._console and time.monotonic() - self._spoke > _SILENCE:
            self._spoke = time.monotonic()
            self._console.print(f"{self._done:,} of {self._total:,} runs, {self._pace()}")

    def phase(self, words: str) -> None:
        """Say what is being done."""
        if self.bar:
            self.bar.update(self._task, description=words, pace="")

    def _pace(self) -> str:
        rate = (self._done - self._begun) / max(time.monotonic() - self._start, 1e-9)
        left = timedelta(seconds=round((self._total - self._done) / rate))
        return f"{rate:,.0f} a second, {left} left"


@contextmanager
def _telling(progress: bool | Console, identity: Identity, missing: list[int]) -> Iterator[_Teller]:
    console = progress if isinstance(progress, Console) else Console(stderr=True)
    total = identity.futures
    left = sum(min(CHUNK, total - number * CHUNK) for number in missing)
    options = len(identity.options)
    teller = _Teller(
        console if progress else None, options, options * (total - left), options * total
    )
    with teller.bar or nullcontext():
        yield teller


# --- one run at a time ---

_held: dict[tuple[int, int], object] = {}  # folders of this process, whom its own locks don't bind


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, which is made if need be.

    Raises
    ------
    RunError
        If another run is at work there, or there can be no folder.
    """
    busy = RunError(f"another run is at work in {folder}: wait for it, or choose another folder")
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        status = folder.stat()
    key, me = (status.st_dev, status.st_ino), object()
    if _held.setdefault(key, me) is not me:
        raise busy  # before the file is opened: to close it again would free the lock
    try:
        with _explained(folder):
            file = (folder / LOCK).open("a")
        with file:
            if not _lock(file):
                raise busy
            yield
    finally:
        del _held[key]


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"{folder} cannot hold a run ({error})") from error


def _lock(file: IO[str]) -> bool:
    """Lock a file until it is closed, not for processes begun meanwhile; False if it is taken."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
