"""Scores: what each option leads to, how often it is best, and how sure the ranking is.

Quantiles are by linear interpolation between neighbours (definition 7 of Hyndman & Fan 1996, the
default of NumPy and R), so that anyone gets the same numbers from ``futures.parquet``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from latticework.array import Array
from latticework.insight.frame import TIE, Frame
from latticework.insight.resampling import Resampling

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Score:
    """An outcome of an option over all futures, in the outcome's unit.

    Attributes
    ----------
    mean, median
        With `mean_error` the standard error of the mean, and a 95 % interval of the median.
    low90, low50, high50, high90
        The bands in which the middle 50 % and 90 % of futures lie.
    best
        Share of futures in which no option does better, ties shared out; None if the outcome has
        no better direction.
    """

    option: str
    outcome: str
    mean: float
    mean_error: float
    median: float
    median_low: float
    median_high: float
    low90: float
    low50: float
    high50: float
    high90: float
    best: float | None


def scores(frame: Frame) -> tuple[Score, ...]:
    """Return the scores of every option on every outcome, option by option."""
    ordered = np.sort(frame.values.transpose(1, 2, 0), axis=-1)
    low90, low50, median, high50, high90 = quantiles(ordered, LEVELS)
    least, most = quantiles(ordered, _around_median(frame.futures))
    mean = frame.values.mean(axis=0)
    error = frame.values.std(axis=0) / np.sqrt(max(frame.futures - 1, 1))
    best = best_shares(frame.gains * frame.sign).mean(axis=0)
    return tuple(
        Score(
            option, outcome, float(mean[o, m]), float(error[o, m]),
            float(median[o, m]), float(least[o, m]), float(most[o, m]),
            float(low90[o, m]), float(low50[o, m]), float(high50[o, m]), float(high90[o, m]),
            float(best[o, m]) if frame.sign[m] else None,
        )
        for o, option in enumerate(frame.options)
        for m, outcome in enumerate(frame.outcomes)
    )  # fmt: skip


def quantiles(ordered: Array, levels: Sequence[float]) -> Array:
    """Return quantiles of the last axis, which is in rising order; shape (levels, …)."""
    place = np.array(levels) * (ordered.shape[-1] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    found: Array = np.moveaxis(
        ordered[..., below] + (ordered[..., above] - ordered[..., below]) * (place - below), -1, 0
    )
    return found


def _around_median(futures: int) -> tuple[float, float]:
    """Return the levels between which the median lies in 95 % of samples (binomial, normal)."""
    half = float(ndtri(0.975)) / (2 * np.sqrt(futures))
    return max(0.0, 0.5 - half), min(1.0, 0.5 + half)


def best_shares(good: Array) -> Array:
    """Return in how far each option is best in each future, ties shared out.

    Parameters
    ----------
    good
        Shape (F, O, …), more is better, in spreads.
    """
    top = good >= good.max(axis=1, keepdims=True) - TIE
    shared: Array = top / top.sum(axis=1, keepdims=True)
    return shared


def win_shares(good: Array) -> Array:
    """Return the share of futures in which the first option beats the second, ties counting half.

    Parameters
    ----------
    good
        Shape (F, O), more is better, in spreads.

    Returns
    -------
    Array
        Shape (O, O); the diagonal is ½, and opposite entries add up to 1.
    """
    options = good.shape[1]
    found = np.full((options, options), 0.5)
    for one in range(options):
        for other in range(one + 1, options):
            ahead = good[:, one] - good[:, other]
            wins = np.count_nonzero(ahead > TIE)
            ties = np.count_nonzero(np.abs(ahead) <= TIE)
            found[one, other] = (wins + ties / 2) / len(good)
            found[other, one] = 1 - found[one, other]
    return found


@dataclass(frozen=True)
class Ranking:
    """Options by expected worth, and how sure that order is.

    Attributes
    ----------
    order
        The best first.
    places
        For each option of `order`, the share of resamples in which it comes first, second, …
    same
        Share of resamples with this very order.
    ahead
        For each option of `order` but the last, the share of resamples in which it is worth more
        than the next.
    """

    order: tuple[str, ...]
    places: tuple[tuple[float, ...], ...]
    same: float
    ahead: tuple[float, ...]


def ranked(worth: Array, options: Sequence[str], resampling: Resampling) -> Ranking:
    """Return the options by expected worth.

    Parameters
    ----------
    worth
        Shape (F, O).
    options
        Slugs, in the order of the second axis.
    resampling
        Of the same futures.
    """
    order = np.argsort(-worth.mean(axis=0), kind="stable")
    means = resampling.means(worth)[:, order]
    again = np.argsort(-means, axis=1, kind="stable")
    place = np.argsort(again, axis=1, kind="stable")
    count = len(options)
    shares = [np.bincount(place[:, o], minlength=count) / len(place) for o in range(count)]
    return Ranking(
        tuple(options[o] for o in order),
        tuple(tuple(map(float, row)) for row in shares),
        float((place == np.arange(count)).all(axis=1).mean()),
        tuple(float(share) for share in (means[:, :-1] > means[:, 1:]).mean(axis=0)),
    )
