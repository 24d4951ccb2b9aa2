"""Hostility, encirclement, threat: known answers, limits, order, and the sums made beforehand."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import threat
from latticework.mechanisms.kernel import Array

OFTEN = settings(deadline=None, max_examples=100)
SEED = st.integers(0, 2**32 - 1)
FIT = np.array([{b.name: b.centre for b in threat.BELIEFS}[name] for name in threat.HOSTILITY])
STATES, AGREEMENTS = 12, 30


class World:
    """A random world of states and agreements; state 0 looks on."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.parties = (rng.uniform(size=(AGREEMENTS, STATES)) < 0.3).astype(float)
        self.strength = rng.uniform(size=AGREEMENTS)
        self.visibility = rng.uniform(0.25, 0.75, AGREEMENTS)
        self.military = (rng.uniform(size=AGREEMENTS) < 0.4).astype(float)
        self.nato = (rng.uniform(size=AGREEMENTS) < 0.2).astype(float)
        self.menace = rng.uniform(0.1, 10.0, STATES)
        self.reach = rng.uniform(0.0, 5.0, (STATES, STATES))
        self.hostility = rng.uniform(0.05, 0.95, (2, STATES))

    def raw(
        self, nu: float = 0.35, shift: float = 0.0, beta_m: float = 1.0, alone: float = 1.0
    ) -> float:
        ties = threat.tie_table(
            self.parties, self.strength, self.visibility, self.military, self.nato, 0
        )
        premium = np.zeros(4)
        threat.premiums(beta_m, 0.3, premium)
        return float(threat.encirclement_raw(ties, self.menace, nu, shift, premium, alone))

    def direct(self, nu: float, shift: float, beta_m: float, alone: float) -> float:
        """The formula of the docstring, agreement by agreement."""
        total = alone * self.menace.sum()
        for a in range(AGREEMENTS):
            if not self.parties[a, 0]:
                seen = nu + (1 - nu) * np.clip(self.visibility[a] + shift, 0, 1)
                weight = seen * self.strength[a] * (1 + beta_m * self.military[a])
                total += weight * (1 + 0.3 * self.nato[a]) * (self.parties[a] @ self.menace)
        return float(total)

    def theta(self, nu: float = 0.35, beta_m: float = 1.0) -> Array:
        """Threat of states 0 and 1 to all."""
        adversaries = np.array([0, 1])
        pairs, entries = threat.tie_entries(self.parties, adversaries)
        weights, out = np.zeros(len(self.strength)), np.zeros((2, STATES))
        terms = np.column_stack([self.strength, self.visibility, self.military])
        threat.tie_weights(terms, nu, 0.0, beta_m, weights)
        ties = np.zeros((len(pairs), STATES))
        threat.coalition_ties(weights, entries, self.parties, ties)
        threat.coalition_reach(self.reach, adversaries, pairs, ties, out)
        target = np.zeros((2, STATES))
        threat.threat_target(
            out, np.ascontiguousarray(self.reach.diagonal()), self.hostility, target
        )
        return target

    def add(self, members: list[int], strength: float = 1.0) -> None:
        row = np.zeros((1, STATES))
        row[0, members] = 1.0
        self.parties = np.vstack([self.parties, row])
        self.strength = np.append(self.strength, strength)
        self.visibility = np.append(self.visibility, 0.9)
        self.military = np.append(self.military, 1.0)
        self.nato = np.append(self.nato, 0.0)


# --- hostility and nearness ---


def test_hostility_known_answers() -> None:
    assert threat.hostility(0.0, 0.0, 0.0, np.zeros(4)) == 0.5
    odds = threat.hostility(1.0, 1.0, 1.0, FIT) / (1 - threat.hostility(1.0, 1.0, 1.0, FIT))
    assert np.log(odds) == pytest.approx(FIT.sum())


@OFTEN
@given(st.floats(0, 5), st.floats(0.01, 2))
def test_hostility_rises_with_distance_rivalry_and_claims(gap: float, more: float) -> None:
    base = threat.hostility(gap, 0.0, 0.0, FIT)
    assert 0.0 < base < threat.hostility(gap + more, 0.0, 0.0, FIT) < 1.0
    assert base < threat.hostility(gap, 1.0, 0.0, FIT) < threat.hostility(gap, 1.0, 1.0, FIT)


def test_no_state_is_hostile_to_itself() -> None:
    out = np.ones(4)
    threat.hostilities(np.zeros(4), np.ones(4), np.zeros(4), FIT, 2, out)
    assert out[2] == 0.0
    assert (np.delete(out, 2) > 0.5).all()


def test_fear_falls_with_distance() -> None:
    out = np.zeros(3)
    threat.nearness(np.array([0.0, 3000.0, 1e6]), 3000.0, out)
    assert out == pytest.approx([1.0, np.exp(-1), 0.0])


# --- encirclement ---


def test_menace_multiplies_hostility_nearness_and_all_domains() -> None:
    out = np.zeros(2)
    stocks = np.array([[1.0, 2.0, 3.0], [4.0, 0.0, 0.0]])
    threat.menace(np.array([0.5, 1.0]), np.array([0.1, 0.25]), stocks, 0, out)
    assert out == pytest.approx([0.3 / 6, 1.0 / 6])


def test_a_world_that_arms_alike_frightens_nobody_more() -> None:
    once, twice, stocks = np.zeros(2), np.zeros(2), np.array([[1.0, 2.0], [4.0, 0.5]])
    hostile, near = np.array([0.5, 1.0]), np.array([0.1, 0.25])
    threat.menace(hostile, near, stocks, 1, once)
    threat.menace(hostile, near, 2 * stocks, 1, twice)
    assert twice == pytest.approx(once, rel=1e-12)


def test_ties_are_summed_by_class_and_leave_out_the_challengers_own() -> None:
    parties = np.array([[0, 1, 1], [0, 1, 0], [1, 1, 1]], dtype=float)
    ones, military, nato = np.ones(3), np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
    table = threat.tie_table(parties, 0.5 * ones, 0.2 * ones, military, nato, 0)
    assert table.shape == (len(threat.CLASSES), 2, 3)
    assert table[0, 0] == pytest.approx([0, 0.5, 0])
    assert table[3] == pytest.approx(np.array([[0, 0.5, 0.5], [0, 0.1, 0.1]]))
    assert not table[1:3].any()


def test_premiums_multiply() -> None:
    out = np.zeros(4)
    threat.premiums(1.0, 0.3, out)
    assert out == pytest.approx([1.0, 1.3, 2.0, 2.6])


@OFTEN
@given(SEED, st.floats(0, 1), st.floats(-0.2, 0.2), st.floats(0, 3), st.floats(0, 3))
def test_sums_made_beforehand_equal_the_sum_over_agreements(
    seed: int, nu: float, shift: float, beta_m: float, alone: float
) -> None:
    """Exact while no visibility leaves 0–1, which lies within reach of the shift here."""
    world = World(seed)
    expected = world.direct(nu, shift, beta_m, alone)
    assert world.raw(nu, shift, beta_m, alone) == pytest.approx(expected)


@OFTEN
@given(SEED)
def test_a_clipped_class_lies_between_clipped_and_unclipped_ties(seed: int) -> None:
    world = World(seed)
    world.visibility = world.visibility + 0.2  # up to 0.95; a shift of 0.2 clips some
    whole, clipped = world.raw(0.2, 0.2), world.direct(0.2, 0.2, 1.0, 1.0)
    still, unclipped = world.raw(0.2, 0.0), world.raw(0.2, 0.04)
    assert clipped <= whole + 1e-9
    assert whole <= still + 5 * (unclipped - still) + 1e-9


def test_without_ties_only_power_itself_encircles() -> None:
    menace, premium = np.array([3.0, 4.0]), np.ones(4)
    none = np.zeros((4, 2, 2))
    assert threat.encirclement_raw(none, menace, 0.35, 0.2, premium, 2.0) == 14.0
    assert threat.encirclement_raw(none, menace, 0.35, 0.2, premium, 0.0) == 0.0


@OFTEN
@given(
    SEED, st.integers(0, AGREEMENTS - 1), st.sampled_from(["visibility", "strength", "military"])
)
def test_more_visible_stronger_or_military_ties_never_lower_encirclement(
    seed: int, which: int, trait: str
) -> None:
    world = World(seed)
    before = world.raw()
    getattr(world, trait)[which] = 1.0
    assert world.raw() >= before - 1e-9


@OFTEN
@given(SEED)
def test_if_all_is_detected_visibility_has_no_effect(seed: int) -> None:
    world = World(seed)
    shown = world.raw(nu=1.0, shift=0.1)
    world.visibility = 0.5 * world.visibility
    assert world.raw(nu=1.0, shift=-0.2) == pytest.approx(shown)


def test_a_display_counts_less_the_more_is_detected_anyway() -> None:
    """The essay's quiet ties (C15): the gain from hiding shrinks to nothing as ν → 1."""
    world, hidden = World(1), World(1)
    hidden.visibility = 0.0 * hidden.visibility
    spared = [1 - hidden.raw(nu) / world.raw(nu) for nu in (0.0, 0.35, 0.9, 1.0)]
    assert spared == sorted(spared, reverse=True)
    assert spared[-1] == pytest.approx(0.0)


@OFTEN
@given(SEED, st.floats(0, 1), st.floats(-0.2, 0.2), st.floats(0, 3), st.floats(0.3, 0.85))
def test_encirclement_is_100_in_2024_in_every_future(
    seed: int, nu: float, shift: float, beta_m: float, delta: float
) -> None:
    raw = World(seed).raw(nu, shift, beta_m)
    assert threat.encirclement(100.0, raw, raw, delta) == pytest.approx(100.0)


def test_fear_approaches_its_target_with_its_memory() -> None:
    felt = 100.0
    for year in range(1, 6):
        felt = threat.encirclement(felt, 3.0, 2.0, 0.6)
        assert felt == pytest.approx(150.0 - 50.0 * 0.6**year)


def test_who_is_alike_is_feared_alike() -> None:
    """Two states with the same ties and power contribute the same; order does not matter."""
    world = World(5)
    before = world.raw()
    order = np.array([0, *np.random.default_rng(0).permutation(np.arange(1, STATES))])
    world.parties, world.menace = world.parties[:, order], world.menace[order]
    assert world.raw() == pytest.approx(before)


# --- threat ---


def test_threat_of_a_state_alone() -> None:
    out = np.zeros((1, 3))
    hostility = np.array([[0.8, 0.4, 0.0]])
    threat.threat_target(np.array([[3.0, 1.0, 5.0]]), np.array([1.0, 1.0, 0.0]), hostility, out)
    assert out[0] == pytest.approx([0.6, 0.2, 0.0])


def test_where_nobody_has_force_there_is_no_threat() -> None:
    out = np.ones((1, 1))
    threat.threat_target(np.zeros((1, 1)), np.zeros(1), np.ones((1, 1)), out)
    assert out[0, 0] == 0.0


def test_hidden_and_military_ties_weigh_as_declared() -> None:
    terms = np.array([[1.0, 0.0, 0.0], [0.5, 0.9, 1.0], [1.0, 0.1, 0.0]])
    out = np.zeros(3)
    threat.tie_weights(terms, 0.25, 0.2, 1.0, out)
    assert out == pytest.approx([0.25 + 0.75 * 0.2, 1.0, 0.25 + 0.75 * 0.3])


def test_the_strongest_agreement_counts_and_only_if_it_is_not_shared() -> None:
    """Adversary 0 and ally 1 share a strong pact that state 2 is in, and a weak one."""
    parties = np.array([[1, 1, 1, 0], [1, 1, 0, 0]], dtype=float)
    adversaries = np.array([0])
    pairs, entries = threat.tie_entries(parties, adversaries)
    assert pairs.tolist() == [[0, 1], [0, 2]]
    assert entries.tolist() == [[0, 0], [0, 1], [1, 0]]
    ties = np.zeros((2, 4))
    threat.coalition_ties(np.array([0.9, 0.2]), entries, parties, ties)
    assert ties[0, 2:] == pytest.approx([0.2, 0.9])
    assert ties[1, 2:] == pytest.approx([0.0, 0.9])
    reach = np.array([[0, 0, 1, 1], [0, 0, 10, 10], [0, 0, 0, 10], [0, 0, 0, 0]], dtype=float)
    out = np.zeros((1, 4))
    threat.coalition_reach(reach, adversaries, pairs, ties, out)
    assert out[0, 2:] == pytest.approx([1 + 0.2 * 10, 1 + 0.9 * 10 + 0.9 * 10])


def test_force_that_has_grown_adds_up_as_if_worked_out_anew() -> None:
    world = World(5)
    adversaries, grown = np.array([1, 0]), np.linspace(0.5, 1.5, STATES)
    pairs, entries = threat.tie_entries(world.parties, adversaries)
    force, anew, grew = np.zeros((len(pairs), STATES)), np.zeros((2, STATES)), np.ones((2, STATES))
    threat.coalition_ties(world.strength, entries, world.parties, force)
    threat.coalition_reach(grown[:, None] * world.reach, adversaries, pairs, force, anew)
    threat.coalition_force(world.reach, pairs, force)
    threat.joint_reach(world.reach, grown, adversaries, pairs, force, grew)
    assert grew == pytest.approx(anew, rel=1e-12)
    assert (anew > 0).any()


def test_without_agreements_a_coalition_is_the_adversary_alone() -> None:
    pairs, entries = threat.tie_entries(np.zeros((0, 3)), np.array([1]))
    assert pairs.shape == entries.shape == (0, 2)
    reach, out = np.arange(9.0).reshape(3, 3), np.zeros((1, 3))
    threat.coalition_reach(reach, np.array([1]), pairs, np.zeros((0, 3)), out)
    assert out[0] == pytest.approx(reach[1])


@OFTEN
@given(SEED, st.floats(0, 1), st.floats(0, 3))
def test_threat_is_a_share_no_larger_than_hostility(seed: int, nu: float, beta_m: float) -> None:
    world = World(seed)
    theta = world.theta(nu, beta_m)
    assert (theta >= 0.0).all()
    assert (theta <= world.hostility).all()


@OFTEN
@given(SEED, st.lists(st.integers(1, STATES - 1), min_size=2, max_size=5, unique=True))
def test_an_alliance_never_raises_the_threat_that_its_members_see_in_each_other(
    seed: int, members: list[int]
) -> None:
    world = World(seed)
    before = world.theta()
    world.add([0, *members])
    after = world.theta()
    assert after[0, members] == pytest.approx(before[0, members])
    assert (after >= before - 1e-12).all()


def test_an_alliance_raises_the_threat_to_those_outside() -> None:
    world = World(2)
    world.parties[:] = 0.0
    before = world.theta()
    world.add([0, 3])
    outside = [i for i in range(STATES) if i not in (0, 3)]
    assert (world.theta()[0, outside] > before[0, outside]).all()
    assert world.theta()[1] == pytest.approx(before[1])


def test_memory_is_the_same_for_one_and_for_all() -> None:
    rng = np.random.default_rng(4)
    memory, target = rng.uniform(size=(2, 3)), rng.uniform(size=(2, 3))
    expected = [[threat.remember(m, t, 0.6) for m, t in zip(*rows, strict=True)]
                for rows in zip(memory, target, strict=True)]  # fmt: skip
    threat.remember_all(memory, target, 0.6)
    assert memory == pytest.approx(np.array(expected))


# --- beliefs, compilation, examples ---


def test_beliefs_can_return_the_reverse_of_the_argument() -> None:
    by_name = {belief.name: belief for belief in threat.BELIEFS}
    assert len(by_name) == len(threat.BELIEFS)
    assert set(threat.HOSTILITY) <= set(by_name)
    assert by_name["nato_premium"].low == by_name["military_premium"].low == 0.0
    assert by_name["hidden_tie_detection"].high >= 0.9


def test_compiled_and_plain_functions_agree() -> None:
    world = World(9)
    ties = threat.tie_table(
        world.parties, world.strength, world.visibility, world.military, world.nato, 0
    )
    args = (ties, world.menace, 0.35, 0.1, np.array([1.0, 1.3, 2.0, 2.6]), 1.0)
    plain = threat.encirclement_raw.py_func(*args)
    assert threat.encirclement_raw(*args) == pytest.approx(plain, rel=1e-12)
    adversaries = np.array([0, 1])
    pairs, entries = threat.tie_entries(world.parties, adversaries)
    weights = world.strength * world.visibility
    both = []
    for ties_of, reach_of in (
        (threat.coalition_ties, threat.coalition_reach),
        (threat.coalition_ties.py_func, threat.coalition_reach.py_func),
    ):
        strongest, out = np.zeros((len(pairs), STATES)), np.zeros((2, STATES))
        ties_of(weights, entries, world.parties, strongest)
        reach_of(world.reach, adversaries, pairs, strongest, out)
        both.append(out)
    assert both[0] == pytest.approx(both[1], abs=1e-12)


def test_examples() -> None:
    result = doctest.testmod(threat)
    assert result.attempted > 6
    assert result.failed == 0
