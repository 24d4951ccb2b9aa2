import doctest
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import arming, arming_budget
from latticework.mechanisms.arming import (
    Changes,
    Path,
    Response,
    ceiling,
    log_change,
    spending,
    spill_in,
    stocks,
    yields,
)
from latticework.mechanisms.kernel import Array

CENTRES = {belief.name: belief.centre for belief in arming.BELIEFS}
RESPONSE = Response(*[CENTRES[name] for name in Response._fields])
NO_LIMITS = RESPONSE._replace(largest_cut=1.0, largest_rise=1.0)
N = 5


def column(low: float, high: float) -> st.SearchStrategy[Array]:
    return st.lists(st.floats(low, high), min_size=N, max_size=N).map(np.array)


def quiet(n: int = N) -> Changes:
    return Changes(np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n))


def steady(n: int = N) -> Path:
    """Reference spending of 2 out of 100, no growth, no ceiling."""
    full = np.full(n, 2.0)
    return Path(full, np.zeros(n), np.full(n, np.inf), np.zeros(n), 50 * full, full)


def test_doctests() -> None:
    result = doctest.testmod(arming)
    assert result.attempted > 20
    assert result.failed == 0


def test_fields_of_the_response_are_beliefs() -> None:
    names = [belief.name for belief in arming.BELIEFS]
    assert len(set(names)) == len(names)
    assert set(Response._fields) <= set(names)


# --- spending ---


def test_without_news_spending_follows_its_reference() -> None:
    growth = np.array([-0.02, 0.0, 0.02, 0.05, 0.08])
    reference = np.array([1.0, 2.0, 50.0, 300.0, 997.0])
    milex = reference.copy()
    for _ in range(16):
        path = steady()._replace(reference=reference, growth=growth)
        spending(milex, path, quiet(), RESPONSE, milex)
        reference = reference * np.exp(growth)
    assert milex == pytest.approx(reference, rel=1e-12)


def test_a_percentage_point_of_danger_raises_spending_as_believed() -> None:
    milex, change = np.full(N, 2.0), quiet()._replace(threat=np.ones(N))
    for _ in range(200):
        spending(milex, steady(), change, RESPONSE, milex)
    assert milex == pytest.approx(2 * np.exp(RESPONSE.threat_response), rel=1e-12)


def test_the_gap_closes_at_the_declared_speed() -> None:
    milex, change = np.full(N, 2.0), quiet()._replace(encirclement=np.full(N, 1.0))
    for year in range(1, 6):
        spending(milex, steady(), change, RESPONSE, milex)
        way = 1 - (1 - RESPONSE.spending_adjustment) ** year
        assert np.log(milex / 2) == pytest.approx(way * RESPONSE.encirclement_arming, rel=1e-12)


def race(reaction: float, grievances: tuple[float, float], years: int, most: float) -> Array:
    """Log deviations of two rivals after some years."""
    rivalry, work = np.array([[0.0, 1.0], [1.0, 0.0]]), np.zeros((2, 2))
    path = steady(2)._replace(ceiling=np.full(2, most))
    response = NO_LIMITS._replace(rival_reaction=reaction, threat_response=1.0)
    milex, change = np.full(2, 2.0), quiet(2)._replace(threat=np.array(grievances))
    for _ in range(years):
        log_change(rivalry, milex, path.reference, work, change.rivals)
        spending(milex, path, change, response, milex)
    deviations: Array = np.log(milex / path.reference)
    return deviations


@pytest.mark.parametrize("r", [-0.5, 0.0, 0.3, 0.9])
def test_two_rivals_settle_where_richardson_says(r: float) -> None:
    c1, c2 = 0.1, -0.04
    settled = np.array([c1 + r * c2, c2 + r * c1]) / (1 - r * r)
    assert race(r, (c1, c2), 1500, np.inf) == pytest.approx(settled, abs=1e-10)


@pytest.mark.parametrize("r", [1.0, 1.2])
def test_a_race_without_bounds_stops_only_at_the_ceiling(r: float) -> None:
    assert np.exp(race(r, (0.1, 0.1), 2000, 40.0)) == pytest.approx(40 / 2)


def test_equal_rivals_stay_equal() -> None:
    one, other = race(0.7, (0.2, 0.2), 7, np.inf)
    assert one == other > 0


@pytest.mark.parametrize(("phi", "sign"), [(0.2, -1), (0.0, 0), (-0.1, 1)])
def test_free_riding_lowers_own_spending_when_allies_grow(phi: float, sign: int) -> None:
    change, out = quiet()._replace(allies=np.full(N, 0.1)), np.zeros(N)
    spending(np.full(N, 2.0), steady(), change, RESPONSE._replace(free_riding=phi), out)
    assert set(np.sign(out - 2.0)) == {sign}


@settings(deadline=None)
@given(
    column(0, 1000).map(lambda milex: np.where(milex < 1e-6, 0.0, milex)),
    st.tuples(column(0.01, 1000), column(-0.3, 0.3), column(0, 900), column(0, 900)),
    st.tuples(column(-50, 50), column(-2, 2), column(-2, 2), column(-1, 5)),
)
@pytest.mark.parametrize("rival", [arming, arming_budget])
def test_spending_never_passes_the_ceiling_nor_the_yearly_limits(
    rival: ModuleType,
    milex: Array,
    course: tuple[Array, Array, Array, Array],
    news: tuple[Array, Array, Array, Array],
) -> None:
    values = {belief.name: belief.centre for belief in rival.BELIEFS}
    response = rival.Response(*[values[name] for name in rival.Response._fields])
    reference, _, most, fixed = course
    path = Path(*course, 20 * reference, reference)
    out = np.zeros(N)
    rival.spending(milex, path, Changes(*news), response, out)
    assert (out <= most).all()
    assert (out >= 0).all()
    free = (fixed == 0) & (out < most) & (milex > 0)
    moved = np.log(out[free] / milex[free])
    assert (moved <= response.largest_rise + 1e-12).all()
    assert (moved >= -response.largest_cut - 1e-12).all()


@settings(deadline=None)
@given(column(-3, 3), column(0, 3))
def test_more_danger_never_lowers_spending(threat: Array, more: Array) -> None:
    less_out, more_out = np.zeros(N), np.zeros(N)
    spending(np.full(N, 2.0), steady(), quiet()._replace(threat=threat), RESPONSE, less_out)
    spending(np.full(N, 2.0), steady(), quiet()._replace(threat=threat + more), RESPONSE, more_out)
    assert (more_out >= less_out).all()


def test_states_without_arms_stay_so_unless_an_option_arms_them() -> None:
    path = steady()._replace(fixed=np.array([0.0, 3.0, 0.0, 0.0, 0.0]), reference=np.zeros(N))
    out = np.ones(N)
    spending(np.zeros(N), path, quiet()._replace(threat=np.ones(N)), RESPONSE, out)
    assert out.tolist() == [0, 3, 0, 0, 0]


# --- what comes in ---


def test_log_change_weighs_others_by_their_size() -> None:
    weights = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 1.0, 0.0]])
    milex, reference = np.array([10.0, 20.0, 40.0]), np.array([10.0, 10.0, 80.0])
    out = np.zeros(3)
    log_change(weights, milex, reference, np.zeros((2, 3)), out)
    assert out == pytest.approx([np.log(40 / 50), np.log(50 / 90), 0.0])


@settings(deadline=None)
@given(column(1, 100), column(1, 100), st.floats(0.5, 2))
def test_log_change_is_that_of_a_common_factor(milex: Array, weights: Array, by: float) -> None:
    out, matrix = np.zeros(N), np.tile(weights, (N, 1))
    log_change(matrix, by * milex, milex, np.zeros((2, N)), out)
    assert out == pytest.approx(np.log(by), abs=1e-12)


def test_spill_in_thins_out_over_income() -> None:
    alliance, milex = 1.0 - np.eye(3), np.array([30.0, 2.0, 1.0])
    gdp, out = np.array([1000.0, 100.0, 50.0]), np.zeros(3)
    spill_in(alliance, milex, gdp, np.zeros((2, 3)), out)
    assert out == pytest.approx([1000 * 3 / 150, 100 * 31 / 1050, 50 * 32 / 1100])
    spill_in(np.zeros((3, 3)), milex, gdp, np.zeros((2, 3)), out)
    assert out.tolist() == [0, 0, 0]


def test_the_ceiling_spares_those_already_above_it_and_is_lifted_at_war() -> None:
    out = np.zeros(3)
    ceiling(np.array([100.0, 100, 100]), np.array([2.0, 9, 2]), 5.0, np.array([0.0, 0, 1]), out)
    assert out.tolist() == [5, 9, np.inf]


# --- stocks ---


def test_the_mix_of_2024_is_stationary_at_the_spending_of_2024() -> None:
    rng = np.random.default_rng(1)
    have, milex, worn = rng.uniform(0, 30, (N, 3)), rng.uniform(1, 900, N), rng.uniform(0, 0.1, 3)
    share, bought, out = np.full(N, 0.25), np.zeros((N, 3)), np.zeros((N, 3))
    yields(have, milex, share, worn, bought)
    stocks(have, share * milex, bought, worn, out)
    assert out == pytest.approx(have, rel=1e-14)


def test_without_wear_and_purchases_stocks_are_constant() -> None:
    have, out = np.random.default_rng(2).uniform(0, 30, (N, 3)), np.zeros((N, 3))
    stocks(have, np.zeros(N), np.ones((N, 3)), np.zeros(3), out)
    assert (out == have).all()


def test_stocks_tend_to_as_many_times_theirs_as_spending() -> None:
    have, worn, per = np.array([[10.0, 4.0]]), np.array([0.05, 0.1]), np.zeros((1, 2))
    yields(have, np.array([50.0]), np.array([0.25]), worn, per)
    now = have.copy()
    for _ in range(800):
        stocks(now, np.array([0.25 * 150.0]), per, worn, now)
    assert now == pytest.approx(3 * have)


@settings(deadline=None)
@given(column(0, 100), column(0, 10), column(0, 10))
def test_more_purchases_never_leave_less(have: Array, bought: Array, more: Array) -> None:
    grid, per, worn = np.tile(have, (3, 1)).T.copy(), np.full((N, 3), 0.2), np.full(3, 0.06)
    few, many = np.zeros((N, 3)), np.zeros((N, 3))
    stocks(grid, bought, per, worn, few)
    stocks(grid, bought + more, per, worn, many)
    assert (many >= few).all()
    assert few == pytest.approx(0.94 * grid + 0.2 * bought[:, None])


def test_who_buys_nothing_yields_nothing() -> None:
    out = np.ones((1, 3))
    yields(np.ones((1, 3)), np.zeros(1), np.full(1, 0.25), np.full(3, 0.06), out)
    assert (out == 0).all()


# --- compiled and not ---


def test_compiled_and_plain_agree() -> None:
    rng = np.random.default_rng(3)
    path = Path(*rng.uniform(0.01, 1, (6, N)))
    change, milex = Changes(*rng.normal(0, 1, (4, N))), rng.uniform(0.1, 2, N)
    fast, plain = np.zeros(N), np.zeros(N)
    spending(milex, path, change, RESPONSE, fast)
    spending.py_func(milex, path, change, RESPONSE, plain)
    assert fast == pytest.approx(plain, rel=1e-12)
    weights = rng.uniform(0, 1, (N, N))
    for kernel in (log_change, spill_in):
        kernel(weights, milex, path.gdp, np.zeros((2, N)), fast)
        kernel.py_func(weights, milex, path.gdp, np.zeros((2, N)), plain)
        assert fast == pytest.approx(plain, rel=1e-12)
