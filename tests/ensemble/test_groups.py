from typing import Any

import numpy as np
import pytest

from latticework.ensemble import groups
from latticework.ensemble.snapshot import Snapshot
from latticework.reading import ReadingError


def named(now: Snapshot, mask: Any) -> set[str]:
    return {now.roster.states[i] for i in np.flatnonzero(mask)}


def test_the_council_and_whose_forces_need_it(now: Snapshot) -> None:
    members = set(now.atlas.members("nato", now.day))
    assert {now.roster.states[i] for i in groups.council(now)} == members
    assert named(now, groups.mandated(now)) == members - {"USA"}
    assert named(now, groups.european(now)) == members - {"USA", "CAN"}


def test_the_union_is_sorted_light_first_and_weighed(now: Snapshot) -> None:
    population = now.required("population")
    union = groups.union(now, population)
    assert len(union.members) == 27
    assert union.units.sum() == groups.UNITS
    assert (np.diff(union.units) >= 0).all()
    assert now.roster.states[union.members[-1]] == "DEU"
    exact = population[union.members] / population[union.members].sum() * groups.UNITS
    assert (np.abs(union.units - exact) < 1).all()
    assert union.rule.tolist() == [8, 27, 36]  # nine members, and 37 of 110 units, stop it


def test_the_western_side_in_trade(now: Snapshot) -> None:
    west = named(now, groups.west(now))
    assert {"USA", "IRL", "AUT"} <= west
    assert not {"GBR", "CAN", "JPN", "CHN"} & west


def test_regions_leave_the_challengers_out(now: Snapshot) -> None:
    asia, europe = (named(now, row) for row in groups.regions(now, {"CHN", "PRK", "RUS"}))
    assert {"JPN", "IND", "AUS", "TWN", "MMR"} <= asia
    assert {"TUR", "UKR", "ARM"} <= europe
    assert not {"CHN", "PRK", "RUS", "KAZ", "SAU", "USA"} & (asia | europe)
    assert "RUS" in named(now, groups.regions(now, {"CHN"})[1])
    assert not asia & europe


def test_hedgers_have_no_pact_with_a_great_power(now: Snapshot) -> None:
    asian = groups.regions(now, {"CHN", "PRK", "RUS"})[0]
    hedging = named(now, groups.hedgers(now, asian))
    assert {"IND", "IDN", "VNM", "SGP", "MYS", "BGD"} <= hedging
    assert not {"JPN", "KOR", "PHL", "AUS", "NZL", "THA", "TWN", "PAK"} & hedging
    assert hedging <= named(now, asian)
    # a rival of nobody hedges nowhere: without Asian states, nobody does
    assert not groups.hedgers(now, np.zeros_like(asian)).any()


def test_weights_add_up_and_follow_the_sizes(now: Snapshot) -> None:
    gdp = now.required("gdp")
    row = groups.weights(now, ["JPN", "KOR", "XXX"], gdp)
    japan, korea = now.indices(["JPN", "KOR"])
    assert row.sum() == pytest.approx(1)
    assert row[japan] / row[korea] == pytest.approx(gdp[japan] / gdp[korea])
    assert np.count_nonzero(row) == 2
    with pytest.raises(ReadingError, match="XXX, YYY — expected some"):
        groups.weights(now, ["YYY", "XXX"], gdp)


def test_outcomes_are_weighed_over_the_right_states(now: Snapshot) -> None:
    gdp, population = now.required("gdp"), now.required("population")
    region = groups.regions(now, {"CHN"})
    found = groups.outcome_weights(now, gdp, region)
    assert {name: row.shape[0] for name, row in found.items()} == {
        "drift": 3, "leverage": 3, "income": 2,
    }  # fmt: skip
    for rows in found.values():
        assert rows.sum(axis=1) == pytest.approx(1)
    asean = set(now.members("asean"))
    assert named(now, found["drift"][0]) == {"IND"}
    assert named(now, found["drift"][2]) == named(now, found["leverage"][0]) == asean
    assert named(now, found["leverage"][1]) == {"AUS", "JPN", "KOR", "NZL"}
    assert named(now, found["income"][0]) == named(now, region[0])
    people = groups.people(now, population)
    assert people.sum() == pytest.approx(1)
    assert len(named(now, people)) == 10 + 4 + 27
