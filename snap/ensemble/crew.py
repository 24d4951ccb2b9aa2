"""Workers, and how they get through all chunks: a few at a time, those of the dead once more."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from functools import partial
from itertools import chain, islice

from latticework.ensemble.identity import RunError
from latticework.ensemble.stage import Job

PATIENCE = 3
"""Deaths of workers in a row, with no chunk finished between them, that end a run."""

_log = logging.getLogger(__name__)


class Crew:
    """The workers of a run."""

    def __init__(
        self, workers: int | None, executor: Executor | Callable[[], Executor] | None
    ) -> None:
        self.size = workers or _cores()
        self._make: Callable[[], Executor] | None = None
        if isinstance(executor, Executor):
            self._executor = executor
        else:
            self._make = executor or partial(ThreadPoolExecutor, self.size)
            self._executor = self._make()
        self.local = isinstance(self._executor, ThreadPoolExecutor)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._make:
            self._executor.shutdown(cancel_futures=True)

    def submit(self, task: Callable[[Job], None], job: Job) -> Future[None]:
        """Have a job done; workers that are dead already are told of by the future too."""
        try:
            return self._executor.submit(task, job)
        except BrokenExecutor as error:
            future: Future[None] = Future()
            future.set_exception(error)
            return future

    def renew(self, cause: BrokenExecutor) -> None:
        """Replace the workers, one of which died."""
        if not self._make:
            raise RunError(
                f"a worker died ({cause}); what is finished is kept: resume with new workers"
            ) from cause
        self._executor.shutdown(cancel_futures=True)
        self._executor = self._make()


def _cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def play_all(
    crew: Crew, task: Callable[[Job], None], jobs: Iterator[Job], done: Callable[[Job], None]
) -> None:
    """Play all jobs; those whose worker died once more."""
    pending: dict[Future[None], Job] = {}
    deaths = 0
    try:
        while True:
            for job in islice(jobs, 2 * crew.size - len(pending)):
                pending[crew.submit(task, job)] = job
            if not pending:
                return
            try:
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    future.result()
                    done(pending.pop(future))
                    deaths = 0
            except BrokenExecutor as error:
                deaths += 1
                jobs = chain(_lost(pending, deaths, error), jobs)
                crew.renew(error)
    finally:
        wait([future for future in pending if not future.cancel()])


def _lost(pending: dict[Future[None], Job], deaths: int, error: BrokenExecutor) -> list[Job]:
    """Take the jobs that were under way when a worker died, and report it."""
    lost = sorted(pending.values(), key=lambda job: job.first)
    pending.clear()
    futures = ", ".join(f"{job.first}–{job.first + len(job.beliefs) - 1}" for job in lost)
    if deaths == PATIENCE:
        raise RunError(
            f"{deaths} workers died one after the other ({error}), at futures {futures}; what is "
            "finished is kept: find the cause (memory?), then resume"
        ) from error
    _log.warning("a worker died (%s); futures %s are played again", error, futures)
    return lost
