"""Fill the gaps of a trade table with structural gravity.

Known are every state's total goods trade, the flows between it and its main partners, and some
sums of flows between a state and a bloc. This module supplies the flows in between, so that the
table has no holes and still adds up: known flows are never altered.

Model
-----
``X_ij = A_i · B_j · ∏ C_b · exp(β · z_ij)`` (Anderson & van Wincoop 2003; Head & Mayer 2014).
``A_i`` and ``B_j`` stand for all that makes i sell and j buy, the multilateral resistances
included; ``C_b``, over the blocs b whose sum the flow is part of, for what sets trade with the bloc
apart (sanctions, agreements, transit); ``z_ij`` for what draws two states together, here the
features of ``latticework.evidence.trade_features``.

`fit` estimates β on the known flows by Poisson pseudo-maximum likelihood with effects of exporter
and importer: consistent under heteroskedasticity, unlike least squares on logarithms (Santos Silva
& Tenreyro 2006), and its effects satisfy the adding-up constraints of the theory (Fally 2015).
`fill` keeps β and finds A, B and C anew by iterative proportional fitting. The result is, of all
tables with the known flows and sums, the one nearest to the fitted gravity in relative entropy
(Csiszár 1975):

- known + estimated + rest of the world = total, for every state and direction; and
- known + estimated = sum, for every bloc that leaves room. A sum that its known flows reach or
  exceed, or that has no flow left to estimate, cannot be met: it is left out and told
  (`Filled.skipped`).

The rest of the world
---------------------
World trade beyond the table is one residual partner, last in every array. Its totals are what
remains of the world's (`WORLD_GOODS`), its trade with itself included. How much of it a state has
is the state's own, by its features. Totals of exports are valued f.o.b., of imports mostly c.i.f.;
the gap between them, about 1 % of the sum, stays in this residual.

References
----------
Anderson, J. E. & van Wincoop, E. (2003) Gravity with gravitas. *American Economic Review* 93(1).
Csiszár, I. (1975) I-divergence geometry of probability distributions. *Annals of Probability* 3(1).
Fally, T. (2015) Structural gravity and fixed effects. *Journal of International Economics* 97(1).
Head, K. & Mayer, T. (2014) Gravity equations. *Handbook of International Economics* 4.
Santos Silva, J. & Tenreyro, S. (2006) The log of gravity. *Review of Economics and Statistics* 88.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.array import Array, Mask

WORLD_GOODS = 24_010.0
"""World merchandise trade in 2023, bn USD (WTO, *Global Trade Outlook*, April 2024)."""


# --- the model ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fit:
    """A fitted gravity equation.

    Attributes
    ----------
    beta
        (k,) coefficients of the features.
    exporter, importer
        (n,) log effects ``ln A`` and ``ln B``; identified up to a constant that moves from one to
        the other. 0 for a state without a published flow on that side (as is β without any).
    """

    beta: Array
    exporter: Array
    importer: Array


def fit(published: Array, features: Array, *, tolerance: float = 1e-11, limit: int = 200) -> Fit:
    """Estimate the gravity equation on published flows by Poisson pseudo-maximum likelihood.

    Parameters
    ----------
    published
        (n, n) flows from row to column, any unit, NaN where none is published. The diagonal is
        ignored.
    features
        (k, n, n) bilateral features; those of other pairs are not used.
    tolerance
        Newton's method stops when the deviance falls by less than this share of itself.
    limit
        The most Newton steps.

    Raises
    ------
    ArithmeticError
        If Newton's method has not settled after `limit` steps.
    """
    rows, columns = np.nonzero(known(published))
    k, n = features.shape[:2]
    if not len(rows):
        return Fit(np.zeros(k), np.zeros(n), np.zeros(n))
    design = _design(rows, columns, features)
    flow = published[rows, columns]
    unit = float(flow.mean())
    theta = _poisson(design, flow / unit, tolerance, limit)
    exporter = theta[k : k + n] + np.log(unit)
    exporter[np.bincount(rows, minlength=n) == 0] = 0.0
    return Fit(theta[:k], exporter, theta[k + n :])


def _design(rows: NDArray[np.intp], columns: NDArray[np.intp], features: Array) -> Array:
    """Return (m, k + 2n): features, then a dummy for each exporter and each importer."""
    n = features.shape[1]
    size = len(rows)
    dummies = np.zeros((size, 2 * n))
    dummies[np.arange(size), rows] = 1.0
    dummies[np.arange(size), n + columns] = 1.0
    return np.hstack([features[:, rows, columns].T, dummies])


def _poisson(design: Array, flow: Array, tolerance: float, limit: int) -> Array:
    """Maximise ``Σ flow·η − exp(η)`` over θ, η = design·θ, by Newton's method with halved steps.

    Directions without effect (a constant moved between the two sets of dummies, a feature that
    never varies) get the step of least length, 0 in practice.
    """
    theta: Array = np.zeros(design.shape[1])
    loss = _loss(design, flow, theta)
    for _ in range(limit):
        mean = np.exp(design @ theta)
        root = np.sqrt(mean)
        step = _least_squares(design * root[:, None], (flow - mean) / root)
        ahead = _loss(design, flow, theta + step)
        while ahead > loss and np.abs(step).max() > tolerance:
            step = step / 2
            ahead = _loss(design, flow, theta + step)
        theta, fall, loss = theta + step, loss - ahead, ahead
        if abs(fall) <= tolerance * max(1.0, abs(loss)):
            return theta
    raise ArithmeticError(f"the gravity equation did not settle in {limit} steps")


def _least_squares(design: Array, target: Array) -> Array:
    """Return the shortest of the steps that fit best."""
    solution = np.linalg.lstsq(design, target, rcond=1e-12)[0]
    return np.asarray(solution, dtype=np.float64)


def _loss(design: Array, flow: Array, theta: Array) -> float:
    eta = design @ theta
    with np.errstate(over="ignore"):
        return float(np.sum(np.exp(eta) - flow * eta))


def known(flows: Array) -> Mask:
    """Return (n, n) where a flow between two states is known."""
    return np.isfinite(flows) & ~np.eye(len(flows), dtype=bool)


# --- the fill -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Total:
    """A known sum of flows.

    Attributes
    ----------
    name
        What it is, for messages.
    cells
        (n + 1, n + 1) which flows it sums.
    value
        The sum, bn USD.
    """

    name: str
    cells: Mask
    value: float


@dataclass(frozen=True)
class Filled:
    """A completed table.

    Attributes
    ----------
    flows
        (n + 1, n + 1) flows from row to column, bn USD; the last row and column are the rest of the
        world, whose own trade stands in the corner; otherwise the diagonal is 0.
    skipped
        Why each of the sums was left out that could not be met.
    """

    flows: Array
    skipped: tuple[str, ...]


def fill(
    published: Array,
    exports: Array,
    imports: Array,
    features: Array,
    totals: tuple[Total, ...] = (),
    *,
    world: float = WORLD_GOODS,
) -> Filled:
    """Complete a table of flows so that every state's flows add up to its totals.

    Parameters
    ----------
    published
        (n, n) known flows from row to column, bn USD, NaN where unknown. Kept as they are.
    exports, imports
        (n,) each state's total goods exports and imports, bn USD.
    features
        (k, n + 1, n + 1) bilateral features, the rest of the world last; k = 0 shares out in
        proportion to the totals.
    totals
        Sums of flows to be met besides.
    world
        World goods trade, bn USD.

    Raises
    ------
    ValueError
        If known flows exceed a state's total, or the states' totals the world's.
    ArithmeticError
        If no table meets all the sums.
    """
    fixed, taken = _given(published)
    total_out = np.append(exports, world - exports.sum())
    total_in = np.append(imports, world - imports.sum())
    rows, columns = total_out - fixed.sum(axis=1), total_in - fixed.sum(axis=0)
    _check(rows, columns)
    beta = fit(published, features[:, :-1, :-1]).beta
    seed = np.exp(np.tensordot(beta, features, axes=1)) * np.outer(total_out, total_in)
    seed[taken] = 0.0
    sums, skipped = _left(totals, fixed, taken)
    return Filled(fixed + balance(seed, rows, columns, sums), skipped)


def _given(published: Array) -> tuple[Array, Mask]:
    """Return (n + 1, n + 1) the known flows, 0 elsewhere, and where nothing is to be estimated."""
    present = known(published)
    taken = np.pad(present | np.eye(len(present), dtype=bool), (0, 1))
    return np.pad(np.where(present, published, 0.0), (0, 1)), taken


def _check(rows: Array, columns: Array) -> None:
    for name, left in (("exports", rows), ("imports", columns)):
        if (left < 0).any():
            at = int(left.argmin())
            raise ValueError(
                f"published flows exceed the total of {name} of state {at} by {-left[at]:.3g}"
                " (the last index is the rest of the world)"
            )


def _left(
    totals: tuple[Total, ...], fixed: Array, taken: Mask
) -> tuple[tuple[Total, ...], tuple[str, ...]]:
    """Return what remains of each sum for its unknown flows, and why some are left out."""
    sums, skipped = [], []
    for total in totals:
        if why := _obstacle(total, fixed, taken):
            skipped.append(f"{total.name}: {total.value:.4g} is not imposed, for {why}")
        else:
            left = total.value - float(fixed[total.cells].sum())
            sums.append(Total(total.name, total.cells & ~taken, left))
    return tuple(sums), tuple(skipped)


def _obstacle(total: Total, fixed: Array, taken: Mask) -> str:
    """Return why a sum cannot be met, or nothing if it can."""
    present = float(fixed[total.cells].sum())
    if taken[total.cells].all():
        return f"all its flows are published, {present:.4g} in sum"
    if present >= total.value:
        return f"its published flows make {present:.4g} already"
    return ""


def balance(
    seed: Array,
    rows: Array,
    columns: Array,
    sums: tuple[Total, ...] = (),
    *,
    tolerance: float = 1e-10,
    limit: int = 20_000,
) -> Array:
    """Scale parts of `seed` in turn until all add up to the given sums (iterative fitting).

    Parameters
    ----------
    seed
        (m, m) non-negative numbers; zeros stay zeros.
    rows, columns
        (m,) sums wanted, with equal totals.
    sums
        Further sums wanted, of any cells.
    tolerance
        Largest miss allowed, as a share of the sum.
    limit
        The most rounds.

    Raises
    ------
    ArithmeticError
        If the sums are out of reach of the seed.
    """
    result = seed.copy()
    parts = [np.flatnonzero(total.cells) for total in sums]
    wanted = np.array([total.value for total in sums])
    for _ in range(limit):
        for part, value in zip(parts, wanted, strict=True):
            result.flat[part] *= value / result.flat[part].sum()
        result *= _ratio(rows, result.sum(axis=1))[:, None]
        result *= _ratio(columns, result.sum(axis=0))[None, :]
        present = np.array([result.flat[part].sum() for part in parts])
        if _met(result.sum(axis=1), rows, tolerance) and _met(present, wanted, tolerance):
            return result
    raise ArithmeticError(f"the totals are out of reach of the published flows ({limit} rounds)")


def _met(present: Array, wanted: Array, tolerance: float) -> bool:
    return bool((np.abs(present - wanted) <= tolerance * wanted).all())


def _ratio(wanted: Array, present: Array) -> Array:
    return np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0)


# --- how good it is -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How held-out flows compare with their estimates.

    Attributes
    ----------
    rmse
        Root mean square error of ln(estimate / published).
    median
        Median of its absolute value.
    rank
        Spearman's rank correlation of estimate and published.
    flows
        How many were held out.
    """

    rmse: float
    median: float
    rank: float
    flows: int


def held_out(
    published: Array,
    exports: Array,
    imports: Array,
    features: Array,
    totals: tuple[Total, ...] = (),
    *,
    folds: int = 5,
) -> Score:
    """Hide each of `folds` random parts of the published flows in turn and fill them in again.

    Sums that cannot be met while all flows are known stay left out.
    """
    totals = tuple(total for total in totals if not _obstacle(total, *_given(published)))
    rows, columns = np.nonzero(known(published) & (published > 0))
    fold = np.random.default_rng(0).permutation(len(rows)) % folds
    guess = np.zeros(len(rows))
    for part in range(folds):
        hidden = fold == part
        shown = published.copy()
        shown[rows[hidden], columns[hidden]] = np.nan
        filled = fill(shown, exports, imports, features, totals)
        guess[hidden] = filled.flows[rows[hidden], columns[hidden]]
    return score(guess, published[rows, columns])


def score(guess: Array, truth: Array) -> Score:
    """Compare positive estimates with positive flows, both (m,)."""
    error = np.log(guess / truth)
    one, other = (
        np.argsort(np.argsort(values)) - len(truth) / 2 + 0.5 for values in (guess, truth)
    )
    rank = float(one @ other / (one @ one))
    rmse = float(np.sqrt(np.mean(error**2)))
    return Score(rmse, float(np.median(np.abs(error))), rank, len(truth))
