"""H5: which way states moved between China and the West, 1990–2018, as the mechanisms had it.

A world is started in each of `STARTS` and played for five years (`hindcast_years`); what counts is
the direction of each state's move on each issue, where it moved by more than `MOVED`. Security is
by ATOP, governance by votes. Trade is known in 1990 and 2000 only, so that the economy has one move
of ten years. The baselines: a coin, and the direction of the five years before; for the size of
moves, none.

When China or the United States moves, all others move the other way between them, so that the moves
of a window hang together: errors are clustered by window, of which there are few, and directions
are judged against the mean move of the window as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from latticework.array import Array, IntArray, Mask
from latticework.evidence.report_card import Check
from latticework.evidence.scores import mean_by_cluster
from latticework.insight.hindcast_annals import SETS, Annals
from latticework.insight.hindcast_forces import beliefs, drawn
from latticework.insight.hindcast_pacts import bonds, positions
from latticework.insight.hindcast_past import Past, past
from latticework.insight.hindcast_table import Hindcast, Point
from latticework.insight.hindcast_years import Inputs, play
from latticework.mechanisms.alignment import ISSUES

STARTS = (1990, 1995, 2000, 2005, 2010, 2013)
"""First years; the last move begins before the one before it has ended."""

LENGTH = 5
"""Years of a move."""

DECADE = 1990, 2000
"""The years between which trade is known to have moved."""

MOVED = 0.05
"""Less is no move: a fortieth of the way between the poles."""

FUTURES = 128

COIN = 0.5

SECURITY, ECONOMY, GOVERNANCE = range(len(ISSUES))


class Moves(NamedTuple):
    """Moves of states, one a state, issue and window.

    Attributes
    ----------
    state, start, issue
        (n,) ISO code, first year, number of the issue.
    came
        (n,) how far it moved, towards the West positive.
    before
        (n,) how far it had moved in as many years before; NaN where unknown.
    said
        (F, n) how far futures move it, the first with centres.
    """

    state: NDArray[Any]
    start: IntArray
    issue: IntArray
    came: Array
    before: Array
    said: Array

    def where(self, rows: Mask) -> Moves:
        """Return some of the moves."""
        return Moves(
            self.state[rows], self.start[rows], self.issue[rows], self.came[rows],
            self.before[rows], self.said[:, rows],
        )  # fmt: skip


def joined(parts: Sequence[Moves]) -> Moves:
    """Return the moves of several windows together."""
    return Moves(*(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True)))


def moves(world: Past, position: Array, before: Array, issues: Sequence[int]) -> Moves:
    """Return the moves of all but the poles over a whole world.

    Parameters
    ----------
    world
        The years of the window, with what came.
    position
        (F, Y, N, S) from `hindcast_years.play`.
    before
        (N, S) positions as long before the first year as the window is long.
    issues
        Which issues.
    """
    free = np.flatnonzero(world.moves)
    first, last = world.position[0], world.position[-1]
    parts = []
    for s in issues:
        came, earlier = (last - first)[free, s], (first - before)[free, s]
        said = position[:, -1, free, s] - position[:, 0, free, s]
        label = np.array(world.states)[free]
        start, issue = np.full(len(free), world.years[0]), np.full(len(free), s)
        parts.append(Moves(label, start, issue, came, earlier, said))
    found = joined(parts)
    return found.where(~np.isnan(found.came))


def hit(said: Array, came: Array) -> Array:
    """Return 1 where a direction was right, ½ where none was said, else 0.

    Examples
    --------
    >>> hit(np.array([0.1, -0.2, 0.0]), np.array([0.3, 0.3, 0.3]))
    array([1. , 0. , 0.5])
    """
    return np.asarray(0.5 * (1.0 + np.sign(said) * np.sign(came)))


# --- the report card ------------------------------------------------------------------------------


def hindcast(annals: Annals) -> Hindcast:
    """Return H5.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    futures = drawn(beliefs(), FUTURES)
    worlds: list[tuple[Past, tuple[int, ...]]] = [
        (past(annals, start, start + LENGTH), (SECURITY, GOVERNANCE)) for start in STARTS
    ]
    worlds.append((past(annals, *DECADE), (ECONOMY,)))
    checks, points = [], []
    for inputs in Inputs:
        found = joined([_window(annals, world, issues, futures, inputs)
                        for world, issues in worlds])  # fmt: skip
        checks += list(judged(found, inputs))
        points += list(_points(found, inputs))
    return Hindcast(
        "H5", "moves between China and the West, 1990–2018",
        "five-year moves of about seventy states from 1990, 1995, 2000, 2005, 2010 and 2013 by "
        "pacts and votes, one of ten years by trade; traditions are solved in the first year, so "
        "that only changes of threat, protection, trade, troops and polarization move a state",
        tuple(dict.fromkeys(SETS)), tuple(checks), tuple(points),
    )  # fmt: skip


def _window(
    annals: Annals, world: Past, issues: Sequence[int], futures: Any, inputs: Inputs
) -> Moves:
    """Return the moves of one window."""
    earlier = world.years[0] - (world.years[-1] - world.years[0])
    then = positions(annals, world.states, (earlier,),
                     [bonds(annals, world.states, earlier, earlier)])[0]  # fmt: skip
    then[:, ECONOMY] = np.nan
    return moves(world, play(world, futures, inputs).position, then, issues)


def judged(found: Moves, inputs: Inputs) -> Iterator[Check]:
    """Yield how often directions were right, by issue, and how far sizes were off.

    Parameters
    ----------
    found
        The moves.
    inputs
        What was known of the years that were forecast.
    """
    groups = {"security and governance": (SECURITY, GOVERNANCE), "security": (SECURITY,),
              "governance": (GOVERNANCE,), "economy, ten years": (ECONOMY,)}  # fmt: skip
    for name, issues in groups.items():
        part = found.where(np.isin(found.issue, issues))
        moved = part.where(np.abs(part.came) > MOVED)
        if moved.came.size:
            test = f"alignment: {name}, inputs {inputs.value}"
            yield from _directions(moved, test)
            yield _sizes(part, test)


def _directions(moved: Moves, test: str) -> Iterator[Check]:
    hits = hit(moved.said[0], moved.came)
    rate, error = mean_by_cluster(hits, moved.start)
    over = np.array([hit(said, moved.came).mean() for said in moved.said[1:]])
    rows, one = len(hits), len(np.unique(moved.start)) == 1
    note = f"{np.mean(over > COIN):.0%} of futures above; {np.mean(moved.came > 0):.0%} moved West"
    yield Check(test, "direction right, against a coin", rate, least=COIN, against="a coin",
                rows=rows, margin=None if one else error, note=note)  # fmt: skip
    apart = hit(relative(moved.said[0], moved), relative(moved.came, moved))
    rate, error = mean_by_cluster(apart, moved.state)
    yield Check(test, "direction right, against the mean move", rate, least=COIN,
                against="a coin", rows=rows, margin=error)  # fmt: skip
    known = ~np.isnan(moved.before)
    if known.any():
        theirs = hit(moved.before, moved.came)[known]
        gap = mean_by_cluster(hits[known] - theirs, moved.start[known])
        yield Check(test, "direction right, against the move before", float(hits[known].mean()),
                    least=float(theirs.mean()), against="the direction of the move before",
                    rows=int(known.sum()), margin=None if one else gap[1])  # fmt: skip


def relative(move: Array, of: Moves) -> Array:
    """Return (n,) moves less the mean move of their window and issue.

    Parameters
    ----------
    move
        (n,) as they came or as a future has them.
    of
        The moves, for their windows and issues.
    """
    labels = of.start * len(ISSUES) + of.issue
    _, at = np.unique(labels, return_inverse=True)
    return np.asarray(move - (np.bincount(at, weights=move) / np.bincount(at))[at])


def _sizes(part: Moves, test: str) -> Check:
    ours, none = (part.said[0] - part.came) ** 2, part.came**2
    error = mean_by_cluster(ours - none, part.state)[1] / (2.0 * np.sqrt(none.mean()))
    return Check(
        test, "root mean square error of moves", float(np.sqrt(ours.mean())),
        most=float(np.sqrt(none.mean())), against="no move", rows=len(ours), margin=float(error),
    )  # fmt: skip


def _points(found: Moves, inputs: Inputs) -> Iterator[Point]:
    """Yield the hit rates of each window, with the band of the futures."""
    plot = "alignment: first year of the window, share of directions right"
    moved = found.where((np.abs(found.came) > MOVED) & (found.issue != ECONOMY))
    for start in STARTS:
        part = moved.where(moved.start == start)
        rates = np.array([hit(said, part.came).mean() for said in part.said])
        low, high = (float(q) for q in np.quantile(rates[1:], (0.05, 0.95)))
        yield Point(plot, f"inputs {inputs.value}", float(start), float(rates[0]), low, high,
                    len(part.came))  # fmt: skip
