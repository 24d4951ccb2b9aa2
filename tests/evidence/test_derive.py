"""Derived variables: closed forms, limits, and what they must never do."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from latticework.evidence.derive import (
    both_ways,
    cubic,
    for_most_of_the_year,
    great_circle,
    in_years,
    natural_splines,
    one_each,
    years_since,
)


def test_spells_become_years() -> None:
    spells = pl.LazyFrame({"code": [1, 2], "a": [1900, 1903], "b": [1902, 1903]})
    years = in_years(spells, pl.col("a"), pl.col("b")).collect()
    assert years.select("code", "year").rows() == [(1, 1900), (1, 1901), (1, 1902), (2, 1903)]


def test_the_row_of_most_of_the_year_counts() -> None:
    rows = pl.LazyFrame({
        "code": [1, 1], "capital": ["old", "new"],
        "since": [date(1900, 1, 1), date(1901, 7, 10)],
        "until": [date(1901, 7, 9), date(1902, 3, 1)],
    })  # fmt: skip
    yearly = for_most_of_the_year(rows, "code").collect()
    assert yearly.select("year", "capital").rows() == [(1900, "old"), (1901, "old"), (1902, "new")]


def test_one_row_is_kept_by_preference() -> None:
    rows = pl.LazyFrame({"k": [1, 1, 1, 2], "onset": [0, 1, 1, 0], "deaths": [9, 1, 5, 3]})
    kept = one_each(rows, ["k"], [pl.col("onset").neg(), pl.col("deaths").neg()]).collect()
    assert kept.rows() == [(1, 1, 5), (2, 0, 3)]


def test_both_ways_keeps_the_other_columns() -> None:
    rows = pl.LazyFrame({"a": [1], "x": [5], "b": [2]})
    assert both_ways(rows, "a", "b").collect().rows() == [(1, 5, 2), (2, 5, 1)]


@pytest.mark.parametrize(
    ("place", "km"),
    [((0, 0, 0, 0), 0), ((0, 0, 0, 90), 10_007.6), ((90, 0, -90, 0), 20_015.1),
     ((38.9, -77.0, 39.9, 116.4), 11_145)],
)  # fmt: skip
def test_great_circles(place: tuple[float, ...], km: float) -> None:
    frame = pl.DataFrame(dict(zip("abcd", map(float, place), strict=True)))
    assert frame.select(great_circle("a", "b", "c", "d")).item() == pytest.approx(km, rel=2e-3)


# --- peace years ---


def counted(events: Sequence[int | None], first: int = 2000) -> list[int | None]:
    frame = pl.DataFrame(
        {"unit": 1, "year": range(first, first + len(events)), "event": events},
        schema_overrides={"event": pl.Int8},
    )
    return frame.select(years_since("event", ["unit"])).to_series().to_list()


@pytest.mark.parametrize(
    ("events", "years"),
    [
        ([0, 0, 0], [0, 1, 2]),
        ([1, 0, 0, 1, 1, 0], [0, 0, 1, 2, 0, 0]),
        ([None, None, 0, 0, 1, 0], [None, None, 0, 1, 2, 0]),
        ([0, 1, 0, None, None], [0, 1, 0, None, None]),
    ],
)
def test_years_since_an_event(events: list[int | None], years: list[int | None]) -> None:
    assert counted(events) == years


def test_units_are_kept_apart_and_gaps_count() -> None:
    frame = pl.DataFrame(
        {"unit": [1, 2, 1, 2, 1], "year": [1, 1, 2, 2, 9], "event": [1, 0, 0, 0, 0]}
    )
    assert frame.select(years_since("event", ["unit"])).to_series().to_list() == [0, 0, 0, 1, 7]


@given(st.lists(st.integers(0, 1), min_size=1, max_size=40))
def test_years_since_against_a_loop(events: list[int]) -> None:
    expected, since = [], 0
    for event in events:
        expected.append(since)
        since = 0 if event else since + 1
    assert counted(events) == expected


# --- splines ---


def basis(at: list[float], knots: list[float]) -> np.ndarray:
    return pl.DataFrame({"t": at}).select(natural_splines("t", knots)).to_numpy()


def test_powers() -> None:
    frame = pl.DataFrame({"t": pl.Series([70], dtype=pl.Int8)}).select(cubic("t"))
    assert frame.row(0) == (4_900, 343_000)
    assert frame.columns == ["t2", "t3"]


def test_splines_are_linear_beyond_the_ends_and_zero_before() -> None:
    knots = [0.0, 1, 4, 7]
    assert (basis([-5.0, 0], knots) == 0).all()
    beyond = basis([8.0, 18, 28], knots)
    assert np.allclose(np.diff(beyond, axis=0)[0], np.diff(beyond, axis=0)[1])


@given(st.sampled_from([1.0, 4.0, 7.0]))
def test_splines_are_smooth_at_the_knots(knot: float) -> None:
    """Value, slope and curvature do not jump."""
    h = 1e-3
    left, at, right = (basis([knot + d - h, knot + d, knot + d + h], [0.0, 1, 4, 7])
                       for d in (-2 * h, 0, 2 * h))  # fmt: skip
    curvature = [(b[0] - 2 * b[1] + b[2]) / h**2 for b in (left, at, right)]
    assert np.abs(curvature[0] - curvature[2]).max() < 0.01


def test_splines_span_what_scipy_spans() -> None:
    """With the column and a constant, the space of natural cubic splines with these knots."""
    knots = [0.0, 1, 4, 7, 20]
    t = np.linspace(0, 20, 101)
    target = CubicSpline(knots, [0.0, 2, -1, 3, 1], bc_type="natural")(t)
    design = np.column_stack([np.ones_like(t), t, basis(list(t), knots)])
    fit = design @ np.linalg.lstsq(design, target, rcond=None)[0]
    assert np.abs(fit - target).max() < 1e-9


@pytest.mark.parametrize("knots", [[1.0, 2.0], [1.0, 1.0, 2.0], [3.0, 2.0, 1.0], []])
def test_knots_must_ascend(knots: list[float]) -> None:
    with pytest.raises(ValueError, match="ascending knots"):
        natural_splines("t", knots)
