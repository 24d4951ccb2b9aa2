import doctest
import math
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latticework.mechanisms import projection, projection_days
from latticework.mechanisms.kernel import Array
from latticework.mechanisms.projection import BELIEFS, DOMAINS

RIVALS = (projection, projection_days)
N, K = 4, len(DOMAINS)
CENTRE = {belief.name: belief.centre for belief in (*BELIEFS, *projection_days.BELIEFS)}
SPEED = np.array([CENTRE[f"speed_{d}"] for d in DOMAINS])
BUILD = np.array([CENTRE[f"build_up_{d}"] for d in DOMAINS])
TAIWAN = np.array([CENTRE[f"fit_taiwan_strait_{d}"] for d in DOMAINS])

unhurried = settings(deadline=None)  # the first example may have to wait for the compiler
shares = arrays(float, (N, K), elements=st.floats(0, 1))
stocks = arrays(float, (N, K), elements=st.floats(0, 60))
ways = arrays(float, (N, K), elements=st.floats(0, 25_000))
columns = arrays(float, N, elements=st.floats(0, 1))
days = st.floats(0, 365)
both = pytest.mark.parametrize("theory", RIVALS, ids=lambda m: m.__name__.rpartition(".")[2])


def rate(theory: ModuleType) -> Array:
    return np.array([CENTRE[name] for name in theory.RATES])


def left(dist: Array, theory: ModuleType = projection) -> Array:
    out = np.empty_like(dist)
    theory.loss(dist, rate(theory), out)
    return out


def there(dist: Array, day: float, mob: float = 7.0) -> Array:
    out = np.empty_like(dist)
    projection.arrived(dist, np.full(len(dist), mob), SPEED, BUILD, day, out)
    return out


def share(
    dist: Array, day: float, committed: Array | float = 0.0, fit: Array | None = None
) -> Array:
    out = np.empty_like(dist)
    n = len(dist)
    q = np.broadcast_to(np.asarray(committed, dtype=float), dist.shape).copy()
    projection.usable(q, np.ones(K) if fit is None else fit, np.ones(n), there(dist, day), out)
    return out


def at(m: Array, dist: Array, used: Array, theory: ModuleType = projection) -> Array:
    out = np.empty(len(m))
    theory.force(m, left(dist, theory), used, out)
    return out


# --- limit cases and known answers ---


@both
@pytest.mark.parametrize("nothing", ["committed", "fit", "access", "arrived"])
def test_committed_in_full_or_no_fit_or_no_access_or_nothing_there_gives_nothing(
    theory: ModuleType, nothing: str
) -> None:
    given_ = {
        "committed": np.full((N, K), 0.2), "fit": np.ones(K), "access": np.ones(N),
        "arrived": np.full((N, K), 0.9),
    }  # fmt: skip
    given_[nothing][...] = 1.0 if nothing == "committed" else 0.0
    used = np.empty((N, K))
    projection.usable(*given_.values(), used)
    assert not at(np.full((N, K), 10.0), np.full((N, K), 500.0), used, theory).any()


def test_at_the_place_after_a_long_time_the_uncommitted_force_that_fits_is_there() -> None:
    m, zero = np.arange(1.0, 1 + N * K).reshape(N, K), np.zeros((N, K))
    force = at(m, zero, share(zero, 1e6, 0.75, TAIWAN))
    assert force == pytest.approx((m * 0.25 * TAIWAN).sum(axis=1), rel=1e-12)


def test_nothing_is_there_before_the_lag_and_63_percent_a_build_up_later() -> None:
    dist = np.full((1, K), 10_000.0)
    lag = 7.0 + dist[0] / SPEED
    for k in range(K):
        assert there(dist, lag[k])[0, k] == 0
        assert there(dist, lag[k] - 1)[0, k] == 0
        assert there(dist, lag[k] + BUILD[k])[0, k] == pytest.approx(1 - math.exp(-1))


def test_fifteen_knots_reach_taiwan_from_toulon_in_24_days_by_suez_and_37_by_the_cape() -> None:
    knot = 1.852 * 24  # km a day
    assert CENTRE["speed_sea"] == pytest.approx(15 * knot, abs=0.5)
    assert 16_000 / CENTRE["speed_sea"] == pytest.approx(24, abs=0.5)
    assert 25_000 / CENTRE["speed_sea"] == pytest.approx(37, abs=0.5)


def test_europes_ships_from_toulon_hardly_arrive_in_30_days_and_have_arrived_in_90() -> None:
    by_suez = np.full((1, K), 15_300.0)
    sea = DOMAINS.index("sea")
    assert there(by_suez, 30)[0, sea] < 0.1
    assert there(by_suez, 90)[0, sea] > 0.9
    assert there(np.full((1, K), 24_000.0), 30)[0, sea] == 0


def test_the_falklands_task_force_arrives_within_the_month_that_it_took() -> None:
    # Portsmouth, 5 April 1982 (three days after the landing) to the exclusion zone, 30 April:
    # 25 days for some 13,000 km with a halt at Ascension. Order of magnitude only.
    lag = 3.0 + 13_000 / CENTRE["speed_sea"]
    assert 28 / 1.5 < lag < 28 * 1.5


def test_the_share_that_survives_is_the_exponential() -> None:
    (row,) = left(np.full((1, K), 2000.0))
    assert row == pytest.approx(np.exp([-1.0, -0.3, -0.16]))


def test_a_coalition_counts_the_target_in_full_and_helpers_by_will_and_synergy() -> None:
    force, will = np.array([3.0, 4.0, 9.0, 2.0]), np.array([0.3, 0.5, 0.0, 1.0])
    synergy = projection.interoperability(0.1, 0.5)
    assert synergy == pytest.approx(1.05)
    assert projection.defence(force, will, 0, synergy) == pytest.approx(3 + 1.05 * (2 + 2))
    assert projection.defence(force, np.zeros(4), 0, synergy) == 3.0
    assert projection.attack(force, 2, 0.3) == pytest.approx(2.7)
    assert projection.attack(force, 2, 1.0) == 9.0


def test_the_standing_share_is_of_the_force_that_comes() -> None:
    force, standing = np.array([3.0, 1.0, 0.0]), np.array([1.0, 0.0, 1.0])
    assert projection.standing_share(force, standing) == 0.75
    assert projection.standing_share(np.zeros(3), standing) == 0.0


# --- properties ---


@both
@unhurried
@given(m=stocks, near=ways, far=ways, used=shares)
def test_farther_is_weaker(
    theory: ModuleType, m: Array, near: Array, far: Array, used: Array
) -> None:
    assert (at(m, near + far, used, theory) <= at(m, near, used, theory) * (1 + 1e-12)).all()


@unhurried
@given(m=stocks, dist=ways, early=days, later=days)
def test_later_and_from_nearer_more_has_arrived(
    m: Array, dist: Array, early: float, later: float
) -> None:
    late = early + later
    before, after = (at(m, dist, share(dist, day)) for day in (early, late))
    assert (after >= before * (1 - 1e-12)).all()
    assert (there(dist / 2, late) >= there(dist, late) - 1e-12).all()


@unhurried
@given(m=stocks, dist=ways, used=shares, factor=st.floats(0, 10))
def test_the_force_is_proportional_to_the_stock(
    m: Array, dist: Array, used: Array, factor: float
) -> None:
    assert at(m * factor, dist, used) == pytest.approx(at(m, dist, used) * factor, rel=1e-12)


@both
@unhurried
@given(m=stocks, more=stocks, dist=ways, used=shares)
def test_more_stock_never_gives_less(
    theory: ModuleType, m: Array, more: Array, dist: Array, used: Array
) -> None:
    assert (at(m + more, dist, used, theory) >= at(m, dist, used, theory) * (1 - 1e-12)).all()


@unhurried
@given(m=stocks, dist=ways, day=days, parts=arrays(float, (3, N, K), elements=st.floats(0, 1)))
def test_a_force_split_over_places_is_never_larger_than_the_force(
    m: Array, dist: Array, day: float, parts: Array
) -> None:
    committed = parts / np.maximum(1.0, parts.sum(axis=0))
    split = sum(at(m, dist, share(dist, day, 1.0 - here)) for here in committed)
    assert (split <= at(m, dist, share(dist, day)) * (1 + 1e-9)).all()
    assert (split <= m.sum(axis=1) * (1 + 1e-9)).all()


@unhurried
@given(q=shares, fit=arrays(float, K, elements=st.floats(0, 1)), rest=shares)
def test_what_is_usable_is_a_share_and_falls_with_commitments(
    q: Array, fit: Array, rest: Array
) -> None:
    some, less = np.empty((N, K)), np.empty((N, K))
    projection.usable(q, fit, np.ones(N), rest, some)
    projection.usable(np.minimum(1.0, q + 0.1), fit, np.ones(N), rest, less)
    assert ((some >= 0) & (some <= 1)).all()
    assert (less <= some + 1e-12).all()


@unhurried
@given(force=columns.map(lambda x: x * 50), will=columns)
def test_more_will_or_synergy_never_weakens_the_defence(force: Array, will: Array) -> None:
    defence = projection.defence(force, will, 1, 1.0)
    braver = projection.defence(force, np.minimum(1.0, will + 0.1), 1, 1.1)
    assert force[1] - 1e-12 <= defence <= force.sum() + 1e-9
    assert braver >= defence - 1e-9


@both
def test_equal_states_bring_equal_forces(theory: ModuleType) -> None:
    m, dist = np.full((N, K), 5.0), np.full((N, K), 3000.0)
    assert np.ptp(at(m, dist, share(dist, 30), theory)) == 0


# --- the code itself ---


def test_fits_stay_between_none_and_full() -> None:
    for belief in BELIEFS:
        if belief.name.startswith("fit_"):
            assert 0 <= belief.low <= belief.high <= 1
    assert len({belief.name for belief in BELIEFS}) == len(BELIEFS)


@pytest.mark.parametrize(
    "name",
    [
        "loss", "arrived", "usable", "force", "standing_share", "interoperability", "defence",
        "attack",
    ],
)  # fmt: skip
@both
def test_compiled_and_plain_python_agree(theory: ModuleType, name: str) -> None:
    rng = np.random.default_rng(7)
    grid, row, line = rng.random((N, K)) * 50, rng.random(N), rng.random(K) + 0.5
    given_ = {
        "loss": (grid * 400, rate(theory)),
        "arrived": (grid * 100, row, SPEED, line * 10, 30.0),
        "usable": (grid / 50, line / 2, row, grid[::-1] / 50),
        "force": (grid, grid[::-1] / 50, grid / 50),
        "standing_share": (row * 9, row[::-1].copy()),
        "interoperability": (0.1, 0.4),
        "defence": (row * 9, row[::-1].copy(), 2, 1.05),
        "attack": (row, 1, 0.3),
    }[name]
    compiled = getattr(theory, name)
    if name in {"loss", "arrived", "usable", "force"}:
        outs = [np.empty(N) if name == "force" else np.empty((N, K)) for _ in range(2)]
        compiled(*given_, outs[0])
        compiled.py_func(*given_, outs[1])
        assert outs[0] == pytest.approx(outs[1], rel=1e-12)
    else:
        assert compiled(*given_) == pytest.approx(compiled.py_func(*given_), rel=1e-12)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(projection)
    assert result.attempted > 0
    assert result.failed == 0
