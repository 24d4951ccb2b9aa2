"""Fill the gaps of the bilateral trade table with structural gravity.

The atlas knows every profiled state's total goods trade, and the flows between it and its main
partners. This module supplies the flows in between, so that the table has no holes and still adds
up: published flows are never altered, and what is estimated is marked so.

Model
-----
``X_ij = A_i · B_j · exp(β · z_ij)`` (Anderson & van Wincoop 2003; Head & Mayer 2014). ``A_i`` and
``B_j`` stand for all that makes i sell and j buy, the multilateral resistances included; ``z_ij``
holds what draws two states together or keeps them apart:

1. ``ln d_ij``, the great-circle distance between the capitals (km);
2. whether both lie in the same region of the atlas;
3. *affinity*: how much more of i's intermediate goods j buys than the two states' sizes explain,
   ``ln(x_ij · Σx / (Σ_j x_ij · Σ_i x_ij))``, from the OECD's inter-country input–output tables of
   2022, which cover 60 of the states (`INTERMEDIATES`);
4. whether that is missing (then the affinity is 0); and
5. ``ln d_ij`` once more where it is missing, since distance alone carries there what affinity
   carries elsewhere.

`fit` estimates β on the published flows by Poisson pseudo-maximum likelihood with effects of
exporter and importer: consistent under heteroskedasticity, unlike least squares on logarithms
(Santos Silva & Tenreyro 2006), and its effects satisfy the adding-up constraints of the theory
(Fally 2015). `fill` keeps β and solves A and B anew by iterative proportional fitting, so that for
every state published + estimated + rest of the world = its total.

The rest of the world
---------------------
World trade beyond the table is one residual partner, last in the filled matrix. Its totals are
what remains of the world's (`WORLD_GOODS`), its trade with itself included. It lies where the
table's states lie on average: its pull on exporter i is the mean of exp(β·z_ij) over the importers,
weighted with their imports, and so in the other direction. Totals of exports are valued f.o.b.,
of imports mostly c.i.f.; the gap between them, about 1 % of the sum, stays in this residual.

How good it is
--------------
A fifth of the published flows of the shipped table is hidden and filled in again, five times in
turn (`held_out`). Of the 683 estimates half lie within a factor of 1.55 of the published flow (the
median of the absolute log ratio is 0.44); the root mean square of the log ratio is 0.95, Spearman's
rank correlation 0.94. Distance alone gives 0.84, 1.40 and 0.86; shares in proportion to the totals,
without any feature, 1.19, 1.85 and 0.81. Against these figures: published flows are mostly those of
main partners, so that the other pairs are guessed from unlike ones; derived flows carry an error of
about 0.29 of their own. Known weaknesses: small pairs, and pairs under sanctions that no published
flow shows (Russia's trade with the European Union comes out a third above Eurostat's imports and
two thirds above its exports), can be far off; the rest of the world is alike for all, so that
China's and India's trade with it is too small, and theirs with Europe too large; transit
(Netherlands, Singapore, Emirates) is in the totals but not in the affinities.

References
----------
Anderson, J. E. & van Wincoop, E. (2003) Gravity with gravitas. *American Economic Review* 93(1).
Fally, T. (2015) Structural gravity and fixed effects. *Journal of International Economics* 97(1).
Head, K. & Mayer, T. (2014) Gravity equations. *Handbook of International Economics* 4.
Santos Silva, J. & Tenreyro, S. (2006) The log of gravity. *Review of Economics and Statistics* 88.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from latticework.reading import Problem, Raw, ReadingError, did_you_mean, read_csv

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

EARTH_RADIUS = 6371.0088
"""Mean radius of the Earth, km (IUGG)."""

WORLD_GOODS = 24_010.0
"""World merchandise trade in 2023, bn USD (WTO, *Global Trade Outlook*, April 2024)."""

DIGITS = 3
"""Significant digits of an estimated flow in the table."""

AFFINITY_BOUND = 4.0
"""Affinities are cut at ± this many log points: beyond lies what the tables hardly record."""

INTERMEDIATES = Path(__file__).parents[1] / "data" / "evidence" / "trade_intermediates.csv"
"""Sales of intermediate goods between states, bn USD of 2022 (OECD ICIO, edition of 2025)."""

YEAR = "2023"
"""The year that totals and estimates describe."""

SOURCE = "gravity-fill"
"""Key of the source that estimated rows name."""

COLUMNS = ("exporter", "importer", "value", "as_of", "basis", "source", "confidence", "note")
"""Columns of ``trade.csv``."""


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
        (k, n, n) bilateral features; those of unpublished pairs are not used.
    tolerance
        Newton's method stops when the deviance falls by less than this share of itself.
    limit
        The most Newton steps.

    Raises
    ------
    ArithmeticError
        If Newton's method has not settled after `limit` steps.
    """
    rows, columns = np.nonzero(_known(published))
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
    theta = np.zeros(design.shape[1])
    loss = _loss(design, flow, theta)
    for _ in range(limit):
        mean = np.exp(design @ theta)
        root = np.sqrt(mean)
        step = np.linalg.lstsq(design * root[:, None], (flow - mean) / root, rcond=1e-12)[0]
        ahead = _loss(design, flow, theta + step)
        while ahead > loss and np.abs(step).max() > tolerance:
            step = step / 2
            ahead = _loss(design, flow, theta + step)
        theta, fall, loss = theta + step, loss - ahead, ahead
        if abs(fall) <= tolerance * max(1.0, abs(loss)):
            return theta
    raise ArithmeticError(f"the gravity equation did not settle in {limit} steps")


def _loss(design: Array, flow: Array, theta: Array) -> float:
    eta = design @ theta
    with np.errstate(over="ignore"):
        return float(np.sum(np.exp(eta) - flow * eta))


def _known(published: Array) -> Mask:
    return np.isfinite(published) & ~np.eye(len(published), dtype=bool)


# --- the fill -------------------------------------------------------------------------------------


def balance(
    seed: Array, rows: Array, columns: Array, *, tolerance: float = 1e-10, limit: int = 100_000
) -> Array:
    """Scale rows and columns of `seed` until they add up to the given sums (iterative fitting).

    Parameters
    ----------
    seed
        (m, m) non-negative numbers; zeros stay zeros.
    rows, columns
        (m,) sums wanted, with equal totals.
    tolerance
        Largest miss allowed, as a share of the row's sum.
    limit
        The most rounds.

    Raises
    ------
    ArithmeticError
        If the sums are out of reach of the seed.
    """
    result = seed.copy()
    for _ in range(limit):
        result *= _ratio(rows, result.sum(axis=1))[:, None]
        result *= _ratio(columns, result.sum(axis=0))[None, :]
        if (np.abs(result.sum(axis=1) - rows) <= tolerance * rows).all():
            return result
    raise ArithmeticError(f"the totals are out of reach of the published flows ({limit} rounds)")


def _ratio(wanted: Array, present: Array) -> Array:
    return np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0)


def fill(
    published: Array, exports: Array, imports: Array, features: Array, world: float = WORLD_GOODS
) -> Array:
    """Complete a table of flows so that every state's flows add up to its totals.

    Parameters
    ----------
    published
        (n, n) known flows from row to column, bn USD, NaN where unknown. Kept as they are.
    exports, imports
        (n,) each state's total goods exports and imports, bn USD.
    features
        (k, n, n) bilateral features of the gravity equation; k = 0 shares out in proportion.
    world
        World goods trade, bn USD.

    Returns
    -------
    Array
        (n + 1, n + 1) flows, bn USD; the last row and column are the rest of the world, whose own
        trade stands in the corner; otherwise the diagonal is 0.

    Raises
    ------
    ValueError
        If published flows exceed a total, or the totals exceed the world's.
    """
    known = _known(published)
    total_out = np.append(exports, world - exports.sum())
    total_in = np.append(imports, world - imports.sum())
    fixed = np.pad(np.where(known, published, 0.0), (0, 1))
    rows, columns = total_out - fixed.sum(axis=1), total_in - fixed.sum(axis=0)
    _check(rows, columns)
    pull = np.exp(np.tensordot(fit(published, features).beta, features, axes=1))
    seed = with_rest(pull, exports, imports) * np.outer(total_out, total_in)
    seed[:-1, :-1][known | np.eye(len(exports), dtype=bool)] = 0.0
    return fixed + balance(seed, rows, columns)


def with_rest(pull: Array, exports: Array, imports: Array) -> Array:
    """Add the rest of the world to `pull` (n, n) as a last row and column of weighted means."""
    off = pull * ~np.eye(len(pull), dtype=bool)
    others = ~np.eye(len(pull), dtype=bool)
    onto = off @ imports / (others @ imports)
    from_ = exports @ off / (exports @ others)
    corner = float(exports @ onto / exports.sum())
    return np.block([[pull, onto[:, None]], [from_[None, :], np.array([[corner]])]])


def _check(rows: Array, columns: Array) -> None:
    for name, left in (("exports", rows), ("imports", columns)):
        if (left < 0).any():
            at = int(left.argmin())
            raise ValueError(
                f"published flows exceed the total of {name} of state {at} by {-left[at]:.3g}"
                " (the last index is the rest of the world)"
            )


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
    published: Array, exports: Array, imports: Array, features: Array, folds: int = 5, seed: int = 0
) -> Score:
    """Hide each of `folds` random parts of the published flows in turn and fill them in again."""
    rows, columns = np.nonzero(_known(published) & (published > 0))
    fold = np.random.default_rng(seed).permutation(len(rows)) % folds
    guess = np.zeros(len(rows))
    for part in range(folds):
        hidden = fold == part
        shown = published.copy()
        shown[rows[hidden], columns[hidden]] = np.nan
        filled = fill(shown, exports, imports, features)
        guess[hidden] = filled[rows[hidden], columns[hidden]]
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


# --- features -------------------------------------------------------------------------------------


def great_circle(latitude: Array, longitude: Array) -> Array:
    """Return (n, n) distances in km between places given in degrees (n,), by the haversine."""
    lat: Array = np.radians(latitude)
    lon: Array = np.radians(longitude)
    half: Array = np.sin((lat[:, None] - lat) / 2) ** 2
    half = half + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    arc: Array = np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return 2 * EARTH_RADIUS * arc


def affinity(intermediates: Array) -> tuple[Array, Mask]:
    """Return the log over-representation of each flow (n, n), and where it is unknown.

    Parameters
    ----------
    intermediates
        (n, n) sales of intermediate goods, any unit; NaN where none is published.
    """
    known = _known(intermediates)
    flow = np.where(known, intermediates, 0.0)
    expected = np.outer(flow.sum(axis=1), flow.sum(axis=0)) / flow.sum()
    ratio = np.divide(flow, expected, out=np.ones_like(flow), where=known & (expected > 0))
    floor = np.exp(-AFFINITY_BOUND)
    return np.minimum(np.log(np.maximum(ratio, floor)), AFFINITY_BOUND), ~known


def features_of(distance: Array, same_region: Mask, intermediates: Array) -> Array:
    """Return the (5, n, n) features named in the module's text.

    Parameters
    ----------
    distance
        (n, n) km; the diagonal is ignored.
    same_region
        (n, n) whether the two states lie in the same region.
    intermediates
        (n, n) sales of intermediate goods, NaN where none is published.
    """
    closeness, missing = affinity(intermediates)
    alone = missing.astype(float)
    log_distance = np.log(np.where(distance > 0, distance, 1.0) / 1000.0)
    return np.stack(
        [log_distance, same_region.astype(float), closeness, alone, log_distance * alone]
    )


# --- the table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """What the atlas says of trade, as arrays over `states` (n, sorted by code).

    Attributes
    ----------
    states
        ISO 3166 alpha-3 codes of the states with both totals.
    published
        (n, n) flows that are reported or derived, bn USD; NaN elsewhere.
    exports, imports
        (n,) total goods exports and imports, bn USD.
    features
        (5, n, n) bilateral features.
    rows
        The reported and derived rows of ``trade.csv`` as they stand.
    """

    states: tuple[str, ...]
    published: Array
    exports: Array
    imports: Array
    features: Array
    rows: tuple[dict[str, str], ...]


def read_table(directory: Path, intermediates: Path = INTERMEDIATES) -> Table:
    """Read ``states.csv``, ``figures/trade.csv`` and ``trade.csv`` of an atlas.

    Parameters
    ----------
    directory
        The folder of the atlas.
    intermediates
        A table with the columns exporter, importer and value.

    Raises
    ------
    ReadingError
        If a file is missing or malformed, a pair stands twice, or a state has no totals or smaller
        ones than its published flows.
    """
    totals = _totals(read_csv(directory / "figures" / "trade.csv"))
    states = tuple(sorted(key for key, total in totals.items() if len(total) == len(_TOTALS)))
    kept = [
        row for row in read_csv(directory / "trade.csv") if row.data.get("basis") != "estimated"
    ]
    exports, imports = (np.array([totals[key][name] for key in states]) for name in _TOTALS)
    table = Table(
        states,
        _matrix(kept, states),
        exports,
        imports,
        _features(directory, intermediates, states),
        tuple(row.data for row in kept),
    )
    _affordable(table, directory / "figures" / "trade.csv")
    return table


_TOTALS = ("goods_exports", "goods_imports")


def _affordable(table: Table, path: Path) -> None:
    """Refuse totals that are less than the published flows, all of them at once."""
    flows = np.where(_known(table.published), table.published, 0.0)
    sides = zip(
        _TOTALS,
        (flows.sum(axis=1), flows.sum(axis=0)),
        (table.exports, table.imports),
        strict=True,
    )
    problems = [
        Problem(str(path), 1, name, f"{key} {total[i]:g}", f"expected ≥ {least[i]:.4g}, its flows")
        for name, least, total in sides
        for i, key in enumerate(table.states)
        if least[i] > total[i]
    ]
    if problems:
        raise ReadingError(problems)


def _totals(rows: list[Raw]) -> dict[str, dict[str, float]]:
    totals: dict[str, dict[str, float]] = {}
    for row in rows:
        if (quantity := row.data.get("quantity")) in _TOTALS:
            totals.setdefault(row.data.get("state", ""), {})[quantity] = _number(row, "value")
    return totals


def _features(directory: Path, intermediates: Path, states: tuple[str, ...]) -> Array:
    by_code = {row.data.get("iso3"): row for row in read_csv(directory / "states.csv")}
    if missing := [key for key in states if key not in by_code]:
        problem = Problem(str(directory / "states.csv"), 1, "iso3", ", ".join(missing), "expected")
        raise ReadingError([problem])
    rows = [by_code[key] for key in states]
    latitude, longitude = (
        np.array([_number(row, name) for row in rows]) for name in ("lat", "lon")
    )
    regions = [row.data.get("region") for row in rows]
    same: Mask = np.array([[one == other for other in regions] for one in regions])
    sales = _matrix(read_csv(intermediates), states)
    return features_of(great_circle(latitude, longitude), same, sales)


def _matrix(rows: list[Raw], states: tuple[str, ...]) -> Array:
    """Return (n, n) the value of each row at its exporter and importer, NaN elsewhere."""
    at = {key: index for index, key in enumerate(states)}
    result: Array = np.full((len(states), len(states)), np.nan)
    for row in rows:
        i, j = (_index(row, name, at) for name in ("exporter", "importer"))
        if i == j or np.isfinite(result[i, j]):
            raise _wrong(row, "importer", "expected each pair of two states once")
        result[i, j] = _number(row, "value")
    return result


def _index(row: Raw, name: str, at: dict[str, int]) -> int:
    key = row.data.get(name, "")
    if key not in at:
        raise _wrong(row, name, f"expected a state with goods totals{did_you_mean(key, at)}")
    return at[key]


def _number(row: Raw, name: str) -> float:
    try:
        value = float(row.data.get(name, ""))
    except ValueError as error:
        raise _wrong(row, name, "expected a number") from error
    if not np.isfinite(value):
        raise _wrong(row, name, "expected a finite number")
    return value


def _wrong(row: Raw, name: str, expected: str) -> ReadingError:
    place = row.place(())
    return ReadingError([Problem(place.file, place.line, name, row.data.get(name, ""), expected)])


def remake(directory: Path, intermediates: Path = INTERMEDIATES) -> None:
    """Rewrite the estimated rows of ``trade.csv`` in `directory` from everything else there.

    Published rows are kept as they stand; the file is sorted by exporter and importer and replaced
    in one step. The same files give the same bytes.

    Raises
    ------
    ReadingError
        As `read_table`; the file is then left alone.
    """
    table = read_table(directory, intermediates)
    filled = fill(table.published, table.exports, table.imports, table.features)
    rows = sorted(
        (*table.rows, *_estimates(table, filled)),
        key=lambda row: (row["exporter"], row["importer"]),
    )
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _replace(directory / "trade.csv", text.getvalue())


def _estimates(table: Table, filled: Array) -> list[dict[str, str]]:
    backed = table.features[3] == 0
    gaps = ~_known(table.published) & ~np.eye(len(table.states), dtype=bool)
    return [
        {
            "exporter": table.states[i],
            "importer": table.states[j],
            "value": _written(float(filled[i, j])),
            "as_of": YEAR,
            "basis": "estimated",
            "source": SOURCE,
            "confidence": "medium" if backed[i, j] else "low",
        }
        for i, j in np.argwhere(gaps)
    ]


def _written(value: float) -> str:
    """Write bn USD with `DIGITS` significant digits, down to a thousand USD."""
    rounded = round(float(f"{value:.{DIGITS}g}"), 6)
    return np.format_float_positional(rounded, trim="-")


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
