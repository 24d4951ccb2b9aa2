import pytest
from pydantic import ValidationError

from latticework.study.option import Cost, Option, Part, Presence
from latticework.study.study import Correlation, Horizon, Outcome, all_parts

COST = Cost(low=0, centre=0, high=0)


def part(name: str) -> Part:
    lever = {"lever": "presence", "group": {"states": ["FRA"]}, "region": "asia", "start": 2025,
             "ship_months": 1}  # fmt: skip
    return Part(name=name, levers=(Presence.model_validate(lever),), cost=COST, source="s")


def test_an_option_has_the_parts_of_those_it_includes() -> None:
    options = {
        "a": Option(name="A", summary="a", parts={"x": part("ax"), "y": part("ay")}),
        "b": Option(name="B", summary="b", parts={"x": part("bx")}, include=("a",)),
        "c": Option(name="C", summary="c", include=("b", "a")),
    }
    assert list(all_parts(options, "b")) == ["a.x", "a.y", "b.x"]
    assert all_parts(options, "c") == all_parts(options, "b")


def test_a_horizon_counts_both_ends() -> None:
    assert len(Horizon(first=2025, last=2040).years) == 16
    with pytest.raises(ValidationError, match="no earlier"):
        Horizon(first=2040, last=2025)


def test_a_correlation_is_none_with_certainty() -> None:
    with pytest.raises(ValidationError, match="less than 1"):
        Correlation(one="a", other="b", rho=1, source="s")


def test_an_outcome_says_which_way_is_better() -> None:
    with pytest.raises(ValidationError, match="'high', 'low' or 'none'"):
        Outcome.model_validate(
            {"name": "x", "unit": "u", "better": "up", "track": "t", "reduce": "mean"}
        )
