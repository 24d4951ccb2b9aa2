"""Keep runs: a folder that is complete, or can be completed to the same bytes.

Three tables in Parquet, each with the run's identity under the key ``latticework`` of its metadata:

futures.parquet
    One row for each future and option: ``future``, ``option``, every belief, every outcome.
tracks.parquet
    One row for each of the first futures, option and year: ``future``, ``option``, ``year``, every
    track. Absent if none were to be kept.
quantiles.parquet
    One row for each option, year and track: ``option``, ``year``, ``track``, ``q05`` … ``q95``.
    Exact quantiles would need all futures at once. These are exact among each `CHUNK` futures, and
    then averaged, weighted by size, over the chunks of the first `QUANTILES_OF` futures. Each chunk
    of a Sobol' sequence is spread evenly by itself, so that the two hardly differ.

Beside them ``run.json`` holds the identity: hashes of study, atlas and code, versions of the
libraries that compute, seed, counts, names. While a run goes on, ``parts/`` holds the same tables
for each chunk. Every file is written under another name and then renamed, ``futures.parquet`` after
all others, so what is there is whole: whoever takes up a killed run plays the chunks of which a
part is missing, and if ``futures.parquet`` is there, none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from latticework.ensemble.futures import BLOCK
from latticework.ensemble.identity import FILE, Identity, RunError, identity_in
from latticework.ensemble.outcomes import LEVELS
from latticework.mechanisms.kernel import Array
from latticework.writing import write_text

CHUNK = BLOCK
"""Futures played, kept and, if need be, played again together."""

QUANTILES_OF = 64 * CHUNK
"""Futures whose tracks make the quantiles, if there are as many."""

TABLES = ("quantiles", "tracks", "futures")  # in the order in which they are written
PARTS = "parts"
KEY = "latticework"

_TEMPORARY = ".unfinished-"
_GROUPS = {"futures": 32_768, "tracks": 8_192}  # rows of a row group: what is in memory at once


# --- a chunk ---


@dataclass(frozen=True)
class Chunk:
    """What is kept of the futures from `first` on.

    Attributes
    ----------
    beliefs
        Shape (futures, beliefs).
    outcomes
        Shape (futures, options, outcomes).
    tracks
        Of the first of them, shape (futures, options, years, tracks); may be empty.
    quantiles
        Shape (options, years, tracks, levels), or None.
    """

    first: int
    beliefs: Array
    outcomes: Array
    tracks: Array
    quantiles: Array | None


def tables(chunk: Chunk, names: Identity) -> dict[str, pl.DataFrame]:
    """Return the tables of a chunk that are not empty, in the order of writing them."""
    made = {"futures": _futures(chunk, names)}
    if len(chunk.tracks):
        made["tracks"] = _tracks(chunk, names)
    if chunk.quantiles is not None:
        made["quantiles"] = _quantiles(chunk.quantiles, names)
    return {name: made[name] for name in TABLES if name in made}


def _futures(chunk: Chunk, names: Identity) -> pl.DataFrame:
    count, options = chunk.outcomes.shape[:2]
    futures = np.arange(chunk.first, chunk.first + count)
    outcomes = chunk.outcomes.reshape(count * options, -1)
    beliefs = {
        name: np.repeat(chunk.beliefs[:, i], options) for i, name in enumerate(names.beliefs)
    }
    return pl.DataFrame(
        {"future": np.repeat(futures, options), "option": _words(names.options, (count, 1))}
        | beliefs
        | {name: outcomes[:, i].copy() for i, name in enumerate(names.outcomes)}
    )


def _tracks(chunk: Chunk, names: Identity) -> pl.DataFrame:
    count, options, years = chunk.tracks.shape[:3]
    futures = np.arange(chunk.first, chunk.first + count)
    tracks = chunk.tracks.reshape(count * options * years, -1)
    return pl.DataFrame(
        {
            "future": np.repeat(futures, options * years),
            "option": _words(names.options, (count, years)),
            "year": np.tile(np.array(names.years), count * options),
        }
        | {name: tracks[:, i].copy() for i, name in enumerate(names.tracks)}
    )


def _quantiles(quantiles: Array, names: Identity) -> pl.DataFrame:
    options, years, tracks, levels = quantiles.shape
    flat = quantiles.reshape(-1, levels)
    return pl.DataFrame(
        {
            "option": _words(names.options, (1, years * tracks)),
            "year": np.tile(np.repeat(np.array(names.years), tracks), options),
            "track": _words(names.tracks, (options * years, 1)),
        }
        | {f"q{round(100 * p):02d}": flat[:, i].copy() for i, p in enumerate(LEVELS)}
    )


def _words(words: tuple[str, ...], times: tuple[int, int]) -> pl.Series:
    """Return each word `times[1]` times in a row, and all that `times[0]` times over."""
    numbers = np.repeat(np.arange(len(words), dtype=np.uint32), times[1])
    return pl.Series(words, dtype=pl.Enum(words)).gather(np.tile(numbers, times[0]))


# --- the folder ---


@dataclass(frozen=True)
class Store:
    """The folder of one run."""

    folder: Path
    identity: Identity

    def begin(self, *, resume: bool, fresh: bool) -> None:
        """Make the folder ready, and sweep out what an interruption left unfinished.

        Raises
        ------
        RunError
            If it holds a run and neither `resume` nor `fresh` is set, or another run than this.
        """
        if held := sorted(path.name for path in self._ours() if path.exists()):
            self._refuse(held, resume=resume, fresh=fresh)
        if fresh:
            self._clear()
        for place in (self.folder, self.folder / PARTS):
            for path in [*place.glob(f"{_TEMPORARY}*"), *place.glob(f".{FILE}.*")]:
                path.unlink()
        if not (self.folder / FILE).exists():
            write_text(self.folder / FILE, self.identity.text)
        (self.folder / PARTS).mkdir(exist_ok=True)

    def _refuse(self, held: list[str], *, resume: bool, fresh: bool) -> None:
        """Refuse a folder that holds what is not to be lost, or not to be mixed."""
        there = identity_in(self.folder)
        differences = self.identity.differences(there)
        if fresh:
            return
        if not resume:
            raise RunError(
                f"{self.folder} holds a run already ({', '.join(held)}): resume it, begin it "
                "afresh, or choose another folder"
            )
        if differences:
            raise RunError(
                f"{self.folder} holds another run: {'; '.join(differences)}; begin afresh, or "
                "choose another folder"
            )

    def _ours(self) -> list[Path]:
        tables = [f"{name}.parquet" for name in TABLES]
        return [self.folder / name for name in (*tables, PARTS, FILE)]

    def _clear(self) -> None:
        """Remove all files of a run, last the one that says which it is."""
        for path in self._ours():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @property
    def complete(self) -> bool:
        """Whether all is done."""
        return (self.folder / "futures.parquet").exists()

    def missing(self) -> list[int]:
        """Return the numbers of the chunks that are still to be played."""
        if self.complete:
            return []
        parts = [(number, part) for table in TABLES for number, part in self._parts(table)]
        return sorted({number for number, part in parts if not _readable(part)})

    def put(self, chunk: Chunk) -> None:
        """Keep a chunk.

        Raises
        ------
        RunError
            If it cannot be written; nothing half-written stays.
        """
        for name, table in tables(chunk, self.identity).items():
            with _whole(self._part(name, chunk.first // CHUNK), at_once=False) as path:
                table.write_parquet(path, compression="lz4", statistics=False)

    def finish(self) -> Result:
        """Put the parts together, in bounded memory, and remove them.

        Raises
        ------
        RunError
            If something cannot be read or written; the parts stay.
        """
        if not self.complete:
            for table in TABLES:
                self._sink(table, [part for _, part in self._parts(table)])
        shutil.rmtree(self.folder / PARTS, ignore_errors=True)
        return opened(self.folder)

    def _part(self, table: str, number: int) -> Path:
        return self.folder / PARTS / f"{table}-{number:07d}.parquet"

    def _parts(self, table: str) -> list[tuple[int, Path]]:
        """Return the number and the place of each chunk that a table is made of."""
        most = {"tracks": self.identity.kept, "quantiles": QUANTILES_OF}
        futures = min(self.identity.futures, most.get(table, self.identity.futures))
        return [(number, self._part(table, number)) for number in range(-(-futures // CHUNK))]

    def _sink(self, table: str, parts: list[Path]) -> None:
        if not parts:
            return
        with _whole(self.folder / f"{table}.parquet") as path:
            frame = _averaged(parts, self.identity.futures) if table == "quantiles" else scan(parts)
            frame.sink_parquet(
                path,
                row_group_size=_GROUPS.get(table),
                metadata={KEY: self.identity.text},
                maintain_order=True,
            )


def scan(path: Path | list[Path]) -> pl.LazyFrame:
    """Return the table in a file, or in several one after the other."""
    return pl.scan_parquet(path, glob=False, hive_partitioning=False)


def _averaged(parts: list[Path], futures: int) -> pl.LazyFrame:
    """Return the mean of the chunks' quantiles, weighted by their size, added up in their order."""
    table = pl.read_parquet(parts[0], glob=False)
    names = [name for name in table.columns if name.startswith("q")]
    total, weights = np.zeros((len(table), len(names))), 0
    for number, part in enumerate(parts):
        size = min(CHUNK, futures - number * CHUNK)
        total += size * pl.read_parquet(part, columns=names, glob=False).to_numpy()
        weights += size
    means = total / weights
    return table.lazy().with_columns(
        pl.Series(name, means[:, i].copy()) for i, name in enumerate(names)
    )


def _readable(part: Path) -> bool:
    """Tell whether a part is there and whole."""
    try:
        pl.read_parquet_metadata(part)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True


@contextmanager
def _whole(path: Path, *, at_once: bool = True) -> Iterator[Path]:
    """Give a temporary file to write, and rename it to `path` when it is written.

    With `at_once` it is on the disk before it has the name. Parts need not be: what a power failure
    leaves of them is no whole file, and is played again.
    """
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        if at_once:
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0]
        raise RunError(
            f"{path} could not be written ({reason}); what is finished is kept: see to the disk, "
            "then resume"
        ) from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


# --- what others read ---


@dataclass(frozen=True)
class Result:
    """A run that is complete; its tables are read only as far as they are used."""

    folder: Path
    identity: Mapping[str, Any]

    @property
    def options(self) -> tuple[str, ...]:
        """Slugs of the options played, in the study's order."""
        return tuple(self.identity["options"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Slugs of the outcomes measured: columns of `futures`."""
        return tuple(self.identity["outcomes"])

    @property
    def futures(self) -> pl.LazyFrame:
        """One row for each future and option, with beliefs and outcomes."""
        return scan(self.folder / "futures.parquet")

    @property
    def tracks(self) -> pl.LazyFrame:
        """One row for each of the first futures, option and year."""
        if not self.identity["kept"]:
            raise RunError(f"{self.folder}: no tracks were kept; run afresh and keep some")
        return scan(self.folder / "tracks.parquet")

    @property
    def quantiles(self) -> pl.LazyFrame:
        """One row for each option, year and track."""
        return scan(self.folder / "quantiles.parquet")


def opened(folder: Path | str) -> Result:
    """Return the run in a folder.

    Raises
    ------
    RunError
        If there is none, or it is not complete.
    """
    folder = Path(folder)
    identity = identity_in(folder)
    if not (folder / "futures.parquet").is_file():
        raise RunError(f"{folder}: the run is not complete; resume it")
    return Result(folder, identity)
