from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from latticework.array import Array
from latticework.atlas.arrays import roster
from latticework.atlas.atlas import Atlas
from latticework.atlas.records import Agreement
from latticework.ensemble.access import access, near, region_of
from latticework.ensemble.schedule import Schedule
from latticework.ensemble.ties import gather
from latticework.study.study import Study

Pact = Callable[..., Agreement]
TAIWAN, SHOAL, KOREA, BALTIC = range(4)


@pytest.mark.parametrize(
    ("lat", "lon", "region"),
    [
        (43.1, 131.9, "east-asia"),  # Vladivostok
        (13.6, 144.9, "oceania"),  # Guam
        (-21.0, 55.3, "africa"),  # Réunion
        (-7.3, 72.4, "south-asia"),  # Diego Garcia
        (54.6, 19.9, "europe"),  # Kaliningrad
        (54.6, -5.9, "europe"),  # Belfast
    ],
)
def test_a_place_lies_in_the_region_of_the_nearest_capital(
    atlas: Atlas, lat: float, lon: float, region: str
) -> None:
    assert region_of(atlas, lat, lon) == region


@pytest.fixture(scope="module")
def schedule(default: Study) -> Schedule:
    """The default study to 2028."""
    return Schedule(
        default, tuple(default.options), roster(default.atlas), tuple(range(2024, 2029))
    )


@pytest.fixture(scope="module")
def made(schedule: Schedule) -> Array:
    return access(schedule, gather(schedule))


def test_who_is_there_has_the_use_of_bases(schedule: Schedule, made: Array) -> None:
    now = dict(zip(schedule.roster.states, made[0, 0].T.tolist(), strict=True))
    assert now["JPN"][:3] == now["CHN"][:3] == now["USA"][:3] == [1, 1, 1]  # home, home, bases
    assert now["FRA"][TAIWAN] == now["GBR"][TAIWAN] == 1
    assert now["POL"] == [0, 0, 0, 1]
    assert now["USA"][BALTIC] == now["POL"][BALTIC] == now["RUS"][BALTIC] == 1
    assert now["CHN"][BALTIC] == now["KOR"][BALTIC] == 0


def test_an_agreement_on_bases_opens_them_to_all_its_parties(
    schedule: Schedule, made: Array
) -> None:
    o, t = schedule.options.index("asian-nato"), schedule.years.index(2027)
    nato = schedule.now.indices(schedule.now.members("nato"))
    assert made[o, t][:3, nato].all()
    assert not made[o, t - 1][:3, nato].all()
    assert (made[o, :t] == made[0, :t]).all()


@pytest.mark.parametrize(
    ("fields", "opened"),
    [
        ({"kind": "access", "parties": ["POL", "THA"]}, True),
        ({"kind": "status-of-forces", "parties": ["POL", "TWN"]}, True),
        ({"kind": "mutual-defence", "parties": ["POL", "THA"]}, True),
        ({"kind": "exercise", "parties": ["POL", "THA"]}, False),
        ({"kind": "access", "parties": ["POL", "THA"], "regions": ["europe"]}, False),
        ({"kind": "access", "parties": ["POL", "CHN"]}, False),  # a challenger
        ({"kind": "access", "parties": ["POL", "USA"], "regions": ["oceania"]}, False),
    ],
)
def test_others_there_open_their_bases(
    asked: Any, pact: Pact, fields: dict[str, Any], opened: bool
) -> None:
    schedule = asked({"a": {}}, {"a": {"new": pact(**fields)}})
    got = access(schedule, gather(schedule))[1, 1, TAIWAN, schedule.roster.index["POL"]]
    assert got == opened


def test_an_ally_of_the_challenger_opens_nothing(asked: Any, pact: Pact) -> None:
    bases = pact(kind="access", parties=["POL", "THA"])
    guard = pact(parties=["CHN", "THA"])
    schedule = asked({"a": {}}, {"a": {"bases": bases, "guard": guard}})
    got = access(schedule, gather(schedule))[1, 1, :, schedule.roster.index["POL"]]
    assert got.tolist() == [0, 0, 1, 1]  # Korea's challenger is another


def test_contingencies_lie_in_neighbourhoods(schedule: Schedule) -> None:
    assert [near(schedule, case) for case in schedule.cases] == ["asia", "asia", "asia", "europe"]
    elsewhere = schedule.cases[0]._replace(region="other", attacked="SAU")
    assert near(schedule, elsewhere) == "middle-east"


def test_access_is_a_mask(made: Array) -> None:
    assert set(np.unique(made)) == {0.0, 1.0}
