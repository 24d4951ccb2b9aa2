"""Codes of states by date: ISO 3166 alpha-3, Correlates of War (COW), Gleditsch–Ward (GW).

A code is a name for a state at a time. 255 and 260 are both Germany to COW, at different times;
260 is Germany to GW today; 345 was Serbia, Yugoslavia, and is Serbia again; 679 is Yemen to COW and
678 to GW. ``states.csv`` of the atlas has today's codes, ``code_history.csv`` of the evidence every
state whose codes were once others, with days.

Conversion needs no data set. Membership of a system (`spells`, `members`) is read from cow_states
and gw_states.

References
----------
Correlates of War Project (2017) State System Membership List, v2016.
Gleditsch, K. S. & Ward, M. D. (1999) A revised list of independent states since the Congress of
Vienna. *International Interactions* 25(4). ISO 3166-1 and 3166-3 for codes in use and withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from latticework.atlas.loading import EMBEDDED
from latticework.evidence.catalogue import read
from latticework.evidence.datasets import EVIDENCE
from latticework.evidence.derive import for_most_of_the_year
from latticework.reading import Problem, ReadingError, did_you_mean, read_csv

Scheme = Literal["iso3", "continued_by", "cow", "gw"]
"""A way to name states. ``continued_by`` is the ISO code of today's state that continues one."""

System = Literal["cow", "gw"]
"""A list of the members of the international system."""

Code = str | int

FIRST, LAST = date(1000, 1, 1), date(9999, 12, 31)


@cache
def crosswalk() -> pl.DataFrame:
    """Return every state with its codes and the days on which they held.

    Returns
    -------
    DataFrame
        Columns ``name``, ``iso3``, ``continued_by``, ``cow``, ``gw``, ``since``, ``until``
        (inclusive). ``iso3`` is the code of the time, or one withdrawn since (SUN, YUG, DDR);
        null where there was none. On any day a code names one row.

    Examples
    --------
    >>> germany = crosswalk().filter(pl.col("iso3") == "DEU").sort("since")
    >>> germany.select("cow", "gw").rows()
    [(255, 255), (260, 260), (255, 260)]
    """
    rows = [raw.data for raw in read_csv(EVIDENCE / "code_history.csv")]
    then = {row.get("iso3") for row in rows}
    now = [
        row | {"continued_by": row["iso3"]}
        for row in (raw.data for raw in read_csv(EMBEDDED / "states.csv"))
        if row["iso3"] not in then and ("cow" in row or "gw" in row)
    ]
    return pl.DataFrame([_typed(row) for row in (*rows, *now)], schema=_SCHEMA)


_SCHEMA = {
    "name": pl.String, "iso3": pl.String, "continued_by": pl.String, "cow": pl.Int32,
    "gw": pl.Int32, "since": pl.Date, "until": pl.Date,
}  # fmt: skip


def _typed(row: dict[str, str]) -> dict[str, object]:
    number = {key: int(row[key]) if key in row else None for key in ("cow", "gw")}
    words = {key: row.get(key) for key in ("name", "iso3", "continued_by")}
    since = date.fromisoformat(row["since"]) if "since" in row else FIRST
    until = date.fromisoformat(row["until"]) if "until" in row else LAST
    return words | number | {"since": since, "until": until}


def convert(code: Code, source: Scheme, target: Scheme, on: date) -> Code | None:
    """Return what a state is called in another scheme on a day; None if it has no name there.

    Parameters
    ----------
    code
        A code of the `source` scheme.
    source, target
        Schemes.
    on
        The day.

    Raises
    ------
    ReadingError
        If no state had that code on that day.

    Examples
    --------
    >>> convert("DEU", "iso3", "cow", date(1960, 1, 1))
    260
    >>> convert(365, "cow", "iso3", date(1960, 1, 1))
    'SUN'
    >>> convert(679, "cow", "gw", date(2000, 1, 1))
    678
    """
    table = crosswalk()
    named = table.filter(pl.col(source) == code)
    held = named.filter(pl.lit(on).is_between("since", "until"))
    if held.is_empty():
        raise ReadingError([_unknown(code, source, on, table, known=not named.is_empty())])
    found: Code | None = held[target][0]
    return found


def _unknown(code: Code, source: Scheme, on: date, table: pl.DataFrame, *, known: bool) -> Problem:
    if known:
        expected = f"expected a day on which a state had this code, not {on}"
    else:
        expected = f"no such code{did_you_mean(str(code), map(str, table[source].drop_nulls()))}"
    return Problem(f"{source} codes", 1, "", str(code), expected)


@cache
def yearly(source: Scheme, target: Scheme, first: int, last: int) -> pl.DataFrame:
    """Return for each year the code that a state had for most of it.

    Parameters
    ----------
    source, target
        Schemes.
    first, last
        Years, inclusive.

    Returns
    -------
    DataFrame
        Columns `source`, ``year``, `target`; each source and year once. Two codes of the source may
        lead to one of the target (in 2006 GW's 340 and 345 to COW's 345).
    """
    _refuse({source, target} - set(get_args(Scheme)))
    window = date(first, 1, 1), date(last, 12, 31)
    named = crosswalk().lazy().drop_nulls(source)
    held = named.filter((pl.col("until") >= window[0]) & (pl.col("since") <= window[1]))
    inside = held.with_columns(pl.col("since", "until").clip(*window))
    return for_most_of_the_year(inside, source).select(source, "year", target).collect()


def _refuse(unknown: Iterable[str]) -> None:
    for name in unknown:
        raise KeyError(f"no scheme {name!r}{did_you_mean(name, get_args(Scheme))}")


# --- membership -----------------------------------------------------------------------------------


def spells(system: System, folder: Path | None = None) -> pl.LazyFrame:
    """Return when states were members of a system.

    Parameters
    ----------
    system
        ``cow`` or ``gw``.
    folder
        Where the data sets are; see `latticework.evidence.catalogue`.

    Returns
    -------
    LazyFrame
        Columns ``code``, ``name``, ``since``, ``until`` (days, inclusive).
    """
    if system == "cow":
        return read("cow_states", folder).select(
            code="ccode",
            name="statenme",
            since=pl.date("styear", "stmonth", "stday"),
            until=pl.date("endyear", "endmonth", "endday"),
        )
    if system == "gw":
        return read("gw_states", folder).select(
            code="gwcode", name="statename", since="startdate", until="enddate"
        )
    raise KeyError(f"no system {system!r}{did_you_mean(system, get_args(System))}")


def members(system: System, on: date, folder: Path | None = None) -> list[int]:
    """Return the codes of the members of a system on a day, ascending.

    Raises
    ------
    ValueError
        If the list does not reach that day.
    """
    table = spells(system, folder).collect()
    _within(on, table)
    return table.filter(pl.lit(on).is_between("since", "until"))["code"].unique().sort().to_list()


def _within(on: date, table: pl.DataFrame) -> None:
    first, last = table.select(pl.col("since").min(), pl.col("until").max()).row(0)
    if not first <= on <= last:
        raise ValueError(f"membership is known from {first} to {last}, not on {on}")
