"""Ideal points: planted ones are recovered, limit cases hold, real votes are predicted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.array import Array
from latticework.evidence.ideal_points import (
    ISSUES,
    RULES,
    Design,
    Estimates,
    by_issue,
    estimate,
    held_out,
    predicted,
)
from latticework.evidence.ideal_points_fit import Settings

WORDS = np.array(["no", "abstain", "yes"])


class World:
    """States that drift, and their votes on random resolutions, by the model."""

    def __init__(self, seed: int, states: int = 100, sessions: int = 10, rolls: int = 90) -> None:
        rng = np.random.default_rng(seed)
        steps = np.column_stack(
            [rng.normal(size=states), 0.25 * rng.normal(size=(states, sessions - 1))]
        )
        theta = np.cumsum(steps, axis=1)
        scale = float(theta.std())
        self.theta, self.drift = (theta - theta.mean()) / scale, 0.25 / scale
        if self.theta[0].mean() < 0:
            self.theta = -self.theta
        session = np.repeat(np.arange(sessions), rolls)
        slope, low = rng.normal(size=(len(session), 1)), rng.normal(-1, 0.7, (len(session), 1))
        latent = slope * self.theta[:, session].T + rng.normal(size=(len(session), states))
        choice = (latent > low).astype(int) + (latent > low + rng.exponential(0.6, low.shape))
        rcid, state = np.nonzero(rng.random(choice.shape) > 0.15)
        self.votes = pl.DataFrame({
            "rcid": rcid, "country": [f"s{i:03d}" for i in state],
            "vote": WORDS[choice[rcid, state]],
        })  # fmt: skip
        self.calls = pl.DataFrame({"rcid": np.arange(len(session)), "session": session + 1})
        self.settings = Settings(drift=self.drift, anchor="s000")

    def estimate(self) -> Estimates:
        return estimate(self.votes, self.calls, self.settings)

    def truth(self, points: pl.DataFrame) -> Array:
        """Return the planted points that belong to rows of estimates."""
        state = points["country"].str.slice(1).cast(pl.Int64).to_numpy()
        return np.asarray(self.theta[state, points["session"].to_numpy() - 1])


@pytest.fixture(scope="module")
def world() -> World:
    return World(1)


@pytest.fixture(scope="module")
def found(world: World) -> Estimates:
    return world.estimate()


# --- planted points ---


def test_planted_points_are_recovered(world: World, found: Estimates) -> None:
    points = found.points
    assert np.corrcoef(points["theta"], world.truth(points))[0, 1] > 0.98
    ends = pl.col("session").is_in([1, 10])
    moved = points.with_columns(truth=world.truth(points)).filter(ends)
    moved = moved.group_by("country").agg(pl.col("theta", "truth").sort_by("session").diff().last())
    assert np.corrcoef(moved["theta"], moved["truth"])[0, 1] > 0.9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_intervals_cover_what_they_say(seed: int) -> None:
    world = World(seed)
    points = world.estimate().points
    error = np.abs(points["theta"].to_numpy() - world.truth(points))
    assert np.mean(error < 1.645 * points["sd"].to_numpy()) == pytest.approx(0.9, abs=0.04)
    assert np.mean(error < points["sd"].to_numpy()) == pytest.approx(0.68, abs=0.06)


def test_planted_drift_is_found(world: World) -> None:
    settings = Settings(drift=None, anchor="s000")
    assert estimate(world.votes, world.calls, settings).drift == pytest.approx(world.drift, rel=0.2)


def test_points_have_mean_0_and_deviation_1(found: Estimates) -> None:
    theta = found.points["theta"].to_numpy()
    assert (theta.mean(), theta.std()) == pytest.approx((0, 1))
    assert found.points.columns == ["country", "session", "votes", "theta", "sd"]
    assert found.points.equals(found.points.sort("country", "session"))


# --- limit cases ---


def test_unanimous_roll_calls_say_nothing(world: World, found: Estimates) -> None:
    everybody = world.votes["country"].unique().sort()
    more = pl.DataFrame({"rcid": 9_999, "country": everybody, "vote": "yes"})
    calls = pl.concat([world.calls, pl.DataFrame({"rcid": [9_999], "session": [3]})])
    votes = pl.concat([world.votes, more], how="vertical_relaxed")
    again = estimate(votes, calls, world.settings)
    assert again.points.equals(found.points)
    assert 9_999 not in again.roll_calls["rcid"]


def test_every_vote_twice_sharpens(world: World, found: Estimates) -> None:
    shift = pl.col("rcid") + 10_000
    votes = pl.concat([world.votes, world.votes.with_columns(shift)])
    calls = pl.concat([world.calls, world.calls.with_columns(shift)])
    twice = estimate(votes, calls, world.settings).points
    assert np.corrcoef(twice["theta"], found.points["theta"])[0, 1] > 0.99
    ratio = np.median(twice["sd"].to_numpy() / found.points["sd"].to_numpy())
    assert ratio == pytest.approx(0.5**0.5, abs=0.08)


def test_turning_every_vote_turns_the_slopes_only(world: World, found: Estimates) -> None:
    turned = world.votes.with_columns(pl.col("vote").replace({"yes": "no", "no": "yes"}))
    other = estimate(turned, world.calls, world.settings)
    assert other.points["theta"].to_numpy() == pytest.approx(
        found.points["theta"].to_numpy(), abs=1e-3
    )
    assert other.roll_calls["slope"].to_numpy() == pytest.approx(
        -found.roll_calls["slope"].to_numpy(), abs=5e-3
    )
    assert other.roll_calls["yes"].to_numpy() == pytest.approx(
        -found.roll_calls["abstain"].to_numpy(), abs=5e-3
    )


def test_the_anchor_is_positive(world: World, found: Estimates) -> None:
    end = found.points.group_by("country").agg(pl.col("theta").mean()).sort("theta")["country"][0]
    other = estimate(world.votes, world.calls, Settings(drift=world.drift, anchor=end))
    assert other.points["theta"].to_numpy() == pytest.approx(-found.points["theta"].to_numpy())


def test_an_unknown_anchor_is_an_error(world: World) -> None:
    with pytest.raises(ValueError, match=r"anchor 's0000' \(did you mean s000"):
        estimate(world.votes, world.calls, Settings(anchor="s0000"))


def test_order_of_rows_and_laziness_change_nothing(world: World, found: Estimates) -> None:
    shuffled = world.votes.sample(fraction=1.0, shuffle=True, seed=4).lazy()
    again = estimate(shuffled, world.calls.reverse().lazy(), world.settings)
    assert again.points.equals(found.points)
    assert again.roll_calls.equals(found.roll_calls)


# --- prediction ---


def test_predictions_are_the_models(found: Estimates) -> None:
    cells = pl.DataFrame(
        {"country": ["s001", "s001", "nobody"], "session": 2, "rcid": [95, -1, 95]}
    )
    guess = predicted(found, cells)
    assert guess[0].sum() == pytest.approx(1)
    assert (guess[0] > 0).all()
    assert np.isnan(guess[1:]).all()


def test_the_model_predicts_what_follows_it(world: World) -> None:
    scores = held_out(world.votes, world.calls, world.settings, Design(last=2, history=6, folds=4))
    assert tuple(scores["rule"]) == RULES
    modal, static, separate, dynamic = scores["loss"].to_list()
    assert dynamic < min(separate, static) < max(separate, static) < modal
    modal, static, separate, dynamic = scores["right"].to_list()
    assert dynamic > max(static, modal)


# --- issues ---


def test_issues_are_estimated_apart(world: World) -> None:
    issues = world.calls.select(
        "rcid",
        short_name=pl.when(pl.col("rcid") % 2 == 0).then(pl.lit("hr")).otherwise(pl.lit("ec")),
    )
    found = by_issue(world.votes, world.calls, issues, world.settings)
    assert set(found) == {"hr", "ec"}
    both = found["hr"].points.join(found["ec"].points, on=["country", "session"])
    assert np.corrcoef(both["theta"], both["theta_right"])[0, 1] > 0.9
    assert (found["hr"].roll_calls["rcid"] % 2 == 0).all()


# --- real votes ---


class Assembly:
    """The votes of the General Assembly, and their estimates."""

    def __init__(self, folder: Path) -> None:
        self.votes, self.calls, self.issues = (
            pl.read_parquet(folder / f"un_{name}.parquet")
            for name in ("votes", "roll_calls", "roll_call_issues")
        )
        start = time.process_time()
        self.found = estimate(self.votes, self.calls)
        self.seconds = time.process_time() - start

    def path(self, country: str) -> dict[int, float]:
        points = self.found.points.filter(pl.col("country") == country)
        return dict(points.select("session", "theta").iter_rows())


@pytest.fixture(scope="module")
def assembly(shared: Path) -> Assembly:
    return Assembly(shared)


def test_who_stands_where(
    assembly: Assembly, record_property: Callable[[str, object], None]
) -> None:
    usa, russia, china = (assembly.path(c) for c in ("United States", "Russia", "China"))
    assert len(usa) == 74
    assert min(usa.values()) > 0
    assert all(russia[s] < -1 for s in range(1, 41) if s in russia and s != 19)
    assert russia[47] > 0.5
    assert all(china[s] < usa[s] - 1 for s in china)
    cuba = assembly.path("Cuba")
    assert np.mean([cuba[s] for s in range(1, 14)]) > 0.3
    assert max(cuba[s] for s in range(16, 75)) < -0.4
    record_property("cpu_seconds_incl_compilation", round(assembly.seconds, 1))


def test_all_states_and_sessions_have_a_point(assembly: Assembly) -> None:
    points = assembly.found.points
    assert points["country"].n_unique() == 200
    assert points["session"].n_unique() == 74
    assert points.filter(pl.col("country") == "Namibia").height > 25
    sd, busy = points["sd"].to_numpy(), (points["votes"] > 30).to_numpy()
    assert sd.min() > 0.03
    assert np.median(sd[busy]) < 0.16 < np.median(sd[~busy])


def test_recurring_resolutions_are_found(assembly: Assembly) -> None:
    returns = assembly.found.roll_calls.group_by("item").len()["len"].to_numpy()
    assert 1_000 < (returns - 1).sum() < 2_000
    assert returns.max() >= 10


def test_repeats_are_identical(assembly: Assembly) -> None:
    again = estimate(assembly.votes, assembly.calls)
    assert again.points.equals(assembly.found.points)
    assert again.roll_calls.equals(assembly.found.roll_calls)


def test_hidden_votes_are_predicted_better(assembly: Assembly) -> None:
    scores = held_out(assembly.votes, assembly.calls, design=Design(folds=2, history=5))
    modal, static, separate, dynamic = scores.rows(named=True)
    assert modal["right"] == pytest.approx(0.81, abs=0.01)
    for column, better in (("right", 1), ("contested_right", 1), ("loss", -1)):
        assert better * dynamic[column] > better * static[column] > better * modal[column]
        assert better * dynamic[column] > better * separate[column]
    assert dynamic["contested_right"] > modal["contested_right"] + 0.14


def test_the_issues_agree_on_the_west(assembly: Assembly) -> None:
    found = by_issue(assembly.votes, assembly.calls, assembly.issues)
    assert set(found) == set(ISSUES)
    overall = assembly.found.points
    for estimates in found.values():
        both = overall.join(estimates.points, on=["country", "session"])
        assert np.corrcoef(both["theta"], both["theta_right"])[0, 1] > 0.7
        usa = estimates.points.filter(pl.col("country") == "United States")["theta"].to_numpy()
        assert usa.mean() > 1
