"""State-years: states by year, and verbs that add what data sets say of them.

    state_years(1946, 2014).with_nmc("milex", "cinc").with_borders().with_mids().collect()

The mirror of `latticework.evidence.dyads` for single states: the same names of verbs, the same
rules for what is missing and what is zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from latticework.evidence.codes import System
from latticework.evidence.datasets import declared
from latticework.evidence.derive import in_years
from latticework.evidence.dyads import MIDS, Disputes
from latticework.evidence.panel import (
    MAJORS_FROM,
    MAJORS_TO,
    Panel,
    chosen,
    in_cow_codes,
    major_powers,
    members_by_year,
    named,
)

UNIT = ("ccode", "year")


def state_years(
    first: int,
    last: int,
    *,
    system: System = "cow",
    folder: Path | None = None,
    extend: bool = False,
) -> StateYears:
    """Return all states by year; parameters and errors as `latticework.evidence.dyads.dyad_years`.

    Parameters
    ----------
    first, last
        Years, inclusive.
    system
        Whose list of states: ``cow`` or ``gw``.
    folder
        Where the data sets are.
    extend
        Carry the members of the list's last day on to `last`.
    """
    code = "ccode" if system == "cow" else "gwcode"
    members = members_by_year(system, first, last, folder, extend=extend)
    states = members.lazy().select(pl.col("code").alias(code), "year").unique()
    if system == "gw":
        states = in_cow_codes(states, {code: "ccode"}, first, last)
    return StateYears(states, system, first, last, folder, (f"{system}_states",))


@dataclass(frozen=True)
class StateYears(Panel):
    """States by year; made by `state_years`."""

    @property
    def units(self) -> tuple[str, ...]:
        """The column with the code of the state."""
        return ("ccode",) if self.system == "cow" else ("gwcode",)

    @property
    def cow(self) -> tuple[str, ...]:
        """The column with COW's code of the state."""
        return ("ccode",)

    def with_state_data(self, name: str, *columns: str) -> Self:
        """Add columns of a set with keys ``ccode`` and ``year``; by default all.

        Parameters
        ----------
        name
            The data set.
        columns
            Which; by default all.
        """
        dataset = declared().dataset(name)
        if dataset.keys not in {UNIT, ("ccode",)}:
            raise ValueError(f"{name} is by {', '.join(dataset.keys)}, not by ccode and year")
        right = self._read(name).select(*dataset.keys, *chosen(dataset, columns))
        return self._joined(right, dataset.keys, name)

    def with_nmc(self, *columns: str) -> Self:
        """Add COW's national material capabilities, e.g. ``cinc``; by default all."""
        return self.with_state_data("cow_nmc", *columns)

    def with_trade(self, *columns: str) -> Self:
        """Add total ``imports`` and ``exports``, million current USD."""
        return self.with_state_data("cow_trade_sy", *columns)

    def with_igos(self, *columns: str) -> Self:
        """Add memberships in international organisations; by default of all kinds."""
        return self.with_state_data("cow_igo_sy", *columns)

    def with_majors(self) -> Self:
        """Add ``major``: whether a state is a major power, by COW (to 2016)."""
        majors = major_powers().with_columns(major=pl.lit(1, pl.Int8))
        listed = pl.col("year").is_between(MAJORS_FROM, MAJORS_TO) & pl.col("ccode").is_not_null()
        panel = self._joined(majors, UNIT, "cow_states")
        return panel.with_columns(major=pl.when(listed).then(pl.col("major").fill_null(0)))

    def with_borders(self) -> Self:
        """Add ``land_borders`` and ``sea_borders``: neighbours by land, or within 400 miles."""
        spells = self._read("cow_contdir").filter(pl.col("conttype") > 0)
        years = in_years(spells, pl.col("stdate").dt.year(), pl.col("enddate").dt.year())
        pairs = years.group_by("ccode1", "ccode2", "year").agg(pl.col("conttype").min())
        counts = pairs.group_by(ccode="ccode1", year="year").agg(
            land_borders=(pl.col("conttype") == 1).sum().cast(pl.Int32),
            sea_borders=(pl.col("conttype") > 1).sum().cast(pl.Int32),
        )
        return self._counted(counts, "cow_contdir", ["land_borders", "sea_borders"])

    def with_alliances(self) -> Self:
        """Add ``defenders`` and ``defended``: states that owe it active help, and that it owes it.

        By ATOP, directed dyad-years with ``atop_defense``.
        """
        pledges = self._read("atop_alliance").filter(pl.col("atop_defense") == 1)
        defended = pledges.group_by(ccode="ccode1", year="year").agg(defended=_count())
        defenders = pledges.group_by(ccode="ccode2", year="year").agg(defenders=_count())
        counts = defenders.join(defended, on=UNIT, how="full", coalesce=True)
        return self._counted(counts, "atop_alliance", ["defenders", "defended"])

    def with_mids(self, version: Disputes = "cow") -> Self:
        """Add ``cowmidonsets``, ``cowmidongoing``: opponents in disputes new, and under way.

        Opponents in a year, not disputes: two disputes with one opponent count once.
        """
        name = named(MIDS, version)
        onset, ongoing = f"{version}midonset", f"{version}midongoing"
        counts = (
            self._read(name)
            .group_by(ccode="ccode1", year="year")
            .agg(pl.col(onset).sum().alias(f"{onset}s"), pl.col(ongoing).sum())
        )
        return self._counted(counts, name, [f"{onset}s", ongoing])

    def _counted(self, counts: pl.LazyFrame, name: str, columns: Sequence[str]) -> Self:
        return self._joined(counts, UNIT, name)._zeros(columns, declared().dataset(name))


def _count() -> pl.Expr:
    return pl.len().cast(pl.Int32)
