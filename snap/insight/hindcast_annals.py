"""Annals: what the data sets say of states, year by year, under one name for each state.

A state is named by the ISO code of today's state that continues it, so that the Federal Republic
and Germany, the Soviet Union and Russia are one each. Codes of Correlates of War hold for most of a
year. What a set does not cover stays out; nothing is filled here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load
from latticework.evidence import onset
from latticework.evidence.arming_response import BREAK
from latticework.evidence.catalogue import read
from latticework.evidence.codes import yearly
from latticework.evidence.derive import both_ways, in_years
from latticework.evidence.named import cow_codes
from latticework.evidence.positions import positions
from latticework.mechanisms.decision import PACT_DUTY

FIRST, LAST = 1946, 2024

SETS = (
    "sipri_milex_2024", "cow_nmc", "un_votes", "un_roll_calls", "atop_alliance", "tss_rivalries",
    "cow_capitals", "us_troops", "trade_cold_war", "wb_gdp", "cow_mid_ddydisps", *onset.SETS,
)  # fmt: skip
"""The data sets that annals are made of."""

CONSULTS = 2.0
"""Rank of a duty to consult, as `decision.PACT_DUTY` is that of a duty to assist."""

TRADE_NAMES = {"ROM": "ROU", "CZSK": "CZE", "USSR": "RUS", "WDEU": "DEU", "ZZZ": "rest"}
"""Names of trade_cold_war that are no ISO codes of today."""


def keyed(frame: pl.LazyFrame | pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Replace COW's codes by today's states; rows whose code continues in none are dropped.

    Parameters
    ----------
    frame
        With a column ``year``.
    columns
        New name → column of codes.
    """
    codes = yearly("continued_by", "cow", FIRST, LAST).drop_nulls().unique(["cow", "year"])
    held = frame.lazy().collect().with_columns(pl.col("year").cast(pl.Int32))
    for name, code in columns.items():
        names = codes.select("year", pl.col("cow").alias(code), pl.col("continued_by").alias(name))
        held = held.with_columns(pl.col(code).cast(pl.Int32)).join(names, on=[code, "year"])
        held = held.drop(code)
    return held.sort(*columns, "year")


@dataclass(frozen=True)
class Annals:
    """The data sets in a folder, by today's states; each table is read when first asked for.

    Attributes
    ----------
    folder
        Where the data sets are.
    """

    folder: Path | None = None

    @cached_property
    def atlas(self) -> Atlas:
        """The embedded atlas, for members of NATO and the EU on a day and strengths of kinds."""
        return load()

    def members(self, organisation: str, year: int) -> frozenset[str]:
        """Return the members of an organisation at the end of a year."""
        return frozenset(self.atlas.members(organisation, date(year, 12, 31)))

    @cached_property
    def spending(self) -> pl.DataFrame:
        """Columns state, year, milex (bn constant 2023 USD), gdp (same; null if unknown).

        GDP is spending over its published share of GDP: both are in the state's own prices, so that
        this is GDP in the prices and at the rates of 2023.
        """
        table = read("sipri_milex_2024", self.folder).collect()
        codes = cow_codes(table["country"].unique(), FIRST, LAST, self.folder)
        coded = table.with_columns(pl.col("year").cast(pl.Int32)).join(
            codes, left_on=["country", "year"], right_on=["name", "year"]
        )
        milex, share = pl.col("milex_constant_2023_musd") / 1000.0, pl.col("milex_share_gdp")
        known = coded.filter(milex > 0).select(
            "ccode", "year", milex=milex, gdp=pl.when(share > 0).then(milex / share)
        )
        return keyed(known, state="ccode")

    @cached_property
    def effort(self) -> pl.DataFrame:
        """Columns state, year, share: of the world's military spending, by COW."""
        table = read("cow_nmc", self.folder).filter(pl.col("milex") >= 0)
        share = pl.col("milex") / pl.col("milex").sum().over("year")
        return keyed(table.select("ccode", "year", share=share), state="ccode")

    @cached_property
    def capability(self) -> pl.DataFrame:
        """Columns state, year, cinc: share of national capabilities, by COW."""
        table = read("cow_nmc", self.folder).filter(pl.col("cinc").is_not_null())
        return keyed(table.select("ccode", "year", "cinc"), state="ccode")

    @cached_property
    def votes(self) -> pl.DataFrame:
        """Columns state, year, position (sd), span: by votes in the General Assembly."""
        return keyed(positions(self.folder), state="ccode")

    @cached_property
    def pacts(self) -> pl.DataFrame:
        """Columns helper, friend, year, duty: what the first owes the second, rank."""
        duty = (
            pl.when(pl.col("atop_defense") == 1)
            .then(PACT_DUTY)
            .when(pl.col("atop_consul") == 1)
            .then(CONSULTS)
        )
        table = read("atop_alliance", self.folder).select("ccode1", "ccode2", "year", duty=duty)
        return keyed(table.drop_nulls(), helper="ccode1", friend="ccode2")

    @cached_property
    def rivalries(self) -> pl.DataFrame:
        """Columns one, other, year, claim (1 if over territory): both ways."""
        spells = in_years(read("tss_rivalries", self.folder), pl.col("start"), pl.col("end"))
        ways = both_ways(
            spells.select("ccode1", "ccode2", "year", claim="spatial"), "ccode1", "ccode2"
        )
        return keyed(ways.unique(), one="ccode1", other="ccode2")

    @cached_property
    def capitals(self) -> pl.DataFrame:
        """Columns state, year, lat, lng."""
        table = read("cow_capitals", self.folder)
        spells = in_years(table, pl.col("stdate").dt.year(), pl.col("enddate").dt.year())
        later = spells.sort("ccode", "year", "stdate").unique(["ccode", "year"], keep="last")
        return keyed(later.select("ccode", "year", "lat", "lng"), state="ccode")

    @cached_property
    def troops(self) -> pl.DataFrame:
        """Columns state (the host), year, troops: of the United States on active duty."""
        table = read("us_troops", self.folder).filter(pl.col("ccode").is_not_null())
        hosted = table.group_by("ccode", "year").agg(troops=pl.col("troops_ad").sum())
        return keyed(hosted, state="ccode")

    @cached_property
    def trade(self) -> pl.DataFrame:
        """Columns year, exporter, importer, flow (bn current USD): sales at home included."""
        names = pl.col("iso_o", "iso_d").replace(TRADE_NAMES)
        return (
            read("trade_cold_war", self.folder)
            .with_columns(names)
            .select("year", exporter="iso_o", importer="iso_d", flow=pl.col("flow") / 1e9)
            .sort("year", "exporter", "importer")
            .collect()
        )

    @cached_property
    def income(self) -> pl.DataFrame:
        """Columns state, year, gdp (bn current USD)."""
        table = read("wb_gdp", self.folder).collect()
        return table.select(
            state="Country Code", year=pl.col("Year").cast(pl.Int32), gdp=pl.col("Value") / 1e9
        )

    @cached_property
    def onsets(self) -> pl.DataFrame:
        """The panel of `latticework.evidence.onset`."""
        return onset.panel(self.folder)

    @cached_property
    def forceful(self) -> pl.DataFrame:
        """Columns one, other, year: pairs (each both ways) where a dispute with force began."""
        table = read("cow_mid_ddydisps", self.folder).filter(
            pl.col("cowmidonset") == 1, pl.col("hostlev") >= onset.FORCE
        )
        return keyed(table.select("ccode1", "ccode2", "year"), one="ccode1", other="ccode2")

    def steady(self, first: int, last: int) -> frozenset[str]:
        """Return the states that kept their code, and whose series of spending has no break.

        A break is a change of spending between two known years by more than a factor e.
        """
        codes = yearly("continued_by", "cow", first, last).drop_nulls()
        kept = codes.group_by("continued_by").agg(pl.col("cow").n_unique(), pl.len()).filter(
            pl.col("cow") == 1, pl.col("len") == last - first + 1
        )  # fmt: skip
        milex = self.spending.filter(pl.col("year").is_between(first, last)).sort("state", "year")
        jumps = milex.with_columns(jump=pl.col("milex").log().diff().over("state").abs())
        broken = jumps.filter(pl.col("jump") > BREAK)["state"]
        return frozenset(kept["continued_by"]) - frozenset(broken)
