"""How sure the place and the scale of each session are.

Given the roll calls, ideal points of different states are independent. But the roll calls are
estimated too: were all points of a session moved or stretched together, its roll calls could
follow, and only bridges and the slow pace of states would object. So beside its own variance every
point has one that it shares with its session: that of a_t + b_t·θ, where (a_t, b_t) is the move and
stretch of session t. Their posterior is normal with the information of votes, priors and drift, all
slopes and cutpoints eliminated. A move and stretch of all sessions together is no uncertainty:
the estimates are standardised.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_array

from latticework.array import Array, IntArray
from latticework.evidence.ideal_points_kernel import Chain, Items, Points, expected, kernel
from latticework.evidence.ideal_points_votes import Ballots, Votes


def session_variance(votes: Votes, points: Points, items: Items, chain: Chain) -> Array:
    """Return (n,) the variance that each point shares with its session.

    Parameters
    ----------
    votes
        The votes.
    points, items, chain
        As they stand at the end of the fit.
    """
    _, at = np.unique(votes.points["session"], return_inverse=True)
    moves = np.zeros((len(at), 2 * (int(at.max()) + 1)))
    moves[np.arange(len(at)), 2 * at] = 1.0
    moves[np.arange(len(at)), 2 * at + 1] = points.mean
    information = moves.T @ (chain.pull[:, None] * moves)
    after = np.flatnonzero(chain.step)
    steps = moves[after] - moves[after - 1]
    information += steps.T @ (chain.step[after, None] * steps)
    information += _votes(votes, at, points, items)
    free = _standardised(moves, points.mean)
    return np.asarray(((free @ np.linalg.inv(information)) * free).sum(axis=1))


def _standardised(moves: Array, mean: Array) -> Array:
    """Take out of (n, m) moves of the points what would only change their mean and variance."""
    z = (mean - mean.mean()) / mean.std()
    return np.asarray(moves - moves.mean(axis=0) - np.outer(z, z @ moves / len(z)))


def _votes(votes: Votes, session: IntArray, points: Points, items: Items) -> Array:
    """Return (2T, 2T) the information of votes on moves and stretches, roll calls eliminated."""
    ballots, k, t = votes.by_item, len(items.slope), 2 * (int(session.max()) + 1)
    item = np.repeat(np.arange(k), np.diff(ballots.start))
    low, high = curvatures(ballots, points, items).T
    slope, mean = items.slope[item], points.mean[ballots.other]
    square = mean**2 + points.variance[ballots.other]
    column = 2 * session[ballots.other]
    # of a vote's slope, low, high with the move, then the stretch, of its session
    cross = slope * np.array(
        [[(low + high) * mean, -low, -high], [(low + high) * square, -low * mean, -high * mean]]
    )
    shape = (2, 3, len(item))
    rows = np.broadcast_to(3 * item + np.arange(3)[:, None], shape)
    columns = np.broadcast_to(column + np.arange(2)[:, None, None], shape)
    table = csr_array((cross.ravel(), (rows.ravel(), columns.ravel())), shape=(3 * k, t))
    own = np.zeros((t, t))
    force = slope**2 * (low + high)
    np.add.at(own, (column, column), force)
    np.add.at(own, (column, column + 1), force * mean)
    np.add.at(own, (column + 1, column), force * mean)
    np.add.at(own, (column + 1, column + 1), force * square)
    return np.asarray(own - (table.T @ (_spreads(items) @ table)).toarray())


def _spreads(items: Items) -> csr_array:
    """Return (3k, 3k) the covariance of all roll calls' slopes and cutpoints, in blocks."""
    k = len(items.slope)
    blocks = items.spread[:, [0, 1, 2, 1, 3, 4, 2, 4, 5]].reshape(k, 3, 3)
    rows = np.repeat(np.arange(3 * k), 3)
    columns = (3 * np.arange(k)[:, None, None] + np.arange(3)).repeat(3, axis=1)
    return csr_array((blocks.ravel(), (rows, columns.ravel())), shape=(3 * k, 3 * k))


@kernel
def curvatures(ballots: Ballots, points: Points, items: Items) -> Array:
    """Return (m, 2) the information of each vote on the cutpoints' place, summed over the other."""
    out = np.empty((ballots.other.size, 2))
    for j in range(ballots.start.size - 1):
        slope = items.slope[j]
        for v in range(ballots.start[j], ballots.start[j + 1]):
            p = ballots.other[v]
            a, b = slope * points.mean[p] - items.low[j], slope * points.mean[p] - items.high[j]
            width = abs(slope) * math.sqrt(points.variance[p])
            _, _, aa, ab, bb = expected(ballots.choice[v], a, b, width)
            out[v, 0], out[v, 1] = aa + ab, bb + ab
    return out
