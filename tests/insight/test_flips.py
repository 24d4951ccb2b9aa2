from collections.abc import Callable

import numpy as np
import pytest

from latticework.array import Array
from latticework.insight.boxes import Found, Seeker
from latticework.insight.cells import Cells
from latticework.insight.flips import Flip, flip

Draw = Callable[..., Array]
NAMES = tuple(f"b{i}" for i in range(20))


def _flip(draws: Array, difference: Array) -> Flip:
    seeker = Seeker(draws, NAMES, ("judged",) * 20, 1)
    return flip(("web", "pact"), difference, seeker, Cells.of(draws, 1))


def test_a_planted_flip_is_recovered(drawn: Draw) -> None:
    draws = drawn(6_000, 20)
    inside = (draws[:, 3] > 0.5) & (draws[:, 7] > 0.4)
    found = _flip(draws, np.where(inside, -0.3, 1.0) + 0.05 * draws[:, 1])
    assert (found.better, found.worse, found.verdict) == ("web", "pact", "found")
    assert found.share == pytest.approx(0.3, abs=0.01)
    (box,) = found.where.boxes
    assert box.beliefs == ("b3", "b7")
    assert min(box.coverage, box.density) >= 0.9


def test_the_better_option_is_that_of_more_futures(drawn: Draw) -> None:
    draws = drawn(6_000, 20)
    difference = np.where(draws[:, 3] > 0.25, -1.0, 1.0)
    one = _flip(draws, difference)
    other = flip(
        ("pact", "web"), -difference, Seeker(draws, NAMES, ("judged",) * 20, 1), Cells.of(draws, 1)
    )
    assert (one.better, one.worse) == ("pact", "web")
    assert one == other
    (tipping,) = one.tippings
    assert tipping.belief == "b3"
    assert tipping.rising


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.0, "never"), (0.005, "hardly"), (0.3, "scattered")]
)
def test_what_hardly_flips_or_flips_at_random_has_no_box(
    share: float, verdict: str, drawn: Draw
) -> None:
    draws = drawn(4_000, 20)
    worse = np.random.default_rng(0).random(4_000) < share
    found = _flip(draws, np.where(worse, -1.0, 1.0))
    assert found.verdict == verdict
    assert found.where == Found()
    assert found.tippings == ()


def test_ties_are_no_flips(drawn: Draw) -> None:
    draws = drawn(4_000, 20)
    found = _flip(draws, np.where(draws[:, 0] > 0.5, 1.0, 1e-14))
    assert found.verdict == "never"
    assert found.ties == pytest.approx(0.5)
