from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.array import Array
from latticework.insight.boxes import Found, Seeker
from latticework.insight.cells import Cells
from latticework.insight.claims import Verdict, holds, judged, worded
from latticework.insight.drivers import Drivers, Explainer
from latticework.insight.frame import Frame
from latticework.study.conditions import Condition, Joined, Names, comparison
from latticework.study.views import ClaimTest

Draw = Callable[..., Array]
NAMES = Names(["base", "one"], ["m0", "m1"])


def _test(text: str) -> Condition:
    return comparison(text, NAMES)


def _judged(test: ClaimTest, frame: Frame) -> Verdict:
    seeker = Seeker(frame.draws, frame.beliefs, frame.kinds, 1)
    explain = Explainer(Cells.of(frame.draws, 1), frame.beliefs, frame.kinds)
    return judged("C1", test, frame, seeker, explain)


@pytest.fixture(scope="module")
def frame(drawn: Draw, framed_of: Callable[..., Frame]) -> Frame:
    """One beats the baseline on the first outcome where b2 > 0.7, and on the second everywhere."""
    draws = drawn(4_000, 10)
    base = np.random.default_rng(0).normal(size=(4_000, 1, 2))
    values = np.concatenate([base, base], axis=1)
    values[:, 1, 0] += np.where(draws[:, 2] > 0.7, -1.0, 1.0)
    values[:, 1, 1] += 1.0
    return framed_of(values, draws, better=["low", "high"])


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("one.m0 < base.m0", 0.3),
        ("one.m1 > base.m1", 1.0),
        ("one.m1 < base.m1", 0.0),
        ("one.m1 - base.m1 >= 1", 1.0),
        ("one.m1 - base.m1 > 1", 0.0),
        ("2 * one.m1 > 2 * base.m1 + 1.5", 1.0),
        ("base.m0 <= base.m0", 1.0),
        ("base.m0 < base.m0", 0.0),
    ],
)
def test_comparisons(text: str, share: float, frame: Frame) -> None:
    assert holds(_test(text), frame).mean() == pytest.approx(share, abs=1e-3)


@given(
    st.sampled_from(["one.m0 < base.m0", "base.m1 > 0"]),
    st.sampled_from(["one.m0 < 0", "one.m1 > 1"]),
)
def test_all_and_any_are_and_and_or(one: str, other: str) -> None:
    values = np.random.default_rng(1).normal(size=(50, 2, 2))
    small = Frame(
        ("base", "one"), ("m0", "m1"), (), ("u", "u"), (), values, np.zeros((50, 0)), 0,
        np.array([-1.0, 1.0]), np.ones(2), np.ones(2),
    )  # fmt: skip
    parts = _test(one), _test(other)
    apart = [holds(part, small) for part in parts]
    assert (holds(Joined("all", parts), small) == (apart[0] & apart[1])).all()
    assert (holds(Joined("any", parts), small) == (apart[0] | apart[1])).all()


def test_a_claim_has_a_share_an_interval_drivers_and_boxes(frame: Frame) -> None:
    found = _judged(ClaimTest(_test("one.m0 < base.m0"), note="half"), frame)
    assert found.share == pytest.approx(0.3, abs=1e-3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.3 < found.high
    assert (found.futures, found.note, found.test) == (1.0, "half", "one.m0 < base.m0")
    assert [driver.belief for driver in found.drivers.beliefs] == ["b2"]
    assert found.drivers.judged == pytest.approx(1, abs=0.05)
    assert found.where.boxes[0].beliefs == ("b2",)
    assert found.where_not == Found()


def test_a_claim_that_mostly_holds_is_told_where_it_does_not(frame: Frame) -> None:
    found = _judged(ClaimTest(_test("one.m0 > base.m0")), frame)
    assert found.where == Found()
    (limit,) = found.where_not.boxes[0].limits
    assert limit.low == pytest.approx(0.7, abs=0.01)


def test_only_the_futures_given_are_asked(frame: Frame) -> None:
    given_ = _test("one.m0 < base.m0")
    found = _judged(ClaimTest(_test("one.m0 < base.m0"), given=given_), frame)
    assert found.share == 1.0
    assert found.futures == pytest.approx(0.3, abs=1e-3)
    assert found.drivers.beliefs == ()
    never = _judged(ClaimTest(_test("one.m0 < base.m0"), given=_test("base.m0 < base.m0")), frame)
    assert (never.share, never.futures, never.drivers) == (None, 0.0, Drivers())


def test_what_cannot_be_tested_says_so(frame: Frame) -> None:
    found = _judged(ClaimTest(None, untested="law"), frame)
    assert (found.share, found.test, found.untested) == (None, None, "law")


def test_words() -> None:
    joined = Joined("any", (_test("one.m0 < 1"), Joined("all", (_test("one.m1 > 2"),))))
    assert worded(joined) == "any of (one.m0 < 1; all of (one.m1 > 2))"
    assert worded(None) is None
