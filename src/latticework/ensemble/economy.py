"""What states produce, spend and trade at the start, and how they grow on the reference path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from latticework.array import Array
from latticework.ensemble.snapshot import Snapshot
from latticework.mechanisms import trade
from latticework.mechanisms.clearing import Base

PERCENT = 100.0

FENCE = 1.5
"""Interquartile ranges beyond the quartiles at which a value is far out (Tukey 1977, *Exploratory
Data Analysis*, ch. 2)."""


class Wealth(NamedTuple):
    """GDP and military spending of the first year, (N,) bn USD each."""

    gdp: Array
    milex: Array


def growth(now: Snapshot) -> Array:
    """Return the growth of GDP on the reference path, log points per year; (N,).

    Each state's mean of the last ten years (``gdp_growth``), pulled in to Tukey's fences, 1.5
    interquartile ranges beyond the quartiles of all: growth far from others' has not lasted from
    one decade to the next (Pritchett & Summers 2014, *Asiaphoria Meets Regression to the Mean*).
    """
    rates = now.required("gdp_growth", now.year)
    low, high = np.percentile(rates, (25, 75))
    margin = FENCE * (high - low)
    return np.clip(rates, low - margin, high + margin)


def wealth(now: Snapshot, growth: Array) -> Wealth:
    """Return GDP and spending of the first year, in its prices where they are known in these.

    Parameters
    ----------
    now
        The atlas at the start.
    growth
        (N,) log points per year.

    Notes
    -----
    Spending, burden and GDP are three figures of which two give the third. Where spending and
    burden are both of the first year, GDP is what they imply: the newest, in the prices of the
    year, and the published burdens are the world's. Elsewhere GDP is its newest figure, grown to
    the first year in volume only; and where its burden is newer than its spending (the Emirates,
    Laos, Viet Nam) spending is the burden of that GDP.
    """
    known, spent = now.figures("gdp", now.year), now.figures("milex", now.year)
    burden = now.figures("milex_share_gdp", now.year)
    gdp = now.required("gdp", now.year) * np.exp(growth * (now.year - known.year))
    milex, share = now.required("milex", now.year), burden.value / PERCENT
    sure = (burden.year == now.year) & (spent.year == now.year) & (milex > 0) & (share > 0)
    gdp[sure] = milex[sure] / share[sure]
    newer = burden.year > spent.year
    milex[newer] = share[newer] * gdp[newer]
    return Wealth(gdp, milex)


def path(gdp: Array, growth: Array, years: Sequence[int]) -> Array:
    """Return GDP on the reference path: growth that never changes, (Y, N)."""
    elapsed = np.asarray(years, dtype=np.float64) - years[0]
    return gdp * np.exp(np.outer(elapsed, growth))


# --- trade ---


def outputs(now: Snapshot) -> Array:
    """Return gross output of goods, bn USD; (N,).

    Where there is no figure it is estimated from GDP, population and exports of goods, by least
    squares in logs over the states that have one. Each of the 60 states of the atlas left out in
    turn is guessed within a factor of 1.19 (median; rms log error 0.34).
    """
    output = now.figures("goods_output").value
    unknown = np.isnan(output)
    if not unknown.any():
        return output
    sizes = [now.required(name) for name in ("gdp", "population", "goods_exports")]
    table = np.column_stack([np.ones_like(output), *np.log(sizes)])
    fitted = np.linalg.lstsq(table[~unknown], np.log(output[~unknown]), rcond=None)[0]
    output[unknown] = np.exp(table[unknown] @ fitted)
    return output


def least_home_share(flows: Array, exports: Array, output: Array) -> float:
    """Return the share of output sold at home by the most open state that makes what it exports.

    What entrepôts export beyond their output is in transit, so that their home sales cannot be told
    from the data. They are taken to sell at home as large a share as the most open state does whose
    exports to all the world stay within its output (Hungary, 7 %).

    Parameters
    ----------
    flows
        (N, N) exports, row to column.
    exports
        (N,) of goods to all the world, those in transit included.
    output
        (N,) gross output of goods.
    """
    home = 1.0 - flows.sum(axis=1) / output
    return float(home[(exports < output) & (home > 0)].min())


def balanced_trade(
    now: Snapshot, flows: Array, elasticity: float, by: Callable[..., int] = trade.move
) -> Base:
    """Return the world's trade in goods, home sales included, without deficits.

    Parameters
    ----------
    now
        The atlas at the start.
    flows
        (N, N) exports, bn USD, row to column.
    elasticity
        Trade elasticity at which deficits are taken out.
    by
        `trade.move`, or the same compiled elsewhere.

    Notes
    -----
    Output is of 2022 and flows of 2023, at current prices, as the atlas has them. Trade with states
    that are not profiled is left out, and stays in home sales.
    """
    output = outputs(now)
    least = least_home_share(flows, now.required("goods_exports"), output)
    table = trade.with_home_sales(flows, output, least)
    return trade.without_deficits(trade.from_flows(table), elasticity, by)


def goods_share(now: Snapshot, base: Base) -> Array:
    """Return spending on goods over GDP, (N,): a Domar weight.

    A change of 1 % in what spending on goods buys changes real income by this many per cent, to
    first order (Hulten 1978, *Review of Economic Studies* 45:511–518). It may exceed 1, since goods
    are sold several times before they are used up. GDP is the atlas's figure, whose year is nearest
    to that of trade.
    """
    return np.asarray((base.incomes + base.deficits) / now.required("gdp", now.year))


def trade_shares(flows: Array) -> Array:
    """Return the share of each row's goods trade, both ways, that is with each column; (N, N).

    0 for a state that does not trade.
    """
    both = flows + flows.T
    total = both.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(both, total, out=np.zeros_like(both), where=total > 0))
