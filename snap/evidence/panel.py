"""What panels of dyad-years and state-years share: their frame, their span, the sets they used.

A panel never changes: each verb returns a new one with more columns, or fewer rows. Nothing is
computed before `Panel.collect`. Three rules hold for every verb:

- **Missing stays missing.** A value is zero only where a row says so, or where the set declares
  that a unit without a row is a zero (``absent: zero``), within its years and its states.
- **One row a unit.** Joins never multiply rows.
- **Sets are remembered**, with version and file, for `Panel.cite` and `Panel.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

import polars as pl

from latticework import __version__
from latticework.evidence.catalogue import cite, find, read
from latticework.evidence.codes import System, spells, yearly
from latticework.evidence.datasets import EVIDENCE, Dataset, declared
from latticework.evidence.derive import cubic, in_years, natural_splines, years_since
from latticework.reading import did_you_mean, read_csv

MAJORS_FROM, MAJORS_TO = 1816, 2016
"""The years of COW's list of major powers."""

WIDEST = 10_000
"""Codes of states and years are smaller."""


class Used(NamedTuple):
    """A data set that a panel rests on."""

    name: str
    version: str
    years: str
    file: Path | None


@dataclass(frozen=True)
class Panel:
    """Units by year.

    Attributes
    ----------
    lazy
        The frame, uncomputed; rows in no particular order.
    system
        Whose list of states it is of.
    first, last
        The years, inclusive.
    folder
        Where data sets are looked for.
    used
        Names of the sets used, in the order of use.
    """

    lazy: pl.LazyFrame
    system: System
    first: int
    last: int
    folder: Path | None = None
    used: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The columns that tell units apart, in the system's codes."""
        raise NotImplementedError

    @property
    def cow(self) -> tuple[str, ...]:
        """The columns with COW's codes, by which COW's sets are joined; null outside COW."""
        raise NotImplementedError

    # --- what comes out ---

    def collect(self) -> pl.DataFrame:
        """Compute the panel; rows sorted by units and year."""
        return self.lazy.sort(in_one((*self.units, "year"))).collect()

    def sources(self) -> tuple[Used, ...]:
        """Return the data sets used: name, version, years covered, file read."""
        sets = map(declared().dataset, self.used)
        return tuple(Used(s.name, s.version, s.years, find(s.name, self.folder)) for s in sets)

    def cite(self) -> str:
        """Return what to cite as BibTeX, below a list of the sets used with their versions."""
        span = f"{type(self).__name__} of {self.system} states, {self.first}–{self.last}"
        sets = [f"{used.name} {used.version}: {used.file}" for used in self.sources()]
        head = [f"% {line}" for line in (f"{span}, by latticework {__version__}", *sets)]
        return "\n".join(head) + "\n\n" + cite(self.used)

    # --- fewer rows ---

    def between(self, first: int, last: int) -> Self:
        """Keep the years from `first` to `last`: after `peace_years`, which needs what precedes."""
        inside = pl.col("year").is_between(first, last)
        kept = replace(self, lazy=self.lazy.filter(inside))
        return replace(kept, first=max(first, self.first), last=min(last, self.last))

    def where(self, *conditions: pl.Expr) -> Self:
        """Keep the rows on which all conditions hold; those on which one is null go."""
        return replace(self, lazy=self.lazy.filter(*conditions))

    # --- more columns ---

    def with_columns(self, *columns: pl.Expr, **named: pl.Expr) -> Self:
        """Add columns of your own, as expressions of Polars."""
        return replace(self, lazy=self.lazy.with_columns(*columns, **named))

    def peace_years(
        self,
        event: str = "cowmidongoing",
        name: str = "peace_years",
        *,
        polynomial: bool = False,
        knots: Sequence[float] = (),
    ) -> Self:
        """Add the years since the last `event`, or since the unit appeared in the panel.

        Counting starts with the panel: make it longer than needed and cut it with `between` if
        peace before the first year is to count.

        Parameters
        ----------
        event
            A column of 0 and 1. By default disputes under way, not only those that begin: a war is
            not counted as peace from its second year.
        name
            The name of the new column.
        polynomial
            Add its square and cube (Carter & Signorino 2010), `name` with 2 and 3.
        knots
            Add a natural cubic spline with these knots (Beck, Katz & Tucker 1998 put them at 1, 4
            and 7 besides the ends), `name` with ``_s1``, ``_s2`` …

        Raises
        ------
        KeyError
            If there is no column `event`.
        """
        present = self.lazy.collect_schema().names()
        named({name: name for name in present}, event, "column in the panel")
        counted = self.lazy.with_columns(years_since(event, self.units).alias(name))
        terms = cubic(name) if polynomial else []
        terms += natural_splines(name, knots) if knots else []
        return replace(self, lazy=counted.with_columns(terms))

    # --- joining ---

    def _read(self, name: str) -> pl.LazyFrame:
        return read(name, self.folder)

    def _joined(self, right: pl.LazyFrame, on: Sequence[str], *sets: str) -> Self:
        """Join a frame that has each key once; remember the sets it came from."""
        names = right.collect_schema().names()
        new = [name for name in names if name not in on]
        if twice := set(new) & set(self.lazy.collect_schema().names()):
            raise ValueError(f"the panel already has {', '.join(sorted(twice))}")
        if "year" in on:
            right = right.filter(pl.col("year").is_between(self.first, self.last))
        key = in_one(on).alias("_key")
        lazy = self.lazy.with_columns(key).join(right.select(key, *new), on="_key", how="left")
        used = tuple(dict.fromkeys((*self.used, *sets)))
        return replace(self, lazy=lazy.drop("_key"), used=used)

    def _zeros(self, columns: Iterable[str], dataset: Dataset) -> Self:
        """Put 0 where the set covers a unit and has no row of it."""
        if dataset.absent != "zero":
            return self
        covered = pl.all_horizontal(pl.col(code).is_not_null() for code in self.cow)
        if dataset.first is not None and dataset.last is not None:
            covered &= pl.col("year").is_between(dataset.first, dataset.last)
        filled = [
            pl.when(covered)
            .then(pl.col(column).fill_null(0))
            .otherwise(pl.col(column))
            .alias(column)
            for column in columns
        ]
        return self.with_columns(*filled)


def in_one(columns: Sequence[str]) -> pl.Expr:
    """Return codes and years as one number: it sorts and joins several times faster than they do.

    Examples
    --------
    >>> pl.DataFrame({"ccode1": [2], "year": [1946]}).select(in_one(["ccode1", "year"])).item()
    21946
    """
    number = pl.lit(0, pl.Int64)
    for column in columns:
        number = number * WIDEST + pl.col(column)
    return number


def chosen(
    dataset: Dataset, wanted: Sequence[str], besides: Sequence[str] | None = None
) -> list[str]:
    """Return the columns wanted of a set, or all but `besides`, by default its keys.

    Raises
    ------
    KeyError
        With the nearest names, for a column that the set does not have.
    """
    besides = dataset.keys if besides is None else besides
    offered = {name: name for name in dataset.names if name not in besides}
    return [named(offered, name, f"column in {dataset.name}") for name in wanted or offered]


def named(known: Mapping[str, str], name: str, what: str = "version") -> str:
    """Return what a name stands for.

    Raises
    ------
    KeyError
        With the nearest names, if it stands for nothing.
    """
    if name not in known:
        raise KeyError(f"no {what} {name!r}{did_you_mean(name, known)}")
    return known[name]


def members_by_year(
    system: System, first: int, last: int, folder: Path | None, *, extend: bool
) -> pl.DataFrame:
    """Return when each state was a member in each year.

    Parameters
    ----------
    system
        Whose list.
    first, last
        Years, inclusive.
    folder
        Where the data sets are.
    extend
        Carry the members of the list's last day on to `last`, as if nothing had changed.

    Returns
    -------
    DataFrame
        Columns ``code``, ``year``, ``since``, ``until``: a row for each spell and year.

    Raises
    ------
    ValueError
        If the years are beyond the list's and it may not be extended.
    """
    table = spells(system, folder).collect()
    ends = pl.col("since").dt.year().min(), pl.col("until").dt.year().max()
    start, end = table.select(ends).row(0)
    if not start <= first <= last:
        raise ValueError(f"expected years from {start} in ascending order, not {first}–{last}")
    if last > end and not extend:
        raise ValueError(
            f"the {system} list of states ends in {end}: ask for years up to then, or pass "
            f"extend=True to carry its members on to {last}"
        )
    alive = pl.col("until") == table["until"].max()
    until = pl.when(alive).then(pl.max_horizontal("until", pl.date(last, 12, 31)))
    longer = table.lazy().with_columns(until=until.otherwise("until"))
    years = in_years(longer, pl.col("since").dt.year(), pl.col("until").dt.year())
    return years.filter(pl.col("year").is_between(first, last)).drop("name").collect()


def in_cow_codes(frame: pl.LazyFrame, codes: dict[str, str], first: int, last: int) -> pl.LazyFrame:
    """Add COW's codes, by year, to a frame with GW's; `codes` maps a column to the new one."""
    table = yearly("gw", "cow", first, last).lazy()
    for old, new in codes.items():
        frame = frame.join(table.rename({"gw": old, "cow": new}), on=[old, "year"], how="left")
    return frame


def major_powers() -> pl.LazyFrame:
    """Return the years in which states were major powers by COW's list: ``ccode``, ``year``.

    A power counts in a year if it was one on any day of it. The list ends in 2016.
    """
    rows = [raw.data for raw in read_csv(EVIDENCE / "major_powers.csv")]
    days = pl.col("since", "until").str.to_date().dt.year()
    table = pl.LazyFrame(rows).with_columns(days, ccode=pl.col("ccode").cast(pl.Int32))
    return in_years(table, pl.col("since"), pl.col("until")).select("ccode", "year").unique()
