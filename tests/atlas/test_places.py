from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.atlas.loading import load
from latticework.atlas.places import distance_km, in_area, inside

SQUARE = [(0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0)]
LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_a_square_holds_what_its_bounds_hold(lat: float, lon: float) -> None:
    if not {lat, lon} & {0.0, 10.0}:
        assert inside(lat, lon, SQUARE) == (0 < lat < 10 and 0 < lon < 10)


def test_a_hollow_shape_leaves_its_notch_out() -> None:
    notched = [(0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (5.0, 5.0), (10.0, 0.0)]
    assert not inside(9, 5, notched)
    assert inside(4, 5, notched)


def test_areas_cross_the_date_line_and_unite() -> None:
    small = load(base=Path(__file__).parents[1] / "small")
    assert in_area(small, "date-line", 0, 175)
    assert in_area(small, "date-line", 0, -175)
    assert not in_area(small, "date-line", 0, 165)
    assert in_area(small, "both", 50, 10)
    assert in_area(small, "both", 0, -175)
    assert not in_area(small, "both", 0, 0)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((52.52, 13.405), (48.8566, 2.3522), 878),  # Berlin–Paris
        ((35.6895, 139.6917), (14.5995, 120.9842), 2998),  # Tokyo–Manila
        ((0, 0), (0, 90), 10_007.6),  # a quarter of the mean circumference
    ],
)
def test_distances_match_published_ones(
    one: tuple[float, float], other: tuple[float, float], km: float
) -> None:
    assert distance_km(*one, *other) == pytest.approx(km, rel=0.002)


@given(LATS, LONS, LATS, LONS)
def test_distance_is_a_distance(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there = distance_km(lat1, lon1, lat2, lon2)
    assert 0 <= there <= 20_015.2
    assert there == pytest.approx(distance_km(lat2, lon2, lat1, lon1), abs=1e-6)
    assert distance_km(lat1, lon1, lat1, lon1) == 0
