from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.array import Array
from latticework.atlas.arrays import roster
from latticework.atlas.records import Agreement
from latticework.ensemble.duties import duties
from latticework.ensemble.schedule import Schedule
from latticework.mechanisms.obligation import attack_in, obligations
from latticework.study.option import midyear
from latticework.study.study import Study

Pact = Callable[..., Agreement]
TAIWAN, SHOAL, KOREA, BALTIC = range(4)
CLAUSE = {"article": "1", "paraphrase": "They help.", "attacks": ["armed-attack"]}


@pytest.fixture(scope="module")
def schedule(default: Study) -> Schedule:
    """The default study to 2028."""
    return Schedule(
        default, tuple(default.options), roster(default.atlas), tuple(range(2024, 2029))
    )


@pytest.fixture(scope="module")
def made(schedule: Schedule) -> Array:
    return duties(schedule)


def _row(schedule: Schedule, made: Array, option: str, year: int) -> dict[str, list[float]]:
    row = made[schedule.options.index(option), schedule.years.index(year)]
    return dict(zip(schedule.roster.states, row.T.tolist(), strict=True))


def test_a_treaty_raises_duties_where_it_reaches_and_not_before(
    schedule: Schedule, made: Array
) -> None:
    before = _row(schedule, made, "asian-nato", 2026)
    after = _row(schedule, made, "asian-nato", 2027)
    assert (before["DEU"][KOREA], after["DEU"][KOREA]) == (1, 4)
    assert after["JPN"][BALTIC] == 4
    for state, row in after.items():
        assert row[TAIWAN] == before[state][TAIWAN]
        assert row[SHOAL] == before[state][SHOAL]


def test_the_attacked_defends_itself_and_the_challenger_owes_it_nothing(
    schedule: Schedule, made: Array
) -> None:
    row = _row(schedule, made, "status-quo", 2024)
    assert [row[s][c] for c, s in enumerate(("TWN", "PHL", "KOR", "LTU"))] == [5] * 4
    assert [row[s][c] for c, s in enumerate(("CHN", "CHN", "PRK", "RUS"))] == [0] * 4
    assert [row["USA"][c] for c in range(4)] == [1, 3, 3, 4]


def test_memory_changes_nothing(schedule: Schedule, made: Array) -> None:
    """The engine asked afresh, with every agreement at once, says the same."""
    index = schedule.roster.index
    for at in [m for m in schedule.moments() if m.t in {0, 2, 3}][::5]:
        atlas, day = schedule.world(at), midyear(schedule.years[at.t])
        for c, slug in enumerate(schedule.study.question.contingencies):
            attack = attack_in(atlas, atlas.contingencies[slug], day)
            fresh = np.zeros(len(index))
            for verdict in obligations(atlas, attack, schedule.roster.states):
                fresh[index[verdict.state]] = verdict.verb
            fresh[index[attack.attacked]] = 5
            assert (made[at][c] == fresh).all()


def test_what_holds_for_a_time_counts_for_that_time(asked: Any) -> None:
    """Finland joined NATO in 2023 and Sweden in 2024, having owed Lithuania EU help before."""
    schedule = asked({}, years=range(2021, 2026))
    row = duties(schedule)[0, :, BALTIC, schedule.roster.index["NOR"]]
    assert (row == 4).all()
    korea = duties(asked({}, years=range(1950, 1956)))[0, :, KOREA]
    assert korea[:, schedule.roster.index["USA"]].tolist()[-1] == 3
    assert korea[0, schedule.roster.index["USA"]] < 3


@given(
    st.lists(st.sampled_from(["DEU", "JPN", "IND", "KOR", "TWN", "LTU", "USA"]), min_size=2,
             max_size=5, unique=True),
    st.sampled_from(["cooperate", "consult", "act", "assist", "defend"]),
)  # fmt: skip
@settings(deadline=None, max_examples=15)
def test_an_agreement_more_never_lowers_a_duty(
    asked: Any, pact: Pact, parties: list[str], verb: str
) -> None:
    new = pact(parties=parties, clauses=[CLAUSE | {"verb": verb}])
    schedule = asked({"a": {}}, {"a": {"new": new}}, years=range(2024, 2026))
    usual, more = duties(schedule)
    assert (more >= usual).all()
    assert (more[0] == usual[0]).all()
    changed = {schedule.roster.states[i] for i in np.flatnonzero((more != usual).any(axis=(0, 1)))}
    assert changed <= set(parties)
