"""Least squares with fixed effects of units and years, and standard errors clustered by unit.

The within estimator: means of units and of years are taken out of every column, in turns until
nothing moves; what is left is regressed. A lag of the dependent variable biases its coefficient
downwards by about one over the number of years (Nickell 1981).

References
----------
Arellano (1987), *Oxford Bulletin of Economics and Statistics* 49:431–434 (clustered errors);
Nickell (1981), *Econometrica* 49:1417–1426; Guimarães & Portugal (2010), *Stata Journal*
10:628–649 (taking out means in turns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latticework.array import Array, IntArray

MOST_ROUNDS = 10_000
CLOSE = 1e-10


@dataclass(frozen=True)
class Effects:
    """A fitted regression.

    Attributes
    ----------
    names
        Of the coefficients.
    coefficients, covariance
        (k,) and (k, k), clustered by unit.
    rows, units
        How many.
    """

    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    rows: int
    units: int

    def of(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its standard error."""
        at = self.names.index(name)
        return float(self.coefficients[at]), float(np.sqrt(self.covariance[at, at]))

    def ratio(self, above: str, below: str) -> tuple[float, float]:
        """Return one coefficient over another, with its standard error by the delta method."""
        i, j = self.names.index(above), self.names.index(below)
        value = self.coefficients[i] / self.coefficients[j]
        slope = np.zeros(len(self.names))
        slope[i] += 1 / self.coefficients[j]
        slope[j] -= value / self.coefficients[j]
        return float(value), float(np.sqrt(slope @ self.covariance @ slope))


def within(
    outcome: Array, regressors: Array, names: Sequence[str], units: IntArray, years: IntArray
) -> Effects:
    """Regress within units and years.

    Parameters
    ----------
    outcome
        (n,).
    regressors
        (n, k), without a constant.
    names
        Of the k regressors.
    units, years
        (n,) labels.

    Raises
    ------
    ArithmeticError
        If a regressor does not vary within units and years, or depends on others.
    """
    labels = [np.unique(of, return_inverse=True)[1] for of in (units, years)]
    left = _demeaned(np.column_stack([outcome, regressors]), labels)
    y, x = left[:, 0], left[:, 1:]
    if np.linalg.matrix_rank(x) < len(names):
        raise ArithmeticError(f"no variation of its own: one of {', '.join(names)}")
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ (x.T @ y)
    scores = x * (y - x @ beta)[:, None]
    sums = np.column_stack([np.bincount(labels[0], weights=column) for column in scores.T])
    number = len(sums)
    covariance = bread @ (sums.T @ sums) @ bread * (number / (number - 1))
    return Effects(tuple(names), beta, covariance, len(y), number)


def _demeaned(table: Array, labels: Sequence[IntArray]) -> Array:
    """Take out the means of units and years until they are gone."""
    scale = np.maximum(table.std(axis=0), np.finfo(float).tiny)
    for _ in range(MOST_ROUNDS):
        before = table
        for of in labels:
            size = np.bincount(of)
            means = [np.bincount(of, weights=column) / size for column in table.T]
            table = table - np.column_stack(means)[of]
        if (np.abs(table - before) / scale).max() < CLOSE:
            return table
    raise ArithmeticError("means of units and years do not settle")
