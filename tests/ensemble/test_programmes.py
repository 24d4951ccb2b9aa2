from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.ensemble.programmes import programmes
from latticework.mechanisms.resilience import AREAS
from latticework.reading import ReadingError
from latticework.study.option import Part

Parts = Callable[..., Part]
MONEY = {"lever": "programme", "by": "eu", "recipients": {"states": ["IDN", "VNM"]}, "start": 2025}
ROADS, BOATS = MONEY | {"issue": "connectivity"}, MONEY | {"issue": "maritime-security"}


def test_programmes_stand_undivided_with_each_recipient(asked: Any, part: Parts) -> None:
    schedule = asked({"a": {"boats": part(BOATS | {"amount": 2.0, "end": 2026})}})
    made = programmes(schedule, np.ones(len(schedule.roster.states)))
    index = schedule.roster.index
    assert made.amount[1, :, index["IDN"], 0].tolist() == [0, 2, 2, 0]
    assert made.amount[1, 1].sum() == 4.0
    assert made.funded.tolist() == [[0, 0, 0, 0], [0, 1, 1, 0]]
    assert not made.invested.any()  # boats are not capital


def test_traits_come_from_the_lever_and_the_fit_of_its_issue(asked: Any, part: Parts) -> None:
    schedule = asked(
        {
            "a": {"roads": part(ROADS | {"amount": 1, "by": "china"})},
            "b": {"boats": part(BOATS | {"amount": 1, "by": "nato"})},
        }
    )
    made = programmes(schedule, np.ones(len(schedule.roster.states)))
    assert made.side.tolist() == [-1, 1]
    assert made.nato.tolist() == [0, 1]
    assert made.issue.tolist() == [1, 0]  # economy, security
    fits = schedule.study.atlas.fits
    for row, issue in zip(made.fit, ("connectivity", "maritime-security"), strict=True):
        assert row.tolist() == [getattr(fits[issue], area) for area in AREAS]


@given(st.floats(-5, 5), st.floats(0.1, 10), st.floats(0.1, 10))
@settings(deadline=None, max_examples=30)
def test_what_is_invested_is_the_money_spent_so_far_by_gdp(
    asked: Any, part: Parts, amount: float, one: float, other: float
) -> None:
    schedule = asked({"a": {"roads": part(ROADS | {"amount": amount, "end": 2026})}})
    index = schedule.roster.index
    gdp = np.ones(len(index))
    gdp[index["IDN"]], gdp[index["VNM"]] = one, other
    invested = programmes(schedule, gdp).invested[1]
    assert invested.sum(axis=1) == pytest.approx([0, amount, 2 * amount, 2 * amount])
    assert invested[2, index["IDN"]] == pytest.approx(2 * amount * one / (one + other))


def test_an_issue_without_a_fit_is_told(asked: Any, part: Parts) -> None:
    schedule = asked({"a": {"roads": part(ROADS | {"amount": 1})}})
    without = {k: v for k, v in schedule.study.atlas.fits.items() if k != "connectivity"}
    study = replace(schedule.study, atlas=replace(schedule.study.atlas, fits=without))
    with pytest.raises(ReadingError, match="connectivity — expected a row for each issue"):
        programmes(replace(schedule, study=study), np.ones(len(schedule.roster.states)))


def test_every_issue_of_the_atlas_has_a_fit(asked: Any) -> None:
    atlas = asked({}).study.atlas
    assert atlas.fits.keys() == atlas.issues.keys()
