from collections.abc import Callable

import numpy as np
import pytest

from latticework.atlas import arrays
from latticework.ensemble import economy
from latticework.ensemble.snapshot import Snapshot
from latticework.mechanisms.trade import from_flows


def at(now: Snapshot, row: np.ndarray, state: str) -> float:
    return float(row[now.roster.index[state]])


# --- growth and wealth ---


def test_growth_is_that_of_the_last_decade(now: Snapshot) -> None:
    rates = economy.growth(now)
    assert at(now, rates, "CHN") == pytest.approx(0.058, abs=0.003)
    assert at(now, rates, "USA") == pytest.approx(0.023, abs=0.003)
    assert at(now, rates, "JPN") < 0.01 < at(now, rates, "DEU") < 0.02
    assert at(now, rates, "IND") > 0.04
    assert at(now, rates, "PRK") < 0


def test_growth_far_out_is_pulled_in_and_keeps_its_order(
    figured: Callable[..., Snapshot],
) -> None:
    wild = figured({"gdp_growth": {"UKR": -0.15, "MMR": 0.19, "FRA": 0.0123}})
    rates, low_high = economy.growth(wild), np.percentile(wild.required("gdp_growth"), (25, 75))
    span = low_high[1] - low_high[0]
    assert at(wild, rates, "UKR") == pytest.approx(low_high[0] - 1.5 * span)
    assert at(wild, rates, "MMR") == pytest.approx(low_high[1] + 1.5 * span)
    assert at(wild, rates, "UKR") == rates.min()
    assert at(wild, rates, "FRA") == 0.0123


def test_burdens_are_the_published_ones(now: Snapshot) -> None:
    wealth = economy.wealth(now, economy.growth(now))
    burden = now.figures("milex_share_gdp", 2024)
    same = ~np.isnan(burden.value) & (wealth.milex > 0)
    assert (100 * wealth.milex / wealth.gdp)[same] == pytest.approx(burden.value[same])
    assert at(now, wealth.milex, "USA") == 997.3
    assert at(now, wealth.gdp, "USA") == pytest.approx(997.3 / 0.0342)
    assert np.isfinite([wealth.gdp, wealth.milex]).all()


def test_gdp_is_close_to_its_own_figure_grown(now: Snapshot) -> None:
    rates = economy.growth(now)
    ratio = economy.wealth(now, rates).gdp / (now.required("gdp", 2023) * np.exp(rates))
    assert np.median(ratio) == pytest.approx(1.03, abs=0.02)  # a year's prices
    assert set(np.array(now.roster.states)[np.abs(ratio - 1.03) > 0.15]) == {"KHM", "TLS"}


def test_old_spending_gives_way_to_a_newer_burden(figured: Callable[..., Snapshot]) -> None:
    vietnam = figured({"milex_share_gdp": {"VNM": 2.0}, "gdp": {"VNM": 500.0}})
    wealth = economy.wealth(vietnam, economy.growth(vietnam))
    assert at(vietnam, wealth.milex, "VNM") == pytest.approx(10.0)
    assert at(vietnam, wealth.gdp, "VNM") == pytest.approx(500.0)


def test_figures_of_gdp_grow_to_the_first_year(now: Snapshot) -> None:
    rates = economy.growth(now)
    iceland = at(now, now.required("gdp"), "ISL") * np.exp(at(now, rates, "ISL"))
    assert at(now, economy.wealth(now, rates).gdp, "ISL") == pytest.approx(iceland)


def test_the_path_grows_evenly_from_the_first_year() -> None:
    found = economy.path(np.array([100.0, 50.0]), np.array([0.02, -0.01]), range(2024, 2027))
    assert found.shape == (3, 2)
    assert found[0].tolist() == [100.0, 50.0]
    assert np.log(found[1:] / found[:-1]) == pytest.approx(np.array([[0.02, -0.01]] * 2))


# --- trade ---


def test_known_output_is_kept_and_the_rest_is_estimated(now: Snapshot) -> None:
    known, found = now.figures("goods_output").value, economy.outputs(now)
    given = ~np.isnan(known)
    assert found[given].tolist() == known[given].tolist()
    gdp = now.required("gdp")
    assert ((found / gdp)[~given] > 0.2).all()
    assert ((found / gdp)[~given] < 1.0).all()


def test_output_left_out_is_guessed(now: Snapshot, figured: Callable[..., Snapshot]) -> None:
    """The accuracy that the docstring tells, each state left out in turn."""
    known = now.figures("goods_output").value
    errors = []
    for i in np.flatnonzero(~np.isnan(known)):
        state = now.roster.states[i]
        guess = economy.outputs(figured({"goods_output": {state: None}}))[i]
        errors.append(np.log(guess / known[i]))
    assert np.exp(np.median(np.abs(errors))) == pytest.approx(1.19, abs=0.01)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(0.34, abs=0.01)


def test_entrepots_sell_at_home_as_little_as_the_most_open_maker(now: Snapshot) -> None:
    flows = arrays.flows(now.atlas, now.roster)
    output = economy.outputs(now)
    least = economy.least_home_share(flows, now.required("goods_exports"), output)
    hungary = now.roster.index["HUN"]
    assert least == pytest.approx(1 - flows[hungary].sum() / output[hungary])
    assert 0.05 < least < 0.10


def test_the_balanced_world_is_in_equilibrium(now: Snapshot) -> None:
    flows = arrays.flows(now.atlas, now.roster)
    base = economy.balanced_trade(now, flows, 5.0)
    assert base.shares.sum(axis=0) == pytest.approx(1)
    assert (base.deficits == 0).all()
    assert base.shares @ base.incomes == pytest.approx(base.incomes)
    assert (np.diagonal(base.shares) > 0).all()
    home = dict(zip(now.roster.states, np.diagonal(base.shares), strict=True))
    assert home["CHN"] > home["JPN"] > home["DEU"] > home["NLD"]
    taiwan, china = now.indices(["TWN", "CHN"])
    assert base.shares[china, taiwan] > 0.05


def test_goods_weigh_more_where_they_are_made(now: Snapshot) -> None:
    flows = arrays.flows(now.atlas, now.roster)
    weight = economy.goods_share(now, economy.balanced_trade(now, flows, 5.0))
    assert at(now, weight, "VNM") > at(now, weight, "CHN") > at(now, weight, "DEU")
    assert at(now, weight, "DEU") > at(now, weight, "USA") > 0.2


def test_spending_is_income_and_deficit(now: Snapshot) -> None:
    count = len(now.roster.states)
    table = np.eye(count) * 10.0
    table[0, 1] = 5.0  # the first sells, the second buys on credit
    weight = economy.goods_share(now, from_flows(table)) * now.required("gdp", 2024)
    assert weight[:3] == pytest.approx([10.0, 15.0, 10.0])


def test_shares_of_trade_count_both_ways() -> None:
    flows = np.array([[0.0, 3.0, 0.0], [1.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    found = economy.trade_shares(flows)
    assert found[0].tolist() == [0, 1, 0]
    assert found[1].tolist() == [0.5, 0, 0.5]
    assert economy.trade_shares(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]
