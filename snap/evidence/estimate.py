"""An estimate of a belief: value, standard error, and the range that it supports.

The rule for ranges, everywhere: two standard errors on either side (`two_errors`). Wider where a
second fit of the same thing says otherwise: then the range spans both. An end is left open (None)
where the data do not bound it, for instance because what is measured is only a floor; there the
belief keeps its own bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from scipy.stats import beta

ERRORS = 2.0
"""Standard errors on either side of an estimate."""

MASS = 0.95
"""Probability within the interval of a rate."""


@dataclass(frozen=True)
class Estimate:
    """What data say of one belief.

    Attributes
    ----------
    belief
        Its name, as the mechanism declares it.
    value, se
        Estimate and standard error, in the belief's unit.
    low, high
        Ends of the range that the estimate supports; None where the data set none.
    n
        How many rows, pairs or years it rests on.
    period
        The years.
    sets
        Names of the data sets.
    basis
        How it was made, and what to mind.
    """

    belief: str
    value: float
    se: float
    low: float | None
    high: float | None
    n: int
    period: str
    sets: tuple[str, ...]
    basis: str


def two_errors(*fits: tuple[float, float]) -> tuple[float, float]:
    """Return the ends of the range of two standard errors around all fits.

    Parameters
    ----------
    fits
        Values with their standard errors.

    Examples
    --------
    >>> two_errors((1.0, 0.5), (3.0, 0.25))
    (0.0, 3.5)
    """
    return (
        min(value - ERRORS * se for value, se in fits),
        max(value + ERRORS * se for value, se in fits),
    )


def rate(events: int, trials: int) -> tuple[float, float, float, float]:
    """Return a rate, its standard error, and the ends of its interval of 95 % (Jeffreys).

    Parameters
    ----------
    events, trials
        How often it happened, of how many times.

    Notes
    -----
    The posterior for a prior of Beta(½, ½), of which the standard error is the deviation; it gives
    sensible intervals for few events (Brown, Cai & DasGupta 2001, *Statistical Science* 16).

    Examples
    --------
    >>> [round(x, 3) for x in rate(6, 25)]
    [0.24, 0.083, 0.107, 0.429]
    """
    posterior = beta(events + 0.5, trials - events + 0.5)
    low, high = posterior.interval(MASS)
    return events / trials, float(posterior.std()), float(low), float(high)


def span(years: pl.Series) -> str:
    """Return the first and the last of some years.

    Examples
    --------
    >>> span(pl.Series([1990, 1946, 2010]))
    '1946–2010'
    """
    held = years.to_numpy()
    return f"{int(held.min())}–{int(held.max())}"
