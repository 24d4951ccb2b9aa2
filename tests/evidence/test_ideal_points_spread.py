"""What points of a session share: nothing in one session, less with bridges."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from latticework.array import Array
from latticework.evidence.ideal_points_fit import Rounds, Settings, fit, working
from latticework.evidence.ideal_points_kernel import expected
from latticework.evidence.ideal_points_spread import _standardised, _votes, curvatures
from latticework.evidence.ideal_points_votes import Votes, arranged, cast

STATES, SESSIONS, ROLLS = 30, 5, 12


def made(sessions: int = SESSIONS, *, bridged: bool = False) -> Votes:
    """Return votes on the same resolutions every session, linked or not."""
    rng = np.random.default_rng(4)
    theta = rng.normal(size=STATES)
    slope, low = rng.normal(size=(ROLLS, 1)), rng.normal(-0.8, 0.5, (ROLLS, 1))
    rows, calls = [], []
    for session in range(sessions):
        latent = slope * theta + rng.normal(size=(ROLLS, STATES))
        choice = (latent > low).astype(int) + (latent > low + 0.6)
        for roll in range(ROLLS):
            rcid = session * ROLLS + roll
            calls.append((rcid, session + 1, roll if bridged else rcid))
            rows += [
                (rcid, f"s{i:02d}", ("no", "abstain", "yes")[c]) for i, c in enumerate(choice[roll])
            ]
    votes = pl.DataFrame(rows, schema=["rcid", "country", "vote"], orient="row")
    items = pl.DataFrame(calls, schema=["rcid", "session", "item"], orient="row")
    return arranged(cast(votes, items), items.select("rcid", "item"))


def test_one_session_shares_nothing() -> None:
    assert fit(made(1), Settings()).shared == pytest.approx(0, abs=1e-8)


def test_bridges_hold_sessions_together() -> None:
    apart, together = (fit(made(bridged=b), Settings()).shared.mean() for b in (False, True))
    assert 0 < together < 0.7 * apart


def test_slow_states_hold_sessions_together() -> None:
    slow, fast = (fit(made(), Settings(drift=d)).shared.mean() for d in (0.1, 1.0))
    assert 0 < slow < fast


def test_moving_or_stretching_everything_is_no_move() -> None:
    mean = np.random.default_rng(0).normal(size=50)
    both = np.column_stack([np.ones(50), mean])
    assert _standardised(both, mean) == pytest.approx(0, abs=1e-12)


def test_information_is_what_elimination_leaves() -> None:
    """Sparse sums of blocks equal the Schur complement of the dense information."""
    votes = made(2, bridged=True)
    with working(votes) as crew:
        rounds = Rounds(votes, Settings(), crew)
        for _ in range(20):
            rounds.next()
    points, items = rounds.points, rounds.items
    session = votes.points["session"].to_numpy() - 1
    k, ballots = len(items.slope), votes.by_item
    whole = np.zeros((4 + 3 * k, 4 + 3 * k))
    for j in range(k):
        a, b, c, d, e, f = items.spread[j]
        whole[4 + 3 * j : 7 + 3 * j, 4 + 3 * j : 7 + 3 * j] = np.linalg.inv(
            [[a, b, c], [b, d, e], [c, e, f]]
        )
        for v in range(ballots.start[j], ballots.start[j + 1]):
            p = ballots.other[v]
            _add(whole, j, session[p], _information(votes, v, j, rounds))
    free, tied = whole[:4, :4], whole[:4, 4:]
    schur = free - tied @ np.linalg.solve(whole[4:, 4:], tied.T)
    assert _votes(votes, session, points, items) == pytest.approx(schur)


def _information(votes: Votes, v: int, j: int, rounds: Rounds) -> Array:
    """Return (5, 5) a vote's information on move, stretch, slope, low, high."""
    p = votes.by_item.other[v]
    mean, variance = rounds.points.mean[p], rounds.points.variance[p]
    slope, low, high = (rounds.items[i][j] for i in range(3))
    terms = expected(
        votes.by_item.choice[v], slope * mean - low, slope * mean - high, abs(slope) * variance**0.5
    )
    _, _, aa, ab, bb = terms
    curve = np.array([[aa, ab], [ab, bb]])
    by = np.array([[slope, slope * mean, mean, -1, 0], [slope, slope * mean, mean, 0, -1]])
    found = by.T @ curve @ by
    # of θ² the expectation counts
    found[1, 1] += slope**2 * curve.sum() * variance
    found[1, 2] += slope * curve.sum() * variance
    return np.asarray(found)


def _add(whole: Array, j: int, session: int, block: Array) -> None:
    """Add a vote's block; that of the roll call's own parameters is there already."""
    place = np.array([2 * session, 2 * session + 1])
    own = 4 + 3 * j + np.arange(3)
    whole[np.ix_(place, place)] += block[:2, :2]
    whole[np.ix_(place, own)] += block[:2, 2:]
    whole[np.ix_(own, place)] += block[:2, 2:].T


def test_curvatures_are_those_of_single_votes() -> None:
    votes = made(1)
    with working(votes) as crew:
        rounds = Rounds(votes, Settings(), crew)
        rounds.next()
    found = curvatures(votes.by_item, rounds.points, rounds.items)
    information = _information(votes, 3, 0, rounds)
    assert found[3].sum() * rounds.items.slope[0] ** 2 == pytest.approx(information[0, 0])
