"""Find and read data sets: `read` gives a lazy frame of the declared columns, checked.

Where a set is looked for: in the folder passed, and nowhere else; without one in
``LATTICEWORK_DATA``, then in the user's folder (`home`). In each, ``NAME.parquet`` comes before
``NAME.csv`` and the names under which the authors publish it.

Examples
--------
>>> from latticework.evidence.catalogue import read
>>> read("cow_nmc", folder).filter(pl.col("year") == 2022).collect()  # doctest: +SKIP
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

import polars as pl

from latticework.evidence.checking import checked
from latticework.evidence.datasets import Dataset, cite, declared
from latticework.reading import Problem, ReadingError

__all__ = ["MissingDataError", "cite", "find", "folders", "home", "read"]

VARIABLE = "LATTICEWORK_DATA"
"""The environment variable that names a folder of data sets."""


class MissingDataError(ReadingError):
    """A data set is in none of the folders; says where it was looked for and where to get it."""


def home() -> Path:
    """Return the user's folder of data sets, which `latticework data fetch` fills."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))
    return Path(base) / "latticework" / "data"


def folders(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which data sets are looked for, in order."""
    if folder is not None:
        return (Path(folder).expanduser(),)
    named = os.environ.get(VARIABLE)
    return (*((Path(named).expanduser(),) if named else ()), home())


def find(name: str, folder: Path | None = None) -> Path | None:
    """Return the file of a data set, or None.

    Raises
    ------
    KeyError
        If no such set is declared.
    """
    names = declared().dataset(name).filenames()
    places = (place / file for place in folders(folder) for file in names)
    return next((path for path in places if path.is_file()), None)


def read(name: str, folder: Path | None = None) -> pl.LazyFrame:
    """Return a data set: its declared columns, in their declared types, nulls where missing.

    The file is looked through once in a process and again when it changes.

    Parameters
    ----------
    name
        A data set of ``datasets.yaml``.
    folder
        Where to look; by default ``LATTICEWORK_DATA``, then the user's folder.

    Raises
    ------
    KeyError
        If no such set is declared.
    MissingDataError
        If it is in none of the folders.
    ReadingError
        With every mistake in the file.
    """
    path = find(name, folder)
    if path is None:
        raise _missing(declared().dataset(name), folders(folder))
    stat = path.stat()
    return _read(name, path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=256)
def _read(name: str, path: Path, _size: int, _changed: int) -> pl.LazyFrame:
    return checked(path, declared().dataset(name))


def _missing(dataset: Dataset, places: tuple[Path, ...]) -> MissingDataError:
    files = " or ".join(dataset.filenames())
    got = f"; get it from {dataset.page}" if dataset.page else ""
    expected = (
        f"expected {files} in {' or '.join(map(str, places))}{got}, or see "
        f"`latticework data where {dataset.name}`"
    )
    return MissingDataError([Problem(dataset.name, 1, "", "not found", expected)])
