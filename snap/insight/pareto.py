"""Pareto: what is not worse in everything that counts than something else."""

from __future__ import annotations

import numpy as np

from latticework.array import Array, Mask
from latticework.insight.frame import TIE, Frame


def undominated(good: Array, tie: float = 0.0) -> Mask:
    """Return which rows no other row dominates, shape (n,).

    A row dominates another if it is nowhere worse and somewhere better; equal rows do not dominate
    each other.

    Parameters
    ----------
    good
        Shape (n, criteria), more is better.
    tie
        What differs by no more is equal.

    Examples
    --------
    >>> undominated(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.5]])).tolist()
    [True, True, False]
    """
    free = np.ones(len(good), np.bool_)
    for row, own in enumerate(good):
        over = (good >= own - tie).all(axis=1) & (good > own + tie).any(axis=1)
        free[row] = not over.any()
    return free


def front(frame: Frame, signed: Array, *, median: bool = False) -> tuple[str, ...]:
    """Return the options that no other dominates, in expected outcomes.

    Parameters
    ----------
    frame
        The runs.
    signed
        Shape (M,): above 0 for outcomes of which more is better, below 0 if less is, 0 for those
        that do not count; how far from 0 does not matter.
    median
        Take medians instead of means.
    """
    counted = np.flatnonzero(signed)
    if not len(counted):
        raise ValueError("expected an outcome that counts")
    chosen = frame.gains[:, :, counted]
    typical = np.median(chosen, axis=0) if median else chosen.mean(axis=0)
    free = undominated(typical * np.sign(signed[counted]), TIE)
    return tuple(slug for slug, kept in zip(frame.options, free, strict=True) if kept)
