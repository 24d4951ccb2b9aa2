from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.atlas.arrays import roster, vector
from latticework.ensemble import levers
from latticework.ensemble.cases import SHIPS
from latticework.ensemble.schedule import Schedule
from latticework.reading import ReadingError
from latticework.study.option import Part
from latticework.study.study import Study

Parts = Callable[..., Part]
TAIWAN, SHOAL, KOREA, BALTIC = range(4)
EUROPE = {"members_of": "nato", "without": ["USA", "CAN"]}
SHIP = {"lever": "presence", "group": EUROPE, "region": "asia", "start": 2025}
FREE = {"lever": "commitment", "group": EUROPE, "start": 2025}
SPEND = {"lever": "burden", "group": {"states": ["DEU", "POL"]}}
ONE = {"lever": "interoperability", "start": 2025}
DEAL = {"lever": "trade", "one": {"members_of": "eu"}, "other": {"states": ["IND"]}}


# --- ships ---


@given(st.floats(-120, 1200))
@settings(deadline=None, max_examples=20)
def test_ship_months_are_a_twelfth_of_a_ship_spread_evenly(
    asked: Any, part: Parts, months: float
) -> None:
    schedule = asked({"sail": {"a": part(SHIP | {"ship_months": months})}})
    sent = levers.stationed(schedule)[1, 1]
    ships = np.nan_to_num(vector(schedule.study.atlas, schedule.roster, SHIPS))
    assert sent[TAIWAN] @ ships == pytest.approx(months / 12)
    assert (sent[TAIWAN] == sent[KOREA]).all()
    assert not sent[BALTIC].any()
    shares = np.unique(sent[TAIWAN])
    assert shares.size == (1 if months == 0 else 2)  # the same of each fleet, 0 of others


def test_ships_need_somebody_who_has_some(asked: Any, part: Parts) -> None:
    alone = {"states": ["AUT"]}
    schedule = asked({"sail": {"a": part(SHIP | {"group": alone, "ship_months": 1})}})
    with pytest.raises(ReadingError, match="expected someone in the group"):
        levers.stationed(schedule)


# --- forces ---


@given(
    st.floats(-1, 1), st.sampled_from(["asia", "europe"]), st.sampled_from(["land", "air", "sea"])
)
@settings(deadline=None, max_examples=20)
def test_what_is_freed_for_one_region_is_missing_in_the_other(
    asked: Any, part: Parts, share: float, region: str, domain: str
) -> None:
    lever = FREE | {"share": share, "region": region, "domain": domain}
    schedule = asked({"go": {"a": part(lever)}})
    freed = levers.freed(schedule)
    assert (freed[:, :, TAIWAN] == -freed[:, :, BALTIC]).all()
    assert not freed[:, 0].any()
    assert not freed[0].any()
    index = schedule.roster.index
    here = TAIWAN if region == "asia" else BALTIC
    k = ["land", "air", "sea"].index(domain)
    assert freed[1, 1, here, index["DEU"], k] == share
    assert not freed[1, 1, here, index["USA"]].any()
    assert np.abs(freed[1, 1]).sum() == pytest.approx(np.abs(freed[1, 1, :, :, k]).sum())


def test_the_largest_share_of_interoperability_counts(asked: Any, part: Parts) -> None:
    few = part(ONE | {"group": {"states": ["JPN"]}, "share": 1})
    many = part(ONE | {"group": {"states": ["JPN", "AUS"]}, "share": 0.5})
    schedule = asked({"a": {"few": few, "many": many}})
    row, index = levers.as_one(schedule)[1, 1], schedule.roster.index
    assert (row[index["JPN"]], row[index["AUS"]], row.sum()) == (1.0, 0.5, 1.5)


# --- money for arms ---


@given(
    own=st.floats(0, 8),
    start=st.integers(2025, 2030),
    steps=st.integers(0, 8),
    target=st.floats(0, 9),
)
@settings(deadline=None, max_examples=50)
def test_a_floor_rises_by_even_steps_to_its_target_and_stays(
    asked: Any, part: Parts, *, own: float, start: int, steps: int, target: float
) -> None:
    span = {"start": start, "end": start + steps, "target": target}
    schedule = asked({"arm": {"a": part(SPEND | span)}}, years=range(2024, 2041))
    index = schedule.roster.index
    floor = levers.floors(schedule, np.full(len(index), own))[1]
    path, years = floor[:, index["DEU"]], np.array(schedule.years)
    before, after = years < start, years >= start + steps
    assert not path[before].any()
    assert path[after] == pytest.approx(target)
    rise = np.diff(np.where(before, min(own, target), path))
    inside = rise[(years[1:] >= start) & (years[1:] <= start + steps)]
    assert inside == pytest.approx((target - min(own, target)) / (steps + 1), abs=1e-9)
    assert not floor[:, index["FRA"]].any()


def test_who_spends_more_already_is_asked_for_the_target_only(asked: Any, part: Parts) -> None:
    lever = SPEND | {"start": 2025, "end": 2032, "target": 3}
    schedule = asked({"arm": {"a": part(lever)}})
    floor = levers.floors(schedule, np.full(len(schedule.roster.states), 4.0))
    assert floor[1, 1:, schedule.roster.index["POL"]] == pytest.approx(3.0)


# --- trade ---


def test_deals_stand_once_with_their_sides_years_and_beliefs(default: Study) -> None:
    options = ("status-quo", "eu-web", "essay")
    years = tuple(range(2024, 2041))
    schedule = Schedule(default, options, roster(default.atlas), years)
    deals, concluded = levers.deals(schedule)
    assert deals.start.tolist() == [[np.inf] * 3, [2027, 2028, 2029], [2027, 2028, 2029]]
    assert concluded == (
        "conclude_eu_indonesia", "conclude_eu_india", "conclude_eu_philippines",
    )  # fmt: skip
    assert deals.one.sum(axis=1).tolist() == [27, 27, 27]
    assert deals.other @ np.arange(len(schedule.roster.states)) == pytest.approx(
        [schedule.roster.index[state] for state in ("IDN", "IND", "PHL")]
    )


def test_a_deal_begins_with_the_horizon_at_the_earliest(asked: Any, part: Parts) -> None:
    schedule = asked({"deal": {"a": part(DEAL | {"start": 2020})}})
    deals, concluded = levers.deals(schedule)
    assert deals.start[1].tolist() == [2025]
    assert concluded == (None,)


def test_no_levers_give_no_columns(asked: Any) -> None:
    schedule = asked({"none": {}})
    deals, concluded = levers.deals(schedule)
    assert deals.start.shape == (2, 0)
    assert deals.one.shape == (0, len(schedule.roster.states))
    assert concluded == ()


def test_groups_are_those_of_the_year(asked: Any, part: Parts) -> None:
    """Sweden joined NATO in 2024."""
    lever = ONE | {"group": {"members_of": "nato"}, "start": 2020, "share": 1}
    schedule = asked({"a": {"b": part(lever)}}, years=range(2022, 2026))
    rows = levers.as_one(schedule)[1, :, schedule.roster.index["SWE"]]
    assert rows.tolist() == [0, 0, 1, 1]
