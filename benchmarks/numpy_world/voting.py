"""Unanimity with constructive abstention, for many nodes of the shock at once."""

from __future__ import annotations

import numpy as np

from latticework.array import Array, IntArray


def tolerated(stay: Array, step: Array, units: IntArray, rule: IntArray, tolerance: float) -> Array:
    """Return the probability that those who step aside are too few or too light to stop it.

    Parameters
    ----------
    stay, step
        (M, n) probability that each member stays or steps aside, at each node.
    units
        (n,) weight of each member.
    rule
        Free, most, room: see `latticework`'s ``mechanisms.voting``.
    tolerance
        Nodes at which weights can matter no more than this are spared the table of weights.

    Returns
    -------
    array
        (M,) probabilities.
    """
    free, most, room = rule.tolist()
    counts = _tally(stay, step)
    few: Array = counts[:, : free + 1].sum(axis=1)
    close = counts[:, free + 1 : most + 1].sum(axis=1) > tolerance
    if close.any():
        light = _light(stay[close], step[close], units, room)
        few[close] += light[:, free + 1 : most + 1].sum(axis=1)
    return few


def _tally(stay: Array, step: Array) -> Array:
    """Return the probability that k members step aside while nobody stops it, (M, n + 1)."""
    counts = np.zeros((len(stay), stay.shape[1] + 1))
    counts[:, 0] = 1.0
    for i in range(stay.shape[1]):
        shifted = counts[:, :-1] * step[:, i, None]
        counts *= stay[:, i, None]
        counts[:, 1:] += shifted
    return counts


def _light(stay: Array, step: Array, units: IntArray, room: int) -> Array:
    """Return the probability that k members step aside whose weight fits, (M, n + 1)."""
    table = np.zeros((len(stay), room + 1, stay.shape[1] + 1))
    table[:, 0, 0] = 1.0
    for i, weight in enumerate(units.tolist()):
        shifted = table[:, : room + 1 - weight, :-1] * step[:, i, None, None]
        table *= stay[:, i, None, None]
        table[:, weight:, 1:] += shifted
    counts: Array = table.sum(axis=1)
    return counts
