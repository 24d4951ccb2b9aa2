from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.ensemble.snapshot import Snapshot
from latticework.ensemble.stocks import COUNTS, shares, stocks


def world(now: Snapshot) -> dict[str, list[float]]:
    found = stocks(now, now.required("milex", 2024))
    return {state: found[i].tolist() for i, state in enumerate(now.roster.states)}


def test_each_domain_adds_up_to_a_hundred_points(now: Snapshot) -> None:
    found = stocks(now, now.required("milex", 2024))
    assert found.shape == (len(now.roster.states), 3)
    assert found.sum(axis=0) == pytest.approx(100)
    assert (found >= 0).all()


def test_the_order_is_that_of_common_sense(now: Snapshot) -> None:
    have = world(now)
    for k in range(3):
        ranked = sorted(have, key=lambda state: -have[state][k])
        assert ranked[:3] == ["USA", "CHN", "RUS"]
    assert have["IND"][0] > have["JPN"][0]
    assert have["JPN"][2] > have["KOR"][2] > have["AUS"][2] > have["POL"][2]
    assert have["UKR"][0] > have["FRA"][0]


def test_who_has_no_ships_or_aircraft_has_none(now: Snapshot) -> None:
    have = world(now)
    assert have["AUT"][2] == have["MNG"][2] == 0  # no coast
    assert have["NZL"][1] == have["EST"][1] == 0  # no combat aircraft
    assert have["ISL"] == [0, 0, 0]


def test_units_of_counts_and_money_do_not_matter(
    now: Snapshot, figured: Callable[..., Snapshot]
) -> None:
    counts = {name: now.figures(name).value for names in COUNTS for name in names}
    changes = {
        name: {s: 7 * v for s, v in zip(now.roster.states, row, strict=True) if not np.isnan(v)}
        for name, row in counts.items()
    }
    milex = now.required("milex", 2024)
    assert stocks(figured(changes), 1000 * milex) == pytest.approx(stocks(now, milex), rel=1e-12)


def test_money_stands_in_for_a_missing_count(figured: Callable[..., Snapshot]) -> None:
    missing = figured({"combat_aircraft": {"JPN": None}})
    milex = missing.required("milex", 2024)
    japan, france = missing.indices(["JPN", "FRA"])
    found = stocks(missing, milex)[:, 1]
    counts = missing.figures("combat_aircraft").value
    # what its money buys at the average of those who have a count
    as_shares = counts[france] / np.nansum(counts), milex[japan] / milex.sum()
    expected = as_shares[1] / np.sqrt(as_shares[0] * milex[france] / milex.sum())
    assert found[japan] / found[france] == pytest.approx(expected)


def test_more_of_either_is_more(now: Snapshot, figured: Callable[..., Snapshot]) -> None:
    milex = now.required("milex", 2024)
    poland = now.indices(["POL"])[0]
    before = stocks(now, milex)[poland]
    tanks = stocks(figured({"tanks": {"POL": 900.0}}), milex)[poland]
    assert tanks[0] > before[0]
    assert tanks[1:] == pytest.approx(before[1:])
    richer = milex.copy()
    richer[poland] *= 2
    assert (stocks(now, richer)[poland] > before).all()


def test_a_domain_that_nobody_is_in_stays_empty(
    now: Snapshot, figured: Callable[..., Snapshot]
) -> None:
    grounded = figured({"combat_aircraft": dict.fromkeys(now.roster.states, 0.0)})
    found = stocks(grounded, now.required("milex", 2024))
    assert (found[:, 1] == 0).all()
    assert found[:, 0].sum() == pytest.approx(100)


@given(st.lists(st.one_of(st.floats(0, 1e6), st.just(np.nan)), min_size=1, max_size=20))
@settings(deadline=None)
def test_shares_add_up_to_one_of_what_is_known(values: list[float]) -> None:
    row = np.array(values)
    found = shares(row)
    assert (np.isnan(found) == np.isnan(row)).all()
    total = np.nansum(row)
    assert np.nansum(found) == pytest.approx(1 if total > 0 else 0)
