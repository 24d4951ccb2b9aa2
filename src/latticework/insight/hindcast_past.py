"""The world of a past year, as the yearly step of `hindcast_years` needs it, and what came of it.

States are those for which trade, spending, votes, capability and a capital are known in the first
year. What they are made of is what the ensemble's world of 2024 is made of, as far as data of the
time go; what had to be done without is told in ``docs/hindcasts.md``:

- stocks are the shares of the world's military spending of the twenty years before, each year's
  fading by `FADING`, the same in every domain (no counts of equipment reach back);
- agreements are pacts (`hindcast_pacts`), trade the last table before the first year
  (`hindcast_market`);
- positions on governance are those of votes in the General Assembly between China's and the United
  States', on security the strongest pact with either side, on the economy trade with either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.ensemble.setting import AMERICA, CHINA
from latticework.ensemble.standing import affinities
from latticework.evidence import onset
from latticework.insight.hindcast_annals import Annals, keyed, last_year
from latticework.insight.hindcast_arrays import POWERS, distances, given, majors, rivals, yearly
from latticework.insight.hindcast_market import (
    TRADE_YEARS,
    Market,
    economy,
    market,
    shares,
    trade_year,
)
from latticework.insight.hindcast_pacts import Bonds, bonds_of, positions, standing
from latticework.mechanisms.alignment import ISSUES
from latticework.mechanisms.arming import DOMAINS, PERCENT

BEFORE = 20
"""Years of spending that stocks are made of."""

FADING = 0.06
"""What a stock loses in a year: the centre of the mechanism's depreciation."""

GROWTH_YEARS = 10
"""Years before the first over which growth of GDP is measured, to be carried on."""


class Past(NamedTuple):
    """A world of the past, and what came of it.

    Attributes
    ----------
    states, years
        ISO codes (N,), years (Y,) from the first.
    powers
        (J,) indices of `POWERS`.
    moves
        (N,) mask: all but the two poles of alignment.
    major
        (N,) 1 for major powers.
    milex, growth
        (N,) bn constant 2023 USD in the first year; growth of GDP in the ten years before, log
        points per year.
    gdp
        (Y, N) as it came, same prices; where unknown grown with the median.
    stocks
        (N, K) points, columns add up to 100.
    km
        (N, N) between capitals.
    gap, rivalry, claim
        (J, N) as in `latticework.ensemble.setting.Start`.
    rivals, affinity, passage
        (N, N) masks of rivals; how alike two stand, 0–1; share of the row's trade with the column.
    markets
        Trade: by the last table before the first year, then by later ones.
    bonds
        (Y,) what binds states in each year; after ATOP ends, as then.
    troops
        (Y, N) American troops in each state.
    pairs
        (P, 2) politically relevant pairs.
    base
        (2, P) probability in the first year that a dispute with force, one with deaths, begins.
    position, spending, fought
        What came: (Y, N, S), (Y, N), (Y, P) force; NaN where unknown. Positions on governance may
        lie beyond ±1: states that vote farther from the United States than China does.
    """

    states: tuple[str, ...]
    years: tuple[int, ...]
    powers: IntArray
    moves: Array
    major: Array
    milex: Array
    growth: Array
    gdp: Array
    stocks: Array
    km: Array
    gap: Array
    rivalry: Array
    claim: Array
    rivals: Array
    affinity: Array
    passage: Array
    markets: tuple[Market, ...]
    bonds: tuple[Bonds, ...]
    troops: Array
    pairs: IntArray
    base: Array
    position: Array
    spending: Array
    fought: Array


def past(annals: Annals, first: int, last: int) -> Past:
    """Return the world of a year, and what came of it until another.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    states, years = roster(annals, first), tuple(range(first, last + 1))
    bonds = tuple(bonds_of(annals, states, years))
    tables = [year for year in TRADE_YEARS if trade_year(first) <= year <= last]
    markets = tuple(market(annals, states, year, max(year, first)) for year in tables)
    position = positions(annals, states, years, bonds)
    position[:, :, ISSUES.index("economy")] = economy(annals, states, years)
    rival, claim = rivals(annals, states, first)
    powers = np.array([states.index(code) for code in POWERS])
    milex = yearly(annals.spending, "milex", states, years)
    gdp, growth = _incomes(annals, states, years)
    votes = yearly(annals.votes, "position", states, (first,))[0]
    pairs, base = _pairs(annals, states, first)
    return Past(
        states=states,
        years=years,
        powers=powers,
        moves=1.0 - np.isin(states, (CHINA, AMERICA)).astype(np.float64),
        major=majors(states, first),
        milex=milex[0],
        growth=growth,
        gdp=gdp,
        stocks=_stocks(annals, states, first),
        km=distances(annals, states, first),
        gap=np.abs(votes[powers][:, None] - votes[None]),
        rivalry=rival[powers],
        claim=claim[powers],
        rivals=rival,
        affinity=affinities(standing(position[0])),
        passage=shares(annals, states, tables[0]),
        markets=markets,
        bonds=bonds,
        troops=given(annals.troops, "troops", states, years),
        pairs=pairs,
        base=base,
        position=position,
        spending=milex,
        fought=_fought(annals, states, years, pairs),
    )


def roster(annals: Annals, year: int) -> tuple[str, ...]:
    """Return the states of which all is known that a world needs, in alphabetical order."""
    table = trade_year(year)
    traders = annals.trade.filter(pl.col("year") == table)["exporter"].unique()
    known = set(traders) - {"rest"}
    tables = (annals.spending, annals.votes, annals.effort, annals.capitals)
    for frame in tables:
        known &= set(frame.filter(pl.col("year") == year)["state"])
    return tuple(sorted(known))


def _stocks(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, K) stocks as what past spending has left, the same in every domain."""
    shares = given(annals.effort, "share", states, range(year - BEFORE, year + 1))
    weights = (1.0 - FADING) ** np.arange(BEFORE, -1, -1)
    held = weights @ shares
    return np.repeat(PERCENT * held[:, None] / held.sum(), len(DOMAINS), axis=1)


def _incomes(annals: Annals, states: Sequence[str], years: Sequence[int]) -> tuple[Array, Array]:
    """Return (Y, N) GDP as it came, and (N,) its growth in the ten years before.

    Where no share of GDP is published, spending is taken at the median burden; where GDP of later
    years is unknown, it grows with the median; where growth before is, it is the median's.
    """
    before = yearly(annals.spending, "gdp", states, (years[0] - GROWTH_YEARS,))[0]
    gdp = yearly(annals.spending, "gdp", states, years)
    milex = yearly(annals.spending, "milex", states, years)[0]
    burden = np.nanmedian(milex / gdp[0])
    gdp[0] = np.where(np.isnan(gdp[0]), milex / burden, gdp[0])
    growth = np.log(gdp[0] / before) / GROWTH_YEARS
    for t in range(1, len(years)):
        grown = np.nanmedian(gdp[t] / gdp[t - 1])
        gdp[t] = np.where(np.isnan(gdp[t]), gdp[t - 1] * grown, gdp[t])
    return gdp, np.where(np.isnan(growth), np.nanmedian(growth), growth)


def _pairs(annals: Annals, states: Sequence[str], first: int) -> tuple[IntArray, Array]:
    """Return relevant pairs, and (2, P) how probable a dispute with force, with deaths, is.

    Logits on the regressors of `onset.RECORD`, fitted to all relevant pairs before the first year.
    """
    frame = annals.onsets.filter(pl.col("relevant"))
    before, now = frame.filter(pl.col("year") < first), _named(frame, min(first, onset.LAST))
    index = {state: i for i, state in enumerate(states)}
    ours = now.filter(pl.col("one").is_in(states), pl.col("other").is_in(states))
    x = onset.matrix(ours, onset.RECORD)
    base = np.stack(
        [onset.fitted(before, onset.RECORD, event).probabilities(x) for event in ("force", "fatal")]
    )
    pairs = [(index[one], index[other]) for one, other in ours.select("one", "other").iter_rows()]
    return np.array(pairs), base


def _named(frame: pl.DataFrame, year: int) -> pl.DataFrame:
    return keyed(frame.filter(pl.col("year") == year), one="ccode1", other="ccode2")


def _fought(annals: Annals, states: Sequence[str], years: Sequence[int], pairs: IntArray) -> Array:
    """Return (Y, P) 1 where a dispute with force began; NaN after the data end."""
    last = last_year(annals.forceful)
    out = np.zeros((len(years), len(pairs)))
    out[[year > last for year in years]] = np.nan
    row = {(states[i], states[j]): p for p, (i, j) in enumerate(pairs)}
    for one, other, year in annals.forceful.select("one", "other", "year").iter_rows():
        if (one, other) in row and years[0] <= year <= years[-1]:
            out[year - years[0], row[one, other]] = 1.0
    return out
