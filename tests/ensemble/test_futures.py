import warnings
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, spearmanr, triang, uniform

from latticework.ensemble.futures import BLOCK, LIMIT, Draws, draw
from latticework.mechanisms.belief import Belief, Distribution
from latticework.reading import ReadingError
from latticework.study.study import Correlation

DISTRIBUTIONS: tuple[Distribution, ...] = ("triangular", "uniform", "log-triangular")


def belief(
    name: str,
    low: float = 0.0,
    centre: float = 0.5,
    high: float = 1.0,
    distribution: Distribution = "triangular",
) -> Belief:
    return Belief(name, "x", "", low, centre, high, "judged", "mine", distribution)


def tied(one: str, other: str, rho: float) -> Correlation:
    return Correlation(one=one, other=other, rho=rho, source="mine")


MIXED = [
    belief("a"),
    belief("b", -3.0, 7.0, 7.0),
    belief("c", 0.01, 0.02, 4.0, "log-triangular"),
    belief("d", -1.0, 0.0, 5.0, "uniform"),
    belief("e", 2.0, 2.0, 2.0),
    belief("f", 0.3, 0.3, 0.3, "log-triangular"),
]
TIES = [tied("a", "d", 0.6), tied("d", "c", -0.4)]
WHOLE = draw(MIXED, TIES, 0, 5 * BLOCK, seed=7)


@given(st.integers(0, 4 * BLOCK), st.integers(0, BLOCK))
@settings(deadline=None)
def test_a_future_is_the_same_in_whatever_portion(first: int, count: int) -> None:
    assert (draw(MIXED, TIES, first, count, seed=7) == WHOLE[first : first + count]).all()


def test_portions_may_be_taken_in_any_order() -> None:
    draws = Draws(MIXED, TIES, seed=7)
    for first in (600, 0, 1000, 3, 1000):
        assert (draws.take(first, 200) == WHOLE[first : first + 200]).all()


def test_another_seed_is_another_draw() -> None:
    other = draw(MIXED, TIES, 0, 100, seed=8)
    varying = [i for i, b in enumerate(MIXED) if b.low < b.high]
    assert (other[:, varying] != WHOLE[:100, varying]).mean() > 0.99


def test_fixing_a_belief_leaves_the_draws_of_others() -> None:
    fixed = [*MIXED]
    fixed[1] = belief("b", 4.0, 4.0, 4.0)
    drawn = draw(fixed, TIES, 0, 300, seed=7)
    assert (drawn[:, 1] == 4.0).all()
    assert (np.delete(drawn, 1, 1) == np.delete(WHOLE[:300], 1, 1)).all()


def test_a_range_of_one_point_is_a_constant() -> None:
    assert (WHOLE[:, 4] == 2.0).all()
    assert (WHOLE[:, 5] == 0.3).all()


def exact(b: Belief) -> Callable[[Any], Any]:
    """The distribution function of a belief, from SciPy's own distributions."""
    if b.distribution == "uniform":
        return uniform(b.low, b.high - b.low).cdf
    marks = np.array([b.low, b.centre, b.high])
    low, mode, high = np.log(marks) if b.distribution == "log-triangular" else marks
    shape = triang((mode - low) / (high - low), low, high - low)
    return (lambda x: shape.cdf(np.log(x))) if b.distribution == "log-triangular" else shape.cdf


@given(
    marks=st.lists(st.floats(0.01, 100), min_size=3, max_size=3).map(sorted),
    distribution=st.sampled_from(DISTRIBUTIONS),
    is_tied=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_each_belief_has_its_distribution(
    marks: list[float], distribution: Distribution, *, is_tied: bool
) -> None:
    low, centre, high = marks
    assume(high > 1.001 * low)
    some = belief("some", low, centre, high, distribution)
    drawn = draw([belief("x"), some], [tied("x", "some", 0.7)] if is_tied else [], 0, 2048, seed=3)
    assert low <= drawn[:, 1].min() <= drawn[:, 1].max() <= high
    # points of a Sobol' sequence lie closer to the distribution than random ones ever would
    assert kstest(drawn[:, 1], exact(some)).statistic < (0.02 if is_tied else 0.001)


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
@settings(max_examples=40, deadline=None)
def test_rank_correlations_are_those_asked_for(ab: float, ac: float, bc: float) -> None:
    asked = {("a", "b"): ab, ("a", "c"): ac, ("b", "c"): bc}
    matrix = np.array([[1, ab, ac], [ab, 1, bc], [ac, bc, 1]])
    assume(np.linalg.eigvalsh(2 * np.sin(np.pi * matrix / 6))[0] > 0.01)
    three = [
        belief("a"),
        belief("b", 1, 2, 60, "log-triangular"),
        belief("c", distribution="uniform"),
    ]
    drawn = draw(
        [belief("z"), *three], [tied(*pair, rho) for pair, rho in asked.items()], 0, 4096, 5
    )
    found = np.asarray(spearmanr(drawn).statistic)
    for (i, one), (j, other) in combinations(enumerate("zabc"), 2):
        assert found[i, j] == pytest.approx(asked.get((one, other), 0.0), abs=0.03)


def test_no_warning_whatever_the_number() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw(MIXED, [], 0, 1, seed=0).shape == (1, 6)
        assert draw(MIXED, [], 1000, 777, seed=0).shape == (777, 6)
        assert draw(MIXED, [], 1_000_001, 5, seed=0).shape == (5, 6)
        assert draw([], [], 0, 3, seed=0).shape == (3, 0)


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, -1), (LIMIT, 1)])
def test_futures_are_counted_from_0_to_the_end_of_the_sequence(first: int, count: int) -> None:
    with pytest.raises(ValueError, match="expected within 0"):
        draw(MIXED, [], first, count, seed=0)


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ([tied("a", "bb", 0.5)], "did you mean b?"),
        ([tied("a", "a", 0.5)], "two different beliefs"),
        ([tied("a", "b", 0.5), tied("b", "a", 0.5)], "each pair once"),
        ([tied("a", "b", 0.9), tied("b", "c", 0.9), tied("a", "c", -0.9)], "a, b, c"),
    ],
)
def test_correlations_that_cannot_be_are_told(ties: list[Correlation], words: str) -> None:
    with pytest.raises(ReadingError, match=words.replace("?", r"\?")):
        draw(MIXED, ties, 0, 1, seed=0)


def test_correlations_that_are_too_strong_come_with_a_share_that_is_possible() -> None:
    strong = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}

    def ties(share: float) -> list[Correlation]:
        return [tied(*pair, share * rho) for pair, rho in strong.items()]

    with pytest.raises(ReadingError, match="too strong") as told:
        draw(MIXED, ties(1.0), 0, 1, seed=0)
    share = float(str(told.value).partition("each at ")[2].split()[0])
    assert 0.4 < share < 0.9
    draw(MIXED, ties(share), 0, 1, seed=0)
    with pytest.raises(ReadingError):
        draw(MIXED, ties(share + 0.01), 0, 1, seed=0)


def test_the_first_futures_are_settled() -> None:
    """A change of these numbers is a change of all results: it needs a new version."""
    settled = [[0.724345758229116, 1.33864889171677], [0.907325610532047, 1.58732140651465]]
    drawn = draw([belief("a"), belief("b", 1, 2, 4, "log-triangular")], [], 0, 2, seed=1)
    assert drawn == pytest.approx(np.array(settled), rel=1e-12)


def test_no_belief_takes_credit_for_what_others_do() -> None:
    """With points as they come from the sequence some pairs among a hundred line up."""
    beliefs = [belief(f"b{number}") for number in range(136)]
    drawn = draw(beliefs, [], 0, 4096, seed=0)
    ranks = drawn.argsort(axis=0).argsort(axis=0) / len(drawn)
    for target in range(0, 136, 17):
        doing = (ranks[:, target] > 0.5) ^ (ranks[:, (target + 41) % 136] > 0.5)
        cells = np.floor(8 * ranks).astype(int)
        means = np.array([[doing[cells[:, b] == k].mean() for k in range(8)] for b in range(136)])
        shares = means.var(axis=1) / doing.var()
        assert shares.max() < 0.01
