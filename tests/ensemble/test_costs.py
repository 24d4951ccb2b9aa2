from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

from latticework.atlas.arrays import roster
from latticework.atlas.records import Agreement
from latticework.ensemble.costs import first_with, first_without, outlays
from latticework.ensemble.schedule import Schedule
from latticework.study.option import Part
from latticework.study.study import Study

Parts = Callable[..., Part]
Pact = Callable[..., Agreement]
COST = {"low": 0, "centre": 1, "high": 3}
ONE = {"lever": "interoperability", "group": {"states": ["JPN"]}, "share": 1}
SPEND = {"lever": "burden", "group": {"states": ["JPN"]}, "target": 3}


def test_a_year_has_the_law_of_its_middle() -> None:
    assert [first_with(date(2026, 7, day)) for day in (1, 2)] == [2026, 2027]
    assert [first_without(date(2026, *day)) for day in ((6, 30), (7, 1))] == [2026, 2027]


def _years(asked: Any, one: Part, agreements: Mapping[str, Agreement] | None = None) -> list[float]:
    """Return the central cost of a part, 2024 to 2030."""
    schedule = asked({"a": {"b": one}}, {"a": agreements or {}}, years=range(2024, 2031))
    return [float(cost) for cost in outlays(schedule)[1, :, 1]]


def test_a_part_costs_while_its_levers_are_on(asked: Any, part: Parts) -> None:
    assert _years(asked, part(ONE | {"start": 2026, "end": 2027})) == [0, 0, 1, 1, 0, 0, 0]
    both = part(ONE | {"start": 2026, "end": 2026}, ONE | {"start": 2028, "end": 2028})
    assert _years(asked, both) == [0, 0, 1, 1, 1, 0, 0]
    assert _years(asked, part(ONE | {"start": 2027})) == [0, 0, 0, 1, 1, 1, 1]


def test_a_part_costs_while_agreements_that_it_begins_are_in_force(
    asked: Any, part: Parts, pact: Pact
) -> None:
    fields = {"in_force": "2026-07-02", "ended": "2028-06-30"}
    record = pact(parties=["JPN", "AUS"], **fields)
    one = part(agreements={"new": fields | {"parties": ["JPN", "AUS"]}})
    assert _years(asked, one, {"new": record}) == [0, 0, 0, 1, 0, 0, 0]


def test_a_part_that_only_ends_agreements_costs_from_then_on(
    asked: Any, part: Parts, default: Study
) -> None:
    slug, record = next(iter(default.atlas.agreements.items()))
    over = record.model_copy(update={"ended": date(2026, 12, 31)})
    one = part(agreements={slug: {"ended": "2026-12-31"}})
    assert _years(asked, one, {slug: over}) == [0, 0, 0, 1, 1, 1, 1]


def test_a_part_that_changes_an_agreement_costs_over_the_horizon(
    asked: Any, part: Parts, default: Study
) -> None:
    slug = next(iter(default.atlas.agreements))
    assert _years(asked, part(agreements={slug: {"strength": 0.5}})) == [0, 1, 1, 1, 1, 1, 1]


def test_money_for_arms_costs_as_it_grows(asked: Any, part: Parts) -> None:
    rise = _years(asked, part(SPEND | {"start": 2025, "end": 2028}))
    assert rise == [0, 0.25, 0.5, 0.75, 1, 1, 1]


def test_estimates_add_up(asked: Any, part: Parts) -> None:
    one = part(ONE | {"start": 2025}, cost=COST)
    schedule = asked({"a": {"b": one, "c": one}})
    assert outlays(schedule)[1, 1].tolist() == [0, 2, 6]
    assert not outlays(schedule)[0].any()


def test_the_default_options_cost_what_their_design_says(default: Study) -> None:
    options = tuple(default.options)
    schedule = Schedule(default, options, roster(default.atlas), tuple(range(2024, 2041)))
    out = outlays(schedule)
    mean = {option: out[o, 5, 1] for o, option in enumerate(options)}  # 2029
    assert mean["nato-asia"] == pytest.approx(0.8)
    assert mean["asian-nato"] == pytest.approx(8)
    assert mean["nato-low-profile"] == pytest.approx(0.2)
    assert mean["eu-web"] == pytest.approx(2.5)
    last = dict(zip(options, out[:, 8, 1], strict=True))  # 2032
    assert last["europe-first"] == pytest.approx(241)
    assert out[options.index("retrench"), 2, 1] == pytest.approx(-0.5)
    assert (np.diff(out, axis=2) >= 0).all()
