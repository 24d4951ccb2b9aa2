import doctest
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latticework.mechanisms import projection, theatre
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.projection import DOMAINS
from latticework.mechanisms.theatre import BELIEFS

K = len(DOMAINS)
BELIEF = {belief.name: belief for belief in BELIEFS}


def centres(name: str) -> Array:
    return np.array([BELIEF[f"{name}_{d}"].centre for d in DOMAINS])


EUROPE, ASIA, MOVES = (centres(n) for n in ("europe_share", "asia_share", "transferable"))
SEA = DOMAINS.index("sea")


def split(
    growth: float = 1.0,
    years: float = 0.0,
    *,
    chi: float = 0.5,
    x: float = 0.05,
    kept_home: float = 0.3,
    europe: Array = EUROPE,
    asia: Array = ASIA,
    moves: Array = MOVES,
) -> tuple[Array, Array, Array]:
    """Return the shares in Europe, in Asia and at home."""
    a, b, h, u = np.empty((4, K))
    stays, gone = theatre.retained(growth, 1.0, chi), theatre.withdrawal(x, 0.4, years)
    theatre.europe_share(europe, stays, gone, a)
    theatre.released(europe, a, u)
    theatre.asia_share(asia, u, moves, kept_home, b)
    theatre.home_share(1.0 - europe - asia, u, moves, kept_home, h)
    return a, b, h


def tied(own: Array, other: Array, swing: float, engaged: float) -> Array:
    out = np.empty(K)
    theatre.tied(own, other, MOVES, swing, engaged, out)
    return out


# --- limit cases and known answers ---


def test_without_response_and_withdrawal_nothing_shifts() -> None:
    a, b, h = split(growth=3.0, years=16, chi=0.0, x=0.0)
    assert (a == EUROPE).all()
    assert (b == ASIA).all()
    assert h == pytest.approx(1 - EUROPE - ASIA)


@pytest.mark.parametrize("growth", [0.2, 0.99, 1.0])
def test_a_europe_that_is_not_stronger_releases_nothing(growth: float) -> None:
    a, _, _ = split(growth=growth, x=0.0)
    assert (a == EUROPE).all()


def test_the_release_is_the_power_of_european_growth() -> None:
    a, b, _ = split(growth=4.0, chi=0.5, x=0.0)
    assert a == pytest.approx(EUROPE / 2)
    assert theatre.retained(4.0, 1.0, 0.5) == pytest.approx(math.exp(-0.5 * math.log(4)))
    assert b == pytest.approx(ASIA + MOVES * 0.7 * EUROPE / 2)


def test_the_withdrawal_is_the_chance_that_it_has_happened_times_its_size() -> None:
    assert theatre.withdrawal(0.05, 0.4, 0.0) == 0.0
    assert theatre.withdrawal(0.05, 0.4, 16.0) == pytest.approx(0.4 * (1 - 0.95**16))
    assert theatre.withdrawal(0.2, 0.8, 1000.0) == pytest.approx(0.8)
    chance, gone = 0.0, 0.0
    for _ in range(16):
        chance += (1 - chance) * 0.05
        gone = chance * 0.4
    assert theatre.withdrawal(0.05, 0.4, 16.0) == pytest.approx(gone)


def test_european_strength_counts_members_only() -> None:
    force, members = np.array([2.0, 3.0, 7.0, 10.0]), np.array([1.0, 1.0, 0.0, 0.0])
    assert theatre.strength(force, members, 3) == 0.5


def test_ships_move_to_asia_and_brigades_go_home() -> None:
    _, asia, home = split(growth=2.0)
    to_asia, to_home = asia - ASIA, home - (1 - EUROPE - ASIA)
    assert to_asia[SEA] > to_home[SEA]
    assert to_asia[DOMAINS.index("land")] < to_home[DOMAINS.index("land")]


def test_a_theatre_has_its_own_account_when_the_other_is_engaged() -> None:
    assert tied(ASIA, EUROPE, 0.3, 1.0) == pytest.approx(1 - ASIA)
    assert tied(ASIA, EUROPE, 0.0, 0.0) == pytest.approx(1 - ASIA)
    assert tied(ASIA, EUROPE, 0.3, 0.0) == pytest.approx(1 - ASIA - 0.3 * MOVES * EUROPE)


def test_all_that_can_move_swings_if_nothing_holds_it() -> None:
    out = np.empty(1)
    theatre.tied(np.array([0.4]), np.array([0.6]), np.ones(1), 1.0, 0.0, out)
    assert out[0] == pytest.approx(0.0)


@pytest.mark.parametrize(("swing", "gain"), [(0.3, 1), (0.7, 0), (0.9, -1)])
def test_a_release_helps_asia_only_if_more_is_passed_on_than_would_have_swung(
    swing: float, gain: int
) -> None:
    before, after = (split(growth=g, x=0.0, kept_home=0.3) for g in (1.0, 3.0))
    change = tied(before[1], before[0], swing, 0.0) - tied(after[1], after[0], swing, 0.0)
    assert np.sign(np.round(change, 12)).tolist() == [gain] * K


def test_a_pivot_costs_europe_what_it_releases() -> None:
    own, american, before, after = np.full(K, 20.0), np.full(K, 30.0), np.empty(K), np.empty(K)
    theatre.net_force(own, american, EUROPE, before)
    theatre.net_force(own, american, split(growth=2.0, x=0.0)[0], after)
    assert before == pytest.approx(20 + 30 * EUROPE)
    assert before - after == pytest.approx(30 * EUROPE * (1 - 2**-0.5))


def test_identical_theatres_have_the_same_tied_share() -> None:
    half = np.full(K, 0.4)
    assert (tied(half, half, 0.3, 0.2) == tied(half.copy(), half.copy(), 0.3, 0.2)).all()


# --- conservation and direction ---

unhurried = settings(deadline=None)  # the first example may have to wait for the compiler
growths, unit = st.floats(0.1, 20), st.floats(0, 1)
columns = arrays(float, K, elements=unit)


@unhurried
@given(
    st.tuples(growths, st.integers(0, 16)),
    st.fixed_dictionaries({"chi": st.floats(0, 2), "x": unit, "kept_home": unit}),
    st.tuples(columns, columns, columns),
    arrays(float, K, elements=st.floats(0, 60)),
)
def test_europe_asia_and_home_add_up_to_the_whole_force_every_year(
    when: tuple[float, int],
    beliefs: dict[str, float],
    base: tuple[Array, Array, Array],
    stock: Array,
) -> None:
    europe, rest, moves = base
    asia = (1 - europe) * rest
    a, b, h = split(*when, **beliefs, europe=europe, asia=asia, moves=moves)
    assert (a * stock + b * stock + h * stock) == pytest.approx(stock, rel=1e-12, abs=1e-12)
    assert a + b + h == pytest.approx(np.ones(K), rel=0, abs=1e-12)
    for account in (a, b, h):
        assert ((account >= -1e-12) & (account <= 1 + 1e-12)).all()


@unhurried
@given(growths, growths, st.integers(0, 15), st.floats(0, 2), unit)
def test_a_stronger_europe_or_more_years_never_bring_forces_to_europe_or_away_from_asia(
    growth: float, more: float, years: int, chi: float, x: float
) -> None:
    before = split(growth, years, chi=chi, x=x)
    after = split(growth + more, years + 1, chi=chi, x=x)
    assert (after[0] <= before[0] + 1e-12).all()
    assert (after[1] >= before[1] - 1e-12).all()
    assert (after[2] >= before[2] - 1e-12).all()


@unhurried
@given(columns, columns, unit, unit, unit)
def test_what_is_tied_is_a_share_and_grows_as_the_other_theatre_burns(
    own: Array, rest: Array, swing: float, engaged: float, more: float
) -> None:
    other = (1 - own) * rest
    quiet = tied(own, other, swing, engaged)
    burning = tied(own, other, swing, engaged + (1 - engaged) * more)
    assert ((quiet >= -1e-12) & (quiet <= 1)).all()
    assert (burning >= quiet - 1e-12).all()


@unhurried
@given(columns, columns, unit)
def test_with_both_engaged_no_unit_fights_in_both(own: Array, rest: Array, swing: float) -> None:
    other = (1 - own) * rest
    here, away = tied(own, other, swing, 1.0), tied(other, own, swing, 1.0)
    assert ((1 - here) + (1 - away) <= 1 + 1e-12).all()


@unhurried
@given(growths, st.integers(0, 16), unit)
def test_projection_uses_no_more_than_the_united_states_have(
    growth: float, years: int, swing: float
) -> None:
    a, b, _ = split(growth, years)
    places = [tied(b, a, swing, 1.0), tied(a, b, swing, 1.0)]
    used, total = np.empty((1, K)), np.zeros(K)
    for committed in places:
        projection.usable(committed[None], np.ones(K), np.ones(1), np.ones((1, K)), used)
        total += used[0]
    assert (total <= 1 + 1e-12).all()


# --- the code itself ---


def test_no_draw_of_the_shares_exceeds_the_force() -> None:
    for domain in DOMAINS:
        assert BELIEF[f"europe_share_{domain}"].high + BELIEF[f"asia_share_{domain}"].high <= 1


KERNELS = {
    "strength": (np.arange(1.0, 5.0), np.array([1.0, 0.0, 1.0, 0.0]), 1),
    "retained": (1.7, 0.9, 0.6),
    "withdrawal": (0.07, 0.4, 9.0),
    "europe_share": (EUROPE, 0.8, 0.1),
    "released": (EUROPE, EUROPE * 0.7),
    "asia_share": (ASIA, EUROPE * 0.3, MOVES, 0.3),
    "home_share": (1 - ASIA - EUROPE, EUROPE * 0.3, MOVES, 0.3),
    "tied": (ASIA, EUROPE, MOVES, 0.3, 0.2),
    "net_force": (ASIA * 9, EUROPE * 50, MOVES),
}


@pytest.mark.parametrize("name", KERNELS)
def test_compiled_and_plain_python_agree(name: str) -> None:
    compiled, given_ = getattr(theatre, name), KERNELS[name]
    if name in {"strength", "retained", "withdrawal"}:
        assert compiled(*given_) == pytest.approx(compiled.py_func(*given_), rel=1e-12)
    else:
        outs = np.empty((2, K))
        compiled(*given_, outs[0])
        compiled.py_func(*given_, outs[1])
        assert outs[0] == pytest.approx(outs[1], rel=1e-12)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(theatre)
    assert result.attempted > 0
    assert result.failed == 0
