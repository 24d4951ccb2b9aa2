"""The world under the EMA Workbench: as a model in NumPy, and as our compiled single run.

Kept apart from ``ensemble.py`` because the workbench's worker processes import it by name. Each
process makes the study's world once, or inherits it.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from functools import cache
from typing import Any

import numpy as np

import numpy_world
from latticework.array import Array
from latticework.ensemble.play import World
from latticework.study.loading import load_study
from latticework.study.study import Study

STUDY = "nato-in-asia"
PACKAGE = "ema_workbench"
TRACKS = "tracks"

Model = Callable[..., dict[str, Array]]


@cache
def study() -> Study:
    """Return the default study."""
    return load_study(STUDY)


@cache
def stage() -> World:
    """Return its world, compiled."""
    return World(study())


@cache
def world() -> numpy_world.World:
    """Return its world in NumPy."""
    return numpy_world.World.of(stage().start, stage().plan)


# --- models, called with a number for each belief ---


def in_numpy(option: int, **beliefs: float) -> dict[str, Array]:
    """Play a run in NumPy."""
    believed = numpy_world.believed(stage().columns, _row(beliefs))
    return {TRACKS: numpy_world.run(world(), option, believed)}


def in_ours(option: int, **beliefs: float) -> dict[str, Array]:
    """Play a run in the compiled world."""
    return {TRACKS: stage().play(np.array([option]), _row(beliefs)[None])[0, 0]}


def _row(beliefs: dict[str, float]) -> Array:
    return np.array([beliefs[name] for name in stage().columns.names])


# --- the workbench ---


def here() -> bool:
    """Tell whether the EMA Workbench is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


class Workbench:
    """A model under the EMA Workbench, with options as policies."""

    def __init__(self, model: Model) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of evaluators that are not installed
            self._ema: Any = importlib.import_module(PACKAGE)
        self._model = self._ema.Model("world", function=model)
        self._model.uncertainties = [
            self._ema.RealParameter(belief.name, belief.low, belief.high)
            for belief in study().beliefs
        ]
        self._model.levers = [self._ema.IntegerParameter("option", 0, len(stage().options) - 1)]
        self._model.outcomes = [self._ema.ArrayOutcome(TRACKS)]

    @contextmanager
    def working(self, processes: int) -> Iterator[Callable[[Array], Array]]:
        """Start an evaluator; give what plays all options through futures as `World.play` does."""
        logging.getLogger("EMA").setLevel(logging.ERROR)
        evaluator = (
            self._ema.SequentialEvaluator(self._model)
            if processes == 1
            else self._ema.MultiprocessingEvaluator(self._model, n_processes=processes)
        )
        with evaluator:
            yield lambda beliefs: self._played(evaluator, beliefs)

    def _played(self, evaluator: Any, beliefs: Array) -> Array:
        names, count = stage().columns.names, len(stage().options)
        futures = [
            self._ema.Scenario(str(f), **dict(zip(names, row.tolist(), strict=True)))
            for f, row in enumerate(beliefs)
        ]
        policies = [self._ema.Policy(option, option=o) for o, option in enumerate(stage().options)]
        with redirect_stderr(io.StringIO()):  # its progress bar
            table, outcomes = evaluator.perform_experiments(futures, policies)
        played = np.empty((len(beliefs), count, *outcomes[TRACKS].shape[1:]))
        played[table["scenario"].astype(int), table["option"].astype(int)] = outcomes[TRACKS]
        return played
