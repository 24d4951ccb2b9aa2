from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from latticework.atlas import arrays
from latticework.atlas.atlas import Atlas
from latticework.atlas.lanes import lanes
from latticework.atlas.loading import load
from latticework.atlas.places import distance_km

SMALL = load(base=Path(__file__).parents[1] / "small")
ROSTER = arrays.roster(SMALL)
DAY = date(2024, 7, 1)


def test_the_roster_is_the_profiled_states_in_order() -> None:
    assert ROSTER.states == ("AAA", "BBB", "CCC", "DDD", "EEE")
    assert [ROSTER.index[state] for state in ROSTER.states] == [0, 1, 2, 3, 4]


def test_a_mask_ignores_who_is_not_on_the_roster() -> None:
    assert ROSTER.mask(["BBB", "FFF"]).tolist() == [0, 1, 0, 0, 0]


def test_a_vector_has_nan_for_the_unknown() -> None:
    assert arrays.vector(SMALL, ROSTER, "milex").tolist()[:2] == [10, 20]
    assert np.isnan(arrays.vector(SMALL, ROSTER, "milex")[2:]).all()
    assert arrays.vector(SMALL, ROSTER, "population", "2022")[0] == 1_000_000


def test_flows_run_from_row_to_column() -> None:
    matrix = arrays.flows(SMALL, ROSTER)
    assert (matrix[0, 1], matrix[1, 0], matrix[0, 2]) == (12.5, 10, 30)
    assert matrix.sum() == 52.5


def test_ways_start_from_bases_of_the_domain_while_they_stand() -> None:
    fort = (52.1, 20.1)
    near = arrays.ways(SMALL, ROSTER, [fort], DAY)
    far = arrays.ways(SMALL, ROSTER, [fort], date(1990, 1, 1))
    capital = distance_km(50, 10, *fort)
    assert near.shape == (1, 5, 3)
    assert near[0, 0] == pytest.approx([0, 0, capital], abs=1e-6)  # a fort on land, with aircraft
    assert far[0, 0] == pytest.approx([capital, capital, capital])
    assert near[0, 1:] == pytest.approx(far[0, 1:])


def test_no_forces_start_from_where_there_is_only_access() -> None:
    ((key, fort),) = SMALL.bases.items()
    access = replace(SMALL, bases={key: fort.model_copy(update={"status": "access"})})
    none = replace(SMALL, bases={})
    ways = [arrays.ways(atlas, ROSTER, [(52.1, 20.1)], DAY) for atlas in (access, none)]
    assert (ways[0] == ways[1]).all()


def test_a_fleet_sails_from_its_naval_base_not_from_the_capital() -> None:
    ((key, fort),) = SMALL.bases.items()
    naval = replace(SMALL, bases={key: fort.model_copy(update={"domains": "sea"})})
    way = arrays.ways(naval, ROSTER, [(50.0, 10.0)], DAY)[0, 0]
    assert way == pytest.approx([0, 0, distance_km(52.1, 20.1, 50, 10)], abs=1e-6)


def test_the_way_home_leads_to_the_capital_or_the_home_port() -> None:
    ((key, fort),) = SMALL.bases.items()
    port = fort.model_copy(
        update={"host": "AAA", "domains": "sea", "status": "own", "lat": 48.0, "lon": 6.0}
    )
    isle = port.model_copy(update={"lat": -60.0, "lon": -150.0})
    naval = replace(SMALL, bases={key: port, "isle": isle})
    home = arrays.ways_home(naval, ROSTER, DAY)
    assert home.shape == (5, 5, 3)
    assert np.einsum("iik->ik", home) == pytest.approx(0, abs=1e-6)
    assert home[1, 0] == pytest.approx(
        [distance_km(52, 20, 50, 10)] * 2 + [distance_km(52, 20, 48, 6)]
    )
    assert home[0, 2, 2] == pytest.approx(lanes(naval).by_sea([(48.0, 6.0)], [(30, 120)])[0, 0])


def test_rivals_and_claims_are_symmetric_and_dated() -> None:
    rivals = arrays.rivals(SMALL, ROSTER, DAY)
    assert rivals[2, 3] == rivals[3, 2] == 1
    assert rivals.sum() == 2
    assert arrays.rivals(SMALL, ROSTER, date(1949, 1, 1)).sum() == 0
    claims = arrays.claims(SMALL, ROSTER, DAY)
    assert claims[0, 2] == claims[2, 0] == 1
    assert arrays.claims(SMALL, ROSTER, date(1985, 1, 1)).sum() == 0


def test_the_embedded_world_is_as_geography_has_it(atlas: Atlas) -> None:
    world = arrays.roster(atlas)
    taipei, suwalki = (25.03, 121.52), (54.4, 23.22)
    ways = arrays.ways(atlas, world, [taipei, suwalki], DAY)
    assert np.isfinite(ways).all()
    taiwan = {state: ways[0, world.index[state]] for state in world.states}
    assert (taiwan["CHN"] < 400).all()
    assert (taiwan["USA"] < 1_000).all()  # Okinawa
    assert (taiwan["POL"] > 8_000).all()
    assert taiwan["DEU"][2] > 2 * taiwan["DEU"][1]  # by Suez
    assert taiwan["TWN"][:2] == pytest.approx(0, abs=1e-6)
    baltic = ways[1, world.index["CHN"]]
    assert baltic[0] <= baltic[1] < baltic[2]  # over land from the west, ships round Asia
    assert arrays.flows(atlas, world).diagonal().sum() == 0


def test_the_embedded_ways_home_are_finite(atlas: Atlas) -> None:
    world = arrays.roster(atlas)
    home = arrays.ways_home(atlas, world, DAY)
    assert np.isfinite(home).all()
    assert np.einsum("iik->ik", home) == pytest.approx(0, abs=1e-6)
    # to France at home, not to its islands near Djibouti
    assert home[world.index["CHN"], world.index["FRA"], 2] > 5_000
