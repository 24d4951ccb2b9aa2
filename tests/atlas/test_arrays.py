from datetime import date
from pathlib import Path

import numpy as np
import pytest

from latticework.atlas import arrays
from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load

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


def test_reach_counts_bases_abroad_while_they_stand() -> None:
    fort = (52.1, 20.1)
    near = arrays.reach(SMALL, ROSTER, [fort], DAY)
    far = arrays.reach(SMALL, ROSTER, [fort], date(1990, 1, 1))
    assert near[0, 0] == pytest.approx(0, abs=1e-6)
    assert far[0, 0] > 700
    assert near.shape == (5, 1)


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
    taipei = (25.03, 121.57)
    km = dict(zip(world.states, arrays.reach(atlas, world, [taipei], DAY)[:, 0], strict=True))
    assert km["CHN"] < 900
    assert km["USA"] < 1_000  # Okinawa
    assert km["POL"] > 7_000
    assert arrays.flows(atlas, world).diagonal().sum() == 0
