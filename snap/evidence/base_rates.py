"""Base rates: in how many years a dispute began between the parties of a contingency.

COW disputes of 1990–2014, the last 25 years of the data: whether any began in a year between the
two sides, of any hostility, and with a use of force (hostility 4: seizures and warning fire count).
Ranges are Jeffreys's intervals of 95 %: few years, wide ranges. They bound the level of hazard at
the end of 2014, not what has changed since.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from latticework.evidence.dyads import dyad_years
from latticework.evidence.estimate import Estimate, rate
from latticework.evidence.onset import FORCE

FIRST, LAST = 1990, 2014

SETS = ("cow_states", "cow_mid_ddydisps")

CHINA, TAIWAN, PHILIPPINES, VIETNAM, NORTH, SOUTH, RUSSIA = 710, 713, 840, 816, 731, 732, 365
BALTIC = (366, 367, 368)

FORCE_USED = {
    "base_rate_force_taiwan_strait": (CHINA, (TAIWAN,)),
    "base_rate_force_south_china_sea": (CHINA, (PHILIPPINES,)),
    "base_rate_force_korea": (NORTH, (SOUTH,)),
    "base_rate_force_baltic": (RUSSIA, BALTIC),
}
"""Beliefs of the deterrence mechanism → challenger and those it may challenge (COW codes)."""

COERCED = ((CHINA, TAIWAN), (CHINA, PHILIPPINES), (CHINA, VIETNAM), (NORTH, SOUTH))
"""Pairs whose disputes of any level stand for coercion of one target."""


def onsets(folder: Path | None = None) -> pl.DataFrame:
    """Return the years in which disputes began, of directed pairs: ``level`` is the highest.

    Raises
    ------
    ReadingError
        If a data set is missing or damaged.
    """
    panel = dyad_years(FIRST, LAST, folder=folder).with_mids("cow", "hostlev")
    return (
        panel.where(pl.col("cowmidonset") == 1)
        .collect()
        .select("ccode1", "ccode2", "year", level="cow_hostlev")
    )


def years_with(table: pl.DataFrame, challenger: int, targets: tuple[int, ...], level: int) -> int:
    """Return in how many years a dispute of at least a level began with any of the targets."""
    began = table.filter(
        pl.col("ccode1") == challenger, pl.col("ccode2").is_in(targets), pl.col("level") >= level
    )
    return began["year"].n_unique()


def estimates(table: pl.DataFrame) -> tuple[Estimate, ...]:
    """Return the base rates of the deterrence and resilience mechanisms.

    Parameters
    ----------
    table
        From `onsets`.
    """
    number, period = LAST - FIRST + 1, f"{FIRST}–{LAST}"
    found = []
    for belief, (challenger, targets) in FORCE_USED.items():
        years = years_with(table, challenger, targets, FORCE)
        said = f"a dispute with a use of force began in {years} of {number} years"
        found.append(Estimate(belief, *rate(years, number), number, period, SETS,
                              f"{said}; Jeffreys's interval of 95 %"))  # fmt: skip
    return (*found, _coercion(table, number, period))


def _coercion(table: pl.DataFrame, number: int, period: str) -> Estimate:
    counts = [years_with(table, one, (other,), 1) for one, other in COERCED]
    held = [rate(count, number) for count in counts]
    value, error, _, _ = rate(sum(counts), number * len(counts))
    said = (
        f"a dispute of any level began in {', '.join(map(str, counts))} of {number} years: "
        "China with Taiwan, the Philippines, Vietnam; the two Koreas; Jeffreys's intervals of "
        "95 % of the rarest and the most frequent"
    )
    return Estimate("base_rate_coercion", value, error, min(r[2] for r in held),
                    max(r[3] for r in held), number * len(counts), period, SETS, said)  # fmt: skip
