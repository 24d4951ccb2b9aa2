"""``latticework data``: which real data sets are known, where they are, and how to cite them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from latticework.brief.tables import Cell, Column, Table, as_markdown
from latticework.cli.options import complain, form_options, tell
from latticework.reading import ReadingError, did_you_mean

try:
    from latticework.evidence.catalogue import find, folders, read
    from latticework.evidence.datasets import Dataset, cite, declared
    from latticework.evidence.fetching import FetchError, fetch, known
except ModuleNotFoundError as error:
    message = f"data sets need {error.name}: pip install 'latticework[evidence]'"
    raise click.ClickException(message) from error


def _named(
    _ctx: click.Context, _param: click.Parameter, names: tuple[str, ...]
) -> tuple[Dataset, ...]:
    """Return the data sets named, all if none is."""
    sets = declared().datasets
    for name in names:
        if name not in sets:
            raise click.BadParameter(f"no data set {name!r}{did_you_mean(name, sets)}")
    return tuple(sets[name] for name in names or sets)


def names_argument(*, required: bool = False) -> Callable[[Any], Any]:
    """Return the argument that names data sets, passed on as ``sets``."""
    return click.argument("sets", nargs=-1, required=required, metavar="[NAME]...", callback=_named)


folder_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Look in this folder only.  [default: LATTICEWORK_DATA, then the user's own]",
)


@click.group()
def data() -> None:
    """Know the real data sets: what they hold, where they are, how to get and cite them."""


@data.command(name="list")
@folder_option
@form_options
def list_command(folder: Path | None, form: str | None) -> None:
    """List the data sets with years, terms, and whether they are here.

    \b
    Example:
      latticework data list --data ~/data
    """
    columns = (
        Column("name"), Column("what", wrap=True), Column("years"), Column("terms", wrap=True),
        Column("here"), Column("version", detail=True), Column("unit", detail=True),
        Column("states", detail=True), Column("page", detail=True),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for name, dataset in declared().datasets.items():
        terms = declared().terms_of(name).short
        here = find(name, folder) is not None
        rows.append((name, dataset.title, dataset.years, terms, here, dataset.version,
                     dataset.unit, dataset.states, dataset.page))  # fmt: skip
    places = " and ".join(map(str, folders(folder)))
    tell(Table("Data sets", columns, tuple(rows), (f"Looked for in {places}.",)), form)


@data.command(short_help="Where each data set is read from.")
@names_argument()
@folder_option
@click.option("--check", is_flag=True, help="Read each in full; compare rows and checksums.")
@form_options
def where(sets: tuple[Dataset, ...], folder: Path | None, check: bool, form: str | None) -> None:
    """Tell which file each data set is read from, or where it was looked for.

    \b
    Examples:
      latticework data where cow_nmc atop_alliance
      latticework data where --check
    """
    columns = (
        Column("name"),
        Column("file", wrap=True),
        Column("check", wrap=True, detail=not check),
    )
    found = [(dataset, find(dataset.name, folder)) for dataset in sets]
    rows = tuple(
        (dataset.name, str(path) if path else None, _verdict(dataset, path) if check else None)
        for dataset, path in found
    )
    missing = [
        f"{dataset.name}: {' or '.join(dataset.filenames())}; {dataset.page or 'ask its authors'}"
        for dataset, path in found
        if path is None
    ]
    notes = [f"Looked for in {', '.join(map(str, folders(folder)))}.", *missing]
    tell(Table("Where data sets are", columns, rows, tuple(notes)), form)


def _verdict(dataset: Dataset, path: Path | None) -> str:
    """Say what reading a file in full shows."""
    if path is None:
        return "not found"
    try:
        rows = len(read(dataset.name, path.parent).collect())
    except ReadingError as error:
        return str(error)
    said = [
        f"{rows:,} rows",
        *[f"version {dataset.version} has {dataset.rows:,}"] * (rows != dataset.rows),
    ]
    noted = known(path.parent).get(path.name)
    if noted:
        same = noted == hashlib.sha256(path.read_bytes()).hexdigest()
        said.append("checksum as fetched" if same else "checksum differs from the one fetched")
    return "; ".join(said)


@data.command(short_help="Columns, units, caveats and terms of data sets.")
@names_argument()
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@form_options
def describe(sets: tuple[Dataset, ...], markdown: bool, form: str | None) -> None:
    """Describe data sets: columns, units, codes for missing, caveats, terms.

    \b
    Example:
      latticework data describe cow_nmc
    """
    for dataset in sets:
        table = described(dataset)
        if markdown:
            click.echo(f"### {table.title}\n\n{as_markdown(table)}\n")
        else:
            tell(table, form)


def described(dataset: Dataset) -> Table:
    """Return the columns of a data set, with what to know of it as notes."""
    terms = declared().terms_of(dataset.name)
    columns = (
        Column("column"), Column("type"), Column("unit"), Column("missing"),
        Column("meaning", wrap=True),
    )  # fmt: skip
    rows = tuple(
        (c.column, c.type, c.unit, ", ".join(f"{code:g}" for code in c.missing) or None,
         c.meaning + (f"; null means {c.null}" if c.null else ""))
        for c in dataset.columns
    )  # fmt: skip
    absent = "a zero" if dataset.absent == "zero" else "missing"
    covers = f"Covers {dataset.years or 'no particular years'}; {dataset.states}."
    notes = (
        f"One row: {dataset.unit}, keys {', '.join(dataset.keys)}.",
        f"{covers} A unit without a row is {absent}.",
        f"How altered: {dataset.altered}",
        f"Mind: {dataset.avoid}",
        f"Terms: {terms.text}",
        f"From: {dataset.page or 'its authors'}. Files: {', '.join(dataset.filenames())}.",
    )
    return Table(f"{dataset.name}: {dataset.title}, {dataset.version}", columns, rows, notes)


@data.command(name="fetch")
@names_argument(required=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Keep them in this folder.  [default: the user's own]")  # fmt: skip
@click.option(
    "--accept", is_flag=True, help="Keep a file that differs from the one fetched before."
)
def fetch_command(sets: tuple[Dataset, ...], folder: Path | None, accept: bool) -> None:
    """Download data sets from their authors' sites, and check them.

    The first fetch of a file is trusted and its checksum noted; a later one that differs is
    refused unless accepted.

    \b
    Example:
      latticework data fetch cow_states cow_nmc
    """
    failed = False
    for dataset in sets:
        try:
            got = fetch(dataset.name, folder, accept=accept)
        except FetchError as error:
            failed = True
            click.echo(str(error), err=True)
        except ReadingError as error:
            complain(error)
        else:
            click.echo(f"{got.path}  sha256 {got.sha256} ({got.checked})")
    sys.exit(1 if failed else 0)


@data.command(name="cite")
@names_argument(required=True)
def cite_command(sets: tuple[Dataset, ...]) -> None:
    """Print what to cite for data sets, as BibTeX.

    \b
    Example:
      latticework data cite cow_nmc atop_alliance > references.bib
    """
    click.echo(cite(dataset.name for dataset in sets))
