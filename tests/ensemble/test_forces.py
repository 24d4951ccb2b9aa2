"""The hard half of a year: the status quo with one thing changed, at the centres of all beliefs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from latticework.array import Array
from latticework.ensemble.play import World

Replay = Callable[..., dict[str, Array]]
TAIWAN, SOUTH, KOREA, BALTIC = range(4)
LATER = slice(1, None)


def changed(world: World, field: str, where: Any, value: float) -> dict[str, Array]:
    """Return a field of the plan with a value put in the first option's later years."""
    array = getattr(world.plan, field).copy()
    array[0, 1:][(slice(None), *where)] = value
    return {field: array}


def index(world: World, state: str) -> int:
    return world.names.index[state]


@pytest.fixture(scope="module")
def usual(replay: Replay) -> dict[str, Array]:
    return replay()


def test_a_duty_makes_states_act_and_deters(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    bound = replay(changed(world, "duty", (TAIWAN, index(world, "USA")), 4.0))
    assert (bound["acting.taiwan-strait"][LATER] > usual["acting.taiwan-strait"][LATER]).all()
    assert (bound["ratio_30.taiwan-strait"][LATER] > usual["ratio_30.taiwan-strait"][LATER]).all()
    assert (
        bound["hazard_war.taiwan-strait"][LATER] < usual["hazard_war.taiwan-strait"][LATER]
    ).all()
    assert bound["acting.taiwan-strait"][0] == usual["acting.taiwan-strait"][0]


def test_ships_on_station_add_to_the_european_share(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    there = replay(changed(world, "stationed", (TAIWAN, index(world, "FRA")), 0.5))
    share = "european_share_30.taiwan-strait"
    assert (there[share][LATER] > usual[share][LATER]).all()


def test_what_is_freed_for_one_place_counts_there(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    freed = replay(changed(world, "freed", (TAIWAN, index(world, "GBR"), 2), 0.75))
    ratio, elsewhere = "ratio_90.taiwan-strait", "ratio_90.baltic"
    assert (freed[ratio][LATER] > usual[ratio][LATER]).all()
    assert freed[elsewhere] == pytest.approx(usual[elsewhere], rel=1e-3)


def test_without_bases_less_arrives(world: World, replay: Replay, usual: dict[str, Array]) -> None:
    shut_out = replay(changed(world, "access", (TAIWAN, index(world, "USA")), 0.0))
    ratio = "ratio_30.taiwan-strait"
    assert (shut_out[ratio][LATER] < usual[ratio][LATER]).all()
    same = replay(
        changed(world, "access", (TAIWAN, index(world, "USA")), 0.0),
        beliefs={"access_without_bases": 1.0},
    )
    free = replay(beliefs={"access_without_bases": 1.0})
    assert same[ratio] == pytest.approx(free[ratio], rel=1e-12)


def test_working_as_one_adds_what_is_believed(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    as_one = changed(world, "standing", (TAIWAN,), 1.0)
    ratio = "ratio_30.taiwan-strait"
    assert (replay(as_one)[ratio][LATER] > usual[ratio][LATER]).all()
    none = {"interoperability_gain": 0.0}
    assert replay(as_one, beliefs=none)[ratio] == pytest.approx(replay(beliefs=none)[ratio])


def test_what_is_seen_of_ties_encircles(world: World, replay: Replay) -> None:
    ties = world.plan.ties.copy()
    ties[0, 1:, :, :, 1] *= 0.5  # half as visible
    hidden, shown = replay({"ties": ties}), replay()
    assert (hidden["encirclement.CHN"][LATER] < shown["encirclement.CHN"][LATER]).all()
    seen = {"hidden_tie_detection": 1.0}
    assert replay({"ties": ties}, beliefs=seen)["encirclement.CHN"] == pytest.approx(
        replay(beliefs=seen)["encirclement.CHN"], rel=1e-12
    )


def test_encirclement_moves_hazards_as_it_is_believed_to(world: World, replay: Replay) -> None:
    ties = world.plan.ties.copy()
    ties[0, 1:] *= 2
    war = "hazard_war.taiwan-strait"
    for pressure, sign in ((0.6, 1), (-0.15, -1), (0.0, 0)):
        beliefs = {"encirclement_pressure": pressure, "encirclement_arming": 0.0}
        more = replay({"ties": ties}, beliefs=beliefs)[war] - replay(beliefs=beliefs)[war]
        assert np.sign(np.round(more[-1], 12)) == sign


def test_america_leaves_europe_if_it_is_believed_to(replay: Replay) -> None:
    stay = replay(beliefs={"us_withdrawal_hazard": 0.0, "us_response": 0.0})
    leave = replay(beliefs={"us_withdrawal_hazard": 0.2, "us_withdrawal_size": 0.8,
                            "us_response": 0.0})  # fmt: skip
    baltic, taiwan = "ratio_30.baltic", "ratio_30.taiwan-strait"
    assert (leave[baltic][LATER] < stay[baltic][LATER]).all()
    assert (leave[taiwan][LATER] > stay[taiwan][LATER]).all()


def test_an_engaged_theatre_invites_in_the_other(replay: Replay) -> None:
    """C1: with opportunism, more war in Asia than at the start raises hazards in the Baltic."""
    linked = {"opportunism": 1.0, "russia_china_coupling": 0.0}
    apart = {"opportunism": 0.0, "russia_china_coupling": 0.0}
    wars = ("taiwan-strait", "south-china-sea", "korea")
    now, then = replay(beliefs=linked), replay(beliefs=apart)
    rises = sum(now[f"hazard_war.{w}"][-2] - now[f"hazard_war.{w}"][0] for w in wars)
    moved = now["hazard_war.baltic"][-1] - then["hazard_war.baltic"][-1]
    assert np.sign(moved) == np.sign(rises)
