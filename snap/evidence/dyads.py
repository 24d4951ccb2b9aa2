"""Dyad-years: pairs of states by year, and verbs that add what data sets say of them.

    dyad_years(1946, 2014).with_contiguity().with_nmc("cinc").with_alliances().with_mids().collect()

The universe is every pair of states that were members of the system together on at least one day of
the year; for COW it equals the published cow_ddy. Directed dyads have a row for each order of the
two states, undirected ones the row with the lower code first. Columns that describe one of the two
end in 1 or 2. A panel of GW states also has COW's codes (``ccode1``, ``ccode2``), null for states
that COW does not have, and joins COW's sets by them.

References
----------
Miller, S. (2022) peacesciencer. *Conflict Management and Peace Science* 39, for the idea of verbs
that compose, and for the rules named below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

import polars as pl

from latticework.evidence.codes import System
from latticework.evidence.datasets import declared
from latticework.evidence.derive import (
    both_ways,
    for_most_of_the_year,
    great_circle,
    in_years,
    one_each,
)
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

PAIR = ("ccode1", "ccode2", "year")

MIDS = {"cow": "cow_mid_ddydisps", "gml": "gml_mid_ddydisps"}
RIVALRIES = {"tss": "tss_rivalries", "td": "td_rivalries"}
RIVALRY_TYPES = ("spatial", "positional", "ideological", "interventionary")
AUSTRIA_HUNGARY, AUSTRIA, AUSTRIA_HUNGARY_TO = 300, 305, 1918

Disputes = Literal["cow", "gml"]
Rivalries = Literal["tss", "td"]


def dyad_years(
    first: int,
    last: int,
    *,
    directed: bool = True,
    system: System = "cow",
    folder: Path | None = None,
    extend: bool = False,
) -> DyadYears:
    """Return all pairs of states by year.

    Parameters
    ----------
    first, last
        Years, inclusive.
    directed
        Whether each pair stands in both orders.
    system
        Whose list of states: ``cow`` or ``gw``.
    folder
        Where the data sets are; by default ``LATTICEWORK_DATA``, then the user's folder.
    extend
        Carry the members of the list's last day (2016 for COW, 2017 for GW) on to `last`.

    Raises
    ------
    ValueError
        If the list of states does not cover the years.
    ReadingError
        If a data set is missing or damaged.
    """
    names = ("ccode1", "ccode2") if system == "cow" else ("gwcode1", "gwcode2")
    members = members_by_year(system, first, last, folder, extend=extend)
    one, other = (members.lazy().rename({"code": name}) for name in names)
    one_way, differ = pl.col(names[0]) < pl.col(names[1]), pl.col(names[0]) != pl.col(names[1])
    together = pl.max_horizontal("since", "since_2") <= pl.min_horizontal("until", "until_2")
    pairs = (
        one.join(other, on="year", suffix="_2")
        .filter(differ if directed else one_way, together)
        .select(*names, "year")
    )
    if members.select("code", "year").is_duplicated().any():
        pairs = pairs.unique()
    if system == "gw":
        pairs = in_cow_codes(pairs, dict(zip(names, PAIR, strict=False)), first, last)
    sets = (f"{system}_states",)
    return DyadYears(pairs, system, first, last, folder, sets, directed=directed)


@dataclass(frozen=True)
class DyadYears(Panel):
    """Pairs of states by year; made by `dyad_years`."""

    directed: bool = True

    @property
    def units(self) -> tuple[str, ...]:
        """The columns with the codes of the two states."""
        return ("ccode1", "ccode2") if self.system == "cow" else ("gwcode1", "gwcode2")

    @property
    def cow(self) -> tuple[str, ...]:
        """The columns with COW's codes of the two states."""
        return ("ccode1", "ccode2")

    # --- geography ---

    def with_contiguity(self) -> Self:
        """Add ``conttype``: how the two border on each other, by COW.

        1 land or river; 2, 3, 4, 5 up to 12, 24, 150, 400 miles of water; 0 none of these. The
        closest in the year counts. Note that 0 is not closer than 1.
        """
        spells = self._read("cow_contdir")
        years = in_years(spells, pl.col("stdate").dt.year(), pl.col("enddate").dt.year())
        closest = pl.col("conttype").filter(pl.col("conttype") > 0).min().fill_null(0)
        yearly = years.group_by(PAIR).agg(closest)
        return self._ordered(yearly, "cow_contdir", zeros=["conttype"])

    def with_distance(self) -> Self:
        """Add ``mindist``: the smallest distance between the two territories, km (CShapes 2.0)."""
        return self._unordered(self._read("cow_mindist"), "cow_mindist")

    def with_capital_distance(self) -> Self:
        """Add ``capdist``: the great-circle distance between the capitals, km.

        The capital is the one that was it for most of the year.
        """
        name, code = f"{self.system}_capitals", self.units[0].rstrip("1")
        yearly = for_most_of_the_year(self._read(name), code, "stdate", "enddate")
        both = self._each(yearly.select(code, "year", "lat", "lng"), code, [name])
        places = ("lat1", "lng1", "lat2", "lng2")
        distance = great_circle(*places).alias("capdist")
        return replace(both, lazy=both.lazy.with_columns(distance).drop(places))

    # --- states ---

    def with_state_data(self, name: str, *columns: str) -> Self:
        """Add columns of a set with keys ``ccode`` and ``year``, for the first and second state.

        Parameters
        ----------
        name
            The data set.
        columns
            Which; by default all.
        """
        dataset = declared().dataset(name)
        if dataset.keys not in {("ccode", "year"), ("ccode",)}:
            raise ValueError(f"{name} is by {', '.join(dataset.keys)}, not by ccode and year")
        names = chosen(dataset, columns)
        return self._each(self._read(name).select(*dataset.keys, *names), "ccode", [name])

    def with_nmc(self, *columns: str) -> Self:
        """Add COW's national material capabilities, e.g. ``cinc1``, ``cinc2``; by default all."""
        return self.with_state_data("cow_nmc", *columns)

    def with_trade(self, *columns: str) -> Self:
        """Add each state's total ``imports`` and ``exports``, million current USD."""
        return self.with_state_data("cow_trade_sy", *columns)

    def with_majors(self) -> Self:
        """Add ``major1``, ``major2``: whether each is a major power, by COW (to 2016)."""
        majors = major_powers().with_columns(major=pl.lit(1, pl.Int8))
        listed = pl.col("year").is_between(MAJORS_FROM, MAJORS_TO)
        panel = self._each(majors, "ccode", ["cow_states"])
        first, second = (
            pl.when(pl.col(code).is_not_null() & listed).then(pl.col(name).fill_null(0)).alias(name)
            for code, name in (("ccode1", "major1"), ("ccode2", "major2"))
        )
        return panel.with_columns(first, second)

    # --- ties ---

    def with_alliances(self, *columns: str) -> Self:
        """Add what the first state owes the second by ATOP: ``atop_defense`` and the others.

        In an undirected panel, what either owes the other.
        """
        dataset = declared().dataset("atop_alliance")
        names = chosen(dataset, columns)
        pledges = self._read(dataset.name).select(*PAIR, *names)
        if not self.directed:
            pledges = both_ways(pledges, *PAIR[:2]).group_by(PAIR).agg(pl.col(names).max())
        return self._ordered(pledges, dataset.name, zeros=names)

    def with_igos(self) -> Self:
        """Add ``dyadigos``: the organisations in which both are full members (COW IGO)."""
        return self._unordered(self._read("cow_igo_ndy"), "cow_igo_ndy")

    # --- conflict ---

    def with_mids(self, version: Disputes = "cow", *columns: str) -> Self:
        """Add militarized disputes: ``cowmidonset``, ``cowmidongoing`` (or ``gml…``).

        Where several disputes fall in one dyad-year, the published choice is kept: an onset, then
        the highest fatality and hostility levels, the longest, the reciprocated, the earliest.

        Parameters
        ----------
        version
            ``cow`` (MID 5.0, to 2014) or ``gml`` (Gibler, Miller & Little, to 2010).
        columns
            More columns of that dispute, e.g. ``hostlev``, prefixed with the version (as in
            ``cow_hostlev``); null without one.
        """
        dataset = declared().dataset(named(MIDS, version))
        flags = [f"{version}midonset", f"{version}midongoing"]
        more = chosen(dataset, columns, [*PAIR, *flags]) if columns else []
        disputes = self._read(dataset.name).select(
            *PAIR, *flags, *(pl.col(name).alias(f"{version}_{name}") for name in more)
        )
        return self._ordered(disputes, dataset.name, zeros=flags)

    def with_wars(self, *columns: str) -> Self:
        """Add COW inter-state wars: ``cowinteronset``, ``cowinterongoing``.

        Where several wars fall in one dyad-year, an onset is kept, then the deadliest, then the
        lowest number.

        Parameters
        ----------
        columns
            More columns of that war, e.g. ``warnum``, prefixed ``war_``; null without one.
        """
        dataset = declared().dataset("cow_war_inter")
        flags = ["cowinteronset", "cowinterongoing"]
        more = chosen(dataset, columns, [*PAIR, *flags]) if columns else []
        deaths = pl.col("batdeath1").fill_null(0) + pl.col("batdeath2").fill_null(0)
        order = [pl.col("cowinteronset").neg(), deaths.neg(), pl.col("warnum"), pl.col("resume")]
        wars = one_each(self._read(dataset.name), PAIR, order).select(
            *PAIR, *flags, *(pl.col(name).alias(f"war_{name}") for name in more)
        )
        return self._ordered(wars, dataset.name, zeros=flags)

    def with_rivalries(self, version: Rivalries = "tss") -> Self:
        """Add strategic rivalries: ``tss_rivalry`` and its types ``tss_spatial`` … (or ``td_…``).

        Coded with hindsight: show results with and without. Austria's rivalries go to 305 after
        1918, when 300 is no more (Miller 2022).

        Parameters
        ----------
        version
            ``tss`` (Thompson, Sakuwa & Suhas 2021, to 2020) or ``td`` (Thompson & Dreyer 2012).
        """
        dataset = declared().dataset(named(RIVALRIES, version))
        flags = {f"{version}_{kind}": _is_of_type(kind, version) for kind in RIVALRY_TYPES}
        since, until = ("start", "end") if version == "tss" else ("styear", "endyear")
        years = in_years(self._read(dataset.name), pl.col(since), pl.col(until))
        ended = (pl.col(self.cow) == AUSTRIA_HUNGARY) & (pl.col("year") > AUSTRIA_HUNGARY_TO)
        succeeded = pl.when(ended).then(AUSTRIA).otherwise(pl.col(self.cow)).name.keep()
        rivals = years.with_columns(succeeded).select(
            *PAIR, pl.lit(1, pl.Int8).alias(f"{version}_rivalry"), **flags
        )
        yearly = both_ways(rivals, *PAIR[:2]).group_by(PAIR).agg(pl.all().max())
        return self._ordered(yearly, dataset.name, zeros=[f"{version}_rivalry", *flags])

    # --- narrowing ---

    def politically_relevant(self, reach: int = 5) -> Self:
        """Keep pairs that border on each other or have a major power among them.

        Adds contiguity and major powers where the panel lacks them. Both are known to 2016.

        Parameters
        ----------
        reach
            The farthest contiguity type that counts: 1 land, 3 up to 24 miles of water, 5 (the
            usual choice) up to 400.

        Raises
        ------
        ValueError
            If the panel goes beyond what is known.
        """
        known = declared().dataset("cow_contdir").last
        if known is None or self.last > min(known, MAJORS_TO):
            raise ValueError(f"relevance is known to {known}: cut the panel with between() first")
        present = self.lazy.collect_schema().names()
        panel = self if "conttype" in present else self.with_contiguity()
        panel = panel if "major1" in present else panel.with_majors()
        major = (pl.col("major1") == 1) | (pl.col("major2") == 1)
        return panel.where(pl.col("conttype").is_between(1, reach) | major)

    # --- joining ---

    def _each(self, right: pl.LazyFrame, code: str, sets: Sequence[str]) -> Self:
        """Join a frame by state and year twice, for the first and for the second state."""
        panel = self
        keys = [key for key in (code, "year") if key in right.collect_schema().names()]
        for side in "12":
            names = {
                name: f"{name}{side}" for name in right.collect_schema().names() if name != "year"
            }
            on = [names.get(key, key) for key in keys]
            panel = panel._joined(right.rename(names), on, *sets)
        return panel

    def _ordered(self, right: pl.LazyFrame, name: str, zeros: Sequence[str]) -> Self:
        """Join a frame that has both orders of each pair."""
        return self._joined(right, PAIR, name)._zeros(zeros, declared().dataset(name))

    def _unordered(self, right: pl.LazyFrame, name: str) -> Self:
        """Join a frame that has the lower code first."""
        ends = {"ccode1": "_low", "ccode2": "_high"}
        low, high = pl.min_horizontal(self.cow), pl.max_horizontal(self.cow)
        sides = self.with_columns(_low=low, _high=high)
        joined = sides._joined(right.rename(ends), ["_low", "_high", "year"], name)
        return replace(joined, lazy=joined.lazy.drop("_low", "_high"))


def _is_of_type(kind: str, version: Rivalries) -> pl.Expr:
    """Return 1 for rivalries of a type and 0 for others; a blank means not of the type."""
    if version == "tss":
        return pl.col(kind).fill_null(0).cast(pl.Int8)
    types = pl.col("type1", "type2", "type3")
    return pl.any_horizontal(types.eq_missing(pl.lit(kind))).cast(pl.Int8)
