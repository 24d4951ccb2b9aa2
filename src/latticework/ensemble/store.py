"""Keep runs: a folder that is complete, or can be completed to the same bytes.

Three tables in Parquet, each with the run's identity under the key ``latticework`` of its metadata:

futures.parquet
    One row for each future and option: ``future``, ``option``, every belief, every outcome.
tracks.parquet
    One row for each of the first futures, option and year: ``future``, ``option``, ``year``, every
    track. Absent if none were to be kept.
quantiles.parquet
    One row for each option, year and track: ``option``, ``year``, ``track``, ``q05`` … ``q95``.
    Exact quantiles would need all futures at once; these are exact among each `CHUNK` futures, and
    then the mean over such chunks, weighted by size, of the first `QUANTILES_OF` futures. As each
    chunk of a Sobol' sequence is spread evenly by itself, the two hardly differ.

Beside them ``run.json`` holds the identity: hashes of study, atlas and code, versions of the
libraries that compute, seed, counts, names. While a run goes on, ``parts/`` holds the same tables
for each chunk. Every file is written beside its place and then renamed, a chunk's futures after its
other tables and ``futures.parquet`` after the others, so that what is there is whole: whoever takes
up a killed run asks only which futures' parts are there. A lock keeps a second run out; it goes
when the process goes, however it dies.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
from pydantic_core import to_json

import latticework
from latticework.atlas.atlas import Atlas
from latticework.ensemble.futures import BLOCK
from latticework.ensemble.outcomes import LEVELS
from latticework.mechanisms.kernel import Array
from latticework.study.study import Study
from latticework.writing import write_text

CHUNK = BLOCK
"""Futures played, kept and, if need be, played again together."""

QUANTILES_OF = 64 * CHUNK
"""Futures whose tracks make the quantiles, if there are as many."""

FORMAT = 1
TABLES = ("quantiles", "tracks", "futures")  # in the order in which they are written
IDENTITY, PARTS, LOCK = "run.json", "parts", ".lock"
KEY = "latticework"

_TEMPORARY = ".unfinished-"
_CODE = ("atlas", "mechanisms", "study", "ensemble")  # the rooms that what is computed depends on
_LIBRARIES = ("numba", "numpy", "polars", "scipy")
_GROUPS = {"futures": 32_768, "tracks": 8_192}  # rows of a row group: what is in memory at once


class RunError(Exception):
    """A run cannot start, go on or be kept: says why, and what to do."""


# --- what a run is ---


@dataclass(frozen=True)
class Identity:
    """All that a run's bytes depend on.

    Attributes
    ----------
    study, atlas, code
        Hashes of what was read, and of the code that computes.
    futures
        How many.
    kept
        How many of them, the first, have their tracks kept.
    """

    name: str
    study: str
    atlas: str
    code: str
    libraries: dict[str, str]
    seed: int
    futures: int
    kept: int
    options: tuple[str, ...]
    beliefs: tuple[str, ...]
    outcomes: tuple[str, ...]
    tracks: tuple[str, ...]
    years: tuple[int, ...]
    version: str = latticework.__version__
    format: int = FORMAT

    @cached_property
    def text(self) -> str:
        """The identity as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    def differences(self, other: Mapping[str, Any]) -> list[str]:
        """Return in words how `other`, an identity read from a file, is not this one."""
        mine = json.loads(self.text)
        names = [name for name in mine if mine[name] != other.get(name)]
        return [_difference(name, mine[name], other.get(name)) for name in names]


def _difference(name: str, mine: object, other: object) -> str:
    if name in {"study", "atlas", "code"}:
        return f"the {name} has changed"
    if isinstance(mine, int | str):
        return f"{name} is {other} there and {mine} here"
    return f"{name} differ"


def hash_of_study(study: Study) -> str:
    """Return the hash of what a study asks, but for its atlas: comments and layout don't count."""
    parts = (study.question, study.options, study.beliefs, study.correlations, study.outcomes)
    return sha256(to_json(parts)).hexdigest()


def hash_of_atlas(atlas: Atlas) -> str:
    """Return the hash of every record of an atlas."""
    return sha256(to_json(vars(atlas), exclude=_derived(atlas))).hexdigest()


def _derived(atlas: Atlas) -> set[str]:
    """Return what an atlas has cached."""
    return vars(atlas).keys() - atlas.__dataclass_fields__.keys()


@cache
def hash_of_code() -> str:
    """Return the hash of the sources that what is computed depends on."""
    root = Path(latticework.__file__).parent
    digest = sha256()
    for path in sorted(path for room in _CODE for path in (root / room).rglob("*.py")):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that compute and write."""
    return {name: version(name) for name in _LIBRARIES}


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
        if fresh:
            self._clear()
        elif held := sorted(path.name for path in self._ours() if path.exists()):
            if not resume:
                raise RunError(
                    f"{self.folder} holds a run already ({', '.join(held)}): resume it, begin "
                    "afresh, or choose another folder"
                )
            self._same()
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        for place in (self.folder, self.folder / PARTS):
            for path in [*place.glob(f"{_TEMPORARY}*"), *place.glob(f".{IDENTITY}.*")]:
                path.unlink()
        write_text(self.folder / IDENTITY, self.identity.text)

    def _ours(self) -> list[Path]:
        tables = [f"{name}.parquet" for name in TABLES]
        return [self.folder / name for name in (*tables, PARTS, IDENTITY)]

    def _clear(self) -> None:
        """Remove all files of a run, those last that say which it is."""
        for path in self._ours():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _same(self) -> None:
        differences = self.identity.differences(_identity(self.folder))
        if differences:
            raise RunError(
                f"{self.folder} holds another run: {'; '.join(differences)}. Begin afresh, or "
                "choose another folder"
            )

    @property
    def complete(self) -> bool:
        """Whether all is done."""
        return (self.folder / "futures.parquet").exists()

    def missing(self) -> list[int]:
        """Return the numbers of the chunks that are still to be played."""
        if self.complete:
            return []
        count = -(-self.identity.futures // CHUNK)
        return [number for number in range(count) if not _readable(self.part("futures", number))]

    def part(self, table: str, number: int) -> Path:
        """Return where a chunk's part of a table is."""
        return self.folder / PARTS / f"{table}-{number:07d}.parquet"

    def put(self, chunk: Chunk) -> None:
        """Keep a chunk.

        Raises
        ------
        RunError
            If it cannot be written; nothing half-written stays.
        """
        for name, table in tables(chunk, self.identity).items():
            with _whole(self.part(name, chunk.first // CHUNK)) as path:
                table.write_parquet(path, compression="lz4", statistics=False)

    def finish(self) -> Result:
        """Put the parts together, in bounded memory, and remove them.

        Raises
        ------
        RunError
            If something cannot be read or written; the parts stay.
        """
        if not self.complete:
            self._sink(_averaged(self._parts("quantiles", QUANTILES_OF)).lazy(), "quantiles")
            if self.identity.kept:
                self._sink(pl.scan_parquet(self._parts("tracks", self.identity.kept)), "tracks")
            futures = self._parts("futures", self.identity.futures)
            self._sink(pl.scan_parquet(futures), "futures")
        shutil.rmtree(self.folder / PARTS, ignore_errors=True)
        return opened(self.folder)

    def _parts(self, table: str, futures: int) -> list[Path]:
        """Return the parts of a table that is made of the first `futures`."""
        count = -(-min(futures, self.identity.futures) // CHUNK)
        return [self.part(table, number) for number in range(count)]

    def _sink(self, frame: pl.LazyFrame, table: str) -> None:
        with _whole(self.folder / f"{table}.parquet") as path:
            frame.sink_parquet(
                path,
                row_group_size=_GROUPS.get(table),
                metadata={KEY: self.identity.text},
                maintain_order=True,
            )


def _averaged(parts: Iterable[Path], futures: int) -> pl.DataFrame:
    """Return the mean of the chunks' quantiles, weighted by their size, added up in their order."""
    raise NotImplementedError


def _readable(part: Path) -> bool:
    """Tell whether a part is there and whole."""
    try:
        pl.read_parquet_metadata(part)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a temporary file to write, and rename it to `path` once it is on the disk."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)
        os.close(handle)
        temporary = Path(name)
        yield temporary
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


# --- the lock ---
