"""A study played in one call, from its name to its result: what ``latticework.run`` is."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

from rich.console import Console

from latticework.ensemble import play
from latticework.ensemble.run import Means, Order, Result, RunError
from latticework.ensemble.run import run as run_on
from latticework.reading import did_you_mean
from latticework.study.loading import load_study
from latticework.study.study import Study


class How(TypedDict, total=False):
    """What to play and how: the fields of `Order` and `Means`, with their defaults."""

    futures: int
    seed: int
    options: Sequence[str] | None
    kept: int
    workers: int | None
    resume: bool
    fresh: bool
    progress: bool | Console


def run(
    study: str | Path,
    *,
    out: Path | str | None = None,
    overlays: Sequence[Path | str] = (),
    **how: Unpack[How],
) -> Result:
    """Play the options of a study through its futures.

    Parameters
    ----------
    study
        The name of an embedded study, or a study's folder.
    out
        The folder to keep the run in; without one it is kept until Python ends.
    overlays
        Folders of records laid on the embedded atlas.
    futures
        How many; 10,000 unless given.
    seed
        Which futures; 0 unless given.
    options
        Slugs; without them all of the study.
    kept
        Of how many futures, the first, to keep all yearly tracks; 128 unless given.
    workers
        How many threads; without them one for each core.
    resume, fresh
        Go on with the run in `out`, or throw it away.
    progress
        Whether to tell on standard error how far it is; it is told unless this is False.

    Returns
    -------
    Result
        With ``.futures``, ``.tracks`` and ``.quantiles`` as lazy frames of Polars, and the slugs of
        ``.options`` and ``.outcomes``.

    Raises
    ------
    ReadingError
        With every mistake in the study or the overlays.
    RunError
        If the study has no such option, or the run cannot start, go on or be kept.

    Examples
    --------
    >>> result = latticework.run("nato-in-asia", futures=1_000)  # doctest: +SKIP
    >>> result.futures.group_by("option").mean().collect()  # doctest: +SKIP
    """
    order, means = ordered(**how)
    return play_study(load_study(study, *overlays), out or _until_the_end(), order, means)


def ordered(**how: Unpack[How]) -> tuple[Order, Means]:
    """Return what to play and how, checked.

    Raises
    ------
    TypeError, ValueError
        If there is no such argument, or it makes no sense.
    """
    given: dict[str, Any] = dict(how)
    for name in given.keys() - How.__annotations__.keys():
        raise TypeError(f"run has no argument {name}{did_you_mean(name, How.__annotations__)}")
    options = given.get("options")
    if options is not None:
        given["options"] = (options,) if isinstance(options, str) else tuple(options)
    what = {field.name for field in fields(Order)}
    order = Order(**{name: value for name, value in given.items() if name in what})
    return order, Means(**{name: value for name, value in given.items() if name not in what})


def play_study(study: Study, out: Path | str, order: Order, means: Means) -> Result:
    """Play a study that is loaded, and keep the run in a folder.

    Raises
    ------
    ReadingError, RunError
        As `run`.
    """
    for option in order.options or ():
        if option not in study.options:
            near = did_you_mean(option, study.options)
            raise RunError(f"no option {option}{near}; there are {', '.join(study.options)}")
    wanted = order.options or tuple(study.options)
    chosen = tuple(option for option in study.options if option in wanted)
    return run_on(study, partial(play.World, study, chosen), out, order, means)


def _until_the_end() -> Path:
    """Return a new folder, removed when Python ends: frames may outlive the result."""
    folder = Path(tempfile.mkdtemp(prefix="latticework-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
