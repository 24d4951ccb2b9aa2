"""H7: whether gravity tells where trade goes, and whether trade agreements help it to.

Two tests. *Decades*: the gravity equation of `latticework.evidence.gravity` is fitted to the trade
of one decade's table (1970, 1980, 1990) and puts the trade of the next where it says, given every
state's totals; what is judged is the share of trade put in a wrong place. Membership in the European
Communities stands for an agreement. Baselines: totals alone, distance alone, and the pattern of ten
years before. *Hidden flows*: of 30 economies in 2006 a fifth of the flows is hidden at a time and
predicted with and without a dummy for agreements.

The agreements that the study is about (Korea 2011, Japan 2019, Vietnam 2020) cannot be judged: no
set at hand has trade by pairs after 2006.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from latticework.array import Array
from latticework.ensemble.groups import UNION
from latticework.evidence.catalogue import read
from latticework.evidence.gravity import balance, fit
from latticework.evidence.report_card import Check
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_past import distances
from latticework.insight.hindcast_table import Hindcast, Point
from latticework.mechanisms import trade

DECADES = (1970, 1980, 1990, 2000)

LARGEST = 40
"""Traders of each decade's test; they have more than nine tenths of the trade in the tables."""

FOLDS, SEED = 5, 2006

SETS = ("trade_cold_war", "gegravity_sample", "cow_capitals")

BELIEF = next(belief for belief in trade.BELIEFS if belief.name == "fta_effect")


def hindcast(annals: Annals) -> Hindcast:
    """Return H7.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    checks, points = [], []
    for then, now in zip(DECADES[:-1], DECADES[1:], strict=True):
        wrong, rows = decade(annals, then, now)
        checks += list(_decade_checks(wrong, then, now, rows))
        points += [Point("trade put in a wrong place: year, share", name, now, value)
                   for name, value in wrong.items()]  # fmt: skip
    checks += hidden(read("gegravity_sample", annals.folder).collect())
    return Hindcast(
        "H7", "where trade goes",
        "tables of trade of forty states by decade, each foreseen from the one before given totals; flows of 30 "
        "economies in 2006 hidden in turn; gravity by Poisson likelihood",
        SETS, tuple(checks), tuple(points),
    )  # fmt: skip


# --- decades --------------------------------------------------------------------------------------


def decade(annals: Annals, then: int, now: int) -> tuple[dict[str, float], int]:
    """Return the share of trade that each rule puts in a wrong place, and of how many flows."""
    states = _traders(annals, then, now)
    before, came = (_table(annals, states, year) for year in (then, now))
    far = np.log(np.where(np.eye(len(states)) > 0, 1.0, distances(annals, states, then)) / 1000.0)
    joined = [_both(annals, states, year) for year in (then, now)]
    wrong = {
        "totals alone": misplaced(np.ones_like(came), came),
        "the table of ten years before": misplaced(before, came),
    }
    for name, features, later in (
        ("distance", far[None], far[None]),
        ("distance and agreements", np.stack([far, joined[0]]), np.stack([far, joined[1]])),
    ):
        beta = fit(before, features).beta
        wrong[name] = misplaced(np.exp(np.tensordot(beta, later, axes=1)), came)
    return wrong, len(states) * (len(states) - 1)


def misplaced(seed: Array, came: Array) -> float:
    """Return the share of trade that is put in a wrong place.

    Parameters
    ----------
    seed
        (n, n) how strongly each two are drawn to trade; scaled to the totals that came.
    came
        (n, n) flows; the diagonal does not count.

    Examples
    --------
    >>> came = np.array([[0.0, 3, 1], [1, 0, 1], [1, 1, 0]])
    >>> round(misplaced(came, came), 6)
    0.0
    """
    apart = ~np.eye(len(came), dtype=bool)
    least = np.min(seed[seed > 0]) if (seed > 0).any() else 1.0
    weight = np.where(apart, np.maximum(seed, least), 0.0)
    said = balance(weight, came.sum(axis=1), came.sum(axis=0), tolerance=1e-8)
    return float(np.abs(said - came).sum() / (2.0 * came.sum()))


def _traders(annals: Annals, then: int, now: int) -> tuple[str, ...]:
    """Return the `LARGEST` traders of the earlier year that have trade and a capital in both."""
    abroad = annals.trade.filter(pl.col("flow") > 0, pl.col("exporter") != pl.col("importer"))
    held = []
    for year in (then, now):
        table = abroad.filter(pl.col("year") == year)
        held += [set(table["exporter"]), set(table["importer"])]
        held.append(set(annals.capitals.filter(pl.col("year") == year)["state"]))
    sold = abroad.filter(pl.col("year") == then).group_by("exporter").agg(pl.col("flow").sum())
    known = sold.filter(pl.col("exporter").is_in(sorted(set.intersection(*held))))
    return tuple(sorted(known.sort("flow", "exporter", descending=True)["exporter"][:LARGEST]))


def _table(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (n, n) flows between states, none with itself."""
    index = {state: i for i, state in enumerate(states)}
    out = np.zeros((len(states), len(states)))
    rows = annals.trade.filter(pl.col("year") == year)
    for seller, buyer, flow in rows.select("exporter", "importer", "flow").iter_rows():
        if seller in index and buyer in index and seller != buyer:
            out[index[seller], index[buyer]] = flow
    return out


def _both(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (n, n) 1 where both are members of the European Communities or Union."""
    member = np.isin(states, sorted(annals.members(UNION, year))).astype(np.float64)
    return np.outer(member, member)


def _decade_checks(wrong: dict[str, float], then: int, now: int, rows: int) -> Iterator[Check]:
    test, ours = f"trade of {now} by gravity of {then}", wrong["distance and agreements"]
    for against in ("totals alone", "distance", "the table of ten years before"):
        yield Check(test, f"share misplaced, against {against}", ours, most=wrong[against],
                    against=against, rows=rows)  # fmt: skip


# --- hidden flows ---------------------------------------------------------------------------------


def hidden(table: pl.DataFrame) -> list[Check]:
    """Return how well hidden flows are predicted with agreements and without.

    Parameters
    ----------
    table
        The rows of gegravity_sample.
    """
    names = sorted(set(table["exporter"]))
    flows, far, near, speech, deal = (
        _pivot(table, names, column)
        for column in ("trade", "lndist", "contiguity", "common_language", "pta")
    )
    plain = np.stack([far, near, speech])
    full = np.concatenate([plain, deal[None]])
    with_, without = (_predicted(flows, features) for features in (full, plain))
    apart = ~np.eye(len(names), dtype=bool)
    gap = (_deviance(flows, with_) - _deviance(flows, without))[apart]
    mean = float(flows[apart].mean())
    test, rows = "hidden flows of 2006", int(apart.sum())
    effect = float(fit(np.where(apart, flows, np.nan), full).beta[-1])
    return [
        Check(test, "deviance over mean trade, with agreements",
              float(_deviance(flows, with_)[apart].mean()) / mean,
              most=float(_deviance(flows, without)[apart].mean()) / mean,
              against="without agreements", rows=rows,
              margin=float(gap.std(ddof=1) / np.sqrt(rows)) / mean),
        Check("trade agreements of 2006", "effect, log points", effect, BELIEF.low, BELIEF.high,
              "the belief fta_effect", rows=rows, note="in sample; selection not removed"),
    ]  # fmt: skip


def _pivot(table: pl.DataFrame, names: Sequence[str], column: str) -> Array:
    index = {name: i for i, name in enumerate(names)}
    out = np.zeros((len(names), len(names)))
    for seller, buyer, value in table.select("exporter", "importer", column).iter_rows():
        out[index[seller], index[buyer]] = value
    return out


def _predicted(flows: Array, features: Array) -> Array:
    """Return (n, n) each flow as the others tell it; 0 on the diagonal."""
    count = len(flows)
    fold = np.random.default_rng(SEED).permutation(count * count).reshape(count, count) % FOLDS
    out = np.zeros_like(flows)
    for part in range(FOLDS):
        gone = (fold == part) | np.eye(count, dtype=bool)
        found = fit(np.where(gone, np.nan, flows), features)
        drawn = np.tensordot(found.beta, features, axes=1)
        said = np.exp(found.exporter[:, None] + found.importer[None] + drawn)
        out = np.where(gone, said, out)
    np.fill_diagonal(out, 0.0)
    return out


def _deviance(came: Array, said: Array) -> Array:
    """Return (n, n) twice the log likelihood lost to a perfect Poisson prediction."""
    ratio = np.divide(came, said, out=np.ones_like(came), where=(came > 0) & (said > 0))
    return np.asarray(2.0 * (came * np.log(ratio) - (came - said)))
