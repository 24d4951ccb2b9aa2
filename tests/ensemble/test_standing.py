from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from latticework.atlas import arrays
from latticework.atlas.atlas import Atlas
from latticework.ensemble import economy, groups, standing
from latticework.ensemble.snapshot import Snapshot
from latticework.reading import ReadingError


@pytest.fixture(scope="module")
def position(now: Snapshot) -> dict[str, list[float]]:
    """Positions of all states."""
    shares = economy.trade_shares(arrays.flows(now.atlas, now.roster))
    found = standing.positions(now, shares, groups.west(now))
    return dict(zip(now.roster.states, found.tolist(), strict=True))


def without(now: Snapshot, *slugs: str) -> Snapshot:
    left = {key: row for key, row in now.atlas.agreements.items() if key not in slugs}
    return replace(now, atlas=replace(now.atlas, agreements=left))


def secure(now: Snapshot, *states: str) -> list[float]:
    found = standing.security(now)
    return [float(found[i]) for i in now.indices(states)]


def test_the_poles_are_at_the_ends_and_do_not_move(
    now: Snapshot, position: dict[str, list[float]]
) -> None:
    assert position["USA"] == [1, 1, 1]
    assert position["CHN"] == [-1, -1, -1]
    still = np.flatnonzero(standing.movers(now) == 0)
    assert now.named(still) == "CHN, USA"


def test_all_stand_between_the_poles(position: dict[str, list[float]]) -> None:
    found = np.array(list(position.values()))
    assert found.shape[1] == 3
    assert (np.abs(found) <= 1).all()


def test_security_follows_the_strongest_tie(position: dict[str, list[float]]) -> None:
    security = {state: row[0] for state, row in position.items()}
    assert security["JPN"] == security["POL"] == 0.9  # a treaty of mutual defence
    assert security["PRK"] == -0.9
    assert security["TWN"] == 0.5  # a law, not a treaty
    assert security["JPN"] > security["SGP"] > security["IDN"] > security["IND"] > 0
    assert security["LAO"] == 0
    assert security["RUS"] == -0.4 < security["BLR"] < 0  # through Russia, as far as Russia goes


def test_many_exercises_do_not_make_a_pact(now: Snapshot) -> None:
    exercises = [key for key, row in now.atlas.agreements.items() if row.kind == "exercise"]
    assert len(exercises) > 10
    assert secure(without(now, *exercises), "JPN", "SGP") == secure(now, "JPN", "SGP")


def test_without_its_treaty_a_state_is_nearer_the_middle(now: Snapshot) -> None:
    assert secure(now, "PRK") == [-0.9]
    assert secure(without(now, "china-dprk-1961"), "PRK")[0] > -0.2
    assert secure(without(now, "us-japan-1960"), "JPN")[0] < 0.9


def test_agreements_of_both_sides_pull_to_neither(now: Snapshot) -> None:
    record = now.atlas.agreements["china-dprk-1961"]
    american = record.parties[0].model_copy(update={"state": "USA"})
    joint = record.model_copy(update={"parties": (*record.parties, american)})
    agreements = {**now.atlas.agreements, "china-dprk-1961": joint}
    mixed = replace(now, atlas=replace(now.atlas, agreements=agreements))
    assert secure(mixed, "PRK") == secure(without(now, "china-dprk-1961"), "PRK")


def test_the_economy_is_what_is_traded_with_either_side(position: dict[str, list[float]]) -> None:
    economic = {state: row[1] for state, row in position.items()}
    assert economic["PRK"] < -0.9
    assert economic["IRL"] > 0.5 > economic["KOR"] > economic["AUS"]
    assert economic["AUS"] < 0 < economic["IND"]


def test_who_trades_with_neither_stands_in_the_middle(now: Snapshot) -> None:
    shares = np.zeros((len(now.roster.states),) * 2)
    china, japan, usa = now.indices(["CHN", "JPN", "USA"])
    shares[japan, china], shares[japan, usa] = 0.1, 0.3
    found = standing.economy(now, shares, groups.west(now))
    assert found[japan] == pytest.approx(0.5)
    assert np.count_nonzero(found) == 1


def test_governance_is_agreement_in_the_assembly(position: dict[str, list[float]]) -> None:
    governing = {state: row[2] for state, row in position.items()}
    assert governing["GBR"] > governing["DEU"] > governing["JPN"] > governing["IND"]
    assert governing["PRK"] < governing["IDN"] < -0.7
    assert governing["TWN"] == pytest.approx((governing["JPN"] + governing["KOR"]) / 2, abs=1e-3)


def test_governance_stays_between_the_poles(figured: Callable[..., Snapshot]) -> None:
    extreme = figured({"un_votes_with_usa": {"FRA": 1.0}, "un_votes_with_chn": {"FRA": 0.0}})
    assert standing.governance(extreme)[extreme.roster.index["FRA"]] == 1.0


def test_distances_are_those_of_ideal_points(now: Snapshot) -> None:
    found = standing.distances(now)
    points = now.required("ideal_point")
    usa, china, japan = now.indices(["USA", "CHN", "JPN"])
    assert found[usa, china] == pytest.approx(points[usa] - points[china])
    assert (found == found.T).all()
    assert (np.diagonal(found) == 0).all()
    assert found[usa, japan] < found[usa, china]


def test_affinity_is_1_to_ones_like_and_0_to_the_opposite() -> None:
    position = np.array([[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0], [1.0, 0.0, 0.5], [1.0, 0.0, 0.5]])
    found = standing.affinities(position)
    assert (found == found.T).all()
    assert (np.diagonal(found) == 1).all()
    assert (found[0, 1], found[2, 3]) == (0, 1)
    assert found[0, 2] == pytest.approx(1 - 1.5 / 6)


def test_without_a_pole_there_is_no_axis(now: Snapshot, atlas: Atlas) -> None:
    states: Any = tuple(state for state in now.roster.states if state != "CHN")
    lacking = Snapshot(atlas, arrays.Roster(states), 2024)
    with pytest.raises(ReadingError, match="CHN — expected profiled"):
        standing.governance(lacking)
