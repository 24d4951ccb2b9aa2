import doctest
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import blocs
from latticework.mechanisms.blocs import (
    BELIEFS,
    BINS,
    befriend,
    energy,
    esteban_ray,
    estrange,
    frustration,
    frustration_index,
    group,
    modularity,
    polarization,
    settle,
    ties,
)
from latticework.mechanisms.kernel import Array, IntArray

# Alliances (rova) and enmities (hina) among the 16 Gahuku-Gama tribes: Read (1954), Southwestern
# Journal of Anthropology 10:1-43, as in UCINET IV's GAMA after Hage & Harary (1983), pp. 56-60.
# 1 Gavev, 2 Kotun, 3 Ove, 4 Alika, 5 Nagam, 6 Gahuk, 7 Masil, 8 Ukudz, 9 Notoh, 10 Kohik, 11 Geham,
# 12 Asaro, 13 Uheto, 14 Seuve, 15 Nagad, 16 Gama.
ROVA = (
    "1-2 1-15 1-16 2-15 2-16 3-4 3-6 3-7 3-8 4-8 5-7 5-9 5-14 6-7 6-8 6-11 6-12 7-8 7-11 7-12 7-13 "
    "8-11 8-12 9-10 9-13 10-13 11-12 13-14 15-16"
)
HINA = (
    "1-3 1-4 1-5 1-6 1-12 2-3 2-5 2-6 2-9 2-10 5-15 5-16 6-9 6-13 6-16 8-14 9-11 9-15 10-11 10-15 "
    "11-13 11-15 11-16 12-14 12-15 12-16 13-15 13-16 14-16"
)


def highland() -> Array:
    found = np.zeros((16, 16))
    for pairs, sign in ((ROVA, 1.0), (HINA, -1.0)):
        for pair in pairs.split():
            i, j = (int(tribe) - 1 for tribe in pair.split("-"))
            found[i, j] = found[j, i] = sign
    return found


def signed(seed: int, n: int, density: float = 0.7) -> Array:
    rng = np.random.default_rng(seed)
    half = np.triu(rng.uniform(-1, 1, (n, n)) * (rng.random((n, n)) < density), 1)
    whole: Array = half + half.T
    return whole


def every_division(n: int) -> Array:
    rest = 1.0 - 2.0 * ((np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)) & 1)
    return np.hstack([np.ones((len(rest), 1)), rest])


def all_frustrations(graph: Array) -> Array:
    """Of every division, by counting."""
    sides = every_division(len(graph))
    found: Array = (np.abs(graph).sum() - ((sides @ graph) * sides).sum(axis=1)) / 4
    return found


def q_by_definition(graph: Array, groups: IntArray) -> float:
    """Gómez, Jensen & Arenas (2009), term by term."""
    plus, minus = np.maximum(graph, 0), np.maximum(-graph, 0)
    total: float = 0.0
    for i, j in np.ndindex(graph.shape):
        if groups[i] == groups[j]:
            total += float(graph[i, j])
            for part, sign in ((plus, 1), (minus, -1)):
                if part.sum() > 0:
                    total -= float(sign * part[i].sum() * part[j].sum() / part.sum())
    return total / float(plus.sum() + minus.sum())


def q(graph: Array, groups: list[int]) -> float:
    return float(modularity(graph, np.array(groups), np.zeros((3, len(graph)))))


seeds = st.integers(0, 10_000)
sizes = st.integers(2, 11)


def test_doctests() -> None:
    result = doctest.testmod(blocs)
    assert result.attempted > 15
    assert result.failed == 0


def test_alpha_stays_within_the_authors_bound() -> None:
    (alpha,) = BELIEFS
    assert alpha.low > 0
    assert alpha.high <= 1.6


# --- ties ---


@settings(deadline=None)
@given(seeds, sizes)
def test_ties_are_symmetric_and_within_one(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    pacts = np.abs(signed(seed, n)) * 3
    threat, out = rng.uniform(0, 1, (n, n)), np.zeros((n, n))
    ties(pacts, threat, out)
    assert (out == out.T).all()
    assert np.abs(out).max() <= 1
    assert (np.diag(out) == 0).all()
    ties(pacts + 0.1, threat, friendlier := np.zeros((n, n)))
    assert (friendlier >= out).all()


def test_ties_with_few_powers_are_those_of_the_whole_matrix() -> None:
    generator = np.random.default_rng(6)
    pacts = np.triu(generator.uniform(-1.5, 1.5, (9, 9)), 1)
    pacts, powers, felt = pacts + pacts.T, np.array([4, 1, 7]), generator.uniform(0, 1, (3, 9))
    felt[range(3), powers] = 0.0
    threat, whole, few = np.zeros((3, 9, 9))
    threat[:, powers] = felt.T
    ties(pacts, threat, whole)
    befriend(pacts, few)
    estrange(pacts, powers, felt, few)
    assert few == pytest.approx(whole, abs=1e-15)
    estrange(pacts, powers, felt, few)  # once more: nothing is left of the year before
    assert few == pytest.approx(whole, abs=1e-15)


# --- polarization ---


@pytest.mark.parametrize("alpha", [1.0, 1.3, 1.6])
def test_two_equal_masses_at_distance_one(alpha: float) -> None:
    shares, places = np.array([0.5, 0.5]), np.array([0.2, 1.2])
    assert esteban_ray(shares, places, alpha) == pytest.approx(0.5 ** (1 + alpha))


def er(position: Array, weight: Array, alpha: float = 1.3) -> float:
    shares, places = np.zeros(BINS), np.zeros(BINS)
    group(position, weight, shares, places)
    assert shares.sum() == pytest.approx(1)
    assert shares @ places == pytest.approx(np.average(position, weights=weight), abs=1e-12)
    return float(esteban_ray(shares, places, alpha))


@pytest.mark.parametrize("place", [-1.0, -0.5, 0.13, 1.0])
def test_one_mass_is_not_polarized(place: float) -> None:
    assert er(np.full(4, place), np.arange(1.0, 5.0)) == pytest.approx(0, abs=1e-15)


@settings(deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=2, max_size=9), seeds)
def test_nothing_is_more_polarized_than_two_equal_ends(positions: list[float], seed: int) -> None:
    weight = np.random.default_rng(seed).uniform(0.1, 1, len(positions))
    worst = 2 * 0.5**2.3
    assert 0 <= er(np.array(positions), weight) <= worst + 1e-12
    ends = np.array([-1.0, 1.0])
    assert er(ends, np.ones(2)) == pytest.approx(worst)


def test_polarization_is_the_same_seen_from_either_side_and_in_any_unit() -> None:
    rng = np.random.default_rng(5)
    position, weight = rng.uniform(-1, 1, 30), rng.uniform(0, 1, 30)
    assert er(-position, weight) == pytest.approx(er(position, weight))
    assert er(position, 1e6 * weight) == pytest.approx(er(position, weight))


def test_drifting_apart_polarizes() -> None:
    weight = np.array([3.0, 1.0, 3.0])
    found = [er(np.array([-x, 0.0, x]), weight) for x in (0.3, 0.5, 0.6, 0.8, 1.0)]
    assert found == sorted(found)


def test_pol_is_100_in_2024() -> None:
    assert polarization(0.31, 0.31, 0.2, 0.2) == 100
    assert polarization(0.62, 0.31, 0.2, 0.2) == 150


# --- modularity ---


@pytest.mark.parametrize("k", [2, 3, 7])
def test_two_equal_disjoint_cliques(k: int) -> None:
    graph = np.kron(np.eye(2), np.ones((k, k))) - np.eye(2 * k)
    assert q(graph, [0] * k + [1] * k) == pytest.approx(0.5)
    assert q(graph, [0] * 2 * k) == pytest.approx(0)
    assert q(graph, [0, 1] * k) < 0.1


@settings(deadline=None)
@given(seeds, sizes, st.integers(1, 4))
def test_modularity_is_its_definition(seed: int, n: int, number: int) -> None:
    graph = signed(seed, n)
    groups = np.random.default_rng(seed).integers(0, number, n)
    if graph.any():
        assert q(graph, list(groups)) == pytest.approx(q_by_definition(graph, groups), abs=1e-12)
        assert q(5 * graph, list(groups)) == pytest.approx(q(graph, list(groups)), abs=1e-12)


def test_a_world_without_ties_has_no_modularity() -> None:
    assert q(np.zeros((3, 3)), [0, 1, 2]) == 0


def test_enemies_in_one_group_lower_modularity() -> None:
    graph = -np.ones((4, 4)) + np.eye(4)
    assert q(graph, [0, 0, 1, 1]) > q(graph, [0, 0, 0, 0]) == 0


# --- balance ---


@pytest.mark.parametrize(
    ("signs", "index"), [((1, 1, 1), 0), ((1, 1, -1), 1), ((1, -1, -1), 0), ((-1, -1, -1), 1)]
)
def test_triangles(signs: tuple[int, int, int], index: int) -> None:
    graph = np.zeros((3, 3))
    for (i, j), sign in zip(((0, 1), (1, 2), (0, 2)), signs, strict=True):
        graph[i, j] = graph[j, i] = sign
    assert frustration_index(graph)[0] == index


@pytest.mark.parametrize("n", range(1, 15))
def test_all_against_all(n: int) -> None:
    index, sides = frustration_index(np.eye(n) - 1.0)
    assert index == comb(n, 2) - n**2 // 4
    assert abs(sides.sum()) == n % 2


def test_the_highland_tribes() -> None:
    graph = highland()
    assert (graph > 0).sum() == (graph < 0).sum() == 2 * 29
    found = all_frustrations(graph)
    index, sides = frustration_index(graph)
    assert index == found.min() == 7
    assert (found == 7).sum() == 1
    apart = {tribe + 1 for tribe in range(16) if sides[tribe] == sides[0]}
    assert apart == {1, 2, 15, 16}


@settings(deadline=None)
@given(seeds, sizes, st.floats(0.2, 1))
def test_the_index_is_the_least_frustration_of_all_divisions(
    seed: int, n: int, density: float
) -> None:
    graph = signed(seed, n, density)
    index, sides = frustration_index(graph)
    assert index == pytest.approx(all_frustrations(graph).min(), abs=1e-12)
    assert frustration(graph, sides) == pytest.approx(index, abs=1e-12)
    assert index <= np.abs(graph).sum() / 4 + 1e-12


@settings(deadline=None)
@given(seeds, sizes)
def test_switching_and_the_order_of_states_change_nothing(seed: int, n: int) -> None:
    rng, graph = np.random.default_rng(seed), signed(seed, n)
    index = frustration_index(graph)[0]
    switch, order = rng.choice([-1.0, 1.0], n), rng.permutation(n)
    assert frustration_index(graph * np.outer(switch, switch))[0] == pytest.approx(index)
    assert frustration_index(graph[np.ix_(order, order)])[0] == pytest.approx(index)


def test_a_balanced_world_of_any_size_is_not_frustrated() -> None:
    side = np.where(np.arange(74) % 3 == 0, 1.0, -1.0)
    graph = np.outer(side, side) - np.eye(74)
    index, sides = frustration_index(graph)
    assert index == 0
    assert (sides == side).all()


def test_too_hard_a_world_and_a_lopsided_one_are_refused() -> None:
    with pytest.raises(ValueError, match="not proven within 50 steps: use `settle`"):
        frustration_index(signed(1, 30), steps=50)
    with pytest.raises(ValueError, match="symmetric"):
        frustration_index(np.array([[0.0, 1.0], [0.0, 0.0]]))


@settings(deadline=None)
@given(seeds, sizes)
def test_states_settle_where_nobody_wants_to_move(seed: int, n: int) -> None:
    graph = signed(seed, n)
    start = np.random.default_rng(seed).choice([-1.0, 1.0], n)
    sides = start.copy()
    found = settle(graph, sides, np.zeros((2, n)))
    assert found == pytest.approx(frustration(graph, sides), abs=1e-12)
    assert frustration_index(graph)[0] - 1e-12 <= found <= frustration(graph, start) + 1e-12
    for i in range(n):
        moved = sides.copy()
        moved[i] = -moved[i]
        assert frustration(graph, moved) >= found - 1e-12
    again = sides.copy()
    assert settle(graph, again, np.zeros((2, n))) == pytest.approx(found)
    assert (again == sides).all()


def test_settling_finds_the_camps_of_a_nearly_balanced_world() -> None:
    side = np.where(np.arange(40) < 25, 1.0, -1.0)
    graph = np.clip(0.5 * np.outer(side, side) + signed(2, 40), -1, 1)
    np.fill_diagonal(graph, 0)
    sides = np.ones(40)
    assert settle(graph, sides, np.zeros((2, 40))) == pytest.approx(frustration_index(graph)[0])
    assert abs(sides @ side) == 40


# --- energy ---


@settings(deadline=None)
@given(seeds, sizes)
def test_energy_is_axelrod_and_bennetts_less_a_constant(seed: int, n: int) -> None:
    rng, graph = np.random.default_rng(seed), signed(seed, n)
    power, sides = rng.uniform(0, 5, n), rng.choice([-1.0, 1.0], n)
    weighed = graph * np.outer(power, power)
    theirs = weighed[np.not_equal.outer(sides, sides)].sum()
    assert theirs == pytest.approx(energy(graph, power, sides) + weighed.sum() / 2, abs=1e-10)


@settings(deadline=None)
@given(seeds, sizes)
def test_energy_of_equals_is_frustration(seed: int, n: int) -> None:
    graph = signed(seed, n)
    sides = np.random.default_rng(seed).choice([-1.0, 1.0], n)
    lowest = (np.abs(graph).sum() / 2 + energy(graph, np.ones(n), sides)) / 2
    assert frustration(graph, sides) == pytest.approx(lowest, abs=1e-12)


# --- compiled and not ---


def test_compiled_and_plain_agree() -> None:
    rng, n = np.random.default_rng(6), 9
    graph, groups = signed(6, n), np.arange(n) % 3
    sides, power = rng.choice([-1.0, 1.0], n), rng.uniform(0, 1, n)
    work = np.zeros((3, n))
    assert modularity(graph, groups, work) == pytest.approx(modularity.py_func(graph, groups, work))
    assert energy(graph, power, sides) == pytest.approx(energy.py_func(graph, power, sides))
    assert frustration(graph, sides) == pytest.approx(frustration.py_func(graph, sides))
    fast, plain = sides.copy(), sides.copy()
    once, twice = settle(graph, fast, work[:2]), settle.py_func(graph, plain, work[:2])
    assert once == pytest.approx(twice, rel=1e-12)
    assert (fast == plain).all()
    places = rng.uniform(-1, 1, n)
    one, other = np.zeros((2, BINS)), np.zeros((2, BINS))
    group(places, power, *one)
    group.py_func(places, power, *other)
    assert one == pytest.approx(other, rel=1e-12)
    assert esteban_ray(*one, 1.3) == pytest.approx(esteban_ray.py_func(*other, 1.3), rel=1e-12)
    ties(graph, np.abs(graph), fast_ties := np.zeros((n, n)))
    ties.py_func(graph, np.abs(graph), plain_ties := np.zeros((n, n)))
    assert (fast_ties == plain_ties).all()
    best, slow = np.ones(n), np.ones(n)
    assert blocs._dolls(graph, best, 10_000) == blocs._dolls.py_func(graph, slow, 10_000)
