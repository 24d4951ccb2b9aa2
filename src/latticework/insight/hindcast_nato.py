"""H9: NATO's enlargements and what Russia did, as an event table. Signs only: n is tiny.

Around 1999, 2004, 2009 and 2023: growth of Russia's spending in the `YEARS` after against the years
before, beside that of the large spenders outside NATO; and Russia's disputes with the states that
entered and with partners that did not (Georgia, Ukraine, Moldova). No cause is shown: 1999 and 2009
were also years of war and of an oil price.

Disputes are known to 2014; what came later stands in UCDP's armed conflicts, which count wars only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import polars as pl

from latticework.atlas.atlas import Atlas
from latticework.ensemble.groups import NATO
from latticework.ensemble.setting import AMERICA, RUSSIA
from latticework.evidence.arming_response import LARGE
from latticework.evidence.catalogue import read
from latticework.evidence.codes import convert
from latticework.evidence.report_card import Check
from latticework.insight.hindcast_annals import Annals, keyed, last_year
from latticework.insight.hindcast_table import Hindcast, Point

EVENTS = (1999, 2004, 2009, 2023)

YEARS = 5

PARTNERS = ("GEO", "MDA", "UKR")
"""States that were promised or sought membership and did not get it."""

SETS = ("sipri_milex_2024", "cow_mid_ddydisps", "ucdp_acd")

MUSD = 1000.0
"""Million in a billion."""


def hindcast(annals: Annals) -> Hindcast:
    """Return H9.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    checks = [check for year in EVENTS for check in _event(annals, year)]
    spent = annals.spending.filter(pl.col("state") == RUSSIA)
    points = tuple(
        Point("Russia's spending: year, bn 2023 USD", RUSSIA, year, milex)
        for year, milex in spent.select("year", "milex").iter_rows()
    )
    return Hindcast(
        "H9", "NATO's enlargements of 1999, 2004, 2009 and 2023",
        "an event table: five years before and after each; signs only, since n is tiny and other "
        "things happened",
        SETS, tuple(checks), points,
    )  # fmt: skip


def _event(annals: Annals, year: int) -> Iterator[Check]:
    test = f"NATO's enlargement of {year}"
    entrants = entered(annals.atlas, year)
    change, others, rows = spending(annals, year)
    yield Check(
        test, "Russia's spending, growth after less before, log points a year", change, rows=rows,
        note=f"large spenders outside NATO {others:+.3f}; entered: {', '.join(entrants)}",
    )  # fmt: skip
    for name, states in (("entrants", entrants), ("partners", PARTNERS)):
        before, after = disputes(annals, year, states)
        if not np.isnan(before + after):
            yield Check(
                test, f"disputes of Russia with {name}, a state and year, after less before",
                after - before, rows=len(states), note=f"{before:.2f} before, {after:.2f} after",
            )  # fmt: skip
    for name, states in (("entrants", entrants), ("partners", PARTNERS)):
        fought = war_years(annals, states, year)
        yield Check(test, f"years of armed conflict of Russia with {name}, of the five after",
                    float(fought), rows=len(states), note="UCDP, to 2024")  # fmt: skip


def entered(atlas: Atlas, year: int) -> tuple[str, ...]:
    """Return the states that became members of NATO in a year."""
    rows = (row for row in atlas.memberships.values() if row.organisation == NATO)
    return tuple(sorted(
        row.state for row in rows
        if row.role == "member" and row.since is not None and row.since.year == year
    ))  # fmt: skip


def spending(annals: Annals, year: int) -> tuple[float, float, int]:
    """Return by how much Russia's yearly growth changed, that of others, and how many others.

    Others are states outside NATO and other than Russia with spending of at least `LARGE` million
    USD in the year, with all years known. The years after are `YEARS`, or as many as are known.
    """
    last = last_year(annals.spending)
    ends = year - YEARS, year, min(year + YEARS, last)
    table = annals.spending.filter(pl.col("year").is_in(ends)).sort("state", "year")
    levels = table.group_by("state", maintain_order=True).agg("milex")
    members, found = annals.members(NATO, year) | {AMERICA}, {}
    for state, milex in levels.iter_rows():
        if len(milex) == len(ends) and state not in members and MUSD * milex[1] >= LARGE:
            first, middle, final = np.log(milex)
            after = (final - middle) / (ends[2] - year)
            found[state] = float(after - (middle - first) / YEARS)
    russia = found.pop(RUSSIA)
    return russia, float(np.mean(list(found.values()))), len(found)


def disputes(annals: Annals, year: int, states: Sequence[str]) -> tuple[float, float]:
    """Return how many disputes Russia had with each state a year, before and after.

    NaN for years beyond the data.
    """
    table = read("cow_mid_ddydisps", annals.folder).filter(pl.col("cowmidonset") == 1)
    named = keyed(table.select("ccode1", "ccode2", "year"), one="ccode1", other="ccode2")
    rows = named.filter(pl.col("one") == RUSSIA, pl.col("other").is_in(states))
    last, found = last_year(named), []
    for first in (year - YEARS, year + 1):
        span = first, first + YEARS - 1
        number = rows.filter(pl.col("year").is_between(*span)).height
        found.append(number / (len(states) * YEARS) if span[1] <= last else np.nan)
    return found[0], found[1]


def war_years(annals: Annals, states: Sequence[str], year: int) -> int:
    """Return in how many of the years after an event Russia fought on the side against a state."""
    codes = {convert(state, "iso3", "gw", date(year, 12, 31)) for state in states}
    russia = convert(RUSSIA, "iso3", "gw", date(year, 12, 31))
    table = read("ucdp_acd", annals.folder).filter(
        pl.col("year").is_between(year + 1, year + YEARS)
    )
    fought = set()
    sides = ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")
    for when, *row in table.select("year", *sides).collect().iter_rows():
        first, second = set(row[:2]), set(row[2:])
        if (russia in first and second & codes) or (russia in second and first & codes):
            fought.add(when)
    return len(fought)
