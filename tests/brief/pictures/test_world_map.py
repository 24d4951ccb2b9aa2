import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.atlas.atlas import Atlas
from latticework.brief.pictures.world_map import Frame, Ground, Spot, Tie, key_of, turned, world

EUROPE_ASIA = Frame.around([(52.0, -20.0), (-41.3, 174.8), (62.0, 10.0)])


def ground(*lands: tuple[tuple[float, float], ...]) -> Ground:
    return Ground(lands, EUROPE_ASIA, 760.0)


@given(st.floats(-41, 61), st.floats(-20, 174))
def test_places_in_the_frame_are_on_the_map_with_north_above_and_east_right(
    lat: float, lon: float
) -> None:
    to = ground()
    x, y = to(lat, lon)
    assert 0 <= x <= to.width
    assert 0 <= y <= to.height
    assert to(lat + 1, lon)[1] < y
    assert to(lat, lon + 1)[0] > x


def test_the_pacific_is_not_cut() -> None:
    to = ground()
    assert to(0, -179)[0] - to(0, 179)[0] == pytest.approx(to(0, 2)[0] - to(0, 0)[0])
    assert turned(-30) == 0
    assert turned(-31) == 359


def test_land_that_is_off_the_map_is_not_drawn() -> None:
    america = ((10.0, -100.0), (40.0, -100.0), (40.0, -80.0))
    india = ((10.0, 70.0), (30.0, 70.0), (30.0, 90.0))
    assert world(ground(america), [], [], "T").count('class="land"') == 0
    assert world(ground(america, india), [], [], "T").count('class="land"') == 1


def test_all_land_of_the_atlas_that_holds_a_capital_in_the_frame_is_drawn(atlas: Atlas) -> None:
    lands = [land.ring for land in atlas.lands.values()]
    drawn = list(Ground(lands, EUROPE_ASIA, 760.0).outlines())
    assert 20 <= len(drawn) <= len(lands) + 5


def test_ties_are_arcs_and_what_is_gone_keeps_below() -> None:
    spots = [Spot("A", 50, 0, "west", "A"), Spot("B", 30, 120, "east", "B")]
    svg = world(ground(), spots, [Tie(0, 1, "new", "n", 3), Tie(1, 0, "gone", "g")], "T")
    (new, wide), (gone, thin) = re.findall(r'Q[\d.]+ ([\d.-]+) [^>]*stroke-width="([\d.]+)"', svg)
    assert float(new) < float(gone)
    assert float(wide) > float(thin)


def test_names_that_would_lie_on_each_other_give_way_in_their_order() -> None:
    spots = [Spot(name, 50, 5 + n / 10, "west", name, label=True) for n, name in enumerate("ABCD")]
    svg = world(ground(), spots, [], "T")
    assert re.findall(r'class="place"[^>]*>(\w)<', svg) == ["A", "B"]  # to the right, to the left
    assert svg.count("<circle") == 4


def test_a_key_names_its_entries() -> None:
    dots, lines = key_of([("west", "spot west")]), key_of([("added", "new")], "line")
    assert dots[0].startswith("<circle")
    assert lines[0].startswith("<line")
