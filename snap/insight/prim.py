"""PRIM, the patient rule induction method: the box of beliefs in which something mostly holds.

From the box that holds everything, the slice is peeled off — at most `PATIENCE` of what is left,
at either end of any belief — that raises the density most for what it costs [1]_. Of all boxes on
the way the best is taken, its limits are moved out or in while that improves it (pasting), and
those that hardly matter are dropped, so that few beliefs remain [2]_.

The best box is that with the highest F-score (see ``search``).

Own code, since the box must be found for dozens of pairs and value sets in seconds: peeling by
counts on a grid costs one pass over the futures for the whole trajectory instead of one for each
step. After the eighth belief no more are taken up, so that the search digs instead of spreading.
`benchmarks/flips.py` compares it with that of the EMA Workbench.

References
----------
.. [1] Friedman, J. H., & Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics
   and Computing 9, 123–143.
.. [2] Bryant, B. P., & Lempert, R. J. (2010). Thinking inside the box: a participatory,
   computer-assisted approach to scenario discovery. Technological Forecasting and Social Change 77,
   34–49.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from latticework.array import Array, IntArray, Mask
from latticework.insight.grid import BINS, Limits
from latticework.insight.search import Search, f_score, f_value, quasi_p

PATIENCE = 0.05
"""Share of the futures left that a peel takes at most."""

WORTH_KEEPING = 0.01
"""A limit stays if dropping it costs so much of the F-score."""

MOST_BELIEFS, MOST_PEELED = 5, 8
"""Beliefs that a box limits at most, and while it is being peeled."""

SWEEPS = 3
LEVEL = 0.05
"""The highest quasi-p-value of limits that stay."""


def find(search: Search) -> Limits | None:
    """Return the best box, or None if there is none in which it mostly holds."""
    box = _peeled(search) if search.total else None
    if box is None:
        return None
    box = _few(search, _fewer(search, box))
    box = _fewer(search, _pasted(search, box))
    box = _pasted(search, _sure(search, box))
    return box if len(box.restricted) and search.score(box) > 0 else None


# --- peeling ---


class _Peel(NamedTuple):
    """The best slice at one end of each belief: where it ends, and what it takes."""

    edge: IntArray
    taken: IntArray
    hits: IntArray


def _peeled(search: Search) -> Limits | None:
    """Return the best box on the way of peeling."""
    rows = np.arange(len(search.holds))
    box = Limits.none(len(search.grid.codes))
    inside, hits = search.grid.counts(rows), search.grid.counts(rows[search.holds])
    best, best_score = None, -1.0
    while len(rows) and (move := _best_peel(inside, hits, search.least, _open(box))):
        belief, low, high = move
        box = box.to(belief, max(low, int(box.low[belief])), min(high, int(box.high[belief])))
        column = search.grid.codes[belief, rows]
        kept = (column >= low) & (column < high)
        gone = rows[~kept]
        rows = rows[kept]
        inside -= search.grid.counts(gone)
        hits -= search.grid.counts(gone[search.holds[gone]])
        count, held = float(len(rows)), float(np.count_nonzero(search.holds[rows]))
        score = float(f_score(np.array(count), np.array(held), search.total))
        if score > best_score:
            best, best_score = box, score
        if f_value(held, held, search.total) <= best_score:  # even if all others were peeled off
            break
    return best


def _open(box: Limits) -> Mask:
    """Return which beliefs may be peeled: all, until enough of them are."""
    peeled = (box.low > 0) | (box.high < BINS)
    return peeled if np.count_nonzero(peeled) >= MOST_PEELED else np.ones_like(peeled)


def _best_peel(
    inside: IntArray, hits: IntArray, least: int, allowed: Mask
) -> tuple[int, int, int] | None:
    """Return the belief to peel and its new limits, or None if none is left that may be."""
    count, held = int(inside[0].sum()), int(hits[0].sum())
    low, high = _slices(inside, hits, count), _slices(inside[:, ::-1], hits[:, ::-1], count)
    gains = np.array([_gain(peel, count, held, least) for peel in (low, high)])
    gains[:, ~allowed] = -np.inf
    end, belief = np.unravel_index(int(np.argmax(gains)), gains.shape)
    if not np.isfinite(gains[end, belief]):
        return None
    if end == 0:
        return int(belief), int(low.edge[belief]), BINS
    return int(belief), 0, BINS - int(high.edge[belief])


def _slices(inside: IntArray, hits: IntArray, count: int) -> _Peel:
    """Return, from the first bin on, the most that may be peeled at once; one bin at least."""
    taken, held = inside.cumsum(axis=1), hits.cumsum(axis=1)
    patient = (taken <= PATIENCE * count).sum(axis=1)
    edge = np.minimum(np.maximum(patient, (taken == 0).sum(axis=1) + 1), BINS)
    each = np.arange(len(inside))
    return _Peel(edge, taken[each, edge - 1], held[each, edge - 1])


def _gain(peel: _Peel, count: int, held: int, least: int) -> Array:
    """Return the rise of the density for each future peeled; −inf where too few would be left."""
    left = count - peel.taken
    allowed = left >= least
    share = (held - peel.hits) / np.maximum(left, 1)
    gain: Array = np.where(allowed, (share - held / count) / np.maximum(peel.taken, 1), -np.inf)
    return gain


# --- pasting, and fewer limits ---


def _pasted(search: Search, box: Limits) -> Limits:
    """Return the box with one limit after the other put where the F-score is highest."""
    for _ in range(SWEEPS):
        before = box
        for belief in box.restricted:
            box = _moved(search, box, int(belief))
        if (before.low == box.low).all() and (before.high == box.high).all():
            break
    return box


def _moved(search: Search, box: Limits, belief: int) -> Limits:
    inside = search.grid.inside(box, but=belief)
    column = search.grid.codes[belief]
    taken = _running(column[inside])
    held = _running(column[inside & search.holds])
    lows = np.arange(BINS) if box.low[belief] > 0 else np.array([0])
    highs = np.arange(1, BINS + 1) if box.high[belief] < BINS else np.array([BINS])
    counts = np.maximum(taken[highs] - taken[lows][:, None], 0)
    hits = np.maximum(held[highs] - held[lows][:, None], 0)
    scores = f_score(counts, hits, search.total)
    scores = np.where(counts >= search.least, scores, -1.0)
    at = np.unravel_index(int(np.argmax(scores)), scores.shape)
    if scores[at] <= search.score(box):
        return box
    return box.to(belief, int(lows[at[0]]), int(highs[at[1]]))


def _running(codes: IntArray) -> Array:
    """Return how many lie below each edge of the bins, shape (BINS + 1,)."""
    found = np.zeros(BINS + 1)
    found[1:] = np.bincount(codes, minlength=BINS).cumsum()
    return found


def _fewer(search: Search, box: Limits) -> Limits:
    """Drop limits, the one that matters least first, while the F-score hardly falls."""
    while edges := list(box.edges()):
        counts = _without(search, box, edges)
        scores = f_score(*counts, search.total)
        best = int(np.argmax(scores))
        if scores[best] < search.score(box) - WORTH_KEEPING:
            break
        box = box.without(edges[best][0], upper=edges[best][1])
    return box


def _few(search: Search, box: Limits) -> Limits:
    """Drop the limits that matter least until few beliefs are left, tightening the others."""
    while len(box.restricted) > MOST_BELIEFS:
        edges = list(box.edges())
        inside, hits = _without(search, box, edges)
        best = int(np.argmax(f_value(inside, hits, search.total)))
        box = _pasted(search, box.without(edges[best][0], upper=edges[best][1]))
    return box


def _without(search: Search, box: Limits, edges: list[tuple[int, bool]]) -> tuple[Array, Array]:
    """Return how many futures and hits the box holds without each of its limits.

    Without a limit the box gains the futures that break that one and no other.
    """
    broken = np.zeros(len(search.holds), np.int64)
    last = np.zeros(len(search.holds), np.int64)
    for number, (belief, upper) in enumerate(edges):
        column = search.grid.codes[belief]
        out = column >= box.high[belief] if upper else column < box.low[belief]
        broken += out
        last[out] = number
    inside, once = broken == 0, broken == 1
    gained = np.bincount(last[once], minlength=len(edges))
    hits = np.bincount(last[once & search.holds], minlength=len(edges))
    counts = np.count_nonzero(inside) + gained
    held = np.count_nonzero(inside & search.holds) + hits
    return counts.astype(np.float64), held.astype(np.float64)


def _sure(search: Search, box: Limits) -> Limits:
    """Drop the beliefs whose limits may well be chance, by their quasi-p-values."""
    for belief in box.restricted:
        if quasi_p(search, box, int(belief)) > LEVEL:
            box = box.to(int(belief), 0, BINS)
    return box
