"""How good probabilities are: scores of forecasts of events that came or did not.

Brier score and log loss judge the probabilities themselves, and cannot be bettered by stating
others than one believes. The area under the curve (AUC) and average precision judge only the
order; with rare events the first flatters, since most of the pairs that it compares are easy.

References
----------
Brier (1950), *Monthly Weather Review* 78:1–3; Cox (1958), *Biometrika* 45:562–565 (calibration);
Davis & Goadrich (2006), *Proceedings of the 23rd International Conference on Machine Learning*
(precision and recall).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit, xlog1py, xlogy
from scipy.stats import rankdata

from latticework.array import Array
from latticework.evidence.logit import fit


@dataclass(frozen=True)
class Scores:
    """Scores of a forecast.

    Attributes
    ----------
    rows, events
        How many were forecast, and how many came.
    brier, log_loss
        Means; low is good.
    auc, average_precision
        0–1; high is good. Without skill ½ and the rate of events.
    slope, intercept
        Log odds of events against those forecast: 1 and 0 if calibrated. A slope under 1 means
        forecasts too extreme.
    """

    rows: int
    events: int
    brier: float
    log_loss: float
    auc: float
    average_precision: float
    slope: float
    intercept: float

    def values(self) -> dict[str, float]:
        """Return the scores by name."""
        return asdict(self)


def scores(forecast: Array, events: Array) -> Scores:
    """Return the scores of a forecast.

    Parameters
    ----------
    forecast
        (n,) probabilities between 0 and 1, neither of them, and not all the same.
    events
        (n,) 0 or 1, both present.

    Raises
    ------
    ValueError
        If a forecast is none, or nothing or everything came.
    """
    if not ((forecast > 0) & (forecast < 1)).all():
        raise ValueError("expected probabilities between 0 and 1")
    if not 0 < events.sum() < len(events):
        raise ValueError("expected some events and some rows without")
    slope, intercept = calibration(forecast, events)
    return Scores(
        len(events),
        int(events.sum()),
        brier(forecast, events),
        log_loss(forecast, events),
        auc(forecast, events),
        average_precision(forecast, events),
        slope,
        intercept,
    )


def brier(forecast: Array, events: Array) -> float:
    """Return the mean squared error of probabilities.

    Examples
    --------
    >>> brier(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    0.25
    """
    return float(np.mean((forecast - events) ** 2))


def log_loss(forecast: Array, events: Array) -> float:
    """Return the mean of −ln of the probability given to what came; infinite if that was 0.

    Examples
    --------
    >>> round(log_loss(np.array([0.5, 0.5]), np.array([0.0, 1.0])), 4)
    0.6931
    """
    return float(-np.mean(xlogy(events, forecast) + xlog1py(1 - events, -forecast)))


def auc(forecast: Array, events: Array) -> float:
    """Return how often an event had the higher probability than a row without; ties count half.

    Examples
    --------
    >>> auc(np.array([0.1, 0.3, 0.3, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.875
    """
    came = events == 1
    number = int(came.sum())
    ranks = rankdata(forecast)[came].sum() - number * (number + 1) / 2
    return float(ranks / (number * (len(events) - number)))


def average_precision(forecast: Array, events: Array) -> float:
    """Return the area under precision against recall, in steps; rows that tie enter together.

    Examples
    --------
    >>> average_precision(np.array([0.9, 0.8, 0.7, 0.6]), np.array([1.0, 0.0, 1.0, 0.0]))
    0.8333333333333333
    """
    order = np.argsort(-forecast, kind="stable")
    last = np.append(np.flatnonzero(np.diff(forecast[order])), len(order) - 1)
    hits = np.cumsum(events[order])[last]
    gained = np.diff(hits, prepend=0.0)
    return float((gained * hits / (last + 1)).sum() / hits[-1])


def calibration(forecast: Array, events: Array) -> tuple[float, float]:
    """Return slope and intercept of the log odds of events on those forecast (Cox 1958)."""
    fitted = fit(np.asarray(logit(forecast))[:, None], events, ["forecast"])
    intercept, slope = (float(value) for value in fitted.coefficients)
    return slope, intercept


@dataclass(frozen=True)
class Bin:
    """A bin of a calibration plot: what was forecast on average, and how often it came."""

    rows: int
    events: int
    forecast: float

    @property
    def rate(self) -> float:
        """Share of rows in which the event came."""
        return self.events / self.rows


def calibration_bins(forecast: Array, events: Array, number: int = 10) -> tuple[Bin, ...]:
    """Return bins from the lowest to the highest forecasts with about the same sum of forecasts.

    Rows of rare events are nearly all next to 0: bins with as many rows would all be there.

    Parameters
    ----------
    forecast, events
        As in `scores`.
    number
        Of bins, at most.
    """
    order = np.argsort(forecast, kind="stable")
    expected = np.cumsum(forecast[order])
    edges = np.searchsorted(expected, expected[-1] * np.arange(1, number) / number)
    parts = [part for part in np.split(order, edges) if part.size]
    return tuple(
        Bin(len(part), int(events[part].sum()), float(forecast[part].mean())) for part in parts
    )


def mean_by_cluster(values: Array, clusters: NDArray[Any]) -> tuple[float, float]:
    """Return a mean and its standard error, where the rows of a cluster hang together.

    Parameters
    ----------
    values
        (n,) for example, by how much one forecast's loss exceeds another's.
    clusters
        (n,) labels.

    Examples
    --------
    >>> mean_by_cluster(np.array([0.0, 0.0, 1.0, 1.0]), np.array([1, 1, 2, 2]))
    (0.5, 0.5)
    """
    mean = float(values.mean())
    _, of = np.unique(clusters, return_inverse=True)
    sums = np.bincount(of, weights=values - mean)
    number = len(sums)
    variance = float((sums**2).sum()) * number / (number - 1) if number > 1 else np.inf
    return mean, float(np.sqrt(variance)) / len(values)


def losses(forecast: Array, events: Array) -> Array:
    """Return (n,) the log loss of each row."""
    return -np.asarray(xlogy(events, forecast) + xlog1py(1 - events, -forecast))
