"""The world of a past year, as the yearly step of `hindcast_years` needs it, and what came of it.

States are those for which trade, spending, votes, capability and a capital are known in the first
year. What they are made of is what the ensemble's world of 2024 is made of, as far as data of the
time go; what had to be done without is told in ``docs/hindcasts.md``:

- stocks are the shares of the world's military spending of the twenty years before, each year's
  fading by `FADING`, the same in every domain (no counts of equipment reach back);
- agreements are the pacts of defence and consultation that ATOP lists by pairs, with the strengths
  and visibilities of their kinds in the atlas. A pact of two binds all that are bound to both, so
  that a treaty of many is found again from its pairs;
- pulls and positions on the economy rest on the last table of trade before the first year (1990 or
  2000), sales at home included;
- positions on governance are those of votes in the General Assembly between China's and the United
  States', on security the strongest pact with either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from latticework.array import Array, IntArray
from latticework.ensemble.groups import NATO, UNION
from latticework.ensemble.setting import AMERICA, CHINA, RUSSIA
from latticework.ensemble.standing import affinities
from latticework.evidence import onset
from latticework.evidence.trade_features import great_circle
from latticework.insight.hindcast_annals import Annals, keyed
from latticework.mechanisms import threat, trade
from latticework.mechanisms.alignment import ISSUES
from latticework.mechanisms.arming import DOMAINS, PERCENT
from latticework.mechanisms.clearing import Base
from latticework.mechanisms.decision import PACT_DUTY

POWERS = (AMERICA, CHINA, RUSSIA)
"""Whose threat is followed; the last two are challengers, whose encirclement is."""

TRADE_YEARS = (1990, 2000)
"""Years of the tables of trade that hindcasts use."""

BEFORE = 20
"""Years of spending that stocks are made of."""

FADING = 0.06
"""What a stock loses in a year: the centre of the mechanism's depreciation."""

GROWTH_YEARS = 10
"""Years before the first over which growth of GDP is measured, to be carried on."""

KINDS = {PACT_DUTY: "mutual-defence", 2.0: "consultation"}
"""Rank of a duty in ATOP → kind of agreement in the atlas, for its strength and visibility."""


class Bonds(NamedTuple):
    """What binds states in a year; see `latticework.ensemble.setting.Plan`.

    Attributes
    ----------
    duty
        (N, N) rank of what the row owes the column.
    strength
        (N, N) strength of the strongest pact of each two, symmetric.
    allied
        (N, N) 1 where either owes the other defence.
    protection
        (2, N) strength of the strongest promise of defence from the West, and from China or Russia.
    ties
        (J, 4, 2, N) as from `threat.tie_table`, for the strongest pact of each state with anyone
        but the power that looks on.
    terms, parties, entries, pairs
        As in the plan, for the pacts of the powers.
    """

    duty: Array
    strength: Array
    allied: Array
    protection: Array
    ties: Array
    terms: Array
    parties: Array
    entries: IntArray
    pairs: IntArray


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
    bonds = tuple(_bonds(annals, states, years))
    tables = [year for year in TRADE_YEARS if trade_year(first) <= year <= last]
    markets = tuple(_market(annals, states, year, max(year, first)) for year in tables)
    position = positions(annals, states, years, bonds)
    position[:, :, ISSUES.index("economy")] = _economy(annals, states, years)
    moves = 1.0 - np.isin(states, (CHINA, AMERICA)).astype(np.float64)
    rivals, claims = _rivals(annals, states, first)
    powers = np.array([states.index(code) for code in POWERS])
    milex = _yearly(annals.spending, "milex", states, years)
    gdp, growth = _incomes(annals, states, years)
    votes = _yearly(annals.votes, "position", states, (first,))[0]
    pairs, base = _pairs(annals, states, first)
    return Past(
        states, years, powers, moves, milex[0], growth, gdp, _stocks(annals, states, first),
        distances(annals, states, first), np.abs(votes[powers][:, None] - votes[None]),
        rivals[powers], claims[powers], rivals, affinities(standing(position[0])), _shares(annals, states, tables[0]),
        markets, bonds, _given(annals.troops, "troops", states, years), pairs, base, position, milex,
        _fought(annals, states, years, pairs),
    )  # fmt: skip


# --- states and their tables ----------------------------------------------------------------------


def roster(annals: Annals, year: int) -> tuple[str, ...]:
    """Return the states of which all is known that a world needs, in alphabetical order."""
    table = trade_year(year)
    traders = annals.trade.filter(pl.col("year") == table)["exporter"].unique()
    known = set(traders) - {"rest"}
    tables = (annals.spending, annals.votes, annals.effort, annals.capitals)
    for frame in tables:
        known &= set(frame.filter(pl.col("year") == year)["state"])
    return tuple(sorted(known))


def trade_year(year: int) -> int:
    """Return the year of the last table of trade until then.

    Examples
    --------
    >>> trade_year(1995), trade_year(2013)
    (1990, 2000)
    """
    return max(each for each in TRADE_YEARS if each <= year)


def _yearly(frame: pl.DataFrame, column: str, states: Sequence[str], years: Sequence[int]) -> Array:
    """Return (Y, N) a column by year and state, NaN where there is no row."""
    out = np.full((len(years), len(states)), np.nan)
    held = frame.filter(
        pl.col("year").is_between(years[0], years[-1]), pl.col("state").is_in(states)
    )
    for state, year, value in held.select("state", "year", column).iter_rows():
        out[year - years[0], states.index(state)] = np.nan if value is None else value
    return out


def _given(frame: pl.DataFrame, column: str, states: Sequence[str], years: Sequence[int]) -> Array:
    """Return (Y, N) a column where a missing row is a zero."""
    return np.nan_to_num(_yearly(frame, column, states, years))


def _matrix(
    frame: pl.DataFrame, names: tuple[str, str], column: str, states: Sequence[str]
) -> Array:
    """Return (N, N) the highest value of a column for each two states, 0 where there is no row."""
    index = {state: i for i, state in enumerate(states)}
    out = np.zeros((len(states), len(states)))
    for one, other, value in frame.select(*names, column).iter_rows():
        if one in index and other in index:
            cell = index[one], index[other]
            out[cell] = max(out[cell], value)
    return out


def distances(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, N) km between capitals."""
    lat, lng = (_yearly(annals.capitals, name, states, (year,))[0] for name in ("lat", "lng"))
    return great_circle(lat, lng)


def _stocks(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, K) stocks as what past spending has left, the same in every domain."""
    shares = _given(annals.effort, "share", states, range(year - BEFORE, year + 1))
    weights = (1.0 - FADING) ** np.arange(BEFORE, -1, -1)
    held = weights @ shares
    return np.repeat(PERCENT * held[:, None] / held.sum(), len(DOMAINS), axis=1)


def _incomes(annals: Annals, states: Sequence[str], years: Sequence[int]) -> tuple[Array, Array]:
    """Return (Y, N) GDP as it came, and (N,) its growth in the ten years before.

    Where no share of GDP is published, spending is taken at the median burden; where GDP of later
    years is unknown, it grows with the median; where growth before is, it is the median's.
    """
    before = _yearly(annals.spending, "gdp", states, (years[0] - GROWTH_YEARS,))[0]
    gdp = _yearly(annals.spending, "gdp", states, years)
    milex = _yearly(annals.spending, "milex", states, years)[0]
    burden = np.nanmedian(milex / gdp[0])
    gdp[0] = np.where(np.isnan(gdp[0]), milex / burden, gdp[0])
    growth = np.log(gdp[0] / before) / GROWTH_YEARS
    for t in range(1, len(years)):
        grown = np.nanmedian(gdp[t] / gdp[t - 1])
        gdp[t] = np.where(np.isnan(gdp[t]), gdp[t - 1] * grown, gdp[t])
    return gdp, np.where(np.isnan(growth), np.nanmedian(growth), growth)


def _rivals(annals: Annals, states: Sequence[str], year: int) -> tuple[Array, Array]:
    """Return (N, N) masks of rivals and of those whose rivalry is over territory."""
    last = annals.rivalries["year"].max()
    held = annals.rivalries.filter(pl.col("year") == min(year, int(str(last))))
    held = held.with_columns(rival=1.0, claim=pl.col("claim").cast(pl.Float64).fill_null(0.0))
    names = ("one", "other")
    return _matrix(held, names, "rival", states), _matrix(held, names, "claim", states)


# --- pacts ----------------------------------------------------------------------------------------


def _bonds(annals: Annals, states: Sequence[str], years: Sequence[int]) -> list[Bonds]:
    """Return what binds states in each year; the last known year's pacts go on."""
    last, found = int(str(annals.pacts["year"].max())), []
    for year in years:
        if year <= last or not found:
            found.append(bonds(annals, states, min(year, last), year))
        else:
            found.append(found[-1])
    return found


def bonds(annals: Annals, states: Sequence[str], year: int, members: int) -> Bonds:
    """Return what binds states in a year.

    Parameters
    ----------
    annals
        The data.
    states
        ISO codes.
    year
        Of the pacts.
    members
        Year of the membership of NATO and the EU.
    """
    held = annals.pacts.filter(pl.col("year") == year)
    duty = _matrix(held, ("helper", "friend"), "duty", states)
    west = _west(annals, states, members)
    kinds = annals.atlas.kinds
    both, strength, seen = np.maximum(duty, duty.T), np.zeros_like(duty), np.zeros_like(duty)
    for rank, kind in KINDS.items():
        strength[both == rank], seen[both == rank] = kinds[kind].strength, kinds[kind].visibility
    powers = [states.index(code) for code in POWERS]
    protection = _protection(strength * (duty == PACT_DUTY), west, powers)
    parties, terms = _treaties(both, strength, seen, powers)
    pairs, entries = threat.tie_entries(parties, np.array(powers))
    ties = np.stack([_strongest(strength, seen, power) for power in powers])
    return Bonds(duty, strength, (both == PACT_DUTY).astype(np.float64), protection, ties, terms,
                 parties, entries, pairs)  # fmt: skip


def _west(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N,) mask: the United States, the members of NATO and of the EU."""
    west = {AMERICA} | annals.members(NATO, year) | annals.members(UNION, year)
    return np.isin(states, sorted(west)).astype(np.float64)


def _protection(promised: Array, west: Array, powers: Sequence[int]) -> Array:
    """Return (2, N) the strongest promise from either side; no power protects itself."""
    others = promised * (1.0 - np.eye(len(west)))
    east = np.zeros_like(west)
    east[list(powers[1:])] = 1.0
    return np.stack([(others * side[:, None]).max(axis=0) for side in (west, east)])


def _treaties(
    both: Array, strength: Array, seen: Array, powers: Sequence[int]
) -> tuple[Array, Array]:
    """Return (A, N) parties and (A, 3) terms of the pacts of the powers, by pairs."""
    found = [(j, int(i)) for j in powers for i in np.flatnonzero(both[j]) if i != j]
    parties = np.zeros((len(found), len(both)))
    terms = np.ones((len(found), 3))
    for a, (j, i) in enumerate(found):
        parties[a] = (both[j] >= both[j, i]) & (both[i] >= both[j, i])
        parties[a, [j, i]] = 1.0
        terms[a, :2] = strength[j, i], seen[j, i]
    return parties, terms


def _strongest(strength: Array, seen: Array, outsider: int) -> Array:
    """Return (4, 2, N) the strongest pact of each state with anyone but one that looks on."""
    table = np.zeros((len(threat.CLASSES), 2, len(strength)))
    apart = strength.copy()
    apart[:, outsider] = apart[outsider] = 0.0
    best = apart.argmax(axis=1)
    row = threat.CLASSES.index("military")
    table[row, 0] = apart.max(axis=1)
    table[row, 1] = table[row, 0] * seen[np.arange(len(best)), best]
    return table


# --- positions ------------------------------------------------------------------------------------


def positions(
    annals: Annals, states: Sequence[str], years: Sequence[int], bonds: Sequence[Bonds]
) -> Array:
    """Return (Y, N, S) alignment on security and governance, 0 on the economy; NaN where unknown.

    ATOP ends in 2018: positions on security of later years are unknown.
    """
    out = np.zeros((len(years), len(states), len(ISSUES)))
    last = int(str(annals.pacts["year"].max()))
    poles = [states.index(code) for code in (CHINA, AMERICA)]
    votes = _yearly(annals.votes, "position", states, years)
    for t, year in enumerate(years):
        known = year <= last
        west = _west(annals, states, year)
        out[t, :, 0] = security(bonds[t].strength, west, states) if known else np.nan
        china, america = votes[t, poles[0]], votes[t, poles[1]]
        out[t, :, 2] = 2.0 * (votes[t] - china) / (america - china) - 1.0
        out[t, poles] = [[-1.0], [1.0]]
    return out


def standing(position: Array) -> Array:
    """Return positions as the mechanism has them, within ±1."""
    return np.clip(position, -1.0, 1.0)


def security(strength: Array, west: Array, states: Sequence[str]) -> Array:
    """Return (N,) the strongest pact with the West less that with China, as the ensemble has it.

    A pact with Russia pulls towards China by as much as Russia's own with China.
    """
    china, russia = states.index(CHINA), states.index(RUSSIA)
    western = (strength * west[None]).max(axis=1)
    eastern = np.maximum(strength[:, china], strength[russia, china] * strength[:, russia])
    return np.asarray(western - eastern)


def _economy(annals: Annals, states: Sequence[str], years: Sequence[int]) -> Array:
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


# --- trade ----------------------------------------------------------------------------------------


def _flows(annals: Annals, year: int) -> tuple[list[str], Array]:
    """Return partners and (M, M) flows from row to column, sales at home included."""
    table = annals.trade.filter(pl.col("year") == year)
    names = sorted(set(table["exporter"]))
    flows = _matrix(table, ("exporter", "importer"), "flow", names)
    return names, flows


def _market(annals: Annals, states: Sequence[str], year: int, since: int) -> Market:
    """Return trade by one table."""
    names, flows = _flows(annals, year)
    base = trade.from_flows(flows)
    at = np.array([names.index(state) if state in names else -1 for state in states])
    west = annals.members(UNION, year) | {AMERICA}
    gdp = _yearly(annals.income, "gdp", states, (year,))[0]
    goods = (base.incomes + base.deficits)[at] / gdp
    goods = np.where(np.isnan(goods), np.nanmedian(goods), goods)
    mask = np.isin(names, sorted(west)).astype(np.float64)
    return Market(since, base, at, mask, names.index(CHINA), goods)


def _shares(annals: Annals, states: Sequence[str], year: int) -> Array:
    """Return (N, N) the share of the row's trade, both ways, that is with the column."""
    names, flows = _flows(annals, year)
    at = [names.index(state) for state in states]
    both = (flows + flows.T)[np.ix_(at, at)]
    np.fill_diagonal(both, 0.0)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


# --- disputes -------------------------------------------------------------------------------------


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
    last = int(str(annals.forceful["year"].max()))
    out = np.zeros((len(years), len(pairs)))
    out[[year > last for year in years]] = np.nan
    row = {(states[i], states[j]): p for p, (i, j) in enumerate(pairs)}
    for one, other, year in annals.forceful.select("one", "other", "year").iter_rows():
        if (one, other) in row and years[0] <= year <= years[-1]:
            out[year - years[0], row[one, other]] = 1.0
    return out
