import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from latticework.ensemble.crew import PATIENCE, Crew, play_all
from latticework.ensemble.identity import RunError
from latticework.ensemble.stage import Job


def jobs(count: int, taken: list[int] | None = None) -> Iterator[Job]:
    for number in range(count):
        if taken is not None:
            taken.append(number)
        yield Job(number, np.zeros((1, 1)))


class Frail(Executor):
    """Workers of whom one dies, with all that is under way, at some of the jobs."""

    deaths: list[int]  # the jobs that still kill; shared by all who take the place of the dead

    def __init__(self) -> None:
        self.broken = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        if self.broken:
            raise BrokenExecutor("already dead")
        future: Future[Any] = Future()
        if args[0].first in self.deaths:
            self.deaths.remove(args[0].first)
            self.broken = True
            future.set_exception(BrokenExecutor("killed"))
        else:
            future.set_result(fn(*args))
        return future


def test_every_job_is_done_once() -> None:
    seen: list[int] = []
    done: list[int] = []
    with Crew(3, None) as crew:
        play_all(crew, lambda job: seen.append(job.first), jobs(50), lambda j: done.append(j.first))
    assert sorted(seen) == sorted(done) == list(range(50))


def test_few_jobs_are_under_way_at_once() -> None:
    taken: list[int] = []
    done: list[int] = []
    ahead: list[int] = []

    def finished(job: Job) -> None:
        done.append(job.first)
        ahead.append(len(taken) - len(done))

    with Crew(2, None) as crew:
        play_all(crew, lambda _: time.sleep(0.001), jobs(40, taken), finished)
    assert max(ahead) < 4


def test_workers_are_at_work_together() -> None:
    both = threading.Barrier(2, timeout=30)

    def work(_: Job) -> None:
        both.wait()

    with Crew(2, None) as crew:
        play_all(crew, work, jobs(4), lambda _: None)


def test_jobs_of_a_worker_that_died_are_done_again(caplog: pytest.LogCaptureFixture) -> None:
    Frail.deaths = [2, 7, 8]
    seen: list[int] = []
    done: list[int] = []
    with caplog.at_level(logging.WARNING), Crew(2, Frail) as crew:
        play_all(crew, lambda job: seen.append(job.first), jobs(12), lambda j: done.append(j.first))
    assert sorted(done) == list(range(12))
    assert set(seen) == set(range(12))
    assert len(caplog.records) == 3
    assert "a worker died (killed); futures" in caplog.text


def test_workers_that_keep_dying_end_the_run(caplog: pytest.LogCaptureFixture) -> None:
    Frail.deaths = [0] * 9
    with (
        Crew(2, Frail) as crew,
        pytest.raises(RunError, match=f"{PATIENCE} workers died one after the other"),
    ):
        play_all(crew, lambda _: None, jobs(3), lambda _: None)
    assert len(caplog.records) == PATIENCE - 1


def test_workers_of_others_are_not_replaced_nor_sent_home() -> None:
    Frail.deaths = [1]
    with pytest.raises(RunError, match="resume with new workers"), Crew(2, Frail()) as crew:
        play_all(crew, lambda _: None, jobs(3), lambda _: None)
    with ThreadPoolExecutor(1) as mine:
        with Crew(1, mine) as crew:
            play_all(crew, lambda _: None, jobs(3), lambda _: None)
        assert mine.submit(lambda: 1).result() == 1


def test_an_error_ends_the_run_after_what_is_under_way() -> None:
    finished: list[int] = []

    def work(job: Job) -> None:
        if job.first == 1:
            raise ValueError("no")
        time.sleep(0.05)
        finished.append(job.first)

    with ThreadPoolExecutor(3) as mine:
        with pytest.raises(ValueError, match="no"), Crew(3, mine) as crew:
            play_all(crew, work, jobs(100), lambda _: None)
        count = len(finished)
        time.sleep(0.15)
        assert len(finished) == count < 10


def test_threads_share_a_stage_and_others_do_not() -> None:
    with Crew(1, None) as threads, Crew(1, Frail) as others:
        assert threads.local
        assert not others.local
    assert Crew(None, None).size >= 1
