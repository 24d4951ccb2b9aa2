import doctest
import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from latticework.mechanisms import arming, arming_budget
from latticework.mechanisms.arming_budget import (
    Changes,
    Path,
    Response,
    demand,
    log_change,
    spending,
)
from latticework.mechanisms.kernel import Array

CENTRES = {belief.name: belief.centre for belief in arming_budget.BELIEFS}
RESPONSE = Response(*[CENTRES[name] for name in Response._fields])
NO_LIMITS = RESPONSE._replace(largest_cut=9.0, largest_rise=9.0)


def one(value: float) -> Array:
    return np.array([value])


def path(reference: float, gdp: float, allied: float) -> Path:
    return Path(one(reference), one(0), one(np.inf), one(0), one(gdp), one(allied))


def changes(threat: float = 0, rivals: float = 0, allies: float = 0, felt: float = 0) -> Changes:
    return Changes(one(threat), one(rivals), one(allies), one(felt))


def utility(consumption: float, security: float, odds: float, sigma: float) -> float:
    """Log of the CES utility, with weights in proportion odds : 1."""
    logs = np.log([consumption, security])
    if sigma == 1:
        return float((logs[0] + odds * logs[1]) / (1 + odds))
    rho = 1 - 1 / sigma
    return float(np.log((np.exp(rho * logs[0]) + odds * np.exp(rho * logs[1])) / (1 + odds)) / rho)


def test_doctests() -> None:
    result = doctest.testmod(arming_budget)
    assert result.attempted > 8
    assert result.failed == 0


def test_it_replaces_arming_by_one_line() -> None:
    for name in arming_budget.__all__:
        if name not in {"demand", "Response", "BELIEFS", "SPILLS", "response", "spending"}:
            assert getattr(arming, name) is getattr(arming_budget, name)
    assert arming_budget.SPILLS
    assert not arming.SPILLS
    theirs = inspect.signature(arming.spending.py_func).parameters
    assert list(inspect.signature(spending.py_func).parameters) == list(theirs)
    names = [belief.name for belief in arming_budget.BELIEFS]
    assert len(set(names)) == len(names)
    assert set(Response._fields) <= set(names)


@settings(deadline=None)
@given(
    st.floats(0.3, 3).map(lambda s: 1.0 if abs(s - 1) < 0.02 else s),
    st.floats(0, 1), st.floats(0.5, 20), st.floats(0, 30),
    st.tuples(st.floats(-20, 20), st.floats(-1, 1), st.floats(-1, 1), st.floats(-0.5, 3)),
)  # fmt: skip
def test_demand_maximises_utility(
    sigma: float, worth: float, reference: float, allied: float,
    news: tuple[float, float, float, float],
) -> None:  # fmt: skip
    threat, rivals, allies, felt = news
    response = RESPONSE._replace(substitution=sigma, spill_in_worth=worth)
    n, a_e = response.threat_response, response.encirclement_arming
    revealed = (reference + worth * allied) / (100 - reference)
    odds = (revealed * np.exp(n * threat + a_e * felt)) ** (1 / sigma)
    spill = worth * allied * np.exp(allies)

    def loss(milex: float) -> float:
        return -utility(100 - milex, (milex + spill) / np.exp(rivals), odds, sigma)

    best = minimize_scalar(loss, bounds=(0, 100), method="bounded", options={"xatol": 1e-9}).x
    found = demand(0, path(reference, 100, allied), changes(*news), response)
    assert found == pytest.approx(best, abs=1e-4)
    assert loss(max(found, 1e-12)) <= loss(best) + 1e-12


def test_cobb_douglas_spends_a_share_of_income_and_spill_in() -> None:
    response = RESPONSE._replace(substitution=1.0, spill_in_worth=0.5)
    share = (3 + 0.5 * 4) / (100 + 0.5 * 4)
    spill = 0.5 * 4 * np.exp(0.3)
    found = demand(0, path(3, 100, 4), changes(rivals=0.7, allies=0.3), response)
    assert found == pytest.approx(share * (100 + spill) - spill)


def test_without_news_spending_follows_its_reference() -> None:
    milex, reference, growth = one(3.0), one(3.0), one(0.03)
    for _ in range(16):
        now = Path(reference, growth, one(np.inf), one(0), 40 * reference, 2 * reference)
        spending(milex, now, changes(), RESPONSE, milex)
        reference = reference * np.exp(growth)
    assert milex == pytest.approx(reference, rel=1e-12)


def test_a_pure_public_good_is_left_to_allies() -> None:
    response = RESPONSE._replace(spill_in_worth=1.0)
    found = demand(0, path(2, 100, 900), changes(allies=0.1), response)
    assert found == 0
    out = np.zeros(1)
    spending(one(2.0), path(2, 100, 900), changes(allies=0.1), response, out)
    assert out == pytest.approx(2 * np.exp(-response.largest_cut))


@pytest.mark.parametrize("worth", [0.0, 0.1, 0.5, 1.0])
def test_an_allied_dollar_saves_its_worth_over_one_plus_kappa(worth: float) -> None:
    response = RESPONSE._replace(spill_in_worth=worth)
    kappa, more = (5 + worth * 3) / 95, np.log(3.001 / 3)
    saved = 5 - demand(0, path(5, 100, 3), changes(allies=more), response)
    assert saved / 0.001 == pytest.approx(worth / (1 + kappa), abs=1e-6)


def test_free_riding_depends_on_burdens_not_on_size() -> None:
    for size in (1.0, 1000.0):
        small = path(2 * size, 100 * size, 3 * size)
        found = demand(0, small, changes(allies=0.01), RESPONSE)
        elasticity = np.log(found / (2 * size)) / 0.01
        assert elasticity == pytest.approx(-RESPONSE.spill_in_worth * 3 / 2, rel=0.03)


def test_danger_counts_as_in_the_richardson_form_for_a_lone_state() -> None:
    found = demand(0, path(0.01, 100, 0), changes(threat=1.0), RESPONSE)
    assert np.log(found / 0.01) == pytest.approx(RESPONSE.threat_response, rel=1e-3)


def test_leaning_on_allies_makes_spending_more_nervous() -> None:
    alone, leaning = (
        demand(0, path(2, 100, allied), changes(threat=5.0), RESPONSE) for allied in (0, 20)
    )
    assert leaning > alone > 2


@pytest.mark.parametrize(("sigma", "sign"), [(0.7, 1), (1.0, 0), (1.05, -1)])
def test_rivals_count_as_security_is_hard_to_replace(sigma: float, sign: int) -> None:
    response = RESPONSE._replace(substitution=sigma)
    found = demand(0, path(2, 100, 3), changes(rivals=0.2), response)
    assert np.sign(round(found - 2, 12)) == sign


def test_two_rivals_settle_together() -> None:
    rivalry, both = np.array([[0.0, 1.0], [1.0, 0.0]]), np.full(2, 0.002)
    now = Path(both, np.zeros(2), np.full(2, np.inf), np.zeros(2), np.ones(2), np.zeros(2))
    milex, news = both.copy(), Changes(np.array([5.0, 5.0]), *np.zeros((3, 2)))
    for _ in range(400):
        log_change(rivalry, milex, both, np.zeros((2, 2)), news.rivals)
        spending(milex, now, news, NO_LIMITS, milex)
    r = 1 - RESPONSE.substitution
    assert milex[0] == milex[1]
    assert np.log(milex / both) == pytest.approx(5 * RESPONSE.threat_response / (1 - r), rel=0.01)


def test_compiled_and_plain_agree() -> None:
    rng = np.random.default_rng(3)
    now = Path(*rng.uniform(0.01, 1, (6, 5)))._replace(gdp=rng.uniform(20, 40, 5))
    news, milex = Changes(*rng.normal(0, 1, (4, 5))), rng.uniform(0.1, 2, 5)
    fast, plain = np.zeros(5), np.zeros(5)
    spending(milex, now, news, RESPONSE, fast)
    spending.py_func(milex, now, news, RESPONSE, plain)
    assert fast == pytest.approx(plain, rel=1e-12)
    assert demand(1, now, news, RESPONSE) == pytest.approx(
        demand.py_func(1, now, news, RESPONSE), rel=1e-12
    )
