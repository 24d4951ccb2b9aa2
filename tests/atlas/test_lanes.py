from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.atlas.atlas import Atlas
from latticework.atlas.lanes import Lanes, great_circles, lanes
from latticework.atlas.loading import load
from latticework.atlas.places import distance_km
from latticework.reading import ReadingError

SMALL = load(base=Path(__file__).parents[1] / "small")
POINTS = st.tuples(st.integers(-88, 88), st.integers(-178, 178)).map(
    lambda p: (p[0] + 0.37, p[1] + 0.41)
)
NAUTICAL_MILE = 1.852

PORTS = {
    "Balboa": (8.95, -79.57), "Cape Town": (-33.9, 18.43), "Colombo": (6.95, 79.83),
    "Colón": (9.37, -79.9), "Constanța": (44.17, 28.65), "Gibraltar": (36.13, -5.37),
    "Guam": (13.45, 144.63), "Hamburg": (53.54, 9.97), "Honolulu": (21.3, -157.87),
    "Hong Kong": (22.28, 114.16), "Jeddah": (21.48, 39.17), "New York": (40.65, -74.05),
    "Norfolk": (36.85, -76.3), "Rotterdam": (51.95, 4.05), "San Francisco": (37.8, -122.42),
    "Seattle": (47.6, -122.35), "Singapore": (1.26, 103.8), "Sydney": (-33.85, 151.22),
    "Yokohama": (35.43, 139.65),
}  # fmt: skip
READ = [
    # US Hydrographic Office, in Merry, San Francisco and the Nicaragua Canal
    ("San Francisco", "Yokohama", 4536), ("Honolulu", "Yokohama", 3400),
    # E. R. Johnson's report on Panama traffic, in Bishop, Panama Past and Present (1913)
    ("New York", "Colón", 1974), ("New York", "San Francisco", 5262),
    # NGA Pub. 151, as quoted in an encyclopaedia
    ("New York", "Colombo", 8604),
    # press on the Suez Canal; not the tables themselves
    ("Hamburg", "Singapore", 8377), ("Jeddah", "Constanța", 1698),
]  # fmt: skip
REMEMBERED = [
    # tables of distances as remembered; not read again
    ("Rotterdam", "Singapore", 8288), ("Yokohama", "Seattle", 4254), ("Honolulu", "Guam", 3318),
    ("Balboa", "Honolulu", 4685), ("Balboa", "Yokohama", 7682), ("Gibraltar", "New York", 3207),
    ("New York", "Cape Town", 6786), ("Sydney", "Yokohama", 4330), ("Colón", "Norfolk", 1779),
    ("Colombo", "Singapore", 1567), ("Hong Kong", "Yokohama", 1585), ("Balboa", "Guam", 7988),
]  # fmt: skip
AROUND_AFRICA = [("Hamburg", "Singapore", 11_864), ("Jeddah", "Constanța", 11_771)]


def without(atlas: Atlas, *waypoints: str) -> Atlas:
    left = {key: row for key, row in atlas.waypoints.items() if key not in waypoints}
    return replace(atlas, waypoints=left)


@pytest.fixture(scope="module")
def world(atlas: Atlas) -> Lanes:
    return lanes(atlas)


def miles(network: Lanes, one: str, other: str) -> float:
    return float(network.by_sea([PORTS[one]], [PORTS[other]])[0, 0] / NAUTICAL_MILE)


@given(POINTS, POINTS)
def test_great_circles_are_those_of_single_points(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert great_circles([one], [other])[0, 0] == pytest.approx(distance_km(*one, *other))


# --- a world of two seas, joined by a canal and round a cape ---

WEST, EAST = (0.0, 50.0), (0.0, 70.0)


def test_a_ship_takes_the_shorter_of_two_ways() -> None:
    km = lanes(SMALL).by_sea([WEST], [EAST])[0, 0]
    assert km == pytest.approx(distance_km(*WEST, 40, 60) + distance_km(40, 60, *EAST))
    south = lanes(SMALL).by_sea([(-30.0, 50.0)], [(-30.0, 70.0)])[0, 0]
    assert south == pytest.approx(2 * distance_km(-30, 50, -40, 60))


def test_a_closed_canal_makes_the_way_longer() -> None:
    north = (30.0, 50.0), (30.0, 70.0)
    through = lanes(SMALL).by_sea([north[0]], [north[1]])[0, 0]
    around = lanes(without(SMALL, "canal")).by_sea([north[0]], [north[1]])[0, 0]
    assert around == pytest.approx(2 * distance_km(30, 50, -40, 60))
    assert around > through


def test_within_a_sea_the_way_is_straight() -> None:
    assert lanes(SMALL).by_sea([WEST], [(20, 40)])[0, 0] == pytest.approx(
        distance_km(*WEST, 20, 40)
    )


def test_an_army_marches_within_a_land_mass_and_sails_to_another() -> None:
    network = lanes(SMALL)
    land, far, isle = (50.0, 10.0), (60.0, 20.0), (30.0, 120.0)
    march, voyage = network.by_land([land], [far, isle])[0]
    assert march == pytest.approx(distance_km(*land, *far))
    assert voyage == network.by_sea([land], [isle])[0, 0]
    assert network.land_of(*isle) is None
    assert network.by_land([isle], [(30.0, 50.0)]) == network.by_sea([isle], [(30.0, 50.0)])


def test_of_rings_on_each_other_the_smallest_counts() -> None:
    bay = SMALL.seas["west-sea"].model_copy(
        update={"ring": ((0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0))}
    )
    network = lanes(replace(SMALL, seas={**SMALL.seas, "bay": bay}))
    assert (network.sea_of(5, 5), network.sea_of(5, 10)) == ("bay", "west-sea")


def test_a_place_in_no_sea_is_told() -> None:
    with pytest.raises(ReadingError, match="ring of a sea around each place"):
        lanes(replace(SMALL, seas={})).by_sea([WEST], [EAST])


# --- the real world ---


@pytest.mark.parametrize(("one", "other", "published"), READ + REMEMBERED)
def test_ways_between_ports_are_those_of_the_tables(
    world: Lanes, one: str, other: str, published: float
) -> None:
    assert miles(world, one, other) == pytest.approx(published, rel=0.025)


@pytest.mark.parametrize(("one", "other", "published"), AROUND_AFRICA)
def test_without_suez_ships_go_round_the_cape(
    atlas: Atlas, one: str, other: str, published: float
) -> None:
    assert miles(lanes(without(atlas, "suez-canal")), one, other) == pytest.approx(
        published, rel=0.02
    )


@pytest.mark.parametrize(
    ("start", "ratio", "closed", "closed_ratio"),
    [
        ((43.105, 5.925), 1.51, "suez-canal", 2.38),  # Toulon
        ((50.803, -1.107), 1.81, "suez-canal", 2.42),  # Portsmouth
        ((40.886, 14.291), 1.51, "suez-canal", 2.54),  # Naples
        ((24.522, 54.396), 1.47, "suez-canal", 1.47),  # Abu Dhabi
        ((18.92, 72.84), 1.57, "suez-canal", 1.57),  # Mumbai, round India
        ((11.55, 43.15), 1.23, "suez-canal", 1.23),  # Djibouti
        ((-33.86, 151.2), 1.14, "panama-canal", 1.14),  # Sydney
    ],
)
def test_ways_to_taiwan_exceed_great_circles_as_measured_elsewhere(
    atlas: Atlas, start: tuple[float, float], ratio: float, closed: str, closed_ratio: float
) -> None:
    """The ratios come from another network of sea lanes, which is about 2 % longer than ours."""
    kaohsiung = (22.61, 120.27)
    straight = distance_km(*start, *kaohsiung)
    for network, expected in ((atlas, ratio), (without(atlas, closed), closed_ratio)):
        way = lanes(network).by_sea([start], [kaohsiung])[0, 0]
        assert way / straight == pytest.approx(expected, rel=0.035)


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ((18.92, 72.84), (17.695, 83.275), 2.3),  # Mumbai, Visakhapatnam: round India
        ((54.645, 19.89), (69.075, 33.42), 1.8),  # Baltiysk, Severomorsk: round Scandinavia
        ((44.72, 37.79), (54.645, 19.89), 4.0),  # Novorossiysk, Baltiysk: by Gibraltar
        ((36.07, 120.35), (43.105, 131.89), 1.3),  # Qingdao, Vladivostok: round Korea
        ((39.2, 127.43), (38.725, 125.39), 6.0),  # Wonsan, Nampo: round Korea
        ((36.946, -76.328), (32.684, -117.129), 2.0),  # Norfolk, San Diego: by Panama
    ],
)
def test_ships_do_not_sail_across_land(
    world: Lanes, one: tuple[float, float], other: tuple[float, float], least: float
) -> None:
    assert world.by_sea([one], [other])[0, 0] > least * distance_km(*one, *other)


@settings(max_examples=200, deadline=None)
@given(st.lists(POINTS, min_size=3, max_size=3))
def test_ways_are_distances(places: list[tuple[float, float]]) -> None:
    network = _world()
    for way in (network.by_sea(places, places), network.by_land(places, places)):
        assert np.isfinite(way).all()
        assert way == pytest.approx(way.T)
        assert (way >= great_circles(places, places) - 1e-6).all()
        assert way.diagonal() == pytest.approx(0, abs=1e-6)
    sea = network.by_sea(places, places)
    assert sea[0, 1] <= sea[0, 2] + sea[2, 1] + 1e-6


_cache: list[Lanes] = []


def _world() -> Lanes:
    if not _cache:
        _cache.append(lanes(load()))
    return _cache[0]


def test_each_place_of_the_atlas_lies_in_a_sea(atlas: Atlas, world: Lanes) -> None:
    for section in (atlas.states, atlas.bases, atlas.territories, atlas.waypoints):
        for row in section.values():
            assert world.sea_of(row.lat, row.lon)


def test_every_waypoint_joins_seas_or_lies_within_one(atlas: Atlas) -> None:
    """A sea with one waypoint is a dead end, which is right only for seas that are."""
    counts = {sea: int(own.sum()) for sea, own in lanes(atlas).meets.items()}
    ends = {sea for sea, count in counts.items() if count == 1}
    assert min(counts.values()) > 0
    assert ends == {
        "barents-sea", "black-sea", "gulf-of-finland", "gulf-of-bothnia", "adriatic",
        "gulf-of-thailand", "persian-gulf",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "land"),
    [
        ((37.57, 126.98), "afro-eurasia"),  # Seoul
        ((54.4, 23.22), "afro-eurasia"),  # the Suwałki gap
        ((51.51, -0.13), "great-britain"),
        ((25.03, 121.52), "taiwan"),
        ((24.43, 118.32), None),  # Kinmen
        ((35.68, 139.75), "japan"),
        ((38.88, -77.03), "americas"),
        ((9.75, 115.86), None),  # Second Thomas Shoal
    ],
)
def test_land_masses_hold_what_they_should(
    world: Lanes, place: tuple[float, float], land: str | None
) -> None:
    assert world.land_of(*place) == land
