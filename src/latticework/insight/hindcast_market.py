"""Trade in a past year: what states would lose without either side, and where that put them.

Tables of trade by pairs, sales at home included, are at hand for one year in ten, to 2000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.ensemble.groups import UNION
from latticework.ensemble.setting import AMERICA, CHINA
from latticework.insight.hindcast_annals import Annals
from latticework.insight.hindcast_arrays import matrix, yearly
from latticework.mechanisms import trade
from latticework.mechanisms.clearing import Base

TRADE_YEARS = (1990, 2000)
"""Years of the tables of trade that worlds are made of."""


class Market(NamedTuple):
    """Trade in goods from a year on.

    Attributes
    ----------
    since
        The year of its table, or the first year.
    base
        The world's, of M partners.
    at
        (N,) index of each state among them; −1 for one that the table leaves out.
    west
        (M,) mask: the United States and the EU's members of the time.
    china
        Index of China among them.
    goods
        (N,) spending on goods over GDP.
    """

    since: int
    base: Base
    at: IntArray
    west: Array
    china: int
    goods: Array


def trade_year(year: int) -> int:
    """Return the year of the last table of trade until then.

    Examples
    --------
    >>> trade_year(1995), trade_year(2013)
    (1990, 2000)
    """
    return max(each for each in TRADE_YEARS if each <= year)


def _flows(annals: Annals, year: int) -> tuple[list[str], Array]:
    """Return partners and (M, M) flows from row to column, sales at home included."""
    table = annals.trade.filter(pl.col("year") == year)
    names = sorted(set(table["exporter"]))
    flows = matrix(table, ("exporter", "importer"), "flow", names)
    return names, flows


def market(annals: Annals, states: Sequence[str], year: int, since: int) -> Market:
    """Return trade by one table."""
    names, flows = _flows(annals, year)
    base = trade.from_flows(flows)
    base = type(base)(*map(np.ascontiguousarray, base))
    at = np.array([names.index(state) if state in names else -1 for state in states])
    west = annals.members(UNION, year) | {AMERICA}
    gdp = yearly(annals.income, "gdp", states, (year,))[0]
    goods = (base.incomes + base.deficits)[at] / gdp
    goods = np.where(np.isnan(goods), np.nanmedian(goods), goods)
    mask = np.isin(names, sorted(west)).astype(np.float64)
    return Market(since, base, at, mask, names.index(CHINA), goods)


def shares(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, N) the share of the row's trade, both ways, that is with the column."""
    names, flows = _flows(annals, year)
    at = [names.index(state) for state in states]
    both = (flows + flows.T)[np.ix_(at, at)]
    np.fill_diagonal(both, 0.0)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def economy(annals: Annals, states: Sequence[str], years: Sequence[int]) -> Array:
    """Return (Y, N) trade with the West less that with China over both; NaN without a table.

    The table before the first year stands for that year.
    """
    out = np.full((len(years), len(states)), np.nan)
    for year in TRADE_YEARS:
        if year in years or year == trade_year(years[0]):
            out[max(year, years[0]) - years[0]] = _sided(annals, states, year)
    return out


def _sided(annals: Annals, states: Sequence[str], year: int) -> Array:
    names, flows = _flows(annals, year)
    west = annals.members(UNION, year) | {AMERICA}
    both = flows + flows.T
    np.fill_diagonal(both, 0.0)
    side = both @ np.isin(names, sorted(west)).astype(np.float64)
    china = both[:, names.index(CHINA)]
    position = dict(zip(names, (side - china) / (side + china), strict=True))
    position |= {CHINA: -1.0, AMERICA: 1.0}
    return np.array([position.get(state, np.nan) for state in states])
