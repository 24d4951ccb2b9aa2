"""Trade in a past year."""

import doctest

import polars as pl
import pytest

from latticework.atlas.atlas import Atlas
from latticework.insight import hindcast_market
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_market import economy, market, shares

FLOWS = {("CHN", "FRA"): 1.0, ("FRA", "USA"): 6.0, ("USA", "FRA"): 3.0, ("FRA", "IND"): 2.0,
         ("IND", "CHN"): 4.0}  # fmt: skip
STATES = ("CHN", "FRA", "IND", "USA")


@pytest.fixture
def annals(atlas: Atlas) -> Annals:
    """Four traders in 1990."""
    cells = FLOWS | {(state, state): 10.0 for state in STATES}
    rows = [(1990, one, other, flow) for (one, other), flow in cells.items()]
    made = Annals()
    made.__dict__.update({
        "atlas": atlas,
        "trade": pl.DataFrame(rows, ["year", "exporter", "importer", "flow"], orient="row"),
        "income": pl.DataFrame(
            {"state": STATES[:3], "year": [1990] * 3, "gdp": [30.0, 40.0, 20.0]}
        ),
    })  # fmt: skip
    return made


def test_examples() -> None:
    assert doctest.testmod(hindcast_market).failed == 0


def test_shares_of_trade_add_up(annals: Annals) -> None:
    found = shares(annals, STATES, 1990)
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[STATES.index("FRA"), STATES.index("USA")] == pytest.approx(9 / 12)


def test_positions_are_trade_with_the_west_less_that_with_china(annals: Annals) -> None:
    found = economy(annals, STATES, range(1992, 1994))[0]
    france, india = STATES.index("FRA"), STATES.index("IND")
    assert found[france] == pytest.approx((9 - 1) / (9 + 1))  # its trade with itself does not count
    assert found[india] == pytest.approx((2 - 4) / (2 + 4))
    assert found[[STATES.index("CHN"), STATES.index("USA")]].tolist() == [-1, 1]


def test_goods_weigh_by_gdp_and_unknown_ones_like_the_median(annals: Annals) -> None:
    found = market(annals, STATES, 1990, 1995)
    assert found.since == 1995
    spent = [10 + 4, 10 + 1 + 3, 10 + 2]
    assert found.goods[:3] == pytest.approx(
        [s / y for s, y in zip(spent, (30, 40, 20), strict=True)]
    )
    assert found.goods[3] == pytest.approx(14 / 30)
    assert found.west.tolist() == [0, 1, 0, 1]
