"""Trade: limits that theory knows, published results, conservation, and cheap against exact."""

import doctest
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import trade
from latticework.mechanisms.clearing import Base, prepare, solve, workspace
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.trade import (
    BELIEFS,
    Alone,
    abroad,
    adjust,
    counterfactual,
    from_flows,
    fta_cost,
    investment_cost,
    investment_growth,
    keep,
    leverage,
    leverage_alone,
    loss_without,
    phase,
    with_home_sales,
    without_deficits,
)

ELASTICITIES = st.floats(0.7, 9)
SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=30, deadline=None)  # the first example compiles


def symmetric(n: int, home: float = 0.8) -> Base:
    """States that are alike and buy the share `home` at home."""
    flows = np.full((n, n), (1 - home) / (n - 1))
    np.fill_diagonal(flows, home)
    return from_flows(flows)


def gravity(seed: int, n: int) -> Base:
    """Unequal states, unequally near, open between 5 and 50 %."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(0, 1.5, n))
    flows = np.outer(size, size) * np.exp(rng.normal(0, 1, (n, n)))
    exports = flows.sum(axis=1) - np.diagonal(flows)
    return from_flows(with_home_sales(flows, exports / rng.uniform(0.05, 0.5, n)))


def between(n: int, cost: float, *pairs: tuple[int, int]) -> Array:
    """Costs that change both ways between pairs."""
    costs = np.ones((n, n))
    for i, j in pairs:
        costs[i, j] = costs[j, i] = cost
    return costs


# --- limits ---------------------------------------------------------------------------------------


@FEW
@given(SEEDS, st.integers(2, 10), ELASTICITIES)
def test_no_change_of_costs_changes_nothing(seed: int, n: int, epsilon: float) -> None:
    base = gravity(seed, n)
    outcome = counterfactual(base, np.ones((n, n)), epsilon)
    for hats in (outcome.wages, outcome.welfare, outcome.base.shares / base.shares):
        assert hats == pytest.approx(np.ones_like(hats), abs=1e-12)


def test_autarky_of_two_equal_states_costs_what_theory_says() -> None:
    base = from_flows(np.array([[90.0, 10.0], [10.0, 90.0]]))
    loss = 1 - counterfactual(base, between(2, math.inf, (0, 1)), 5.0).welfare
    assert loss == pytest.approx(np.full(2, 1 - 0.9 ** (1 / 5)), abs=1e-12)
    assert loss[0] == pytest.approx(0.02085, abs=5e-6)


@FEW
@given(SEEDS, st.integers(2, 10), ELASTICITIES)
def test_autarky_costs_the_same_formula_in_any_balanced_world(
    seed: int, n: int, epsilon: float
) -> None:
    base = without_deficits(gravity(seed, n), epsilon)
    costs = np.full((n, n), math.inf)
    np.fill_diagonal(costs, 1.0)
    outcome = counterfactual(base, costs, epsilon)
    assert outcome.welfare == pytest.approx(np.diagonal(base.shares) ** (1 / epsilon), rel=1e-9)
    assert outcome.base.shares.tolist() == np.eye(n).tolist()


@FEW
@given(SEEDS, st.integers(2, 10), ELASTICITIES, st.floats(0.0, 1.0))
def test_welfare_is_the_domestic_share_where_trade_is_balanced(
    seed: int, n: int, epsilon: float, spread: float
) -> None:
    base = without_deficits(gravity(seed, n), epsilon)
    costs = np.exp(np.random.default_rng(seed).normal(0, spread / epsilon, (n, n)))
    np.fill_diagonal(costs, 1.0)
    outcome = counterfactual(base, costs, epsilon)
    home = np.diagonal(outcome.base.shares) / np.diagonal(base.shares)
    assert outcome.welfare == pytest.approx(home ** (-1 / epsilon), rel=1e-9)


@FEW
@given(SEEDS, st.integers(2, 10), ELASTICITIES)
def test_the_world_after_is_in_equilibrium(seed: int, n: int, epsilon: float) -> None:
    base = gravity(seed, n)
    costs = np.exp(np.random.default_rng(seed).normal(0, 0.2 / epsilon, (n, n)))
    after = counterfactual(base, costs, epsilon).base
    spending = after.incomes + after.deficits
    assert after.shares.sum(axis=0) == pytest.approx(np.ones(n), abs=1e-12)
    assert after.shares @ spending == pytest.approx(after.incomes, rel=1e-10)
    assert after.deficits == pytest.approx(base.deficits)
    assert after.deficits.sum() == pytest.approx(0, abs=1e-9 * spending.sum())


@FEW
@given(SEEDS, st.integers(2, 8), ELASTICITIES)
def test_two_steps_are_one(seed: int, n: int, epsilon: float) -> None:
    base = gravity(seed, n)
    rng = np.random.default_rng(seed)
    one, other = np.exp(rng.normal(0, 0.1 / epsilon, (2, n, n)))
    first = counterfactual(base, one, epsilon)
    second = counterfactual(first.base, other, epsilon)
    both = counterfactual(base, one * other, epsilon)
    assert first.wages * second.wages == pytest.approx(both.wages, rel=1e-9)
    assert first.welfare * second.welfare == pytest.approx(both.welfare, rel=1e-9)


@FEW
@given(SEEDS, st.integers(3, 8), ELASTICITIES)
def test_removing_deficits_removes_them_and_nothing_else(seed: int, n: int, epsilon: float) -> None:
    base = gravity(seed, n)
    balanced = without_deficits(base, epsilon)
    assert balanced.deficits.tolist() == [0.0] * n
    assert balanced.shares @ balanced.incomes == pytest.approx(balanced.incomes, rel=1e-10)
    assert without_deficits(balanced, epsilon).shares == pytest.approx(balanced.shares, rel=1e-9)


# --- agreements -----------------------------------------------------------------------------------


def test_an_agreement_phases_in_and_stays() -> None:
    assert [phase(year, 2026, 10.0) for year in (2020, 2026, 2031, 2036, 2040)] == [0, 0, 0.5, 1, 1]


@given(st.floats(0, 2), st.floats(0, 1), ELASTICITIES)
def test_an_agreement_raises_trade_at_given_wages_by_b(
    effect: float, phased: float, epsilon: float
) -> None:
    assert -epsilon * math.log(fta_cost(effect, phased, epsilon)) == pytest.approx(effect * phased)


def test_the_high_effect_more_than_doubles_trade() -> None:
    (effect,) = (belief for belief in BELIEFS if belief.name == "fta_effect")
    assert fta_cost(effect.high, 1.0, 5.0) ** -5.0 - 1 == pytest.approx(1.14, abs=0.005)


@FEW
@given(ELASTICITIES, st.floats(0.05, 0.9), st.floats(0.1, 1.0), st.floats(0.05, 1.0))
def test_a_deeper_agreement_gains_more_and_costs_third_parties_more(
    epsilon: float, home: float, effect: float, more: float
) -> None:
    base = symmetric(5, home)
    small, large = (
        counterfactual(base, between(5, fta_cost(b, 1.0, epsilon), (0, 1)), epsilon)
        for b in (effect, effect + more)
    )
    assert 1 < small.welfare[0] < large.welfare[0]
    assert large.base.shares[1, 0] > small.base.shares[1, 0] > base.shares[1, 0]
    # third parties: worse terms of trade (their wage against the members'), lower real income
    assert large.wages[2] / large.wages[0] < small.wages[2] / small.wages[0] < 1
    assert large.welfare[2] < small.welfare[2] < 1


@FEW
@given(ELASTICITIES, st.integers(3, 9), st.floats(0.3, 3.0))
def test_symmetric_worlds_stay_symmetric(epsilon: float, n: int, cost: float) -> None:
    outcome = counterfactual(symmetric(n), between(n, cost, (0, 1)), epsilon)
    for hats in (outcome.wages, outcome.welfare):
        assert hats[0] == pytest.approx(hats[1], rel=1e-10)
        assert hats[2:] == pytest.approx(np.full(n - 2, hats[2]), rel=1e-10)


@FEW
@given(ELASTICITIES, st.floats(0.05, 0.95), st.floats(0.5, 0.99))
def test_cheaper_trade_for_all_helps_all_alike(epsilon: float, home: float, cost: float) -> None:
    costs = np.full((4, 4), cost)
    np.fill_diagonal(costs, 1.0)
    outcome = counterfactual(symmetric(4, home), costs, epsilon)
    gain = (home + (1 - home) * cost**-epsilon) ** (1 / epsilon)
    assert outcome.wages == pytest.approx(np.ones(4), rel=1e-10)
    assert outcome.welfare == pytest.approx(np.full(4, gain), rel=1e-10)
    assert gain > 1


@FEW
@given(SEEDS, st.integers(2, 8), ELASTICITIES)
def test_world_income_never_gains_more_than_trade_that_got_cheaper(
    seed: int, n: int, epsilon: float
) -> None:
    """To first order world gains are the value of trade times the fall of its costs (Hulten)."""
    base = without_deficits(gravity(seed, n), epsilon)
    costs = between(n, 1 - 1e-5, (0, 1))
    outcome = counterfactual(base, costs, epsilon)
    cheaper = 1e-5 * (base.shares * base.incomes)[costs < 1].sum()
    assert base.incomes @ np.log(outcome.welfare) == pytest.approx(cheaper, rel=1e-2)


def test_investment_pays_and_lowers_costs() -> None:
    assert investment_growth(0.0, 100.0, 0.3) == 1
    assert investment_growth(2.0, 100.0, 0.15) == pytest.approx(1.003)
    assert investment_cost(0.0, 100.0, 1.5) == 1
    assert investment_cost(1.0, 100.0, 1.5) == pytest.approx(1 - 0.015, abs=2e-4)
    assert 0 < investment_cost(1e4, 100.0, 1.5) < 1e-60


# --- leverage -------------------------------------------------------------------------------------


def levers(base: Base, epsilon: float, partner: int) -> Array:
    work, losses = workspace(len(base.incomes)), np.full((2, len(base.incomes)), math.nan)
    prepare(base, epsilon, work)
    assert leverage(base, epsilon, partner, losses, work) == 0
    return losses


@FEW
@given(SEEDS, st.integers(3, 8), ELASTICITIES)
def test_leverage_is_the_loss_if_one_pair_stops_trading(seed: int, n: int, epsilon: float) -> None:
    base = without_deficits(gravity(seed, n), epsilon)
    losses = levers(base, epsilon, 1)
    outcome = counterfactual(base, between(n, math.inf, (0, 1)), epsilon)
    assert losses[:, 0] == pytest.approx(1 - outcome.welfare[:2], abs=1e-9)
    assert losses[:, 1].tolist() == [0, 0]
    assert (losses[0] >= 0).all()


def test_leverage_is_mutual() -> None:
    base = without_deficits(gravity(1, 6), 5.0)
    assert levers(base, 5.0, 2)[0, 4] == pytest.approx(levers(base, 5.0, 4)[1, 2], rel=1e-9)


def test_leverage_is_larger_in_the_short_run() -> None:
    base = gravity(2, 12)
    assert (levers(base, 1.0, 0) >= 3 * levers(base, 5.0, 0)).all()


def test_leverage_of_two_equal_states_is_autarky() -> None:
    base = from_flows(np.array([[90.0, 10.0], [10.0, 90.0]]))
    assert levers(base, 5.0, 1)[:, 0] == pytest.approx(np.full(2, 1 - 0.9**0.2), abs=1e-12)


def test_leverage_without_an_equilibrium_is_not_a_number() -> None:
    base = from_flows(np.array([[90.0, 20.0], [10.0, 90.0]]))
    work, losses = workspace(2), np.zeros((2, 2))
    prepare(base, 5.0, work)
    assert leverage(base, 5.0, 1, losses, work) == 1
    assert np.isnan(losses[:, 0]).all()
    assert losses[:, 1].tolist() == [0, 0]


@pytest.mark.parametrize("epsilon", [0.7, 1.0, 2.0, 5.0])
def test_the_cheap_leverage_is_close_to_the_exact_one(epsilon: float) -> None:
    base = without_deficits(gravity(3, 40), epsilon)
    big = int(base.incomes.argmax())
    exact, cheap = levers(base, epsilon, big), np.zeros((2, 40))
    leverage_alone(base, epsilon, big, cheap)
    others = np.arange(40) != big
    error = np.abs(cheap[:, others] / exact[:, others] - 1)
    assert (error.max(axis=1) < [0.05, 0.08]).all()
    assert (np.median(error, axis=1) < [0.002, 0.04]).all()
    assert cheap[:, big].tolist() == [0, 0]


def test_the_cheap_leverage_is_exact_for_a_speck() -> None:
    flows = np.full((3, 3), 10.0)
    flows[0] *= 1e-6
    flows[:, 0] *= 1e-6
    flows[0, 0] = 1e-5
    base, cheap = from_flows(flows), np.zeros((2, 3))
    leverage_alone(base, 4.0, 1, cheap)
    assert cheap[0, 0] == pytest.approx(levers(base, 4.0, 1)[0, 0], rel=1e-5)


def test_losses_do_not_depend_on_where_the_search_begins() -> None:
    base, kept = without_deficits(gravity(5, 12), 2.0), np.ones(12)
    kept[[2, 7]] = 0.0
    plain, near, logs = np.zeros(12), np.zeros(12), np.zeros(12)
    loss_without(base, 1.5, kept, plain)
    alone = Alone(np.zeros((12, 12)), *np.zeros((5, 12)))
    abroad(base, alone.onward)
    keep(base, kept, alone)
    logs[:] = np.linspace(-0.3, 0.2, 12)
    adjust(alone, 1.5, logs, near)
    assert near == pytest.approx(plain, rel=1e-11)
    adjust(alone, 1.5, logs, near)
    assert near == pytest.approx(plain, rel=1e-11)
    assert (plain > 0).all()


def test_uncompiled_functions_agree() -> None:
    base = without_deficits(gravity(4, 5), 3.0)
    work, plain, cheap, slow = workspace(5), *np.zeros((3, 2, 5))
    prepare(base, 3.0, work)
    leverage.py_func(base, 3.0, 2, plain, work)
    assert plain == pytest.approx(levers(base, 3.0, 2), rel=1e-12)
    leverage_alone(base, 3.0, 2, cheap)
    leverage_alone.py_func(base, 3.0, 2, slow)
    assert slow == pytest.approx(cheap, rel=1e-12)
    assert fta_cost.py_func(0.5, 0.5, 4.0) == pytest.approx(fta_cost(0.5, 0.5, 4.0), rel=1e-12)


# --- published results ----------------------------------------------------------------------------

COEFFICIENTS = {
    "lndist": -0.3764,
    "contiguity": 0.8850,
    "pta": 0.4823,
    "common_language": 0.0392,
    "international": -3.4224,
}
"""Of the example in the documentation of gegravity 0.3 (Herman 2021); σ = 5, hence ε = 4."""

DOCUMENTED = {
    "AUS": (0.003619, 1.000073),
    "AUT": (-0.002883, 1.000053),
    "BEL": (-0.002154, 1.000025),
    "BRA": (-0.005570, 1.000057),
    "CAN": (-0.133548, 0.995665),
}
"""What that example prints for an agreement of Canada and Japan: the change of factory-gate prices
in %, and real spending before over after. Japan's price is printed apart: 0.2484893120182775 %."""

CONSISTENT = {
    "AUS": (0.999875092481, 0.999953460925),
    "BRA": (0.999788202690, 0.999941240741),
    "CAN": (0.998702765900, 1.004489702701),
    "CHN": (0.999912347175, 0.999962274459),
    "DEU": (0.999813722197, 0.999956028641),
    "HKG": (1.000009573791, 0.999979581906),
    "IRL": (0.999784520710, 0.999854610900),
    "JPN": (1.002092352381, 1.000741910576),
    "MEX": (0.999670105404, 0.999885276426),
    "SGP": (0.999933522108, 0.999970894659),
    "USA": (0.999501639642, 0.999987737154),
}
"""Prices and real spending, after over before, in the same example once it is consistent.

gegravity solves for multilateral resistance with the outputs and expenditures of the baseline and
stops there, also in what it calls full equilibrium. These come from gegravity 0.3 itself, called
again (`build_baseline`, omr_rescale=10, mr_tolerance=1e-12) with outputs at the prices that it had
returned and expenditures larger by fixed deficits, 17 times until prices moved by less than 1e-13.
Expenditures of the sample were first scaled to add up to its outputs."""


class Example:
    """The sample of gegravity as arrays, states in alphabetical order."""

    def __init__(self, folder: Path) -> None:
        table = pl.read_parquet(folder / "gegravity_sample.parquet").sort("exporter", "importer")
        self.states = table["exporter"].unique().sort().to_list()
        n = len(self.states)
        cost = sum(table[name].to_numpy() * beta for name, beta in COEFFICIENTS.items())
        self.costs = np.exp(np.asarray(cost, dtype=np.float64)).reshape(n, n)
        self.output = table["Y"].to_numpy().reshape(n, n)[:, 0].astype(np.float64)
        self.expenditure = table["E"].to_numpy().reshape(n, n)[0].astype(np.float64)
        pair = self.states.index("CAN"), self.states.index("JPN")
        self.easing = between(n, math.exp(COEFFICIENTS["pta"]), pair)

    def resistances(self, costs: Array) -> tuple[Array, Array]:
        """1/Π^(1−σ) and 1/P^(1−σ) of Anderson & van Wincoop, the latter 1 for Germany."""
        y, e = self.output / self.output.sum(), self.expenditure / self.expenditure.sum()
        inward = np.ones_like(e)
        for _ in range(500):
            outward = 1 / (costs @ (e * inward))
            inward = 1 / (costs.T @ (y * outward))
        scale = inward[self.states.index("DEU")]
        return outward * scale, inward / scale


@pytest.fixture
def example(shared: Path) -> Example:
    return Example(shared)


def test_the_example_of_gegravity_is_read_as_it_reads_it(example: Example) -> None:
    """By its own formula its printed results come out, to every digit printed."""
    outward, inward = example.resistances(example.costs)
    after_outward, after_inward = example.resistances(example.costs * example.easing)
    prices = (after_outward / outward) ** (1 / (1 - 5))
    levels = (after_inward / inward) ** (1 / (5 - 1))
    for state, (change, welfare) in DOCUMENTED.items():
        at = example.states.index(state)
        assert 100 * (prices[at] - 1) == pytest.approx(change, abs=6e-7)
        assert levels[at] / prices[at] == pytest.approx(welfare, abs=6e-7)
    assert 100 * (prices[example.states.index("JPN")] - 1) == pytest.approx(0.2484893120182775)


def test_gegravity_made_consistent_agrees(example: Example) -> None:
    outward, inward = example.resistances(example.costs)
    spending = example.expenditure * example.output.sum() / example.expenditure.sum()
    flows = np.outer(example.output * outward, spending * inward) * example.costs
    base = from_flows(flows / flows.sum() * example.output.sum())
    assert base.incomes == pytest.approx(example.output, rel=1e-9)
    outcome = counterfactual(base, example.easing ** (-1 / 4), 4.0)
    for state, (price, welfare) in CONSISTENT.items():
        at = example.states.index(state)
        assert outcome.wages[at] == pytest.approx(price, abs=1e-10)
        assert outcome.welfare[at] == pytest.approx(welfare, abs=1e-10)


# --- data and beliefs -----------------------------------------------------------------------------


def test_flows_become_shares_incomes_and_deficits() -> None:
    base = from_flows(np.array([[6.0, 2.0], [4.0, 8.0]]))
    assert base.shares.tolist() == [[0.6, 0.2], [0.4, 0.8]]
    assert base.incomes.tolist() == [8, 12]
    assert base.deficits.tolist() == [2, -2]


@pytest.mark.parametrize(
    ("flows", "words"),
    [
        (np.ones((2, 3)), "square"),
        (np.array([[1.0, -1.0], [1.0, 1.0]]), "≥ 0"),
        (np.array([[1.0, math.nan], [1.0, 1.0]]), "finite"),
        (np.array([[1.0, 1.0], [1.0, 0.0]]), r"regions \[1\]"),
    ],
)
def test_flows_that_make_no_world_are_refused(flows: Array, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_flows(flows)


def test_sales_at_home_are_output_less_exports() -> None:
    flows = np.array([[99.0, 30.0], [20.0, 0.0]])
    assert with_home_sales(flows, np.array([100.0, 50.0])).tolist() == [[70, 30], [20, 30]]
    assert flows[0, 0] == 99


def test_goods_in_transit_need_a_floor() -> None:
    flows, output = np.array([[0.0, 120.0], [90.0, 0.0]]), np.array([100.0, 500.0])
    with pytest.raises(ValueError, match=r"regions \[0\]"):
        with_home_sales(flows, output)
    assert with_home_sales(flows, output, 0.25)[0, 0] == 25


def test_costs_and_elasticity_must_be_positive() -> None:
    base = symmetric(3)
    with pytest.raises(ValueError, match="> 0"):
        counterfactual(base, np.zeros((3, 3)), 5.0)
    with pytest.raises(ValueError, match="> 0"):
        counterfactual(base, np.ones((3, 3)), 0.0)


def test_no_equilibrium_is_an_error_not_a_number() -> None:
    base = from_flows(np.array([[90.0, 20.0], [10.0, 90.0]]))
    with pytest.raises(ArithmeticError, match="no equilibrium"):
        counterfactual(base, between(2, math.inf, (0, 1)), 5.0)


def test_infinite_costs_cut_exactly() -> None:
    easing = np.empty((1, 3))
    trade.ease(np.array([[math.inf, 1e300, 1.0]]), 5.0, easing)
    assert easing.tolist() == [[0.0, 0.0, 1.0]]


def test_solutions_go_on_from_year_to_year() -> None:
    """As the yearly step uses it: a shared Jacobian, last year's wages, entries set by hand."""
    base, epsilon = without_deficits(gravity(5, 30), 5.0), 5.0
    work, wages, access = workspace(30), np.ones(30), base.shares.copy()
    prepare(base, epsilon, work)
    for year in range(2026, 2042):
        easing = math.exp(0.45 * phase(year, 2027, 10.0))
        access[0, 1], access[1, 0] = base.shares[0, 1] * easing, base.shares[1, 0] * easing
        assert 0 < solve(base, access, epsilon, wages, work) <= 6
    whole = counterfactual(base, between(30, fta_cost(0.45, 1.0, 5.0), (0, 1)), epsilon)
    assert wages == pytest.approx(whole.wages, rel=1e-9)


def test_beliefs_have_names_of_their_own_and_the_ranges_asked_for() -> None:
    ranges = {belief.name: (belief.low, belief.centre, belief.high) for belief in BELIEFS}
    assert len(ranges) == len(BELIEFS)
    asked = {
        "trade_elasticity": (2.0, 5.0, 9.0),
        "trade_elasticity_short": (0.7, 1.0, 2.0),
        "fta_effect": (0.10, 0.45, 0.76),
        "conclude_eu_india": (0.2, 0.6, 1.0),
        "conclude_eu_indonesia": (0.2, 0.8, 1.0),
        "conclude_eu_philippines": (0.2, 0.5, 1.0),
        "capital_return": (0.05, 0.15, 0.30),
        "investment_cost_cut": (0.0, 0.5, 1.5),
    }
    assert {name: ranges[name] for name in asked} == asked


def test_examples_in_the_text_are_right() -> None:
    runner = doctest.DocTestRunner()
    for name, function in dict(vars(trade)).items():
        # doctest does not find compiled functions by itself
        plain = getattr(function, "py_func", function)
        if getattr(plain, "__module__", "") == trade.__name__:
            for test in doctest.DocTestFinder().find(plain, name, globs=dict(vars(trade))):
                runner.run(test)
    assert runner.failures == 0
    assert runner.tries > 8
