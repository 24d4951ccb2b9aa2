"""The first year, at the centres of all beliefs and elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.ensemble.play import World

Replay = Callable[..., dict[str, Array]]


def test_promises_are_kept_as_often_as_is_believed(replay: Replay) -> None:
    """Whatever weighs on the will, pacts move the level: more are kept, more states act."""
    acting = [
        replay(beliefs={"pact_reliability": kept})["acting.baltic"][0]
        for kept in (0.22, 0.41, 0.75)
    ]
    assert acting == sorted(acting)
    assert acting[2] > 1.5 * acting[0]


def test_the_level_of_wills_does_not_hang_on_how_much_affinity_weighs(replay: Replay) -> None:
    """The intercept makes up for what the average ally owes to it."""
    weak, strong = (
        replay(beliefs={"will_affinity": weight})["acting.baltic"][0] for weight in (0.5, 3.0)
    )
    assert strong == pytest.approx(weak, rel=0.25)


def test_the_year_begins_from_the_atlas(world: World, replay: Replay) -> None:
    tracks = replay()
    china = world.start.china
    burden = 100 * world.start.milex[china] / world.start.gdp[0, china]
    assert tracks["burden.CHN"][0] == pytest.approx(burden, rel=1e-12)
    stand = world.start.drift[0] @ world.start.position.mean(axis=1)
    assert tracks["alignment.IND"][0] == pytest.approx(stand, rel=1e-12)
    assert tracks["resilience"][0] == pytest.approx(0.5)
    assert tracks["welfare.asia"][0] == 0


def test_an_error_of_positions_moves_them_all(replay: Replay) -> None:
    moved = replay(beliefs={"position_error": 0.1})["alignment.IND"][0]
    assert moved - replay()["alignment.IND"][0] == pytest.approx(0.1, abs=1e-12)


def test_without_any_change_traditions_hold_states_where_they_stand(
    world: World, replay: Replay
) -> None:
    """With ties, growth and fears as they are, nobody moves."""
    still = {
        name: np.repeat(getattr(world.plan, name)[:, :1], len(world.years), axis=1)
        for name in ("ties", "bonds", "protection", "presence", "duty", "terms", "access", "allies")
    }
    quiet = {"reference_growth": 0.0, "hazard_sensitivity": 0.0, "us_withdrawal_hazard": 0.0}
    start = {
        "growth": np.zeros_like(world.start.growth),
        "gdp": np.repeat(world.start.gdp[:1], len(world.years), axis=0),
    }
    tracks = replay(still, start, quiet)
    for name in ("alignment.IND", "alignment.IDN", "alignment.asean", "hedging_room",
                 "encirclement.CHN", "polarization", "burden.asia", "ratio_30.korea"):  # fmt: skip
        assert tracks[name] == pytest.approx(tracks[name][0], rel=2e-3, abs=2e-4), name


def test_leverage_is_that_of_trade_today(replay: Replay) -> None:
    easy, hard = (
        replay(beliefs={"trade_elasticity_short": elasticity})["leverage.asean"][0]
        for elasticity in (2.0, 0.7)
    )
    assert 0 < easy < hard < 100
