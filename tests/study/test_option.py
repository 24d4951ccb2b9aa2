import pytest
from pydantic import ValidationError

from latticework.atlas.atlas import Atlas
from latticework.study.option import Burden, Cost, Group, Part, Span, Trade

JAPAN = Group(states=("JPN",))
COST = {"low": 0, "centre": 1, "high": 2}


def test_a_group_unites_states_and_members_with_exceptions(atlas: Atlas) -> None:
    group = Group(states=("JPN",), members_of="aukus", without=("USA",))
    assert group.at(atlas, 2025) == {"JPN", "AUS", "GBR"}
    assert group.at(atlas, 2010) == {"JPN"}


def test_a_group_is_somebody() -> None:
    with pytest.raises(ValidationError, match="expected states, or members_of"):
        Group(without=("USA",))


def test_a_span_works_on_both_its_years() -> None:
    assert [Span(start=2026, end=2027).on(year) for year in range(2025, 2029)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert Span(start=2026).on(2100)
    with pytest.raises(ValidationError, match="no earlier than start"):
        Span(start=2026, end=2025)


def test_a_burden_has_an_end() -> None:
    with pytest.raises(ValidationError, match="end"):
        Burden.model_validate({"lever": "burden", "group": {"states": ["JPN"]}, "start": 2025,
                               "target": 3})  # fmt: skip


def test_a_burden_is_reached_by_even_steps_and_stays() -> None:
    burden = Burden(lever="burden", group=JAPAN, start=2025, end=2028, target=3)
    years = range(2024, 2031)
    assert [burden.progress(year) for year in years] == [0, 0.25, 0.5, 0.75, 1, 1, 1]
    assert [burden.on(year) for year in years] == [False] + [True] * 6


def test_a_trade_agreement_lasts() -> None:
    trade = Trade(lever="trade", one=JAPAN, other=JAPAN, start=2026)
    assert trade.on(2100)
    with pytest.raises(ValidationError, match="no end"):
        Trade(lever="trade", one=JAPAN, other=JAPAN, start=2026, end=2030)


def test_a_cost_is_a_range_in_order() -> None:
    assert Cost.model_validate(COST).centre == 1
    with pytest.raises(ValidationError, match="low ≤ centre ≤ high"):
        Cost(low=2, centre=1, high=3)


def test_a_part_does_something() -> None:
    with pytest.raises(ValidationError, match="agreements or levers"):
        Part.model_validate({"name": "x", "cost": COST, "source": "s"})


def test_an_unknown_lever_is_refused() -> None:
    levers = [{"lever": "wish", "start": 2025}]
    with pytest.raises(ValidationError, match="wish"):
        Part.model_validate({"name": "x", "levers": levers, "cost": COST, "source": "s"})
