"""Fetch data sets from their authors' sites, and remember what came.

Only sets whose authors publish a file in the form read here can be fetched (``download`` in
``datasets.yaml``). What comes is kept only if it passes `latticework.evidence.checking`.

Checksums: where authors publish one, it must match. None of the sets here has one, and none is
invented: the first fetch is trusted, its SHA-256 is noted in ``checksums.csv`` beside the file, and
a later fetch that differs is refused until you accept it (trust on first use).

Downloading is pooch's (of the extra ``evidence``). Nothing else in latticework opens a connection.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from latticework.evidence.catalogue import home
from latticework.evidence.checking import checked
from latticework.evidence.datasets import Dataset, Download, declared
from latticework.reading import read_csv
from latticework.writing import write_text

CHECKSUMS = "checksums.csv"
"""The file, beside the data sets, that remembers what was fetched."""

FIELDS = ("file", "sha256", "url", "fetched")

MAX_BYTES = 1_000_000_000
"""No member of an archive is unpacked beyond this size."""


class FetchError(Exception):
    """A data set could not be fetched; says why, and what to do by hand."""


@dataclass(frozen=True)
class Fetched:
    """A data set as fetched: the file, its SHA-256, and how that was known.

    ``checked`` is ``published`` (by the authors), ``as before`` or ``first seen``.
    """

    path: Path
    sha256: str
    checked: str


def fetch(name: str, folder: Path | None = None, *, accept: bool = False) -> Fetched:
    """Download a data set, check it and keep it.

    Parameters
    ----------
    name
        A data set that has a ``download``.
    folder
        Where to keep it; by default the user's folder.
    accept
        Keep a file that differs from the one fetched before.

    Raises
    ------
    KeyError
        If no such set is declared.
    FetchError
        If it cannot be downloaded, or differs from what is known.
    ReadingError
        If the file that came is not as declared; it is not kept.
    """
    dataset = declared().dataset(name)
    if dataset.download is None:
        raise FetchError(by_hand(dataset, "its authors offer no file in the form read here"))
    folder = folder or home()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as aside:
        path = _download(dataset, dataset.download, Path(aside))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        how = _compared(dataset, path.name, sha256, known(folder), accept=accept)
        checked(path, dataset)
        path.replace(folder / path.name)
    _note(folder, path.name, sha256, dataset.download.url)
    return Fetched(folder / path.name, sha256, how)


def by_hand(dataset: Dataset, why: str) -> str:
    """Say how to get a data set without this program."""
    terms = declared().terms_of(dataset.name)
    address = dataset.download.url if dataset.download else dataset.page
    steps = f"get it from {address}" if address else "ask its authors"
    return (
        f"{dataset.name} cannot be fetched: {why}. By hand: {steps} and put it into a folder named "
        f"by LATTICEWORK_DATA, or into {home()}, as {' or '.join(dataset.filenames())}. "
        f"Terms: {terms.short}. To cite: latticework data cite {dataset.name}"
    )


def known(folder: Path) -> dict[str, str]:
    """Return the checksums noted in a folder, by file."""
    path = folder / CHECKSUMS
    rows = read_csv(path) if path.is_file() else []
    return {
        row.data["file"]: row.data["sha256"] for row in rows if {"file", "sha256"} <= set(row.data)
    }


def _download(dataset: Dataset, source: Download, aside: Path) -> Path:
    """Download a file and unpack it from its archives."""
    pooch = _pooch()
    try:
        got = pooch.retrieve(source.url, known_hash=None, path=aside, fname="download")
        blob = Path(got).read_bytes()
    except (OSError, ValueError) as error:
        said = str(error).partition("\n")[0][:200]
        raise FetchError(by_hand(dataset, f"no download from {source.url} ({said})")) from error
    for member in source.inside:
        blob = _unpacked(dataset, blob, member)
    path = aside / (source.inside[-1] if source.inside else source.url.rpartition("/")[2])
    path.write_bytes(blob)
    return path


def _pooch() -> Any:
    try:
        pooch = importlib.import_module("pooch")
    except ModuleNotFoundError as error:
        raise FetchError("fetching needs pooch: pip install 'latticework[evidence]'") from error
    pooch.get_logger().setLevel("WARNING")
    return pooch


def _unpacked(dataset: Dataset, blob: bytes, member: str) -> bytes:
    """Return a member of a zip archive, found by the end of its path."""
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            found = [info for info in archive.infolist() if info.filename.endswith(member)]
            if not found or found[0].file_size > MAX_BYTES:
                held = ", ".join(archive.namelist()[:8])
                raise FetchError(by_hand(dataset, f"no {member} in what came, only {held}"))
            return archive.read(found[0])
    except zipfile.BadZipFile as error:
        raise FetchError(by_hand(dataset, f"what came is no zip archive ({error})")) from error


def _compared(
    dataset: Dataset, file: str, sha256: str, noted: dict[str, str], *, accept: bool
) -> str:
    """Say how a checksum was known, or refuse one that is not as it should be."""
    published = dataset.download.sha256 if dataset.download else None
    wanted = published or noted.get(file)
    if wanted is None or (accept and published is None and wanted != sha256):
        return "first seen"
    if wanted != sha256:
        before = "as its authors publish it" if published else "fetched before"
        raise FetchError(
            f"{file} differs from the one {before}: SHA-256 {sha256}, not {wanted}. If the authors "
            f"announce a new version, accept it with --accept"
        )
    return "published" if published else "as before"


def _note(folder: Path, file: str, sha256: str, url: str) -> None:
    """Write a checksum beside the data sets; a failure leaves the old ones."""
    path = folder / CHECKSUMS
    rows = [row.data for row in read_csv(path)] if path.is_file() else []
    today = datetime.now(UTC).date().isoformat()
    kept = [row for row in rows if row.get("file") != file]
    new = {"file": file, "sha256": sha256, "url": url, "fetched": today}
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(sorted((*kept, new), key=lambda row: row["file"]))
    write_text(path, text.getvalue())
