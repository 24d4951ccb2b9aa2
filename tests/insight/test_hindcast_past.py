"""The world of a past year."""

from pathlib import Path

import numpy as np
import pytest

from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_past import Past, past


@pytest.fixture(scope="module")
def world(shared: Path) -> Past:
    """The world of 2000, with the year after."""
    return past(Annals(shared), 2000, 2001)


def test_all_that_is_needed_is_known(world: Past) -> None:
    assert len(world.states) >= 70
    for name in ("milex", "growth", "gdp", "stocks", "km", "gap", "affinity", "passage", "troops"):
        assert np.isfinite(getattr(world, name)).all(), name
    assert world.stocks.sum(axis=0) == pytest.approx(100.0)
    assert (world.moves == 0).sum() == 2


def test_positions_are_those_of_the_time(world: Past) -> None:
    place = dict(zip(world.states, world.position[0], strict=True))
    assert place["CHN"].tolist() == [-1, -1, -1]
    assert place["USA"].tolist() == [1, 1, 1]
    assert place["POL"][0] == pytest.approx(0.9)  # in NATO since 1999
    assert place["IND"][0] == 0.0
    assert place["GBR"][2] > place["FRA"][2] > place["IDN"][2]


def test_pairs_are_relevant_and_rivals_are_riskier(world: Past) -> None:
    index = {state: i for i, state in enumerate(world.states)}
    row = {tuple(pair): p for p, pair in enumerate(world.pairs.tolist())}
    hot = row[tuple(sorted((index["IND"], index["PAK"])))] if (
        tuple(sorted((index["IND"], index["PAK"]))) in row
    ) else row[(index["PAK"], index["IND"])]  # fmt: skip
    assert world.base[0, hot] > 10 * np.median(world.base[0])
    assert (world.base[1] <= world.base[0] + 0.05).all()
    assert 400 < len(world.pairs) < 900


def test_what_binds_states_changes_with_the_years(shared: Path) -> None:
    found = past(Annals(shared), 1990, 1992)
    poland, russia = (found.states.index(code) for code in ("POL", "RUS"))
    assert found.bonds[0].allied[poland, russia] == 1  # Warsaw Pact
    assert found.bonds[2].allied[poland, russia] == 0
    assert [market.since for market in found.markets] == [1990]
