from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.array import Array
from latticework.insight.parts import EXACT, front_of_parts, shapley


class Game:
    """A random game with two outcomes, that counts how often it is asked."""

    def __init__(self, parts: Sequence[str], seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.alone = {part: rng.normal(size=2) for part in parts}
        self.pairs = {(a, b): rng.normal(size=2) for a in parts for b in parts if a < b}
        self.asked = 0

    def __call__(self, package: frozenset[str]) -> Array:
        self.asked += 1
        total = np.ones(2)
        for part in package:
            total = total + self.alone[part]
        for (a, b), more in self.pairs.items():
            if a in package and b in package:
                total = total + more
        return total

    def truth(self, part: str) -> Array:
        """A part keeps its own and half of each pair."""
        return self.alone[part] + sum(more / 2 for pair, more in self.pairs.items() if part in pair)


@given(st.integers(0, 1_000), st.integers(1, 6))
def test_exact_values_are_own_plus_half_of_pairs_and_add_up(seed: int, count: int) -> None:
    parts = [f"p{i}" for i in range(count)]
    game = Game(parts, seed)
    found = shapley(parts, game)
    assert game.asked == 2**count
    for share in found:
        assert np.allclose(share.value, game.truth(share.part))
        assert share.error == (0.0, 0.0)
    total = np.sum([share.value for share in found], axis=0)
    assert np.allclose(total, game(frozenset(parts)) - game(frozenset()))


def test_drawn_values_add_up_and_are_as_sure_as_they_say() -> None:
    parts = [f"p{i}" for i in range(EXACT + 3)]
    base = Game(parts, 1)

    def game(package: frozenset[str]) -> Array:
        return base(package) + 0.05 * len(package & set(parts[:5])) ** 3  # no game of pairs

    found = shapley(parts, game, seed=2, orders=60)
    total = np.sum([share.value for share in found], axis=0)
    assert np.allclose(total, game(frozenset(parts)) - game(frozenset()))
    cubes = 0.05 * 5**3 / 5
    for number, share in enumerate(found):
        truth = base.truth(share.part) + (cubes if number < 5 else 0)
        assert (np.abs(share.value - truth) <= 4.5 * np.array(share.error) + 1e-9).all()
    assert any(error > 0 for share in found for error in share.error)


def test_a_part_that_does_nothing_gets_nothing_and_equals_get_the_same() -> None:
    found = shapley(["a", "b", "idle"], lambda package: float({"a", "b"} <= package))
    assert [share.value for share in found] == [(0.5,), (0.5,), (0.0,)]


def test_no_parts_and_doubled_parts() -> None:
    assert shapley([], lambda _: 1.0) == ()
    with pytest.raises(ValueError, match="each part once"):
        shapley(["a", "a"], lambda _: 1.0)


def test_packages_that_none_dominates() -> None:
    worth = {
        "good": np.array([1.0, 0.0]),
        "dear": np.array([1.0, 5.0]),
        "waste": np.array([0.0, 1.0]),
    }

    def value(package: frozenset[str]) -> Array:
        return sum((worth[part] for part in sorted(package)), np.zeros(2))

    found = front_of_parts(["good", "dear", "waste"], value, sign=(1, -1))
    assert found == (("good",), ("good", "dear"))


def test_too_many_packages_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 12 parts"):
        front_of_parts([str(i) for i in range(13)], lambda _: 0.0, (1,))
