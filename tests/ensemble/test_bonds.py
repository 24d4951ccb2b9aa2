from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from latticework.atlas.arrays import roster
from latticework.atlas.records import Agreement
from latticework.ensemble import bonds
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.ties import Ties, gather
from latticework.study.study import Study

Pact = Callable[..., Agreement]
TAIWAN, SHOAL, KOREA, BALTIC = range(4)
CHINA, NORTH_KOREA, RUSSIA, AMERICA = range(4)


@pytest.fixture(scope="module")
def schedule(default: Study) -> Schedule:
    """The default study to 2028."""
    return Schedule(
        default, tuple(default.options), roster(default.atlas), tuple(range(2024, 2029))
    )


@pytest.fixture(scope="module")
def ties(schedule: Schedule) -> Ties:
    return gather(schedule)


def _at(schedule: Schedule, option: str, year: int) -> tuple[int, int]:
    return schedule.options.index(option), schedule.years.index(year)


def test_bonds_are_mutual(ties: Ties) -> None:
    made = bonds.bonds(ties)
    assert (made == made.swapaxes(2, 3)).all()
    assert (made >= 0).all()


def test_allies_are_those_in_a_pact(schedule: Schedule, ties: Ties) -> None:
    made, index = bonds.allies(ties), schedule.roster.index
    assert set(np.unique(made)) == {0.0, 1.0}
    before, after = made[_at(schedule, "asian-nato", 2026)], made[_at(schedule, "asian-nato", 2027)]
    pair = index["DEU"], index["JPN"]
    assert (before[pair], after[pair]) == (0, 1)
    assert before[index["USA"], index["JPN"]] == 1
    assert before[index["JPN"], index["KOR"]] == 0
    assert before[index["USA"], index["TWN"]] == 0  # a commitment is no mutual pact


def test_an_agreement_more_never_loosens(asked: Any, pact: Pact) -> None:
    new = pact(parties=["JPN", "IND", "CHN"])
    schedule = asked({"a": {}}, {"a": {"new": new}})
    ties = gather(schedule)
    for made in (
        bonds.bonds(ties), bonds.allies(ties), bonds.protection(schedule, ties),
        bonds.tables(schedule, ties),
    ):  # fmt: skip
        assert (made[1] >= made[0]).all()
        assert (made[1, 1:] > made[0, 1:]).any()
        assert (made[1, 0] == made[0, 0]).all()


# --- protection ---


def test_nobody_protects_himself_and_who_is_only_bound_is_not_protected(
    schedule: Schedule, ties: Ties
) -> None:
    west, east = bonds.protection(schedule, ties)[0, 1]
    index = schedule.roster.index
    assert west[index["JPN"]] == west[index["DEU"]] == 0.9
    assert west[index["TWN"]] == 0.5
    assert west[index["IND"]] == west[index["IDN"]] == west[index["CHN"]] == 0
    assert east[index["PRK"]] == east[index["BLR"]] == 0.9
    assert east[index["CHN"]] == east[index["RUS"]] == 0
    assert not (east * west).any()


# --- threat ---


def test_ties_around_a_power_leave_out_its_own(asked: Any, pact: Pact) -> None:
    schedule = asked({"a": {}}, {"a": {"new": pact(parties=["CHN", "PAK"], strength=0.5)}})
    made = bonds.tables(schedule, gather(schedule))
    index = schedule.roster.index
    more = made[1, 1] - made[0, 1]
    assert not more[CHINA].any()
    assert more[AMERICA, 2, 0, index["PAK"]] == pytest.approx(0.5)  # military, not NATO's
    assert more[AMERICA, 2, 1, index["PAK"]] == pytest.approx(0.45)  # visibility of the kind 0.9
    assert np.count_nonzero(more[AMERICA]) == 4


def test_nato_stands_on_the_label_of_ties_with_it(schedule: Schedule, ties: Ties) -> None:
    made = bonds.tables(schedule, ties)
    index = schedule.roster.index
    loud, quiet = (made[_at(schedule, o, 2028)][CHINA] for o in ("nato-asia", "nato-low-profile"))
    japan = index["JPN"]
    assert loud[3, 1, japan] > quiet[3, 1, japan]  # what is shown under NATO's name


def test_a_retreat_lowers_the_ties_around_china(schedule: Schedule, ties: Ties) -> None:
    made = bonds.tables(schedule, ties)
    stay, leave = (made[_at(schedule, o, 2028)][CHINA] for o in ("status-quo", "retrench"))
    assert leave.sum() < stay.sum()
    assert (leave[2:].sum(axis=0) <= stay[2:].sum(axis=0)).all()


def test_coalitions_hold_the_military_ties_of_the_powers(schedule: Schedule, ties: Ties) -> None:
    made = bonds.coalitions(schedule, ties)
    powers = schedule.now.indices(["CHN", "PRK", "RUS", "USA"])
    assert (made.parties[:, powers].sum(axis=1) >= 1).all()
    assert (made.parties.sum(axis=1) >= 2).all()
    on = made.terms[..., 2] > 0
    assert not made.terms[~on].any()
    assert (made.terms[..., 0][on] > 0).all()
    for pair, entry in made.entries:
        j, ally = made.pairs[pair]
        assert made.parties[entry, powers[j]] == made.parties[entry, ally] == 1


def test_change_is_told_when_ties_change(schedule: Schedule, ties: Ties) -> None:
    made, tables = bonds.coalitions(schedule, ties), bonds.tables(schedule, ties)
    assert (made.changed[:, 0] == 1).all()
    for at in schedule.moments():
        if at.t:
            before = at.o, at.t - 1
            same = (made.terms[at] == made.terms[before]).all()
            same &= (tables[at] == tables[before]).all()
            assert made.changed[at] or same
    assert made.changed[_at(schedule, "asian-nato", 2027)] == 1
    assert made.changed[_at(schedule, "status-quo", 2027)] == 0


# --- forces ---


def test_commands_join_forces_with_the_attacked(schedule: Schedule, ties: Ties) -> None:
    made, states = bonds.commands(schedule, ties)[0, 1], np.array(schedule.roster.states)
    assert set(states[made[BALTIC] > 0]) == set(schedule.now.members("nato")) - {"LTU"}
    assert states[made[KOREA] > 0].tolist() == ["USA"]
    assert not made[TAIWAN].any()


def test_presence_is_that_of_forces_and_of_a_neighbourhood(schedule: Schedule, ties: Ties) -> None:
    made, index = bonds.presence(schedule, ties), schedule.roster.index
    assert (made[:, 0] == 1).all()
    asia, europe = ([index[s] for s in group] for group in (("JPN", "IND", "FJI"), ("DEU", "RUS")))
    assert (made[..., asia] == made[..., asia[:1]]).all()
    assert (made[..., europe] == made[0][:, europe]).all()  # no option shows more in Europe
    shown = {o: made[_at(schedule, o, 2028)][index["IDN"]] for o in schedule.options}
    assert shown["asian-nato"] > shown["nato-asia"] > shown["status-quo"] > shown["retrench"]
    assert shown["eu-web"] == shown["nato-low-profile"] == shown["essay"] == shown["status-quo"]


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"kind": "exercise", "parties": ["GBR", "MYS"]}, True),
        ({"kind": "naval-presence", "parties": ["GBR"], "regions": ["oceania"]}, True),
        ({"kind": "naval-presence", "parties": ["GBR"]}, False),  # at home
        ({"kind": "exercise", "parties": ["CHN", "MYS"]}, False),  # not Western
        ({"kind": "exercise", "parties": ["GBR", "MYS"], "military": False}, False),
        ({"kind": "mutual-defence", "parties": ["GBR", "MYS"]}, False),  # paper
    ],
)
def test_presence_counts_what_is_seen(
    asked: Any, pact: Pact, fields: dict[str, Any], seen: bool
) -> None:
    schedule = asked({"a": {}}, {"a": {"new": pact(**fields)}})
    made = bonds.presence(schedule, gather(schedule))[:, 1, schedule.roster.index["VNM"]]
    assert (made[1] > made[0]) == seen
