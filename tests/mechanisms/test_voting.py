"""Voting rules against enumeration of every vote, and against the words of the treaties."""

import doctest
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from latticework.mechanisms import voting
from latticework.mechanisms.kernel import Array, IntArray
from latticework.mechanisms.voting import (
    consensus,
    constructive,
    in_units,
    majority,
    qualified,
    security_council,
    tally,
    tolerated,
    work_for,
)

PEOPLE = np.array([
    552_747, 666_430, 1_344_976, 1_370_286, 1_883_710, 2_120_461, 2_871_585, 3_859_686,
    5_311_538, 5_426_740, 5_583_911, 5_946_952, 6_446_596, 9_131_761, 9_592_186, 10_407_351,
    10_536_632, 10_578_174, 10_864_042, 11_779_946, 17_877_117, 19_061_062, 36_687_353,
    48_352_528, 58_984_216, 68_372_286, 83_287_273,
])  # fmt: skip
"""Populations of the Union's 27 in 2023, from Malta to Germany (World Bank)."""

chances = st.floats(0, 1)
unhurried = settings(deadline=None, max_examples=60)  # kernels compile in the first example


def votes(*options: Array) -> list[tuple[tuple[int, ...], float]]:
    """Enumerate all votes: the option that each member takes, and the probability."""
    return [
        (vote, prod(options[o][i] for i, o in enumerate(vote)))
        for vote in product(range(len(options)), repeat=len(options[0]))
    ]


def chance(passes: Callable[[tuple[int, ...]], bool], *options: Array) -> float:
    """Add the probabilities of all votes that pass."""
    return sum(p for vote, p in votes(*options) if passes(vote))


@st.composite
def councils(draw: st.DrawFn, most: int = 8) -> tuple[Array, Array, IntArray]:
    """Draw probabilities to stay and to step aside, not always adding up to 1, and weights."""
    n = draw(st.integers(2, most))
    first, second = (np.array(draw(st.lists(chances, min_size=n, max_size=n))) for _ in range(2))
    weights = draw(st.lists(st.integers(0, 30), min_size=n, max_size=n))
    return first, (1 - first) * second, np.array([*weights[1:], weights[0] + 1])


# --- rules against enumeration ------------------------------------------------------------------


@pytest.mark.parametrize(("o", "expected"), [(0.02, 0.524), (0.05, 0.194)])
def test_consensus_among_32(o: float, expected: float) -> None:
    assert consensus(np.full(32, o)) == pytest.approx(expected, abs=5e-4)
    assert consensus(np.full(32, o)) == pytest.approx((1 - o) ** 32, rel=1e-12)


def test_one_certain_objection_stops_a_consensus() -> None:
    assert consensus(np.array([0, 0.0, 1.0])) == 0
    assert consensus(np.zeros(32)) == 1


@unhurried
@given(councils())
def test_tally_matches_enumeration(council: tuple[Array, Array, IntArray]) -> None:
    stay, step, _ = council
    n = len(stay)
    out = np.full(n + 1, np.nan)
    tally(stay, step, out)
    brute = np.zeros(n + 1)
    for vote, p in votes(stay, step):
        brute[sum(vote)] += p
    assert out == pytest.approx(brute, abs=1e-12)
    short = np.full(2, np.nan)
    tally(stay, step, short)
    assert short == pytest.approx(out[:2], abs=1e-15)


@unhurried
@given(chances, st.integers(1, 30), st.data())
def test_majority_of_equal_members_is_binomial(p: float, n: int, data: st.DataObject) -> None:
    needed = data.draw(st.integers(0, n))
    found = majority(np.full(n, p), needed, np.zeros((2, n + 1)))
    assert found == pytest.approx(binom.sf(needed - 1, n, p), abs=1e-12)


@unhurried
@given(councils(), st.data())
def test_tolerated_matches_enumeration(
    council: tuple[Array, Array, IntArray], data: st.DataObject
) -> None:
    stay, step, weights = council
    free = data.draw(st.integers(0, len(stay)))
    most = data.draw(st.integers(free, len(stay)))
    rule = np.array([free, most, data.draw(st.integers(0, int(weights.sum())))])

    def passes(vote: tuple[int, ...]) -> bool:
        aside = sum(vote)
        light = np.dot(vote, weights) <= rule[2]
        return bool(aside <= rule[0] or (aside <= rule[1] and light))

    found = tolerated(stay, step, weights, rule, 0.0, work_for(len(stay), rule))
    assert found == pytest.approx(chance(passes, stay, step), abs=1e-12)


@unhurried
@given(councils(10), st.sampled_from([(0.55, 4), (0.72, 1), (0.5, 2)]))
def test_qualified_majority_matches_the_words_of_the_treaty(
    council: tuple[Array, Array, IntArray], wanted: tuple[float, int]
) -> None:
    favour, _, people = council
    states, blocking = wanted
    n, total = len(favour), int(people.sum())

    def passes(vote: tuple[int, ...]) -> bool:
        in_favour = vote.count(0)
        theirs = sum(int(p) for p, v in zip(people, vote, strict=True) if v == 0)
        enough = Fraction(in_favour, n) >= Fraction(states).limit_denominator(100)
        populous = Fraction(theirs, total) >= Fraction(65, 100)
        return (enough and populous) or n - in_favour < blocking

    rule = qualified(n, total, states, 0.65, blocking)
    found = tolerated(favour, 1 - favour, people, rule, 0.0, work_for(n, rule))
    assert found == pytest.approx(chance(passes, favour, 1 - favour), abs=1e-12)


@unhurried
@given(councils(6))
def test_unanimity_matches_the_words_of_the_treaty(
    council: tuple[Array, Array, IntArray],
) -> None:
    stay, step, people = council
    n, total = len(stay), int(people.sum())

    def passes(vote: tuple[int, ...]) -> bool:  # 0 goes along, 1 abstains and declares, 2 objects
        declared = vote.count(1)
        theirs = sum(int(p) for p, v in zip(people, vote, strict=True) if v == 1)
        third = 3 * declared >= n and 3 * theirs >= total
        return 2 not in vote and not third

    rule = constructive(n, total)
    found = tolerated(stay, step, people, rule, 0.0, work_for(n, rule))
    assert found == pytest.approx(chance(passes, stay, step, 1 - stay - step), abs=1e-12)


def test_declared_abstention_needs_both_thirds() -> None:
    def passes(aside: IntArray, people: IntArray) -> float:
        step = np.zeros(6)
        step[aside] = 1.0
        rule = constructive(6, int(people.sum()))
        return float(tolerated(1 - step, step, people, rule, 0.0, work_for(6, rule)))

    people = np.array([40, 20, 10, 10, 10, 10])
    assert passes(np.array([0]), people) == 1  # 40 % of the people, but one state of six
    assert passes(np.array([2, 3, 4]), people) == 1  # half of the states, but 30 % of the people
    assert passes(np.array([0, 5]), people) == 0
    assert passes(np.array([1, 5]), np.array([30, 20, 10, 10, 10, 10])) == 0  # exactly a third each


@unhurried
@given(councils(6), st.integers(1, 6), st.integers(0, 63))
def test_security_council_matches_enumeration(
    council: tuple[Array, Array, IntArray], needed: int, who: int
) -> None:
    yes, no, _ = council
    veto = np.array([float(who >> i & 1) for i in range(len(yes))])

    def passes(vote: tuple[int, ...]) -> bool:  # 0 yes, 1 no, 2 abstains
        vetoed = any(v == 1 and veto[i] for i, v in enumerate(vote))
        return vote.count(0) >= needed and not vetoed

    found = security_council(yes, no, veto, needed, np.zeros((2, len(yes) + 1)))
    assert found == pytest.approx(chance(passes, yes, no, 1 - yes - no), abs=1e-12)


def test_security_council_of_fifteen() -> None:
    veto = np.repeat([1.0, 0.0], [5, 10])
    half, work = np.full(15, 0.5), np.zeros((2, 16))
    assert security_council(half, half, veto, 9, work) == pytest.approx(848 / 2**15, abs=1e-15)
    abstaining = np.repeat([0.0, 1.0], [5, 10])  # the five let the ten decide
    assert security_council(abstaining, np.zeros(15), veto, 9, work) == 1


# --- what every rule has in common --------------------------------------------------------------


def in_council(favour: Array, units: int = 110, tolerance: float = 0.0) -> float:
    """Return the probability of a qualified majority in the Council of 27, light members first."""
    rule = qualified(27, units, 0.55, 0.65, 4)
    weights = in_units(PEOPLE, units)
    return float(tolerated(favour, 1 - favour, weights, rule, tolerance, work_for(27, rule)))


many_chances = st.lists(chances, min_size=27, max_size=27).map(np.array)


@unhurried
@given(many_chances, st.integers(0, 26), chances)
def test_a_more_willing_member_never_harms(favour: Array, who: int, more: float) -> None:
    raised = favour.copy()
    raised[who] = max(favour[who], more)
    work = np.zeros((2, 28))
    assert in_council(raised) >= in_council(favour) - 1e-14
    assert majority(raised, 14, work) >= majority(favour, 14, work) - 1e-14
    assert consensus(0.3 * (1 - raised)) >= consensus(0.3 * (1 - favour))


def test_if_all_are_willing_every_rule_decides() -> None:
    one, none = np.ones(27), np.zeros(27)
    assert in_council(one) == 1
    assert in_council(none) == 0
    assert majority(one, 27, np.zeros((2, 28))) == 1
    assert majority(none, 1, np.zeros((2, 28))) == 0


@unhurried
@given(many_chances, st.sampled_from([0.0, 1e-9, 1e-3, 1.0]))
def test_tolerance_bounds_the_error(favour: Array, tolerance: float) -> None:
    for favoured in (
        favour,
        favour**0.01,
        favour**20,
    ):  # as drawn, nearly all for, nearly all against
        exact, found = in_council(favoured), in_council(favoured, tolerance=tolerance)
        assert found == pytest.approx(exact, abs=tolerance + 1e-13, rel=0)


@unhurried
@given(councils(), st.integers(1, 9))
def test_the_bound_on_a_crowd_holds(council: tuple[Array, Array, IntArray], count: int) -> None:
    stay, step, _ = council
    counts = np.zeros(len(stay) + 1)
    tally(stay, step, counts)
    assert counts[count:].sum() <= voting._crowd(stay, step, count) + 1e-12
    assert counts[count:].sum() <= voting._lot(step.sum(), count) + 1e-12
    nobody = voting._nobody_stops(stay, step, np.zeros(len(stay)))
    assert nobody == pytest.approx(counts.sum(), abs=1e-12)


def test_few_declarations_cost_no_table() -> None:
    stay, step, rule = np.full(27, 0.93), np.full(27, 0.02), constructive(27, 110)
    work = np.full_like(work_for(27, rule), np.nan)
    found = tolerated(stay, step, in_units(PEOPLE, 110), rule, 1e-6, work)
    assert found == pytest.approx(0.95**27, rel=1e-12)
    assert np.isnan(work[1]).all()
    assert np.isnan(work[0, 27:]).all()


def test_a_decision_that_is_out_of_the_question_costs_no_table() -> None:
    stay, step, rule = np.full(27, 0.4), np.full(27, 0.3), constructive(27, 110)
    exact = tolerated(stay, step, in_units(PEOPLE, 110), rule, 0.0, work_for(27, rule))
    work = np.full_like(work_for(27, rule), np.nan)
    found = tolerated(stay, step, in_units(PEOPLE, 110), rule, 1e-3, work)
    assert exact < found < 1e-3
    assert np.isnan(work[1]).all()


@unhurried
@given(many_chances, st.permutations(range(27)))
def test_the_order_of_members_does_not_matter(favour: Array, order: list[int]) -> None:
    rule, units = qualified(27, 110, 0.55, 0.65, 4), in_units(PEOPLE, 110)
    work = work_for(27, rule)
    mixed = tolerated(favour[order], 1 - favour[order], units[order], rule, 0.0, work)
    assert mixed == pytest.approx(in_council(favour), abs=1e-13)


def test_kernels_agree_with_their_python() -> None:
    generator = np.random.default_rng(7)
    yes = generator.random(15)
    no = (1 - yes) * generator.random(15)
    units, rule = generator.integers(0, 9, 15), np.array([2, 7, 20])
    veto, work = np.repeat([1.0, 0.0], [5, 10]), np.zeros((2, 16 * 21))
    for kernel, arguments in [
        (consensus, (no,)),
        (majority, (yes, 8, work)),
        (security_council, (yes, no, veto, 9, work)),
        (tolerated, (yes, no, units, rule, 0.0, work)),
    ]:
        assert kernel(*arguments) == pytest.approx(kernel.py_func(*arguments), rel=1e-12)
    counts, slow = np.zeros(16), np.zeros(16)
    tally(yes, no, counts)
    tally.py_func(yes, no, slow)
    assert counts == pytest.approx(slow, rel=1e-12)


def test_inner_kernels_agree_with_their_python() -> None:
    generator = np.random.default_rng(8)
    stay, units = generator.random(6), generator.integers(0, 5, 6)
    fast = voting._light(stay, 1 - stay, units, np.zeros(7 * 11), np.zeros(7 * 11))
    slow = voting._light.py_func(stay, 1 - stay, units, np.zeros(7 * 11), np.zeros(7 * 11))
    assert fast == pytest.approx(slow, rel=1e-12)
    for kernel, more in ((voting._crowd, (2,)), (voting._nobody_stops, (np.zeros(6),))):
        found = kernel(stay, 1 - stay, *more)
        assert found == pytest.approx(kernel.py_func(stay, 1 - stay, *more), rel=1e-12)
    assert voting._lot(0.7, 3) == pytest.approx(voting._lot.py_func(0.7, 3), rel=1e-12)
    old, new, other = generator.random(12), np.zeros(12), np.zeros(12)
    voting._shift(old, new, 0.3, 0.7, 5, 11)
    voting._shift.py_func(old, other, 0.3, 0.7, 5, 11)
    assert new == pytest.approx(other, rel=1e-12)
    voting._fold(old.reshape(4, 3), new[:3])
    voting._fold.py_func(old.reshape(4, 3), other[:3])
    assert new[:3] == pytest.approx(other[:3], rel=1e-12)


# --- units --------------------------------------------------------------------------------------


@unhurried
@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=40).filter(any), st.integers(1, 2000))
def test_units_add_up_and_stay_within_one(weights: list[int], units: int) -> None:
    found = in_units(np.array(weights), units)
    assert found.sum() == units
    assert np.all(np.abs(found - np.array(weights) / sum(weights) * units) < 1 + 1e-9)


@pytest.mark.parametrize(("weights", "units"), [([0, 0], 10), ([1, -1], 10), ([1, 1], 0)])
def test_units_refuse_what_cannot_be_weighed(weights: list[int], units: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        in_units(np.array(weights), units)


def test_shares_are_read_as_the_fractions_that_they_mean() -> None:
    assert qualified(20, 100, 0.55, 0.65).tolist() == [0, 9, 35]  # 0.55 × 20 = 11.000000000000002
    assert qualified(27, 1000, 2 / 3, 0).tolist() == [0, 9, 1000]
    assert constructive(27, 300).tolist() == [8, 27, 99]
    assert qualified(3, 100, 0.55, 0.65, 4).tolist() == [3, 3, 35]  # three cannot block at all


def exactly(stay: Array, step: Array, room: IntArray) -> float:
    """Return what `tolerated` does, with real populations: subsets of two halves, matched."""

    def half(who: slice) -> tuple[IntArray, IntArray, Array]:
        people = PEOPLE[who]
        bits = (np.arange(2 ** len(people))[:, None] >> np.arange(len(people))) & 1
        return bits.sum(axis=1), bits @ people, np.where(bits, step[who], stay[who]).prod(axis=1)

    (count_a, people_a, p_a), (count_b, people_b, p_b) = half(slice(13)), half(slice(13, 27))
    total = 0.0
    for b in range(15):
        order = np.argsort(people_b[count_b == b])
        below = np.concatenate([[0.0], np.cumsum(p_b[count_b == b][order])])
        limits = people_b[count_b == b][order]
        for a in range(14):
            left = room[a + b] - people_a[count_a == a]
            total += float(p_a[count_a == a] @ below[np.searchsorted(limits, left, "right")])
    return total


def rooms(free: int, most: int, room: int) -> IntArray:
    """Return the population that each number of opponents may have."""
    return np.repeat([PEOPLE.sum(), room, -1], [free + 1, most - free, 27 - most])


def random_councils() -> list[Array]:
    """Draw 60 councils of 27, from nearly equal members to nearly certain ones."""
    generator = np.random.default_rng(1)
    means, spreads = generator.uniform(-1, 2, 60), generator.uniform(0.2, 2, 60)
    return [
        1 / (1 + np.exp(-generator.normal(m, s, 27))) for m, s in zip(means, spreads, strict=True)
    ]


def test_errors_of_weighing_in_units_are_those_of_the_docstring() -> None:
    room = rooms(3, 12, int(PEOPLE.sum()) * 35 // 100)
    exact = np.array([exactly(y, 1 - y, room) for y in random_councils()])
    error = {u: np.array([in_council(y, u) for y in random_councils()]) - exact
             for u in (100, 110, 1010)}  # fmt: skip
    assert abs(error[110].mean()) < 0.001
    assert 0.005 < np.abs(error[110]).max() < 0.025
    assert abs(error[1010].mean()) < 0.0003
    assert np.abs(error[1010]).max() < 0.004
    assert error[100].mean() > 5 * abs(error[110].mean())  # the threshold on a unit: biased


def test_errors_of_unanimity_in_units_are_those_of_the_docstring() -> None:
    room = rooms(8, 27, -(-int(PEOPLE.sum()) // 3) - 1)
    declared = np.linspace(0.02, 0.6, 60)
    step = [d * (1 - w) for d, w in zip(declared, random_councils(), strict=True)]
    stay = [1 - s - 0.02 * s / d for d, s in zip(declared, step, strict=True)]
    exact = [exactly(*pair, room) for pair in zip(stay, step, strict=True)]
    for units, bound in ((110, 0.004), (1010, 0.001)):
        rule, weights = constructive(27, units), in_units(PEOPLE, units)
        work = work_for(27, rule)
        pairs = zip(stay, step, strict=True)
        found = [tolerated(*pair, weights, rule, 0.0, work) for pair in pairs]
        assert found == pytest.approx(exact, abs=bound, rel=0)


def test_weighing_in_units_gives_the_same_chance_a_priori() -> None:
    half = np.full(27, 0.5)
    assert in_council(half, 110) == pytest.approx(17_752_336 / 2**27, abs=1e-3)
    assert in_council(half, 1010) == pytest.approx(17_752_336 / 2**27, abs=2e-4)


def test_examples() -> None:
    found = doctest.testmod(voting)
    assert found.attempted >= 6
    assert not found.failed
