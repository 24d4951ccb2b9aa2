import numpy as np
import pytest

from latticework.array import Array
from latticework.ensemble import tracks
from latticework.ensemble.futures import draw
from latticework.ensemble.play import World
from latticework.study.study import Study


@pytest.fixture(scope="module")
def played(default: Study, world: World) -> Array:
    beliefs = draw(default.beliefs, default.correlations, 0, 3, seed=7)
    return world.play(np.array([world.options.index("essay")]), beliefs)


def test_names_come_in_the_order_of_recording() -> None:
    found = tracks.names(("korea",), ("PRK", "USA"))
    assert found[0] == "hazard_coercion.korea"
    assert found[len(tracks.BY_FAMILY)] == "encirclement.PRK"
    assert found[len(tracks.BY_FAMILY) + 3] == "burden.USA"
    assert found[-1] == "cost"
    assert len(found) == len(tracks.BY_FAMILY) + 2 * len(tracks.BY_CHALLENGER) + len(tracks.SINGLE)


def test_every_documented_track_is_recorded(world: World) -> None:
    assert tracks.__doc__ is not None
    for name in world.tracks:
        assert name.partition(".")[0] in tracks.__doc__


def test_what_is_recorded_stands_under_its_name(world: World, played: Array) -> None:
    """Tracks of known scale: a slip by one place would show."""
    scales = {
        "hazard_force.korea": (0.01, 0.9), "ratio_30.korea": (0.1, 100),
        "encirclement.CHN": (40, 400),
        "burden.CHN": (1, 4), "burden.RUS": (3, 9), "burden.europe": (1, 4),
        "polarization": (20, 400), "alignment.IND": (-1, 1), "hedging_room": (0, 1),
        "welfare.asia": (-1, 3), "leverage.asean": (1, 60), "resilience": (0.1, 1),
        "cost": (0, 400),
    }  # fmt: skip
    for name, (low, high) in scales.items():
        values = played[..., world.tracks.index(name)]
        assert (values >= low).all(), name
        assert (values <= high).all(), name
