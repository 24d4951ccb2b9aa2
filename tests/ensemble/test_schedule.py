from collections.abc import Callable
from typing import Any

import pytest

from latticework.atlas.arrays import roster
from latticework.ensemble.schedule import Moment, Schedule
from latticework.study.option import Burden, Part, Programme, Trade
from latticework.study.study import Study

Parts = Callable[..., Part]
SPENDING = {"lever": "burden", "group": {"states": ["JPN"]}, "target": 3}
BOATS = {
    "lever": "programme", "by": "eu", "issue": "maritime-security",
    "recipients": {"states": ["PHL"]}, "amount": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(default: Study) -> Schedule:
    """The default study as it stands."""
    return Schedule(
        default, tuple(default.options), roster(default.atlas), tuple(range(2024, 2041))
    )


def test_the_first_year_is_the_baseline_for_every_option(whole: Schedule) -> None:
    for o, option in enumerate(whole.options):
        assert whole.played(Moment(o, 0)) == "status-quo"
        assert whole.world(Moment(o, 0)) is whole.study.worlds["status-quo"]
        assert whole.played(Moment(o, 1)) == option


def test_every_moment_comes_once_and_indexes_arrays(whole: Schedule) -> None:
    counted = whole.zeros()
    for at in whole.moments():
        counted[at] += 1
    assert (counted == 1).all()


def test_levers_are_pulled_in_their_years_only(asked: Any, part: Parts) -> None:
    boats = part(BOATS | {"start": 2020, "end": 2025}, SPENDING | {"start": 2026, "end": 2030})
    schedule = asked({"help": {"boats": boats}})
    pulled = [(at, key) for at, key, _ in schedule.pulled(Programme)]
    assert pulled == [((1, 1), ("help.boats", 0))]  # 2024 is the baseline's, after 2025 it is over
    assert [at.t for at, _, _ in schedule.pulled(Burden)] == [2, 3]
    assert not list(schedule.pulled(Trade))


def test_a_shared_part_has_its_levers_once(whole: Schedule) -> None:
    shared = set(whole.levers(Trade))
    assert len(shared) == 3
    assert {part for part, _ in shared} == {"eu-web.trade-agreements"}
    playing = {whole.options[at.o] for at, _, _ in whole.pulled(Trade)}
    assert playing == {"eu-web", "essay"}
