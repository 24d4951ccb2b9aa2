import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.brief.pictures import svg
from latticework.brief.pictures.svg import (
    Scale,
    element,
    fitted,
    kept_within,
    number,
    path,
    spread_out,
    text,
    tick_texts,
    ticks,
    wrapped,
)

NUMBERS = st.floats(-1e5, 1e5)


def test_the_examples_hold() -> None:
    assert doctest.testmod(svg).failed == 0


def test_words_are_escaped_within_and_without() -> None:
    assert (
        text("a < b", 0, 0) == '<text x="0" y="0" class="label" text-anchor="start">a &lt; b</text>'
    )
    assert element("g", aria_label='"x" & y') == '<g aria-label="&quot;x&quot; &amp; y"/>'
    assert path([], "x") == ""
    assert path([(0, 0), (1.25, -0.01)], "x", closed=True) == '<path d="M0 0L1.2 0Z" class="x"/>'
    assert number(-0.04) == "0"


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_fitted_scales_hold_all_values(values: list[float]) -> None:
    scale = fitted(values, 10, 110)
    assert all(10 <= scale(value) <= 110 for value in values)
    assert scale.low < min(values) <= max(values) < scale.high


@given(NUMBERS, st.floats(1e-6, 1e5))
def test_ticks_are_round_few_and_within(low: float, span: float) -> None:
    scale = Scale(low, low + span, 0, 1)
    found = ticks(scale)
    slack = span * 1e-6 + abs(low) * 1e-9
    assert len(found) <= 6
    assert all(low - slack <= tick <= low + span + slack for tick in found)


def test_ticks_have_the_decimals_of_their_steps() -> None:
    assert tick_texts([-0.5, 0.0, 0.5]) == ["−0.5", "0.0", "0.5"]
    assert tick_texts([1000.0, 2000.0]) == ["1,000", "2,000"]


def test_beyond_its_ends_a_scale_stays_at_them() -> None:
    scale = Scale(0, 1, 100, 0)
    assert [scale(value) for value in (-1, 0.25, 2)] == [100, 75, 0]


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_places_are_moved_apart_and_keep_their_order(places: list[float]) -> None:
    moved = spread_out(places, 10.0)
    ordered = [moved[n] for n in sorted(range(len(places)), key=lambda n: places[n])]
    gaps = [b - a for a, b in pairwise(ordered)]
    assert all(gap >= 10.0 - 1e-6 for gap in gaps)
    assert sum(moved) == pytest.approx(sum(places))
    inside = kept_within(ordered, 0.0, 300.0, 10.0)
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in inside)
    assert all(b - a >= 10 - 1e-6 for a, b in pairwise(inside))


def test_words_are_wrapped_between_words_only() -> None:
    assert wrapped("one two three", 50, 11) == ["one two", "three"]
    assert wrapped("incomprehensibilities", 10, 11) == ["incomprehensibilities"]
