"""Features of the gravity equation: known answers."""

from __future__ import annotations

import numpy as np
import pytest

from latticework.atlas.places import EARTH_RADIUS_KM
from latticework.evidence import trade_features as features


def test_distances_are_great_circles() -> None:
    # Tokyo, Berlin; the poles; a degree of longitude on the equator is 111.195 km
    found = features.great_circle(np.array([35.68, 52.52, 90, -90, 0, 0]),
                                  np.array([139.69, 13.40, 0, 0, 0, 1]))  # fmt: skip
    assert found[0, 1] == pytest.approx(8_918, rel=2e-3)
    assert found[2, 3] == pytest.approx(np.pi * EARTH_RADIUS_KM)
    assert found[4, 5] == pytest.approx(111.195, abs=1e-3)
    assert found == pytest.approx(found.T)


def test_affinity_of_proportional_sales_is_nil_and_gaps_are_told() -> None:
    sales = np.outer([1.0, 2, 3], [3.0, 2, 1])
    sales[0, 2] = np.nan
    found, missing = features.affinity(sales)
    assert missing.tolist() == [[True, False, True], [False, True, False], [False, False, True]]
    assert (found[missing] == 0).all()
    heavy = np.full((4, 4), 1.0)
    heavy[0, 1] = 1e9
    assert features.affinity(heavy)[0].max() <= features.AFFINITY_BOUND


def test_the_rest_of_the_world_is_the_mean_partner() -> None:
    feature = np.array([[9.0, 1, 2], [3, 9, 4], [5, 6, 9]])
    found = features.with_rest(feature, np.array([1.0, 1, 2]), np.array([1.0, 2, 1]))
    assert found[:3, :3] == pytest.approx(feature * ~np.eye(3, dtype=bool))
    assert found[0, 3] == pytest.approx((2 * 1 + 1 * 2) / 3)  # weighted with imports
    assert found[3, 1] == pytest.approx((1 * 1 + 2 * 6) / 3)  # weighted with exports
    assert found[3, 3] == pytest.approx(np.average(found[:3, 3], weights=[1, 1, 2]))


def test_distance_counts_once_more_where_affinity_is_missing() -> None:
    sales = np.full((4, 4), 2.0)
    sales[0, 1] = np.nan
    far, near, closeness, alone, once_more = features.features_of(
        np.full((3, 3), 1000 * np.e), np.ones((3, 3), dtype=bool), sales, np.ones(3), np.ones(3)
    )
    assert far[0, 1] == pytest.approx(1)
    assert near[0, 3] == 1
    assert closeness[0, 1] == 0
    assert alone[0].tolist() == [1, 1, 0, 0]
    assert once_more == pytest.approx(far * alone)
