r"""Logistic regression for rare events, with standard errors clustered by unit.

.. math::

    \Pr(y_n = 1) = \sigma(x_n^\top \beta), \qquad
    \hat V = \frac{G}{G-1}\, A^{-1} \Bigl(\sum_g s_g s_g^\top\Bigr) A^{-1}

with A the information, s_g the sum of the scores of cluster g (for one, a pair of states over all
its years) and G the number of clusters (Liang & Zeger 1986). Without clusters every row is its own,
which is White's estimator.

Maximum likelihood is biased where events are few, and infinite where a regressor separates them.
Firth's (1993) penalty, ½ ln det A, removes the bias of first order and is always finite (Heinze &
Schemper 2002); King & Zeng's (2001) correction for rare events is of the same order. It pulls the
mean of the predictions towards ½: use it for coefficients, maximum likelihood for predictions.

Own code rather than a library, since the whole of it is a screen long: libraries that have it are
heavy or do without clusters. Tests hold it against closed forms and published estimates.

References
----------
Firth (1993), *Biometrika* 80:27–38; Heinze & Schemper (2002), *Statistics in Medicine*
21:2409–2419; King & Zeng (2001), *Political Analysis* 9:137–163; Liang & Zeger (1986), *Biometrika*
73:13–22; White (1982), *Econometrica* 50:1–25.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, logit

from latticework.array import Array

MOST_STEPS = 100
"""Newton's method needs fewer than twenty, or never ends."""

CLOSE = 1e-8
"""The fit ends when no coefficient, for regressors with standard deviation 1, moves by more."""

HALVINGS = 40


@dataclass(frozen=True)
class Logit:
    """A fitted logistic regression; the first coefficient is the intercept.

    Attributes
    ----------
    names
        Of the coefficients, ``intercept`` first.
    coefficients
        (k,) log odds.
    covariance
        (k, k) clustered.
    rows, events, clusters
        How many of each.
    """

    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    rows: int
    events: int
    clusters: int

    def of(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its standard error."""
        at = self.names.index(name)
        return float(self.coefficients[at]), float(np.sqrt(self.covariance[at, at]))

    def log_odds(self, regressors: Array) -> Array:
        """Return (n,) the log odds for (n, k − 1) regressors."""
        return np.asarray(self.coefficients[0] + regressors @ self.coefficients[1:])

    def probabilities(self, regressors: Array) -> Array:
        """Return (n,) the probabilities for (n, k − 1) regressors."""
        return np.asarray(expit(self.log_odds(regressors)))


def fit(
    regressors: Array,
    events: Array,
    names: Sequence[str],
    *,
    clusters: NDArray[Any] | None = None,
    firth: bool = False,
) -> Logit:
    """Fit a logistic regression with an intercept.

    Parameters
    ----------
    regressors
        (n, k − 1), finite. Each is scaled inside, so that units do not matter.
    events
        (n,) 0 or 1.
    names
        Of the k − 1 regressors.
    clusters
        (n,) labels of the units whose rows hang together; by default each row by itself.
    firth
        Whether to penalise as Firth does.

    Raises
    ------
    ValueError
        If a value is missing, an event is not 0 or 1, or shapes differ.
    ArithmeticError
        If a regressor is constant or depends on others, or separates events from the rest so that
        there is no maximum.

    Examples
    --------
    Three of ten events with, one of ten without: the log odds ratio is ln(27/7).

    >>> x = np.repeat([[1.0], [0.0]], 10, axis=0)
    >>> y = np.array([1.0] * 3 + [0.0] * 7 + [1.0] + [0.0] * 9)
    >>> round(fit(x, y, ["with"]).of("with")[0], 4)
    1.3499
    """
    _check(regressors, events, names)
    mean, scale = regressors.mean(axis=0), regressors.std(axis=0)
    if not (scale > 0).all():
        constant = [name for name, sd in zip(names, scale, strict=True) if not sd > 0]
        raise ArithmeticError(f"constant: {', '.join(constant)}")
    design = np.column_stack([np.ones(len(events)), (regressors - mean) / scale])
    if np.linalg.matrix_rank(design.T @ design, hermitian=True) < design.shape[1]:
        raise ArithmeticError(f"regressors depend on each other: {', '.join(names)}")
    scaled = _maximum(design, events, firth=firth)
    spread, number = _clustered(design, events, scaled, clusters)
    back = np.diag(1 / np.concatenate([[1.0], scale]))
    back[0, 1:] = -mean / scale
    return Logit(
        ("intercept", *names),
        back @ scaled,
        back @ spread @ back.T,
        len(events),
        int(events.sum()),
        number,
    )


def _check(regressors: Array, events: Array, names: Sequence[str]) -> None:
    if regressors.shape != (len(events), len(names)):
        raise ValueError(f"expected {(len(events), len(names))} regressors: {regressors.shape}")
    if not np.isfinite(regressors).all():
        raise ValueError("expected regressors without missing values")
    if not np.isin(events, (0.0, 1.0)).all():
        raise ValueError("expected events of 0 and 1")


# --- the maximum ----------------------------------------------------------------------------------


def _maximum(design: Array, events: Array, *, firth: bool) -> Array:
    """Climb to the maximum of the (penalised) likelihood by Newton's method."""
    beta = np.zeros(design.shape[1])
    beta[0] = logit(np.clip(events.mean(), 0.5 / len(events), 1 - 0.5 / len(events)))
    height, step = _height_and_step(design, events, beta, firth=firth)
    for _ in range(MOST_STEPS):
        if np.abs(step).max() < CLOSE:
            return beta
        for halving in range(HALVINGS):  # a full step may overshoot where events are rare
            tried = beta + step / 2**halving
            higher, next_step = _height_and_step(design, events, tried, firth=firth)
            if higher >= height - abs(height) * 1e-12:
                break
        beta, height, step = tried, higher, next_step
    raise ArithmeticError("no maximum: a regressor separates the events; try firth=True")


def _height_and_step(
    design: Array, events: Array, beta: Array, *, firth: bool
) -> tuple[float, Array]:
    """Return the (penalised) log likelihood, −∞ where it is flat, and the step from here."""
    odds = design @ beta
    p = expit(odds)
    weight = p * (1 - p)
    factor = _factored((design * weight[:, None]).T @ design)
    if factor is None:
        return -np.inf, np.zeros_like(beta)
    height = float(events @ odds - np.logaddexp(0, odds).sum())
    residual = events - p
    if firth:
        height += float(np.log(np.diag(factor[0])).sum())
        leverage = weight * (design * cho_solve(factor, design.T).T).sum(axis=1)
        residual = residual + leverage * (0.5 - p)
    return height, np.asarray(cho_solve(factor, design.T @ residual))


def _factored(information: Array) -> tuple[Array, bool] | None:
    """Return the Cholesky factor of the information; None where it is singular."""
    try:
        factor, lower = cho_factor(information)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(factor), bool(lower)


# --- its uncertainty ------------------------------------------------------------------------------


def _clustered(
    design: Array, events: Array, beta: Array, clusters: NDArray[Any] | None
) -> tuple[Array, int]:
    """Return the sandwich covariance and the number of clusters."""
    p = expit(design @ beta)
    factor = _factored((design * (p * (1 - p))[:, None]).T @ design)
    if factor is None:
        raise ArithmeticError("no maximum: a regressor separates the events; try firth=True")
    scores = design * (events - p)[:, None]
    if clusters is not None:
        _, of = np.unique(clusters, return_inverse=True)
        scores = np.column_stack([np.bincount(of, weights=column) for column in scores.T])
    number = len(scores)
    bread = np.asarray(cho_solve(factor, np.eye(design.shape[1])))
    return bread @ (scores.T @ scores) @ bread * (number / (number - 1)), number
