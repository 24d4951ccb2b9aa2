"""H5: how directions are judged."""

import doctest

import numpy as np
import pytest

from latticework.insight import hindcast_alignment
from latticework.insight.hindcast_alignment import Moves, hit, joined, judged, relative
from latticework.insight.hindcast_years import Inputs


def made(share: float, seed: int = 0) -> Moves:
    """Moves of two hundred states in each of two windows, of which a share is foreseen."""
    rng = np.random.default_rng(seed)
    parts = []
    for start, drift in ((1990, 0.4), (2000, -0.4)):
        came = rng.normal(drift, 0.5, 200)
        right = rng.random((9, 200)) < share
        said = np.where(right, came, -came)
        parts.append(Moves(np.arange(200), np.full(200, start), np.zeros(200, int), came,
                           rng.normal(size=200), said))  # fmt: skip
    return joined(parts)


def test_examples() -> None:
    assert doctest.testmod(hindcast_alignment).failed == 0


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 1.0])
def test_the_share_of_right_directions_is_found(share: float) -> None:
    checks = {check.metric: check for check in judged(made(share), Inputs.CARRIED)}
    found = checks["direction right, against a coin"]
    assert found.value == pytest.approx(share, abs=0.06)
    assert found.passed is (share > 0.5) or share == 0.5


def test_all_that_move_alike_are_no_evidence_relative_to_each_other() -> None:
    """Who foresees only the common move of a window is a coin once it is taken out."""
    true = made(1.0)
    common = np.where(true.start == 1990, 0.4, -0.4) + np.random.default_rng(1).normal(0, 1e-6, 400)
    plain = true._replace(said=np.repeat(common[None], 9, axis=0))
    checks = {check.metric: check for check in judged(plain, Inputs.CARRIED)}
    assert checks["direction right, against a coin"].value > 0.7
    assert checks["direction right, against the mean move"].value == pytest.approx(0.5, abs=0.06)


def test_relative_moves_have_no_mean() -> None:
    found = made(0.7)
    for start in (1990, 2000):
        assert relative(found.came, found)[found.start == start].mean() == pytest.approx(0.0)


def test_nothing_said_is_half_right() -> None:
    assert hit(np.zeros(3), np.array([1.0, -1.0, 0.2])).tolist() == [0.5] * 3


def test_sizes_are_held_against_no_move() -> None:
    still = made(1.0)._replace(said=np.zeros((9, 400)))
    check = next(c for c in judged(still, Inputs.CAME) if c.metric.startswith("root"))
    assert check.value == pytest.approx(check.most)
    assert check.passed is False
