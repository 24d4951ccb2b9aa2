"""The rounds of the fit: the same on any number of threads, standardised, always settling."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from latticework.evidence import ideal_points_fit as fitting
from latticework.evidence.ideal_points_fit import Fit, Settings, fit
from latticework.evidence.ideal_points_votes import Votes, arranged, cast


def made(seed: int, states: int, sessions: int, rolls: int, absent: float, slope: float) -> Votes:
    """Return votes of states that stand still."""
    rng = np.random.default_rng(seed)
    shape = (sessions * rolls, states)
    latent = slope * rng.normal(size=shape[0])[:, None] * rng.normal(size=states)
    latent = latent + rng.normal(size=shape)
    low = rng.normal(-1, 0.5, (shape[0], 1))
    choice = (latent > low).astype(int) + (latent > low + 0.6)
    there = rng.random(shape) > absent
    rcid, state = np.nonzero(there)
    votes = pl.DataFrame({
        "rcid": rcid, "country": [f"s{i:03d}" for i in state],
        "vote": np.array(["no", "abstain", "yes"])[choice[there]],
    })  # fmt: skip
    session = np.arange(shape[0]) // rolls + 1
    table = cast(votes, pl.DataFrame({"rcid": np.arange(shape[0]), "session": session}))
    return arranged(table, table.select("rcid", item="rcid").unique().sort("rcid"))


@pytest.fixture(scope="module")
def votes() -> Votes:
    return made(1, 40, 6, 15, 0.2, 1.0)


def bits(found: Fit) -> bytes:
    parts = (*found.points, *found.items, found.shared)
    return b"".join(part.tobytes() for part in parts)


def test_threads_and_repeats_change_nothing(votes: Votes, monkeypatch: pytest.MonkeyPatch) -> None:
    once = bits(fit(votes, Settings()))
    assert bits(fit(votes, Settings())) == once
    for number in (1, 3, 7):
        monkeypatch.setattr(os, "cpu_count", lambda number=number: number)
        assert bits(fit(votes, Settings())) == once


def test_the_result_is_standardised(votes: Votes) -> None:
    found = fit(votes, Settings())
    assert found.points.mean.mean() == pytest.approx(0, abs=1e-12)
    assert found.points.mean.std() == pytest.approx(1)
    assert (found.items.low < found.items.high).all()
    assert found.pull > 0


def test_a_rescaled_model_says_the_same(votes: Votes) -> None:
    found = fit(votes, Settings())
    points, items = found.points, found.items
    before = np.outer(items.slope, points.mean) - items.low[:, None]
    fitting._rescale(points, items, 0.7, 2.5)
    assert np.outer(items.slope, points.mean) - items.low[:, None] == pytest.approx(before)


def test_the_drift_is_found() -> None:
    """States that stand still are found to do so; the search ends at a small drift."""
    found = fit(made(2, 60, 8, 30, 0.1, 1.5), Settings(drift=None))
    assert found.drift < 0.1


def test_a_single_session_has_no_drift_to_find() -> None:
    found = fit(made(2, 30, 1, 30, 0.1, 1.0), Settings(drift=None))
    assert np.isfinite(found.points.mean).all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("drift", [0.1, 0.5, 3.0, math.inf])
def test_sparse_and_lopsided_votes_settle(seed: int, drift: float) -> None:
    found = fit(made(seed, 12, 6, 3, 0.6, 3.0), Settings(drift=drift))
    assert np.isfinite(found.points.mean).all()
    assert (found.points.variance > 0).all()
    assert (found.shared >= 0).all()


def test_leaps_end_where_small_steps_do(votes: Votes, monkeypatch: pytest.MonkeyPatch) -> None:
    leapt = fit(votes, Settings(), tolerance=1e-8)
    monkeypatch.setattr(fitting, "_CALM", 0.0)
    stepped = fit(votes, Settings(), tolerance=1e-8)
    assert leapt.points.mean == pytest.approx(stepped.points.mean, abs=1e-5)


def test_no_end_is_an_error(votes: Votes) -> None:
    with pytest.raises(ArithmeticError, match="did not settle in 2 rounds"):
        fit(votes, Settings(), limit=2)


MAKERS: list[Callable[[float], Settings]] = [
    lambda x: Settings(drift=x),
    lambda x: Settings(slope=x),
    lambda x: Settings(pseudo=x),
]


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan])
@pytest.mark.parametrize("make", MAKERS)
def test_settings_are_positive(make: Callable[[float], Settings], value: float) -> None:
    with pytest.raises(ValueError, match="expected a positive number"):
        make(value)
