"""Power indices against their definitions and against published tables."""

import doctest
from fractions import Fraction
from itertools import combinations
from math import comb, factorial
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.mechanisms import power
from latticework.mechanisms.power import (
    banzhaf,
    least_weights,
    power_to_act,
    shapley_shubik,
    winning,
)

UNION = {
    "AUT": 9131761, "BEL": 11779946, "BGR": 6446596, "HRV": 3859686, "CYP": 1344976,
    "CZE": 10864042, "DNK": 5946952, "EST": 1370286, "FIN": 5583911, "FRA": 68372286,
    "DEU": 83287273, "GRC": 10407351, "HUN": 9592186, "IRL": 5311538, "ITA": 58984216,
    "LVA": 1883710, "LTU": 2871585, "LUX": 666430, "MLT": 552747, "NLD": 17877117,
    "POL": 36687353, "PRT": 10578174, "ROU": 19061062, "SVK": 5426740, "SVN": 2120461,
    "ESP": 48352528, "SWE": 10536632,
}  # fmt: skip
"""Populations of 2023 as in the embedded atlas (World Bank)."""

PUBLISHED = {
    "DEU": 0.1209, "FRA": 0.1014, "ITA": 0.0882, "ESP": 0.0776, "POL": 0.0624, "NLD": 0.0379,
    "HUN": 0.0281, "MLT": 0.0173,
}  # fmt: skip


def check_union(people: dict[str, int]) -> None:
    weights = np.array(list(people.values()))
    counts = winning(weights, least_weights(weights, 0.55, 0.65, 4))
    assert counts.of_size.sum() == 17_752_336
    assert power_to_act(counts) == pytest.approx(0.132265, abs=5e-7)
    assert round(power_to_act(counts), 3) == 0.132  # Petróczy & Csató 2026
    share = dict(zip(people, banzhaf(counts), strict=True))
    assert {state: round(share[state], 4) for state in PUBLISHED} == PUBLISHED
    assert sum(share.values()) == pytest.approx(1, abs=1e-12)
    assert shapley_shubik(counts).sum() == pytest.approx(1, abs=1e-12)


def test_the_council_of_27_by_the_embedded_populations() -> None:
    check_union(UNION)


def test_the_council_of_27_by_the_data(shared: Path) -> None:
    table = pl.read_parquet(shared / "wb_population.parquet").filter(pl.col("Year") == 2023)
    people = dict(zip(table["Country Code"], table["Value"], strict=True))
    assert {state: people[state] for state in UNION} == UNION
    check_union({state: people[state] for state in UNION})


def test_the_clause_on_blocking_minorities_helps_only_three_against_many() -> None:
    weights = np.array(list(UNION.values()))
    with_clause, without = (
        winning(weights, least_weights(weights, 0.55, 0.65, b)).of_size.sum() for b in (4, 1)
    )
    heavy = [
        who
        for size in (1, 2, 3)
        for who in combinations(weights.tolist(), size)
        if Fraction(sum(who), int(weights.sum())) > Fraction(35, 100)
    ]
    assert with_clause - without == len(heavy) > 0


def test_72_per_cent_is_harder() -> None:
    weights = np.array(list(UNION.values()))
    harder = winning(weights, least_weights(weights, 0.72, 0.65))
    assert not harder.of_size[:20].any()
    assert harder.of_size[20] > 0
    assert power_to_act(harder) < 0.01


def test_published_indices_of_the_security_council() -> None:
    """Shapley & Shubik 1954 for eleven members; textbooks for fifteen (e.g. Taylor 1995)."""
    fifteen = winning(np.repeat([7, 1], [5, 10]), np.full(16, 39))
    assert fifteen.of_size.sum() == 848
    assert shapley_shubik(fifteen)[[0, 5]] == pytest.approx([421 / 2145, 4 / 2145], abs=1e-12)
    assert banzhaf(fifteen)[[0, 5]] == pytest.approx([848 / 5080, 84 / 5080], abs=1e-12)
    eleven = winning(np.repeat([5, 1], [5, 6]), np.full(12, 27))
    assert shapley_shubik(eleven)[:5].sum() == pytest.approx(76 / 77, abs=1e-12)


def test_published_indices_of_the_six() -> None:
    six = winning(np.array([4, 4, 4, 2, 2, 1]), np.full(7, 12))
    assert banzhaf(six) == pytest.approx(np.array([5, 5, 5, 3, 3, 0]) / 21, abs=1e-12)
    assert shapley_shubik(six) == pytest.approx(np.array([14, 14, 14, 9, 9, 0]) / 60, abs=1e-12)


def test_dictators_and_equals() -> None:
    dictator = winning(np.array([5, 1, 1, 1]), np.full(5, 5))
    assert banzhaf(dictator).tolist() == shapley_shubik(dictator).tolist() == [1, 0, 0, 0]
    assert power_to_act(dictator) == 0.5
    alone = winning(np.array([1]), np.array([1, 1]))
    assert banzhaf(alone).tolist() == [1]
    equals = winning(np.ones(27, dtype=np.int64), np.full(28, 14))
    assert banzhaf(equals) == pytest.approx(np.full(27, 1 / 27), abs=1e-12)
    assert shapley_shubik(equals) == pytest.approx(np.full(27, 1 / 27), abs=1e-12)
    assert equals.of_size.tolist() == [comb(27, k) if k >= 14 else 0 for k in range(28)]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=8).filter(any),
    st.sampled_from([0.3, 0.55, 0.72]),
    st.sampled_from([0.5, 0.65, 0.8]),
    st.integers(1, 4),
)
def test_indices_match_their_definitions(
    weights: list[int], states: float, population: float, blocking: int
) -> None:
    n, need = len(weights), least_weights(np.array(weights), states, population, blocking)

    def wins(who: frozenset[int]) -> bool:
        return bool(sum(weights[i] for i in who) >= need[len(who)])

    everyone = [frozenset(who) for k in range(n + 1) for who in combinations(range(n), k)]
    counts = winning(np.array(weights), need)
    for k in range(n + 1):
        assert counts.of_size[k] == sum(wins(who) for who in everyone if len(who) == k)
    swings = [[len(who) for who in everyone if i in who and wins(who) and not wins(who - {i})]
              for i in range(n)]  # fmt: skip
    if not any(swings):
        return  # the empty coalition wins: nobody ever matters
    total = sum(len(sizes) for sizes in swings)
    orders = [sum(factorial(s - 1) * factorial(n - s) for s in sizes) for sizes in swings]
    assert banzhaf(counts) == pytest.approx([len(sizes) / total for sizes in swings], abs=1e-12)
    assert shapley_shubik(counts) == pytest.approx(np.array(orders) / factorial(n), abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "need"),
    [([], [0]), ([1] * 41, [1] * 42), ([1, 1], [1, 1]), ([1, -1], [1, 1, 1]), ([1, 1], [0, 1, 1])],
)
def test_counting_refuses_what_it_cannot_count(weights: list[int], need: list[int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        winning(np.array(weights), np.array(need))


def test_examples() -> None:
    found = doctest.testmod(power)
    assert found.attempted >= 3
    assert not found.failed
