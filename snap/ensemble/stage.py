"""A world ready to be played, and what a worker does with it: play one chunk of futures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from latticework.ensemble.identity import RunError
from latticework.ensemble.outcomes import Measures, quantiles
from latticework.ensemble.store import QUANTILES_OF, Chunk, Store
from latticework.mechanisms.kernel import Array, IntArray


class Stage(Protocol):
    """The world of a study, ready to be played."""

    @property
    def options(self) -> tuple[str, ...]:
        """Slugs of the options that can be played."""

    @property
    def tracks(self) -> tuple[str, ...]:
        """Names of what is recorded every year."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years recorded: those played, or the year before as well."""

    def play(self, options: IntArray, beliefs: Array) -> Array:
        """Return the tracks of options in some futures, shape (futures, options, years, tracks).

        Options are given by their numbers in `options`, all at once because much of a future is
        alike for all of them. What an option's tracks in a future hold depends on the option and
        that future's row of `beliefs` alone.
        """


StageFactory = Callable[[], Stage]


class Job(NamedTuple):
    """A chunk to play: its futures from `first` on, shape (futures, beliefs)."""

    first: int
    beliefs: Array


@dataclass(frozen=True)
class Task:
    """What a worker needs to play any chunk."""

    stage: StageFactory
    measures: Measures
    store: Store

    def __call__(self, job: Job) -> None:
        """Play a chunk and keep it."""
        names = self.store.identity
        stage = self.stage()
        kept = max(0, min(len(job.beliefs), names.kept - job.first))
        tracks = _played(stage, names.options, job)
        of_options = [np.ascontiguousarray(tracks[:, p]) for p in range(len(names.options))]
        outcomes = [
            self._measured(played, option, job)
            for option, played in zip(names.options, of_options, strict=True)
        ]
        usual = None
        if job.first < QUANTILES_OF:
            usual = np.stack([quantiles(played) for played in of_options])
        self.store.put(
            Chunk(job.first, job.beliefs, np.stack(outcomes, 1), tracks[:kept].copy(), usual)
        )

    def _measured(self, tracks: Array, option: str, job: Job) -> Array:
        measured = self.measures.taken(tracks)
        if not np.isfinite(measured).all():
            future, outcome = np.argwhere(~np.isfinite(measured))[0]
            raise RunError(
                f"option {option}, future {job.first + future}: outcome "
                f"{self.measures.names[outcome]} is {measured[future, outcome]}; expected a number"
            )
        return measured


def _played(stage: Stage, options: tuple[str, ...], job: Job) -> Array:
    numbers = np.array([stage.options.index(option) for option in options], np.int64)
    try:
        tracks = stage.play(numbers, job.beliefs)
    except Exception as error:
        last = job.first + len(job.beliefs) - 1
        error.add_note(f"in futures {job.first}–{last}")
        raise
    expected = (len(job.beliefs), len(options), len(stage.years), len(stage.tracks))
    if tracks.shape != expected:
        raise RunError(f"tracks of shape {tracks.shape}, expected {expected}")
    return tracks


_stages: dict[str, Stage] = {}  # the stage of the run that this process works for


@dataclass(frozen=True)
class Made:
    """The stage of a run in a process of its own, made there once."""

    run: str
    factory: StageFactory

    def __call__(self) -> Stage:
        """Return this process's stage."""
        stage = _stages.get(self.run)
        if stage is None:
            stage = self.factory()
            _stages.clear()
            _stages[self.run] = stage
        return stage
