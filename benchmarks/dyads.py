"""Time the full directed dyad-year table of 1946–2014 with ten variables, here and in pandas.

    python benchmarks/dyads.py ../shared/data

pandas is no dependency of latticework: without it only our own time is printed. For both, make an
environment of its own with ``pip install -e '.[evidence]' pandas pyarrow``. Both read the same
Parquet files and make the same table, which is compared, in one run, turn by turn. Ours includes
looking each file through (types, bounds, codes for missing, keys) in the first turn; pandas trusts
the files, so that its time is for the joins alone.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from latticework.evidence.dyads import dyad_years

FIRST, LAST = 1946, 2014
TURNS = 5
PAIR = ["ccode1", "ccode2", "year"]
TEN = ["conttype", "mindist", "cinc1", "cinc2", "atop_defense", "cowmidonset", "cowmidongoing",
       "dyadigos", "tss_rivalry", "cowinteronset"]  # fmt: skip


def ours(folder: Path) -> Any:
    """Return the table, made by latticework."""
    panel = dyad_years(FIRST, LAST, folder=folder).with_contiguity().with_distance()
    panel = panel.with_nmc("cinc").with_alliances("atop_defense").with_mids().with_igos()
    return panel.with_rivalries().with_wars().collect().select(*PAIR, *TEN)


# --- the same in pandas ---


def theirs(pd: Any, folder: Path) -> Any:
    """Return the table, made with pandas."""

    def read(name: str, columns: list[str] | None = None) -> Any:
        return pd.read_parquet(folder / f"{name}.parquet", columns=columns)

    table = universe(pd, read("cow_states"))
    table = table.merge(contiguity(read("cow_contdir")), on=PAIR, how="left")
    nmc = read("cow_nmc", ["ccode", "year", "cinc"])
    for side in "12":
        one = nmc.rename(columns={"ccode": f"ccode{side}", "cinc": f"cinc{side}"})
        table = table.merge(one, on=[f"ccode{side}", "year"], how="left")
    table = table.merge(read("atop_alliance", [*PAIR, "atop_defense"]), on=PAIR, how="left")
    mids = read("cow_mid_ddydisps", [*PAIR, "cowmidonset", "cowmidongoing"])
    table = table.merge(mids, on=PAIR, how="left")
    table = undirected(table, read("cow_mindist"), read("cow_igo_ndy"))
    table = table.merge(rivalries(pd, read("tss_rivalries")), on=PAIR, how="left")
    table = table.merge(wars(read("cow_war_inter")), on=PAIR, how="left")
    return zeros(table).sort_values(PAIR, ignore_index=True)[[*PAIR, *TEN]]


def in_years(frame: Any, since: Any, until: Any) -> Any:
    """Repeat rows for every year of their span."""
    years = [range(a, b + 1) for a, b in zip(since, until, strict=True)]
    return frame.assign(year=years).explode("year").astype({"year": "int32"})


def universe(pd: Any, states: Any) -> Any:
    """Return the directed pairs of states that were members together."""
    parts = ["year", "month", "day"]
    since, until = (
        pd.to_datetime(states[[f"{end}{part}" for part in parts]].set_axis(parts, axis=1))
        for end in ("st", "end")
    )
    spells = in_years(states[["ccode"]].assign(a=since, b=until), states.styear, states.endyear)
    spells = spells[spells.year.between(FIRST, LAST)]
    pairs = spells.merge(spells, on="year", suffixes=("1", "2"))
    together = pairs[["a1", "a2"]].max(axis=1) <= pairs[["b1", "b2"]].min(axis=1)
    return pairs[(pairs.ccode1 != pairs.ccode2) & together][PAIR].drop_duplicates()


def contiguity(spells: Any) -> Any:
    """Return the closest contiguity of each dyad-year."""
    since, until = (spells[name].astype("datetime64[ns]").dt.year for name in ("stdate", "enddate"))
    years = in_years(spells, since, until)
    years = years.assign(far=years.conttype.where(years.conttype > 0, 9))
    closest = years.groupby(PAIR, as_index=False).far.min()
    return closest.assign(conttype=closest.far.where(closest.far < 9, 0)).drop(columns="far")


def undirected(table: Any, *sets: Any) -> Any:
    """Join sets that have the lower code first."""
    low, high = table[["ccode1", "ccode2"]].min(axis=1), table[["ccode1", "ccode2"]].max(axis=1)
    table = table.assign(low=low, high=high)
    for frame in sets:
        frame = frame.rename(columns={"ccode1": "low", "ccode2": "high"})
        table = table.merge(frame, on=["low", "high", "year"], how="left")
    return table


def rivalries(pd: Any, spells: Any) -> Any:
    """Return the dyad-years of rivalry, in both directions."""
    years = in_years(spells[["ccode1", "ccode2"]], spells.start, spells.end)
    years.loc[(years.ccode2 == 300) & (years.year > 1918), "ccode2"] = 305
    turned = years.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    return pd.concat([years, turned])[PAIR].drop_duplicates().assign(tss_rivalry=1)


def wars(rows: Any) -> Any:
    """Return one war a dyad-year: an onset if there is one."""
    onset_first = rows.sort_values("cowinteronset", ascending=False)
    return onset_first.drop_duplicates(PAIR)[[*PAIR, "cowinteronset"]]


def zeros(table: Any) -> Any:
    """Put 0 where a set covers a dyad-year and has no row."""
    for column in ("conttype", "atop_defense", "cowmidonset", "cowmidongoing", "tss_rivalry"):
        table[column] = table[column].fillna(0)
    covered = table.year <= 2007
    table["cowinteronset"] = table.cowinteronset.fillna(0).where(covered)
    return table


# --- side by side ---


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that work takes, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def same(one: Any, other: Any) -> bool:
    """Return whether both tables have the same values in every column, row by row."""
    return len(one) == len(other) and all(
        np.array_equal(
            one[name].cast(pl.Float64).fill_null(np.nan).to_numpy(),
            other[name].to_numpy(dtype=float, na_value=np.nan),
            equal_nan=True,
        )
        for name in (*PAIR, *TEN)
    )


def told(name: str, times: list[float]) -> None:
    """Print the median and the range of times."""
    print(f"{statistics.median(times):7.2f} s  ({min(times):.2f}–{max(times):.2f})  {name}")


def main() -> None:
    """Print both times and their ratio."""
    folder = Path(sys.argv[1])
    first, table = timed(lambda: ours(folder))
    print(f"{len(table):,} rows, {len(TEN)} variables; {first:.2f} s with all files looked through")
    try:
        pd = importlib.import_module("pandas")
    except ModuleNotFoundError:
        told("latticework", [timed(lambda: ours(folder))[0] for _ in range(TURNS)])
        print("pandas is not here; see the head of this file")
        return
    turns = [(timed(lambda: ours(folder)), timed(lambda: theirs(pd, folder))) for _ in range(TURNS)]
    told("latticework", [here[0] for here, _ in turns])
    told(f"pandas {pd.__version__}", [there[0] for _, there in turns])
    ratios = [there[0] / here[0] for here, there in turns]
    told("ratio, turn by turn (times, not seconds)", ratios)
    print("the same table" if same(turns[0][0][1], turns[0][1][1]) else "THE TABLES DIFFER")


if __name__ == "__main__":
    main()
