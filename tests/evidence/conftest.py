"""A small world of data sets, made up, so that rules can be tested without real data."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from latticework.evidence.checking import TYPES
from latticework.evidence.datasets import Column, declared
from latticework.evidence.onset import panel

Rows = Sequence[Mapping[str, Any]]
Maker = Callable[[Path, str, Rows], Path]

YEARS = (1953, 1954, 1955, 1956, 1957)
STATES = {  # code → spells of membership
    2: ["1816-01-01/2016-12-31"],
    20: ["1920-01-10/2016-12-31"],
    255: ["1816-01-01/1945-05-08", "1990-10-03/2016-12-31"],
    260: ["1955-05-05/1990-10-02"],
}


def filler(column: Column) -> Any:
    """Return a value that a column may have."""
    if column.type == "text":
        return column.values[0] if column.values else "x"
    if column.type == "date":
        return date(2000, 1, 1)
    least = column.least or 0
    return least if column.type == "float" else int(least)


def table(name: str, rows: Rows) -> pl.DataFrame:
    """Return rows of a data set with all its columns; those not given get some value."""
    columns = declared().dataset(name).columns
    filled = [{c.column: row.get(c.column, filler(c)) for c in columns} for row in rows]
    return pl.DataFrame(filled, schema={c.column: TYPES[c.type] for c in columns})


@pytest.fixture(scope="session")
def make() -> Maker:
    """Write rows of a data set into a folder, as Parquet."""

    def write(folder: Path, name: str, rows: Rows) -> Path:
        path = folder / f"{name}.parquet"
        table(name, rows).write_parquet(path)
        return path

    return write


def spell(code: int, days: str) -> dict[str, Any]:
    """Return a row of cow_states."""
    names = ("year", "month", "day")
    ends = zip(("st", "end"), days.split("/"), strict=True)
    parts = {
        f"{end}{name}": int(part)
        for end, day in ends
        for name, part in zip(names, day.split("-"), strict=True)
    }
    return {"ccode": code, **parts, "version": 2016}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, make: Maker) -> Path:
    """A folder with a USA (2), a Canada (20) and two Germanies (255, 260), 1953–57."""
    folder = tmp_path_factory.mktemp("world")
    both = [(2, 20), (20, 2)]
    make(folder, "cow_states", [spell(c, days) for c, spells in STATES.items() for days in spells])
    make(
        folder,
        "cow_contdir",
        [
            {
                "ccode1": a,
                "ccode2": b,
                "conttype": kind,
                "stdate": date(since, 1, 1),
                "enddate": date(until, 6, 1),
            }
            for a, b in both
            for kind, since, until in ((0, 1816, 1954), (2, 1954, 1955), (1, 1955, 2016))
        ],
    )
    make(
        folder,
        "cow_mindist",
        [{"ccode1": 2, "ccode2": 20, "year": y, "mindist": 0.0} for y in YEARS[:3]],
    )
    make(
        folder,
        "cow_nmc",
        [
            {"ccode": c, "year": y, "cinc": c / 1000, "milex": -9 if y == 1954 else c}
            for c in (2, 20)
            for y in YEARS
        ],
    )
    make(
        folder,
        "atop_alliance",
        [
            {"ccode1": 2, "ccode2": 20, "year": 1955, "atop_defense": 1},
            {"ccode1": 20, "ccode2": 2, "year": 1955, "atop_defense": 0, "atop_consul": 1},
            {"ccode1": 2, "ccode2": 20, "year": 1956},
        ],
    )
    make(
        folder,
        "cow_mid_ddydisps",
        [
            {
                "ccode1": a,
                "ccode2": b,
                "year": y,
                "cowmidonset": int(y == 1954),
                "cowmidongoing": 1,
                "hostlev": 4,
                "fatality": -9,
            }
            for a, b in both
            for y in (1954, 1955)
        ],
    )
    make(
        folder,
        "cow_war_inter",
        [
            {
                "warnum": war,
                "ccode1": a,
                "ccode2": b,
                "year": 1956,
                "cowinterongoing": 1,
                "cowinteronset": onset,
                "batdeath1": deaths,
                "batdeath2": -9,
            }
            for a, b in both
            for war, onset, deaths in ((1, 0, 900), (2, 1, 10), (3, 1, 50))
        ],
    )
    make(
        folder,
        "cow_igo_ndy",
        [{"ccode1": 2, "ccode2": 20, "year": y, "dyadigos": 7} for y in YEARS],
    )
    make(
        folder,
        "tss_rivalries",
        [
            {
                "tssr_id": 1,
                "ccode1": 2,
                "ccode2": 20,
                "start": 1955,
                "end": 1956,
                "spatial": 1,
                "positional": None,
                "ideological": None,
                "interventionary": None,
            },
        ],
    )
    make(
        folder,
        "cow_capitals",
        [
            {
                "ccode": code,
                "lat": lat,
                "lng": lng,
                "stdate": date(since, 1, 1),
                "enddate": date(until, 3, 1),
            }
            for code, lat, lng, since, until in (
                (2, 0.0, 0.0, 1816, 1954),
                (2, 0.0, 90.0, 1954, 2024),
                (20, 0.0, 180.0, 1816, 2024),
            )
        ],
    )
    make(folder, "rugged", [{"ccode": 2, "gwcode": 2, "rugged": 1.5}])
    return folder


@pytest.fixture(scope="session")
def onsets(shared: Path) -> pl.DataFrame:
    """The dyad-years of real data on which dispute onset is fitted."""
    return panel(shared)
