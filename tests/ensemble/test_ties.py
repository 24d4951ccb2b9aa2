from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from latticework.atlas.arrays import roster
from latticework.atlas.records import Agreement
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.ties import Ties, gather, settled
from latticework.study.option import midyear
from latticework.study.study import Study

Pact = Callable[..., Agreement]


@pytest.fixture(scope="module")
def schedule(default: Study) -> Schedule:
    """The default study to 2028."""
    return Schedule(
        default, tuple(default.options), roster(default.atlas), tuple(range(2024, 2029))
    )


@pytest.fixture(scope="module")
def ties(schedule: Schedule) -> Ties:
    return gather(schedule)


def test_the_ties_are_the_agreements_in_force(schedule: Schedule, ties: Ties) -> None:
    for at in schedule.moments():
        day = midyear(schedule.years[at.t])
        held = [ties.rows[e] for e in np.flatnonzero(ties.webs[ties.web[at]])]
        records = schedule.world(at).agreements
        wanted = sorted(slug for slug, row in records.items() if row.in_force_on(day))
        assert sorted(tie.agreement for tie in held) == wanted


def test_a_tie_knows_its_agreement(ties: Ties) -> None:
    nato = next(tie for tie in ties.rows if tie.agreement == "north-atlantic-treaty-1949")
    assert (nato.military, nato.nato, nato.command, len(nato.parties)) == (True, True, True, 32)
    assert nato.places == {"europe", "north-america"}
    taiwan = next(tie for tie in ties.rows if tie.agreement == "taiwan-relations-act-1979")
    assert sorted(taiwan.defenders) == ["USA"]
    assert sorted(taiwan.defended) == ["TWN"]
    fon = next(tie for tie in ties.rows if tie.agreement == "us-fonops")
    assert fon.places == {"asia"}


def test_a_new_member_makes_another_tie(asked: Any) -> None:
    """Finland joined NATO in 2023 and Sweden in 2024."""
    ties = gather(asked({}, years=range(2022, 2025)))
    sizes = [len(t.parties) for t in ties.rows if t.agreement == "north-atlantic-treaty-1949"]
    assert sizes == [30, 31, 32]
    assert len(set(ties.web[0])) == 3


def test_options_that_tie_alike_share_their_webs(asked: Any, pact: Pact) -> None:
    new = pact(parties=["JPN", "AUS"])
    ties = gather(
        asked({"a": {}, "b": {}}, {"a": {"new": new}, "b": {"new": pact(parties=["JPN", "AUS"])}})
    )
    assert (ties.web[1] == ties.web[2]).all()
    assert ties.web[0, 0] == ties.web[1, 0]
    assert ties.web[0, 1] != ties.web[1, 1]


def test_what_two_states_are_joined_by_adds_up_by_hand(schedule: Schedule, ties: Ties) -> None:
    joined, index = ties.joined(ties.strength)[ties.web], schedule.roster.index
    for at in list(schedule.moments())[::7]:
        world, day = schedule.world(at), midyear(schedule.years[at.t])
        for one, other in (("USA", "JPN"), ("CHN", "RUS"), ("DEU", "KOR"), ("FRA", "IND")):
            total = sum(
                world.strength(slug)
                for slug, record in world.agreements.items()
                if record.in_force_on(day) and {one, other} <= world.parties(slug, day).keys()
            )
            assert joined[at][index[one], index[other]] == pytest.approx(total)


def test_joining_is_mutual_and_never_with_oneself(ties: Ties) -> None:
    joined = ties.joined(ties.strength)
    assert (joined == joined.transpose(0, 2, 1)).all()
    assert not np.einsum("uii->ui", joined).any()


def test_a_mask_counts_ties(ties: Ties) -> None:
    counted = ties.joined(np.ones(len(ties.rows), dtype=bool))
    assert (counted == np.round(counted)).all()
    assert (counted[ties.joined(ties.strength) > 0] >= 1).all()


def test_sums_do_not_hang_on_the_order_of_adding() -> None:
    terms = np.random.default_rng(1).choice([0.1, 0.175, 0.35, 0.9], 500)
    assert settled(terms.cumsum()[-1:]) == settled(terms[::-1].cumsum()[-1:])
