"""States by name: which code a name in a data set stands for, in each year.

Names are compared by their words, whatever the order, accents and marks: “Korea, South” is South
Korea, “Bosnia & Herzegovina” is Bosnia and Herzegovina. They are looked for in ``names.csv``, the
atlas (names and aliases of today's states), ``code_history.csv`` and COW's own list. A name of
today's state also stands for those that it continues: Germany in 1960 is the Federal Republic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from latticework.atlas.loading import EMBEDDED
from latticework.evidence.catalogue import read
from latticework.evidence.codes import crosswalk, yearly
from latticework.evidence.datasets import EVIDENCE
from latticework.reading import Problem, ReadingError, did_you_mean, read_csv

_SMALL = frozenset({"and", "the", "of"})

State = str | int | None
"""ISO code of a state of today, COW's code of one that nobody continues, None for no state."""


def words(name: str) -> frozenset[str]:
    """Return the words of a name, without accents, marks and small words.

    Examples
    --------
    >>> words("Gambia, The") == words("the Gambia")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return frozenset(re.findall(r"\w+", re.sub(r"['’.]", "", letters))) - _SMALL


def by_name(folder: Path | None = None) -> dict[frozenset[str], State]:
    """Return what each known name stands for; of two that have the same words, the first listed."""
    known: dict[frozenset[str], State] = {}
    for name, state in _names(folder):
        known.setdefault(words(name), state)
    return known


def _names(folder: Path | None) -> Iterator[tuple[str, State]]:
    for row in (raw.data for raw in read_csv(EVIDENCE / "names.csv")):
        yield row["name"], row.get("iso3") or (int(row["cow"]) if "cow" in row else None)
    for row in (raw.data for raw in read_csv(EMBEDDED / "states.csv")):
        for name in (row["name"], *row.get("aliases", "").split(";")):
            yield name, row["iso3"]
    for name, today, code in crosswalk().select("name", "continued_by", "cow").iter_rows():
        yield name, today or code
    listed = read("cow_states", folder).select("statenme", "ccode").collect()
    continued = dict(crosswalk().select("cow", "continued_by").drop_nulls().iter_rows())
    for name, code in listed.iter_rows():
        yield name, continued.get(code, code)


def cow_codes(
    names: Iterable[str], first: int, last: int, folder: Path | None = None
) -> pl.DataFrame:
    """Return COW's code of each name in each year.

    Parameters
    ----------
    names
        As a data set writes them.
    first, last
        Years, inclusive.
    folder
        Where the data sets are.

    Returns
    -------
    DataFrame
        Columns ``name``, ``year``, ``ccode``; no rows for names of no state, and for years in which
        a state has no code.

    Raises
    ------
    ReadingError
        For names that stand for nothing known.
    """
    known, wanted = by_name(folder), sorted(set(names))
    if problems := [_unknown(name, known) for name in wanted if words(name) not in known]:
        raise ReadingError(problems)
    found = {name: known[words(name)] for name in wanted}
    today = {name: state for name, state in found.items() if isinstance(state, str)}
    gone = {name: state for name, state in found.items() if isinstance(state, int)}
    years = pl.DataFrame({"year": range(first, last + 1)}, schema={"year": pl.Int32})
    codes = yearly("continued_by", "cow", first, last).rename({"cow": "ccode"})
    continued = pl.DataFrame({"name": list(today), "continued_by": list(today.values())})
    former = pl.DataFrame({"name": list(gone), "ccode": list(gone.values())})
    columns = (pl.col("name").cast(pl.String), "year", pl.col("ccode").cast(pl.Int32))
    return pl.concat(
        [
            continued.cast(pl.String).join(codes, on="continued_by").select(columns).drop_nulls(),
            former.join(years, how="cross").select(columns),
        ]
    ).sort("name", "year")


def _unknown(name: str, known: Iterable[frozenset[str]]) -> Problem:
    near = did_you_mean(name, (" ".join(sorted(each)) for each in known))
    expected = f"expected a state; add it to {EVIDENCE / 'names.csv'}{near}"
    return Problem("names of states", 1, "name", name, expected)
