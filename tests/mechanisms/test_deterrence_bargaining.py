"""Crisis bargaining: the closed form against numerical optimisation, limits, and swapping."""

import doctest
import inspect
from types import ModuleType

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from latticework.mechanisms import deterrence
from latticework.mechanisms import deterrence_bargaining as bargain
from latticework.mechanisms.kernel import Array

ONE = np.ones(1)
CENTRES = {belief.name: belief.centre for belief in bargain.BELIEFS}
OFTEN = settings(deadline=None, max_examples=200)


def stakes(**changes: float) -> Array:
    return np.array([changes.get(name, CENTRES[name]) for name in bargain.STAKES])


def refused(demand: Array, chance: float, limit: float) -> Array:
    """The share of the defenders' types that would rather fight."""
    return np.clip((demand - chance) / limit, 0.0, 1.0)


def payoff(demand: Array, chance: float, edge: float, limit: float) -> Array:
    """What a demand is worth to the challenger, with U_wait = 0 and so U_att = edge."""
    war = refused(demand, chance, limit)
    return demand * (1.0 - war) + edge * war


def driver(attack: float, defence: float, **changes: float) -> float:
    chance = np.array([bargain.contest(attack, defence, 1.5, 1.0)])
    felt, window = changes.pop("felt", 100.0), changes.pop("window", 0.0)
    return float(bargain.gain(chance, np.zeros(1), ONE, felt, window, stakes(**changes)))


def log_odds(war: float) -> float:
    blunder = CENTRES["blunder_share"]
    seen = (1 - blunder) * war + blunder / 2
    return float(np.log(seen / (1 - seen)))


# --- the game ---


@OFTEN
@given(st.floats(0.0, 1.0), st.floats(-2.0, 0.99), st.floats(0.2, 4.0))
def test_no_demand_is_worth_more_than_the_closed_form(
    chance: float, edge: float, limit: float
) -> None:
    best = bargain.optimal_demand(chance, edge, limit)
    assert chance <= best <= 1.0
    demands = np.append(np.linspace(0.0, 1.0, 401), best)
    worth = payoff(demands, chance, edge, limit)
    assert worth[-1] >= worth.max() - 1e-12
    assert worth[-1] >= edge - 1e-12  # nor is attacking outright worth more
    war = refused(demands, chance, limit)[-1]
    assert bargain.war_chance(chance, edge, limit) == pytest.approx(war)


@OFTEN
@given(st.floats(0.05, 0.6), st.floats(-0.6, 0.3), st.floats(0.3, 0.6))
def test_a_numerical_optimiser_finds_the_same_demand(
    chance: float, edge: float, limit: float
) -> None:
    assume(edge > chance - limit + 0.01)  # else every demand up to `chance` is accepted
    found = minimize_scalar(
        lambda x: -float(payoff(np.array([x]), chance, edge, limit)[0]),
        bounds=(chance, min(1.0, chance + limit)),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert bargain.optimal_demand(chance, edge, limit) == pytest.approx(found.x, abs=1e-5)


def test_war_chance_is_the_share_of_types_that_refuse() -> None:
    chance, edge, limit = 0.4, -0.2, 1.5
    demand = bargain.optimal_demand(chance, edge, limit)
    costs = (np.arange(200_000) + 0.5) / 200_000 * limit
    fights = 1.0 - chance - costs > 1.0 - demand
    assert bargain.war_chance(chance, edge, limit) == pytest.approx(fights.mean(), abs=1e-5)


def test_one_waits_for_the_whole_pie_no_longer_than_it_is_worth() -> None:
    """If the pie in peace is worth less than war, the challenger does not ask."""
    assert bargain.war_chance(0.9, 0.999, 3.0) == pytest.approx(0.1 / 3.0)
    assert bargain.war_chance(0.9, 1.0, 3.0) == 1.0


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("limit", [0.5, 1.5, 4.0])
def test_war_is_certain_if_waiting_costs_more_than_war_costs_both(
    chance: float, limit: float
) -> None:
    """Powell's condition: net cost n ≤ −c̄."""
    assert bargain.war_chance(chance, chance + limit, limit) == pytest.approx(1.0)


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.7, 1.0])
def test_war_too_costly_to_risk_is_never_risked(chance: float) -> None:
    assert bargain.optimal_demand(chance, chance - 2.0, 1.5) == chance
    assert bargain.war_chance(chance, chance - 2.0, 1.5) == 0.0


@pytest.mark.parametrize(("edge", "war"), [(0.45, 0.0), (0.55, 1.0)])
def test_with_complete_information_only_commitment_causes_war(edge: float, war: float) -> None:
    """c̄ → 0: war if and only if n = p − edge < 0."""
    assert bargain.war_chance(0.5, edge, 1e-9) == pytest.approx(war)


@OFTEN
@given(st.floats(0.0, 1.0), st.floats(-2.0, 1.5), st.floats(0.001, 0.5), st.floats(0.2, 4.0))
def test_fear_of_the_future_never_lowers_the_risk_of_war(
    chance: float, edge: float, more: float, limit: float
) -> None:
    now = bargain.war_chance(chance, edge, limit)
    assert 0.0 <= now <= bargain.war_chance(chance, edge + more, limit) + 1e-12


# --- what it says of deterrence ---


def test_without_a_price_of_defeat_power_moves_the_terms_but_not_the_risk() -> None:
    """Neutrality (Benson, Meirowitz & Ramsay 2016), where the demand is below the whole pie."""
    drivers = [driver(1.0, d, failure_cost=0.0, defender_cost_limit=1.0) for d in (1.5, 2.0, 9.0)]
    assert drivers == pytest.approx([log_odds(0.35)] * 3)  # ½ (1 − 0.3/1)
    demands = [
        bargain.optimal_demand(p, p - 0.3, 1.0) for p in (bargain.contest(1.0, 2.0, 1.5, 1.0), 0.1)
    ]
    assert demands == pytest.approx([bargain.contest(1.0, 2.0, 1.5, 1.0) + 0.35, 0.45])


@OFTEN
@given(st.floats(0.5, 2.0), st.floats(1.01, 3.0))
def test_with_one_more_defence_lowers_the_risk_in_the_interior(d: float, factor: float) -> None:
    chance = bargain.contest(1.0, d, 1.5, 1.0)
    edge = chance - (1 - chance) - CENTRES["war_cost"]
    assume(bargain.optimal_demand(chance, edge, CENTRES["defender_cost_limit"]) < 1.0)
    assert driver(1.0, factor * d) <= driver(1.0, d)


def test_where_everything_would_be_conceded_more_defence_raises_the_risk() -> None:
    chances = [bargain.contest(5.0, d, 1.5, 1.0) for d in (0.5, 1.0)]
    assert [bargain.optimal_demand(p, 2 * p - 1.3, 1.5) for p in chances] == [1.0, 1.0]
    assert driver(5.0, 1.0) > driver(5.0, 0.5)
    assert deterrence.contest(5.0, 1.0, 1.5, 1.0) < deterrence.contest(5.0, 0.5, 1.5, 1.0)


def test_encirclement_and_a_closing_window_raise_the_risk_by_their_weights() -> None:
    calm = driver(1.0, 1.5)
    assert driver(1.0, 1.5, felt=150.0) > calm
    assert driver(1.0, 1.5, window=0.5) > calm
    assert driver(1.0, 1.5, felt=150.0, encirclement_pressure=0.0) == calm
    assert driver(1.0, 1.5, felt=150.0, encirclement_pressure=-0.15) < calm


def test_the_gain_is_the_log_odds_of_war_with_blunders() -> None:
    chance = bargain.contest(1.0, 1.5, 1.5, 1.0)
    net = chance - (chance - (1 - chance) - 0.3)
    war = 0.5 * (1 - net / 1.5)
    assert driver(1.0, 1.5) == pytest.approx(log_odds(war))
    assert driver(1.0, 1.5, failure_cost=3.0) == pytest.approx(log_odds(0.0))


def test_the_common_shock_counts_by_its_average() -> None:
    spread, even = np.array([0.2, 0.6]), np.array([0.4, 0.4])
    weights, loss = np.array([0.5, 0.5]), np.array([0.01, 0.03])
    args = (weights, 120.0, 0.1, stakes())
    assert bargain.gain(spread, loss, *args) == pytest.approx(
        bargain.gain(even, np.full(2, 0.02), *args)
    )


# --- swapping ---

SWAPPED = ("contest", "win_chances", "sanction_loss", "attack_value", "wait_value",
           "closing_window", "gain", "spillover", "engaged_elsewhere", "hazard")  # fmt: skip


@pytest.mark.parametrize("name", SWAPPED)
def test_both_theories_have_the_same_functions(name: str) -> None:
    one, other = getattr(deterrence, name), getattr(bargain, name)
    assert inspect.signature(one.py_func) == inspect.signature(other.py_func)


@pytest.mark.parametrize("theory", [deterrence, bargain])
def test_one_line_swaps_the_theory(theory: ModuleType) -> None:
    values = {belief.name: belief.centre for belief in theory.BELIEFS}
    beliefs = np.array([values[name] for name in theory.STAKES])
    eta, h0 = values["hazard_sensitivity"], values["base_rate_war_taiwan_strait"]
    chance, gains = np.zeros(2), []
    for defence in (2.0, 4.0):
        theory.win_chances(3.0, np.full(2, defence), 1.5, 1.0, chance)
        halves = np.full(2, 0.5)
        gains.append(theory.gain(chance, np.full(2, 0.02), halves, 100.0, 0.0, beliefs))
    assert theory.hazard(h0, eta, gains[0], gains[0], 0.0) == h0
    assert theory.hazard(h0, 0.0, gains[1], gains[0], 0.0) == h0
    assert 0.0 < theory.hazard(h0, eta, gains[1], gains[0], 0.0) < h0


def test_rivals_share_all_beliefs_but_their_own() -> None:
    mine = {belief.name: belief for belief in bargain.BELIEFS}
    theirs = {belief.name: belief for belief in deterrence.BELIEFS}
    assert len(mine) == len(bargain.BELIEFS)
    assert set(mine) - set(theirs) == {"defender_cost_limit", "blunder_share"}
    assert {n for n in theirs if mine[n] != theirs[n]} == {"hazard_sensitivity"}
    assert bargain.STAKES[: len(deterrence.STAKES)] == deterrence.STAKES


def test_compiled_and_plain_functions_agree() -> None:
    rng = np.random.default_rng(3)
    for edge in (-1.5, -0.2, 0.5, 1.2):
        assert bargain.war_chance(0.4, edge, 1.5) == pytest.approx(
            bargain.war_chance.py_func(0.4, edge, 1.5), abs=1e-12
        )
    args = (rng.uniform(size=9), rng.uniform(0, 0.1, 9), np.full(9, 1 / 9), 120.0, 0.1, stakes())
    assert bargain.gain(*args) == pytest.approx(bargain.gain.py_func(*args), abs=1e-12)


def test_examples() -> None:
    result = doctest.testmod(bargain)
    assert result.attempted >= 4
    assert result.failed == 0
