"""The soft half of a year: the status quo with one thing changed, at the centres of all beliefs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from latticework.array import Array
from latticework.ensemble.play import World

Replay = Callable[..., dict[str, Array]]
LATER = slice(1, None)


@pytest.fixture(scope="module")
def usual(replay: Replay) -> dict[str, Array]:
    return replay()


def other(world: World, option: str, *fields: str) -> dict[str, Any]:
    """Return fields of the plan in which the first option does what `option` does."""
    number = world.options.index(option)
    swapped = {}
    for field in fields:
        part = getattr(world.plan, field)
        if isinstance(part, tuple):
            part = type(part)(*(_swapped(array, number, len(world.options)) for array in part))
        else:
            part = _swapped(part, number, len(world.options))
        swapped[field] = part
    return swapped


def _swapped(array: Array, number: int, options: int) -> Array:
    if array.shape[0] != options:
        return array
    new = array.copy()
    new[0] = new[number]
    return new


def test_trade_agreements_raise_incomes_by_what_is_believed_of_them(
    world: World, replay: Replay
) -> None:
    deals = other(world, "eu-web", "deals")
    welfare = replay(deals)["welfare.europe"]
    assert (welfare[:4] == 0).all()  # the first begins in 2027
    assert (np.diff(welfare[4:]) >= 0).all()
    assert welfare[-1] > 0
    assert replay(deals, beliefs={"fta_effect": 0.76})["welfare.europe"][-1] > welfare[-1]
    sooner = replay(deals, beliefs={"fta_years": 7.0})["welfare.europe"]
    assert sooner[7] > welfare[7]


def test_investment_pays_in_the_states_that_receive_it(world: World, replay: Replay) -> None:
    money = other(world, "eu-web", "programmes")
    paid = replay(money)["welfare.asia"]
    assert paid[-1] > 0
    poor = {"capital_return": 0.05, "investment_cost_cut": 0.0}
    assert 0 < replay(money, beliefs=poor)["welfare.asia"][-1] < paid[-1]


def test_programmes_harden_and_draw_towards_who_pays(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    money = other(world, "eu-web", "programmes")
    helped = replay(money)
    assert (helped["resilience"][2:] > usual["resilience"][2:]).all()
    assert (
        helped["hazard_coercion.south-china-sea"][-1] < usual["hazard_coercion.south-china-sea"][-1]
    )
    assert helped["alignment.IDN"][-1] > usual["alignment.IDN"][-1]
    idle = {"programme_weight": 0.0, "capital_return": 0.0, "investment_cost_cut": 0.0}
    assert replay(money, beliefs=idle)["alignment.IDN"] == pytest.approx(
        replay(beliefs=idle)["alignment.IDN"], abs=1e-6
    )


def test_presence_repels_or_reassures_as_it_is_believed_to(world: World, replay: Replay) -> None:
    presence = world.plan.presence.copy()
    presence[0, 1:] = 1.5
    for reactance, sign in ((1.0, -1), (-0.3, 1), (0.0, 0)):
        beliefs = {"reactance": reactance}
        seen = replay({"presence": presence}, beliefs=beliefs)["alignment.IND"][-1]
        moved = seen - replay(beliefs=beliefs)["alignment.IND"][-1]
        assert np.sign(np.round(moved, 9)) == sign


def test_a_floor_lifts_spending_to_it_and_no_higher(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    floor = world.plan.floor.copy()
    floor[0, 5:, world.names.index["CHN"]] = 2.5
    lifted = replay({"floor": floor})["burden.CHN"]
    assert lifted[:5] == pytest.approx(usual["burden.CHN"][:5])
    assert lifted[5:] == pytest.approx(2.5, rel=0.05)
    assert (lifted[5:] >= 2.5 - 1e-9).all()
    capped = replay({"floor": floor}, beliefs={"burden_cap": 2.0})["burden.CHN"]
    assert capped.max() <= 2.0 + 1e-9


def test_challengers_arm_on_encirclement_as_they_are_believed_to(
    world: World, replay: Replay
) -> None:
    ties = world.plan.ties.copy()
    ties[0, 1:] *= 3
    for weight, more in ((0.2, True), (0.0, False)):
        beliefs = {"encirclement_arming": weight, "threat_response": 0.0}
        raised = replay({"ties": ties}, beliefs=beliefs)["burden.CHN"][-1]
        assert (raised > replay(beliefs=beliefs)["burden.CHN"][-1] + 1e-6) == more


def test_ties_across_camps_bring_blocs_together(
    world: World, replay: Replay, usual: dict[str, Array]
) -> None:
    stand = world.start.position.mean(axis=1)
    across = np.outer(stand > 0, stand < 0)
    bonds = world.plan.bonds.copy()
    bonds[0, 1:] = np.where(across | across.T, np.maximum(bonds[0, 1:], 0.5), bonds[0, 1:])
    assert replay({"bonds": bonds})["polarization"][1] < usual["polarization"][1] - 1


def test_a_divided_world_leaves_no_middle(replay: Replay) -> None:
    """C5 in its strong form lives in the upper range of the pressure to choose."""
    free, forced = replay(beliefs={"side_pressure": 0.0}), replay(beliefs={"side_pressure": 1.0})
    assert (free["tipped_share"] == 0).all()
    assert forced["tipped_share"][-1] > 0.5
    assert forced["hedging_room"][-1] != free["hedging_room"][-1]


def test_the_cost_of_an_option_is_read_between_its_estimates(world: World, replay: Replay) -> None:
    outlay = other(world, "essay", "outlay")
    low, centre, high = (replay(outlay, beliefs={"cost_level": x})["cost"] for x in (0, 0.5, 1))
    for column, found in enumerate((low, centre, high)):
        assert found == pytest.approx(outlay["outlay"][0, :, column])
